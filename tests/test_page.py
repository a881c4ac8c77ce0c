"""The HTML page as a file: valid, complete, safe, in two languages. What it does in a browser: test_page_browser.py."""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
import yaml
from command import run
from conftest import report_of
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from test_cli import REPORT

import summarizer
from summarizer.contract.report import Brief, Report
from summarizer.errors import UsageError
from summarizer.show import page
from summarizer.show.page import to_html
from summarizer.show.page.charts import confidence, targets, topics
from summarizer.show.page.entries import collect
from summarizer.show.page.marks import Heading, Mark, Weaver, blocks
from summarizer.show.summary import figure

HERE = Path(page.__file__).parent
SPECIMENS = Path(__file__).parents[1] / "evals" / "specimens"
FILES = sorted(path for path in SPECIMENS.iterdir() if path.is_file())
HOSTILE = (
    '<script>document.title="run"</script>',
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "<img src=x onerror=alert(2)>",
    "\"'>&amp;&#60;",
    "{{ 7 * 7 }}{% raw %}",
    "\u2028\u2029\x00\x07\x1b[31m\x85\ufffe\u202e",
)
HOSTILE_REPORT = REPORT.replace("高标准农田", "高标准" + "".join(HOSTILE) + "农田").replace("临江大桥", HOSTILE[0])


def parsed(html: str) -> Element:
    """The page's tree; a parse error of the HTML standard fails the test."""
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    return root


def text_of(element: Element) -> str:
    return "".join(element.itertext())


def embedded(root: Element) -> dict[str, Any]:
    (script,) = (each for each in root.iter("script") if each.get("id") == "ui-data")
    data: dict[str, Any] = json.loads(text_of(script))
    return data


def bare(text: str) -> str:
    """Characters that survive layout: no space, no bars between cells."""
    return re.sub(r"[\s|]+", "", text)


def check_whole(report: Report) -> str:
    """The page of `report`, which is valid HTML and shows all of the text and every entry at its characters."""
    page = to_html(report)
    root = parsed(page)
    entries = embedded(root)["entries"]
    counted = {
        kind: sum(entry["kind"] == kind for entry in entries) for kind in ("indicator", "excluded", "commitment")
    }
    assert counted == {
        "indicator": len(report.indicators),
        "excluded": len(report.excluded),
        "commitment": len(report.commitments),
    }
    (shown,) = (each for each in root.iter("div") if each.get("class") == "text")
    assert bare(text_of(shown)) == bare(report.source.text)
    pieces: dict[int, str] = {}
    for element in shown.iter():
        if at := element.get("data-i"):
            pieces[int(at)] = pieces.get(int(at), "") + text_of(element)
    marked = {place for place, entry in enumerate(entries) if entry["kind"] != "finding"}
    assert pieces.keys() == marked and len(marked) == sum(counted.values()) + len(report.sections)
    for place, piece in pieces.items():
        start, end = entries[place]["at"]
        assert bare(piece) == bare(report.source.text[start:end])
    return page


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_the_page_of_a_specimen_is_valid_and_shows_every_entry_of_the_json(file: Path) -> None:
    check_whole(report_of(file))


def test_the_pages_of_real_reports_are_valid_and_show_every_entry_of_the_json(corpus: Path) -> None:
    for file in sorted(corpus.glob("*.txt")):
        size = len(check_whole(report_of(file)).encode())
        assert size <= 1_000_000, f"{file.name} makes a page of {size} bytes"


def test_hostile_text_stays_text() -> None:
    report = summarizer.summarize_text(HOSTILE_REPORT, "<b>.txt")
    meta = report.meta.model_copy(update={"title": HOSTILE[1], "speaker": HOSTILE[3]})
    brief = Brief(
        text=f"# x\n\n{HOSTILE[1]} ![a](http://x.test/a.png) [b](javascript:alert(3)) <img src=x>\n", source="llm"
    )
    root = parsed(to_html(report.model_copy(update={"meta": meta, "brief": brief})))
    assert len(list(root.iter("script"))) == 2
    assert not [each for tag in ("img", "iframe", "object") for each in root.iter(tag)]
    assert all(link.get("href", "#").startswith("#") for link in root.iter("a"))
    title = root.find("head/title")
    assert title is not None and (title.text or "").endswith(HOSTILE[1])
    (shown,) = (each for each in root.iter("div") if each.get("class") == "text")
    for attack in HOSTILE[:-1]:
        assert attack in text_of(shown)
    assert "␀␇␛[31m" in text_of(shown)


def test_ids_of_a_report_from_elsewhere_cannot_break_the_page() -> None:
    report = summarizer.summarize_text(REPORT)
    promises = [
        item.model_copy(update={"id": id_})
        for item, id_ in zip(report.commitments, ['"><b>', "a b", "n1"], strict=False)
    ]
    assert len(promises) == 3
    check_whole(report.model_copy(update={"commitments": promises}))


def test_a_report_without_anything_has_a_page() -> None:
    check_whole(summarizer.summarize_text("各位代表：\n\n大家好，现在开会，请各位代表审议这份没有内容的报告。\n"))


MARKS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12), st.integers(0, 3)), max_size=8)


@settings(max_examples=150, deadline=None)
@given(
    text=st.text("一二三1 <&|\n、。", min_size=1, max_size=40),
    places=MARKS,
    cuts=st.sets(st.integers(0, 40), max_size=4),
)
def test_marks_may_nest_and_cross_and_stay_whole(text: str, places: list[tuple[int, int, int]], cuts: set[int]) -> None:
    marks = [
        Mark(start, min(start + size, len(text)), depth, "span", Markup('data-i="{}"').format(place), f"m{place}")
        for place, (start, size, depth) in enumerate(places)
        if start < len(text)
    ]
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    weaver = Weaver(text, marks)
    html = "".join(f"<p>{weaver.weave(start, end)}</p>" for start, end in pairwise(edges))
    root = parsed(f"<!DOCTYPE html><html><head><title>t</title></head><body>{html}</body></html>")
    assert text_of(root)[1:] == text
    for place, (start, size, _) in enumerate(places):
        pieces = [each for each in root.iter("span") if each.get("data-i") == str(place)]
        assert "".join(map(text_of, pieces)) == text[start : start + size]
        assert sum(each.get("id") is not None for each in pieces) == (1 if start < len(text) else 0)


def test_an_endless_line_is_cut_at_its_headings_and_rows_become_a_table() -> None:
    text = "前言。一、工作回顾。一是工业回升。全年增长5%。二、工作安排\n指标 | 单位 |\n产值 |  |\n  结语。"
    headings = [Heading(text.index(words), text.index(words) + len(words), level) for words, level in
                (("一、工作回顾", 1), ("一是工业回升", 3), ("二、工作安排", 1))]  # fmt: skip
    found = blocks(text, headings, [])
    assert [(block.level, str(block.html)) for block in found] == [
        (0, "前言。"), (1, "一、工作回顾。"), (0, "一是工业回升。全年增长5%。"), (1, "二、工作安排"), (0, ""), (0, "结语。"),
    ]  # fmt: skip
    assert [[cell for _, cell in row] for row in found[4].rows] == [["指标", "单位"], ["产值", ""]]
    starts = [(block.at, block.html) for block in found if not block.rows] + [c for row in found[4].rows for c in row]
    assert all(text.startswith(str(words), at) for at, words in starts) and found[4].at == text.index("指标")
    assert [block.soft for block in found] == [False, True, True, True, False, False]


def test_paragraphs_whose_line_ends_were_lost_are_cut_but_rows_are_not() -> None:
    text = "一段。 二段！  三段。四句。\n甲。 乙 | 丙 |\n末段。 "
    found = blocks(text, [], [])
    assert [str(block.html) for block in found] == ["一段。", "二段！", "三段。四句。", "", "末段。"]
    assert [[cell for _, cell in row] for row in found[3].rows] == [["甲。 乙", "丙"]]


def test_charts_show_the_figures_of_the_report() -> None:
    report = summarizer.summarize_text(REPORT)
    chart = targets(report, "zh")
    gdp = next(row for row in chart.growth if row.name == "地区生产总值")
    assert [(point.role, point.text) for point in gdp.points] == [("result", "6.2%"), ("next", "约6.5%")]
    assert gdp.points[0].at < gdp.points[1].at
    ticks = {tick.text: tick.at for tick in chart.ticks}
    fallen = next(row for row in chart.growth if row.name == "一般公共预算收入").points[0]
    assert fallen.at < ticks["0"] < gdp.points[0].at
    bars = topics(report)
    assert sum(bar.total for bar in bars) == len(report.commitments)
    assert all(sum(part.count for part in bar.parts) == bar.total for bar in bars)
    assert max(part.at + part.size for bar in bars for part in bar.parts) == pytest.approx(100, abs=0.1)
    shares = confidence(report)
    assert sum(bar.total for bar in shares.bars) + shares.without == len(report.indicators) + len(report.commitments)


def test_every_citation_of_the_brief_leads_to_its_number() -> None:
    report = summarizer.summarize_text(REPORT)
    root = parsed(to_html(report))
    ids = {each.get("id"): each for each in root.iter() if each.get("id")}
    cited = [link for link in root.iter("a") if link.get("class") == "cite"]
    numbers = {item.id: item.number.text for item in report.indicators}
    assert len(cited) >= 6
    assert all(text_of(ids[text_of(link)]) == numbers[text_of(link)] for link in cited)


def test_the_page_speaks_chinese_and_english() -> None:
    report = summarizer.summarize_text(REPORT)
    chinese, english = parsed(to_html(report)), parsed(to_html(report, "en"))
    assert chinese.get("lang") == "zh-CN" and english.get("lang") == "en"
    heads = [[text_of(head) for head in root.iter("h2")] for root in (chinese, english)]
    assert "原文" in heads[0] and heads[1] == ["Brief", "Charts", "Findings", "Report text", "Entries"]
    with pytest.raises(UsageError, match="zh, en"):
        to_html(report, "fr")


def test_page_and_brief_state_one_figure_in_the_same_words() -> None:
    text = REPORT + "\n2024年，单位GDP能耗下降3%以上，地区生产总值达到200.5亿元以上。\n"
    report = summarizer.summarize_text(text)
    listed = {str(entry["id"]): entry for entry in collect(report, "en").listed if entry["kind"] == "indicator"}
    energy = next(item for item in report.indicators if item.canon == "energy_intensity")
    assert listed[energy.id]["figure"] == figure(energy, "en") == "≤ -3%"
    dots = {point.id: point.text for row in targets(report, "en").growth for point in row.points}
    assert dots[energy.id] == "≤ -3%"
    total = next(item for item in report.indicators if item.value == 200.5)
    assert listed[total.id]["normalized"] == "20,050,000,000 CNY"


def test_the_page_names_things_as_the_brief_does() -> None:
    report = summarizer.summarize_text(REPORT.replace("同比增长6.2%", "同比增长620%"))
    root = parsed(to_html(report, "en"))
    facts = [text_of(each) for each in root.iter("dd")]
    assert "Government work report" in facts and "County" in facts
    found = [text_of(each) for each in root.iter("li") if each.get("class") == "warning"]
    assert found[0].startswith("Warning Implausible growth")
    one = text_of(parsed(to_html(report.model_copy(update={"checks": report.checks[:1]}), "en")))
    assert "1 finding" in one and "1 findings" not in one
    assert f"{len(report.checks)} findings" in text_of(root)


def test_every_word_of_the_page_is_there_in_both_languages() -> None:
    table = yaml.safe_load((HERE / "words.yaml").read_text(encoding="utf-8"))
    for group, entries in table.items():
        for key, said in entries.items():
            assert len(said) == 2 and all(isinstance(word, str) for word in said), f"{group}.{key}: {said}"
    used = {
        match for file in HERE.glob("*.j2") for match in re.findall(r"w\.ui\.(\w+)", file.read_text(encoding="utf-8"))
    }
    used |= set(re.findall(r"words\.ui\.(\w+)", (HERE / "page.js").read_text(encoding="utf-8")))
    assert used <= table["ui"].keys()


def luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = ("paper", "panel", "card")
TEXT = [
    *((ink, ground) for ink in ("ink", "soft", "accent", "actual", "target", "will", "must") for ground in GROUNDS),
    ("actual", "actual-tint"), ("target", "target-tint"), ("card", "accent"),
    *((ink, "select") for ink in ("ink", "soft", "actual", "target")),
]  # fmt: skip
DRAWN = [
    *((line, ground) for line in ("edge", "will", "must", "strive", "accent") for ground in GROUNDS),
    ("named", "paper"), ("actual", "paper"), ("target", "paper"),
]  # fmt: skip


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_colours_meet_wcag_aa(theme: int) -> None:
    palette = {name: shades[theme] for name, shades in yaml.safe_load((HERE / "palette.yaml").read_text()).items()}
    pairs = [(pair, 4.5) for pair in TEXT] + [(pair, 3.0) for pair in DRAWN]
    poor = {pair: ratio for pair, wanted in pairs if (ratio := contrast(palette[pair[0]], palette[pair[1]])) < wanted}
    assert not poor
    used = set(re.findall(r"var\(--([\w-]+)\)", (HERE / "page.css").read_text(encoding="utf-8")))
    assert used == palette.keys()


def test_run_writes_pages(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(REPORT, encoding="utf-8")
    printed = run("run", "a.txt", "--format", "html", cwd=tmp_path).stdout.decode()
    assert printed.startswith("<!DOCTYPE html>") and "临江县" in printed
    assert run("run", "a.txt", "-o", "x.html", cwd=tmp_path).returncode == 0
    assert (tmp_path / "x.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert run("run", "a.txt", "b.txt", "--out", "out", "--format", "html", cwd=tmp_path).returncode == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.html", "b.html"]
    refused = run("run", "a.txt", "b.txt", "--format", "html", cwd=tmp_path)
    assert refused.returncode == 2 and b"--out FOLDER" in refused.stderr
