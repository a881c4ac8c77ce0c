"""Corrections: a layer over the machine's answer that is validated, kept, taken back, and survives another reading."""

from collections.abc import Callable
from pathlib import Path

import pytest
from panel import WaitingEngine, fill_store, report_text

from summarizer.api import summarize_text
from summarizer.contract.report import Report
from summarizer.corrections.assembling import corrected
from summarizer.corrections.changing import Request, Wish, drafts
from summarizer.corrections.items import META, Item, Ledger, Row
from summarizer.corrections.log import Entry, Layered, layered
from summarizer.corrections.sheet import sheet_of
from summarizer.errors import LabelError, StaleError
from summarizer.store.checking import check_store
from summarizer.store.corrections import Subject, act, of_other_texts, read_log
from summarizer.store.exporting import export_store
from summarizer.store.joining import join_stores
from summarizer.store.labellings import layer_over, stored_labels
from summarizer.store.labellings import subject_of as labelled_text
from summarizer.store.layers import CORRECTIONS
from summarizer.store.opening import reading, writing

# A character beyond the basic plane in front: JavaScript counts it as two.
TEXT = "𠮷" + report_text("澜溪", 2020)
AN, BO = "安", "博"


@pytest.fixture(scope="module")
def report() -> Report:
    return summarize_text(TEXT)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one report."""
    folder = tmp_path_factory.mktemp("corrections")
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    fill_store(folder / "panel.duckdb", folder / "a.txt")
    return folder / "panel.duckdb"


@pytest.fixture
def store(empty: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "panel.duckdb"
    copy.write_bytes(empty.read_bytes())
    return copy


Act = Callable[..., Layered]


@pytest.fixture
def do(store: Path, report: Report) -> Act:
    """One act on the store; by default of one who has seen the newest."""
    subject = subject_of(report)

    def do(
        wish: Wish, item: Item, who: str = AN, seen: int | None = None, pieces: tuple[Item, ...] = (), **fields: object
    ) -> Layered:
        newest = layered(subject.ledger, subject.base, read_log(store, subject.text_id, CORRECTIONS)).versions
        row: Row = {name.rstrip("_"): value for name, value in fields.items()}  # type: ignore[misc]
        request = Request(wish=wish, item=item, fields=row, pieces=pieces)
        with writing(store) as connection:
            return act(connection, subject, request, who=who, seen=newest.get(item, 0) if seen is None else seen)

    return do


def subject_of(report: Report) -> Subject:
    return Subject("text", "report", CORRECTIONS, Ledger.of(report.source.text), sheet_of(report))


def number(report: Report, digits: str) -> Item:
    found = [
        *((i.number.text, i.number) for i in report.indicators),
        *((i.number.text, i.number) for i in report.excluded),
    ]
    return next(Item("number", span.start, span.end) for text, span in found if text == digits)


def promise(report: Report, words: str) -> Item:
    return next(Item("commitment", c.span.start, c.span.end) for c in report.commitments if words in c.span.text)


def run_of(text: str, words: str) -> Item:
    return Item("commitment", text.index(words), text.index(words) + len(words))


def test_a_corrected_figure_leads_the_headline_the_checks_and_the_brief(report: Report, do: Act) -> None:
    item = number(report, "170")
    now = do("change", item, name="工业总产值", canon=None)
    mended = corrected(report, now)
    one = next(i for i in mended.indicators if i.number.text == "170")
    assert (one.name, one.canon, one.source, one.confidence) == ("工业总产值", None, "human", None)
    assert report.brief and mended.brief and "工业总产值" not in report.brief.text
    assert "地区生产总值170" not in mended.brief.text.replace(" ", "")
    untouched = [i for i in mended.indicators if i.id != one.id]
    assert untouched == [i for i in report.indicators if i.id != one.id]
    assert Report.model_validate_json(mended.model_dump_json()) == mended


def test_a_sheet_without_corrections_gives_the_report_back(report: Report) -> None:
    subject = subject_of(report)
    assert corrected(report, layered(subject.ledger, subject.base, [])) is report


def test_a_number_becomes_no_quantity_and_another_one_a_quantity(report: Report, do: Act) -> None:
    do("change", number(report, "36120"), class_="qual")
    now = do("change", number(report, "16"), class_="q", name="出席届次", measure="level", unit="届")
    mended = corrected(report, now)
    assert "36120" in {each.number.text for each in mended.excluded}
    assert any(each.name == "出席届次" and each.value == 16 for each in mended.indicators)


def test_decreases_keep_the_digits_of_the_text(report: Report, do: Act) -> None:
    mended = corrected(report, do("change", number(report, "5.0"), falls=True))
    assert next(each.value for each in mended.indicators if each.number.text == "5.0") == -5.0


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"measure": "size"}, "choose one of"),
        ({"period": "2021年"}, "such as 2021"),
        ({"period": "2021-2019"}, "before it begins"),
        ({"canon": "gdq"}, "catalogue"),
        ({"canon": "population"}, "cannot be a level in 亿元"),
        ({"measure": "growth"}, "its unit is 亿元"),
        ({"falls": True}, "cannot go down"),
        ({"unit": "亿 元"}, "neither digits nor space"),
        ({"name": ""}, "without a name"),
        ({"name": "一\t二"}, "on one line"),
        ({"name": "地" * 61}, "at most 60"),
        ({"colour": "red"}, "no field 'colour'"),
        ({"bound": 1}, "choose one of"),
        ({"class": "quantity"}, "choose one of"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_not_recorded(
    report: Report, store: Path, do: Act, fields: dict[str, object], told: str
) -> None:
    with pytest.raises(LabelError, match=told) as error:
        do("change", number(report, "170"), **fields)
    assert "\n" not in str(error.value) and read_log(store, "text", CORRECTIONS) == []


def test_items_that_no_page_shows_are_refused_and_not_recorded(store: Path, do: Act) -> None:
    with pytest.raises(LabelError, match="as a whole is meta:0-0, not meta:1-5"):
        do("change", Item("meta", 1, 5), title="某县政府工作报告")
    with pytest.raises(LabelError, match="a stretch of one line"):
        do("none", Item("section", 0, 999))
    assert read_log(store, "text", CORRECTIONS) == []


def test_a_missed_commitment_is_added_by_its_clauses_and_reads_its_own_verb(report: Report, do: Act) -> None:
    gone = promise(report, "深化农村综合改革")
    do("remove", gone)
    now = do("add", gone, topic="reform")
    mended = corrected(report, now)
    found = next(each for each in mended.commitments if "农村综合改革" in each.span.text)
    assert (found.topic, found.action, found.source) == ("reform", "深化", "human")
    with pytest.raises(LabelError, match="stands there already"):
        do("add", gone)
    with pytest.raises(LabelError, match="whole clauses"):
        do("cut", gone, pieces=(Item("commitment", gone.start + 1, gone.end),))


def test_a_commitment_is_cut_in_two_and_moved_at_its_end_each_as_one_act(report: Report, do: Act) -> None:
    left, right = run_of(TEXT, "新建高标准农田2.5万亩"), run_of(TEXT, "改造老旧小区12个")
    both = Item("commitment", left.start, right.end)
    before = sheet_of(report)
    assert left in before and right in before
    do("remove", right)
    moved = do("cut", left, pieces=(both,))
    assert both in moved.sheet and moved.sheet[both] == {**before[left], "action": moved.sheet[both]["action"]}
    split = do("cut", both, pieces=(left, right))
    found = [each for each in corrected(report, split).commitments if both.start <= each.span.start < both.end]
    assert [each.action for each in found] == ["新建", "改造"]
    assert both in do("undo", META).sheet and left in do("undo", META).sheet


def test_an_undo_is_an_entry_of_its_own_and_takes_back_ones_own_act_alone(report: Report, store: Path, do: Act) -> None:
    item, other = number(report, "170"), number(report, "36120")
    do("change", item, who=AN, bound="approx")
    do("change", other, who=BO, bound="ge")
    now = do("undo", META, who=AN)
    assert now.sheet[item]["bound"] == "eq" and now.sheet[other]["bound"] == "ge"
    log = read_log(store, "text", CORRECTIONS)
    assert [(e.action, e.who, e.before, e.after) for e in log] == [
        ("change", AN, {"bound": "eq"}, {"bound": "approx"}),
        ("change", BO, {"bound": "eq"}, {"bound": "ge"}),
        ("undo", AN, {"bound": "approx"}, {"bound": "eq"}),
    ]
    with pytest.raises(LabelError, match="nothing of yours"):
        do("undo", META, who=AN)


def test_the_second_of_two_editors_is_told_and_loses_nothing(report: Report, store: Path, do: Act) -> None:
    item = number(report, "170")
    do("change", item, who=AN, seen=0, bound="approx")
    with pytest.raises(StaleError, match=f"{AN} changed this"):
        do("change", item, who=BO, seen=0, bound="ge")
    assert len(read_log(store, "text", CORRECTIONS)) == 1
    do("change", number(report, "36120"), who=BO, seen=0, bound="ge")
    assert do("change", item, who=BO, bound="ge").sheet[item]["bound"] == "ge"


def test_accepting_holds_for_what_was_on_the_screen_alone(report: Report, do: Act) -> None:
    item = number(report, "170")
    shown = dict(sheet_of(report)[item])
    assert item in do("accept", item, **{f"{n}_" if n == "class" else n: v for n, v in shown.items()}).accepted
    with pytest.raises(LabelError, match="something else by now"):
        do("accept", item, **{**shown, "bound": "ge"})
    assert item not in do("change", item, bound="ge").accepted


def test_a_part_that_changes_its_kind_takes_its_sub_headings_along() -> None:
    text = "某县2021年政府工作报告\n\n一、2020年工作回顾\n（一）经济\n全年生产总值10亿元。\n二、2021年工作安排\n（一）产业\n新建厂房3座。\n"
    report = summarize_text(text)
    subject = subject_of(report)
    part = Item("section", text.index("二、"), text.index("二、") + len("二、2021年工作安排"))
    assert part in subject.base
    base = layered(subject.ledger, subject.base, [])
    (draft,) = drafts(subject.ledger, base, Request(wish="change", item=part, fields={"kind": "outlook"}))
    entry = Entry(1, 1, draft.item, draft.action, draft.before, draft.after, draft.whole, None, AN, "", "")
    mended = corrected(report, layered(subject.ledger, subject.base, [entry]))
    assert [(s.level, s.kind) for s in mended.sections] == [
        (1, "review"),
        (2, "review"),
        (1, "outlook"),
        (2, "outlook"),
    ]


def test_corrections_hold_for_another_reading_of_the_same_text(report: Report, do: Act) -> None:
    item, cut = number(report, "170"), promise(report, "深化农村综合改革")
    do("change", cut, topic="government")
    now = do("change", item, bound="approx")
    log = [*now.changed.values()]
    other = dict(sheet_of(report))
    other[item] = {**other[item], "period": "2019"}
    del other[cut]
    longer = Item(
        "commitment", min(i.start for i in other if i.kind == "commitment" and i.start > cut.start - 30), cut.end
    )
    other = {i: row for i, row in other.items() if not (i.kind == "commitment" and i.overlaps(longer))}
    other[longer] = sheet_of(report)[cut]
    again = layered(Ledger.of(TEXT), other, sorted(log, key=lambda entry: entry.seq))
    assert again.sheet[item]["bound"] == "approx" and again.sheet[item]["period"] == "2019"
    assert again.sheet[cut]["topic"] == "government" and longer not in again.sheet and not again.lost


def test_a_correction_that_has_no_place_any_more_is_listed_as_lost(report: Report, store: Path, do: Act) -> None:
    do("change", number(report, "170"), bound="approx")
    now = do("remove", promise(report, "深化农村综合改革"))
    other = summarize_text(TEXT.replace("𠮷", ""))
    elsewhere = layered(Ledger.of(other.source.text), sheet_of(other), read_log(store, "text", CORRECTIONS))
    assert {lost.reason for lost in elsewhere.lost} >= {"no_such_number"} and not now.lost
    with reading(store) as connection:
        assert next(each.quote for each in of_other_texts(connection, "report", "another")) == "170"


def test_the_whole_report_is_corrected_and_drops_the_code_of_another_place(report: Report, do: Act) -> None:
    mended = corrected(report, do("change", META, region="青溪县", review_period="2019", date="2021-02-03"))
    assert (mended.meta.region, mended.meta.region_code, mended.meta.source) == ("青溪县", None, "human")
    with pytest.raises(LabelError, match="no date"):
        do("change", META, date="2021-2-30")


def test_stores_keep_join_and_export_corrections(report: Report, store: Path, do: Act, tmp_path: Path) -> None:
    do("change", number(report, "170"), bound="approx")
    do("change", number(report, "36120"), bound="ge")
    assert not [finding for finding in check_store(store) if finding.broken]
    join_stores(tmp_path / "joined.duckdb", [store])
    join_stores(tmp_path / "joined.duckdb", [store])
    joined = read_log(tmp_path / "joined.duckdb", "text", CORRECTIONS)
    assert joined == read_log(store, "text", CORRECTIONS) and len(joined) == 2
    assert {"corrections.parquet", "labellings.parquet"} <= {
        path.name for path in export_store(store, tmp_path / "out")
    }


def test_another_engine_reads_the_text_again_and_the_corrections_stand(
    report: Report, store: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    with writing(store) as connection:
        (report_id,) = connection.execute("SELECT report_id FROM latest").fetchall()[0]
        first = stored_labels(connection, report_id)
        subject = labelled_text(first, report_id, CORRECTIONS)
        item, promised = number(first, "170"), promise(first, "深化农村综合改革")
        act(connection, subject, Request(wish="change", item=item, fields={"bound": "approx"}), who=AN, seen=0)
        act(connection, subject, Request(wish="change", item=promised, fields={"strength": "must"}), who=AN, seen=0)
    # It finds no commitments at all.
    fill_store(store, tmp_path / "a.txt", engine=WaitingEngine("waiting-2", promises=False))
    with reading(store) as connection:
        again = stored_labels(connection, report_id)
        assert again.run.fingerprint == "waiting-2" and not again.commitments
        mended = corrected(again, layer_over(connection, labelled_text(again, report_id, CORRECTIONS)))
    assert next(each.bound for each in mended.indicators if each.number.text == "170") == "approx"
    (kept,) = mended.commitments
    assert (kept.strength, kept.source) == ("must", "human") and "农村综合改革" in kept.span.text
    assert not [finding for finding in check_store(store) if finding.broken]
    with writing(store) as connection:
        connection.execute("UPDATE corrections SET quote = '别的' WHERE item = 'number'")
    assert [finding.broken for finding in check_store(store) if "quotes" in finding.invariant] == [1]
