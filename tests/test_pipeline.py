"""From a file to a validated report: the contract holds, in every format, for real and for spoilt input."""

import asyncio
import gc
import io
import json
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import report_of
from hypothesis import given, settings
from hypothesis import strategies as st
from make_specimens import as_pdf, parse
from pydantic import ValidationError

import summarizer
from summarizer.contract.labels import Labels, NumberLabel
from summarizer.contract.report import Report
from summarizer.document.ledger import list_numbers
from summarizer.document.source import Source
from summarizer.engines import create
from summarizer.errors import InputError, LabelError, UsageError
from summarizer.evaluation.gold import labelled_names
from summarizer.knowledge.numerals import read_value
from summarizer.pipeline import asummarize_source, summarize_source
from summarizer.readers import read, read_bytes

ROOT = Path(__file__).parents[1]
SPECIMENS = ROOT / "evals" / "specimens"


def headline(report: Report) -> list[tuple[Any, ...]]:
    return [(i.canon, i.measure, i.status, i.period, i.value, i.unit, i.bound) for i in report.indicators if i.canon]


def assert_contract(report: Report) -> None:
    """The invariants of the contract, said again without the models' own validators."""
    text = report.source.text
    listed = [(i.id, i.number) for i in report.indicators] + [(i.id, i.number) for i in report.excluded]
    ledger = {n.id: (n.start, n.end) for n in list_numbers(text)}
    assert len(listed) == len(ledger)
    assert {id_: (span.start, span.end) for id_, span in listed} == ledger
    spans = [span for _, span in listed] + [c.span for c in report.commitments] + [s.heading for s in report.sections]
    assert all(text[span.start : span.end] == span.text for span in spans)
    again = Report.model_validate_json(report.model_dump_json())
    assert again == report


def test_the_specimens_keep_the_contract() -> None:
    for path in sorted(SPECIMENS.glob("*-20*.*")):
        assert_contract(summarizer.summarize(path))


def test_a_rank_is_no_amount_of_its_unit() -> None:
    report = summarizer.summarize_text("安河县政府工作报告\n一、2020年工作回顾\n2020年，地区生产总值居全市第2位。\n")
    (rank,) = (item for item in report.indicators if item.measure == "rank")
    assert rank.unit == "位" and rank.normalized is None


def test_a_value_that_the_digits_do_not_state_is_refused() -> None:
    written = json.loads(summarizer.summarize(SPECIMENS / "qinghe-2018.html").model_dump_json())
    written["indicators"][0]["value"] += 1
    with pytest.raises(ValidationError, match="is not what its digits state"):
        Report.model_validate(written)


def test_every_real_report_keeps_the_contract(corpus: Path) -> None:
    for path in sorted(corpus.glob("*.txt")):
        assert_contract(report_of(path))


def test_one_report_in_four_formats_has_one_headline_table() -> None:
    specimen = parse(SPECIMENS / "src" / "songyu-2024h1.marked")
    document = docx.Document()
    for line, _ in specimen.lines:
        document.add_paragraph(line)
    word = io.BytesIO()
    document.save(word)
    page = "<html><body><div>" + "".join(f"<p>{line}</p>" for line, _ in specimen.lines) + "</div></body></html>"
    files = {
        "a.txt": specimen.text.encode(),
        "a.docx": word.getvalue(),
        "a.html": page.encode(),
        "a.pdf": as_pdf(specimen),
    }
    engine = create("rules")
    tables = {name: headline(summarize_source(read_bytes(data, name)[0], engine)) for name, data in files.items()}
    assert len(tables["a.txt"]) >= 9
    assert tables["a.docx"] == tables["a.txt"]
    assert tables["a.html"] == tables["a.txt"]
    assert tables["a.pdf"] == tables["a.txt"]


def test_the_library_gives_the_same_report_sync_and_async() -> None:
    path = SPECIMENS / "songyu-2024h1.txt"
    report = summarizer.summarize(path)
    assert headline(asyncio.run(summarizer.asummarize(path))) == headline(report)
    assert headline(summarizer.summarize_text(report.source.text)) == headline(report)
    assert len(summarizer.summarize_all(path)) == 1


def test_the_public_names_are_complete_and_sorted() -> None:
    assert summarizer.__all__ == sorted(summarizer.__all__)
    assert all(getattr(summarizer, name) is not None for name in summarizer.__all__)
    assert dir(summarizer) == summarizer.__all__
    with pytest.raises(AttributeError):
        summarizer.nothing  # noqa: B018


@pytest.mark.parametrize(
    ("digits", "value"),
    [("1,234.5", 1234.5), ("１２．５", 12.5), ("六千", 6000), ("百分之十五", 15), ("百分之三点五", 3.5), ("八成", 80), ("翻一番", 100),
     ("翻两番", 300), ("三倍", 3), ("三分之一", 33.33), ("二十三", 23), ("十万", 100_000), ("一百零三", 103), ("两千五", 2005),
     ("十八亿六千万", 1_860_000_000), ("一万亿", 1e12), ("二十三点五万", 235_000), ("一点二", 1.2), ("十点五倍", 10.5),
     ("壹仟", 1000), ("贰拾伍万", 250_000), ("百分之百", 100), ("万分之五", 0.05)],
)  # fmt: skip
def test_figures_are_read_from_their_digits(digits: str, value: float) -> None:
    assert read_value(digits) == pytest.approx(value)


@pytest.mark.parametrize("digits", ["几十倍", "数十倍", "百分之点", "百分之三点", "零分之一", "9" * 309, "亿" * 5000])
def test_what_states_no_figure_is_said_to(digits: str) -> None:
    with pytest.raises(LabelError, match="states no figure"):
        read_value(digits)


def test_an_engine_that_forgets_or_invents_an_id_is_refused() -> None:
    class Forgetful:
        name, fingerprint = "forgetful", "0"
        write_brief = None
        labels: Labels

        async def label(self, document: Any) -> Labels:
            return self.labels

        async def aclose(self) -> None: ...

    source = Source("全县地区生产总值96亿元,增长7%。", "a.txt", "", "text/plain")
    engine = Forgetful()
    one, two = NumberLabel("n1", "q", name="地区生产总值", unit="亿元"), NumberLabel("n2", "q", name="增长", unit="%")
    for labels, sentence in (
        ((one,), "n2 has no label"),
        ((one, two, two), "labelled twice"),
        ((one, two, NumberLabel("n9", "date")), "not a number"),
    ):
        engine.labels = Labels(labels, ())
        with pytest.raises(LabelError, match=sentence):
            asyncio.run(asummarize_source(source, engine))


def broken(report: dict[str, Any], how: str) -> dict[str, Any]:
    if how == "moved":
        report["indicators"][0]["number"]["start"] += 1
    elif how == "dropped":
        del report["indicators"][0]
    elif how == "doubled":
        report["excluded"].append(
            {"id": report["indicators"][0]["id"], "number": report["indicators"][0]["number"], "reason": "date"}
        )
    elif how == "invented":
        report["excluded"].append(
            {"id": "n9999", "number": {"start": 0, "end": 1, "text": report["source"]["text"][0]}, "reason": "date"}
        )
    elif how == "vocabulary":
        report["indicators"][0]["measure"] = "speed"
    elif how == "period":
        report["indicators"][0]["period"] = "R"
    elif how == "reference":
        report["commitments"][0]["quantities"] = ["n9999"]
    return report


@pytest.mark.parametrize("how", ["moved", "dropped", "doubled", "invented", "vocabulary", "period", "reference"])
def test_a_report_that_breaks_the_contract_cannot_be_loaded(how: str) -> None:
    good = json.loads(summarizer.summarize(SPECIMENS / "songyu-2024h1.txt").model_dump_json())
    Report.model_validate(good)
    with pytest.raises(ValidationError):
        Report.model_validate(broken(good, how))


def test_a_running_event_loop_is_no_obstacle() -> None:
    async def notebook() -> list[Report]:
        path = SPECIMENS / "songyu-2024h1.txt"
        return [summarizer.summarize(path), *summarizer.summarize_all(path), await summarizer.asummarize(path)]

    assert len({str(report.indicators) for report in asyncio.run(notebook())}) == 1


@pytest.mark.parametrize("collecting", [True, False])
def test_the_garbage_collector_is_left_as_it_was(collecting: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if collecting else gc.disable)()
        summarize_source(Source("一、2024年工作安排\n新建学校3所。", "x", "", "text/plain"), create("rules"))
        assert gc.isenabled() == collecting
        with pytest.raises(InputError):
            summarize_source(Source("1,2,3,4," * 100_001, "x", "", "text/plain"), create("rules"))
        assert gc.isenabled() == collecting
    finally:
        (gc.enable if was else gc.disable)()


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(UsageError, match="no engine named 'magic'"):
        summarizer.summarize(SPECIMENS / "songyu-2024h1.txt", engine="magic")


def test_an_excerpt_without_a_year_has_no_periods_and_says_so() -> None:
    report = summarizer.summarize_text("全县经济平稳运行。地区生产总值完成96亿元，增长7%，粮食产量12万吨。")
    assert {item.period for item in report.indicators} == {None}
    assert any(item.kind == "no_period" for item in report.checks)


@pytest.mark.parametrize(
    "text", ["", "。", "12", "各位代表", "1\n2\n3", "（一）（二）", "|" * 40, "一、" * 50, "“" * 30 + "9" * 400]
)
def test_any_text_gives_a_report_that_keeps_the_contract(text: str) -> None:
    assert_contract(summarizer.summarize_text(text))


GENRE = st.text(
    alphabet="0123456789.,，。；、%：:|一二三十百千万亿年月第（）()“”《》增长下降地区生产总值新建亿元个家以上左右近超确保力争工作回顾目标区县市政府报告\n 由到分别",
    max_size=160,
)


@given(GENRE)
@settings(max_examples=400, deadline=None)
def test_arbitrary_texts_of_the_genre_keep_the_contract(text: str) -> None:
    assert_contract(summarizer.summarize_text(text))


def test_specimen_files_and_labels_are_what_their_sources_build(tmp_path: Path) -> None:
    from make_specimens import BUILDS, build

    build(tmp_path)
    for name in BUILDS:
        assert (tmp_path / name).read_bytes() == (SPECIMENS / name).read_bytes(), name
    for path in (SPECIMENS / "labels").iterdir():
        assert (tmp_path / "labels" / path.name).read_text(encoding="utf-8") == path.read_text(encoding="utf-8")


def test_specimen_labels_pass_the_reference_check(tmp_path: Path) -> None:
    import check_labels

    for name in labelled_names(SPECIMENS / "labels"):
        path = next(p for p in sorted(SPECIMENS.glob(f"{name}.*")) if p.suffix in {".docx", ".html", ".txt"})
        text = tmp_path / f"{name}.txt"
        text.write_text(read(path)[0].text, encoding="utf-8")
        assert check_labels.check(text, SPECIMENS / "labels" / name) == []
