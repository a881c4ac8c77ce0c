"""Findings: each is made where its fault is in the report, and not made on a report without it."""

import asyncio
from dataclasses import dataclass, replace

import pytest

import summarizer
from summarizer.contract.labels import CommitmentLabel, Labels, NumberLabel
from summarizer.contract.report import Report
from summarizer.document.document import Document
from summarizer.document.source import Source
from summarizer.findings.checks import check
from summarizer.findings.doubt import doubted
from summarizer.pipeline import asummarize_source
from summarizer.show.summary import headlines
from summarizer.tables.panel import Panel


@dataclass(frozen=True)
class HandEngine:
    """An engine that says what a person wrote down, so that a test depends on no rule."""

    labels: tuple[NumberLabel, ...]
    name: str = "hand"
    fingerprint: str = "hand"
    write_brief: None = None

    async def label(self, document: Document) -> Labels:
        said = {label.id: label for label in self.labels}
        numbers = tuple(said.get(number.id, NumberLabel(number.id, "date")) for number in document.numbers)
        return Labels(numbers, (CommitmentLabel(document.clauses[-1].id, document.clauses[-1].id),))

    async def aclose(self) -> None: ...


def report(text: str, *labels: NumberLabel) -> Report:
    """`text` below a title that states the year, as labelled by hand; ids count from the first number of `text`."""
    title = "临江县政府工作报告\n"
    source = Source(title + text, "r.txt", "0" * 64, "text/plain", "utf-8")
    return asyncio.run(asummarize_source(source, HandEngine(labels)))


def kinds(found: Report) -> set[str]:
    return {finding.kind for finding in check(found)}


def said(id_: str, canon: str | None, measure: str, unit: str, name: str = "") -> NumberLabel:
    return NumberLabel(id_, "q", name or canon or "指标", canon, measure, unit, period="2023")


SHARES = tuple(said(f"n{i}", None, "share", "%", f"第{digit}产业占比") for i, digit in enumerate("一二三", 1))
GDP = said("n1", "gdp", "level", "亿元", "地区生产总值")

FAULTS = {
    "ratio_sum": ("三次产业结构比为14.1:26.8:69.1。", "三次产业结构比为14.1:26.8:59.1。", SHARES),
    "implausible_growth": ("生产总值增长650%。", "生产总值增长6.5%。", (said("n1", "gdp", "growth", "%"),)),
    "rate_out_of_range": (
        "医保覆盖率986%。",
        "医保覆盖率98.6%。",
        (said("n1", None, "share", "%", "医保覆盖率"),),
    ),
    "contradiction": (
        "地区生产总值186.4亿元。全年生产总值196.4亿元。",
        "地区生产总值186.4亿元。全年生产总值186.4亿元。",
        (GDP, replace(GDP, id="n2")),
    ),
    "masked_text": ("生产总值186.4亿元，**镇建成。", "生产总值186.4亿元，东镇建成。", (GDP,)),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_found_and_its_absence_is_not(kind: str) -> None:
    faulty, sound, labels = FAULTS[kind]
    assert kind in kinds(report(faulty, *labels))
    assert kind not in kinds(report(sound, *labels))


def test_a_finding_names_entries_that_exist_and_speaks_to_a_person() -> None:
    faulty, _, labels = FAULTS["ratio_sum"]
    made = report(faulty, *labels)
    (finding,) = (finding for finding in check(made) if finding.kind == "ratio_sum")
    assert finding.ids == ["n1", "n2", "n3"] and "110" in finding.message and "\n" not in finding.message


def test_rounding_is_no_contradiction() -> None:
    labels = (GDP, replace(GDP, id="n2"))
    assert "contradiction" not in kinds(report("生产总值747.7亿元。生产总值747.70亿元。", *labels))


def test_one_figure_in_two_units_is_no_contradiction() -> None:
    labels = (GDP, replace(GDP, id="n2", unit="万元"))
    assert "contradiction" not in kinds(report("生产总值1.5亿元。生产总值15000万元。", *labels))


def test_a_text_without_figures_or_promises_is_told() -> None:
    bare = report("生产总值186.4亿元。", GDP).model_copy(update={"indicators": [], "commitments": []})
    assert {"no_indicators", "no_commitments"} <= kinds(bare)


def test_an_addition_and_the_total_are_no_contradiction_and_the_total_is_shown() -> None:
    text = "安河县政府工作报告\n一、2020年工作回顾\n2020年，高新技术企业净增41家，总数达到312家。\n"
    report = summarizer.summarize_text(text)
    assert {item.value for item in report.indicators if item.canon == "hightech_firms"} == {41, 312}
    assert "contradiction" not in {finding.kind for finding in report.checks}
    (row,) = headlines(report)
    assert row.level is not None and row.level.value == 312
    panel = Panel()
    panel.add(report)
    (line,) = panel.rows()
    assert [cell for cell in line if isinstance(cell, float)] == [312]


def test_a_weak_year_lowers_the_confidence_of_what_hangs_on_it() -> None:
    report = summarizer.summarize_text("一、2023年工作回顾\n地区生产总值增长6.1%，2019年工业投资增长9%。")
    weak = report.model_copy(update={"meta": report.meta.model_copy(update={"weak": ["review_period"]})})
    before = [item.confidence or 0.0 for item in doubted(report, ()).indicators]
    after = [item.confidence or 0.0 for item in doubted(weak, ()).indicators]
    assert report.indicators[0].period == report.meta.review_period != report.indicators[1].period
    assert after[0] < before[0]
    assert after[1] == before[1]
