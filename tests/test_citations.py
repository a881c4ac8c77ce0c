"""Figures of a summary against the report they are cited from, and briefs that a model writes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from labelling import Body, knows
from model_server import ModelServer
from wire import settings

from summarizer.contract.report import Report
from summarizer.document.source import Source
from summarizer.engines import create
from summarizer.engines.rules import RuleEngine
from summarizer.findings.citations import citation_faults
from summarizer.pipeline import make_document, summarize_source
from summarizer.show.brief import write_brief

TEXT = """云溪县2023年政府工作报告
一、2023年工作回顾
全县地区生产总值96.4亿元，增长7.1%，居全市第2位。一般公共预算收入下降3.5%。5G基站达到120座。
二、2024年工作安排
新建标准厂房30万平方米。加强廉政建设。
"""
SOURCE = Source(TEXT, "yunxi.txt", "0" * 64, "text/plain")


@pytest.fixture(scope="module")
def report() -> Report:
    return summarize_source(SOURCE, RuleEngine())


def cites(report: Report, text: str) -> str:
    """`text` with each `{figure}` given the citation of the indicator that states it."""
    ids = {item.number.text: item.id for item in report.indicators}
    for figure, id_ in ids.items():
        text = text.replace(f"{{{figure}}}", f"[{id_}]")
    return text


@pytest.mark.parametrize(
    "text",
    [
        "2023年地区生产总值96.4亿元{96.4}，增长7.1%{7.1}，居全市第2位{2}。",
        "1. 一般公共预算收入下降3.5%{3.5}；“十四五”时期（2021—2025年）",
        "- 5G基站120座 {120}，新建标准厂房30万平方米{30}[m1]",
        "| 地区生产总值 | 96.4亿元{96.4} | 7.1%{7.1} |",
        "地区生产总值**96.4**亿元左右{96.4}，增长7.1{7.1}",
        "没有数字。",
    ],
)
def test_right_citations_are_right(report: Report, text: str) -> None:
    assert citation_faults(cites(report, text), report) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("地区生产总值96.4亿元，增长7.1%{7.1}", "96.4 has no citation"),
        ("地区生产总值97.4亿元{96.4}", "is 96.4亿元, not 97.4"),
        ("地区生产总值96.4万元{96.4}", "is 96.4亿元, not 96.4万元"),
        ("增长7.1个百分点{7.1}", "is 7.1%, not 7.1个百分点"),
        ("地区生产总值{96.4}", "stands behind no figure"),
        ("地区生产总值96.4亿元[n999]", "[n999] is no indicator"),
        ("建设厂房[m99]", "[m99] is no commitment"),
        ("增长7.1%{7.1}，合计103.5亿元", "103.5 has no citation"),
        ("翻一番", "翻一番 has no citation"),
        ("增长7.1%{96.4}", "is 96.4亿元, not 7.1"),
        ("地区生产总值96.4亿元\n{96.4}", "96.4 has no citation"),
    ],
)
def test_wrong_and_missing_citations_are_found(report: Report, text: str, fault: str) -> None:
    assert any(fault in found for found in citation_faults(cites(report, text), report))


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


def answering(server: ModelServer, *briefs: str) -> list[Body]:
    """Let the server label like the rules and write these briefs, in turn; the requests for a brief are collected."""
    labels = knows(RuleEngine().label_now(make_document(SOURCE)), make_document(SOURCE))
    asked: list[Body] = []

    def answer(body: Body) -> object:
        if body["tools"][0]["function"]["name"] != "BriefText":
            return labels(body)
        asked.append(body)
        return {"text": briefs[len(asked) - 1]}

    server.answer = answer  # type: ignore[assignment]  # one of two kinds of answers
    return asked


def briefed(server: ModelServer, folder: Path, engine: str = "llm") -> Report:
    made = settings(server.url, cache=folder / "calls.sqlite", brief="model")
    return summarize_source(SOURCE, create(engine, made))


GOOD, BAD = "# 云溪县\n\n地区生产总值96.4亿元{96.4}。\n", "# 云溪县\n\n地区生产总值98亿元{96.4}。"


def test_a_brief_that_holds_is_the_model_s(server: ModelServer, tmp_path: Path, report: Report) -> None:
    answering(server, cites(report, GOOD))
    found = briefed(server, tmp_path)
    assert found.brief is not None and found.brief.source == "llm" and found.brief.text == cites(report, GOOD)
    assert found.run.usage.calls == len(server.calls) == 3  # what it is, its labels, its brief


def test_a_brief_is_mended_once(server: ModelServer, tmp_path: Path, report: Report) -> None:
    asked = answering(server, cites(report, BAD), cites(report, GOOD))
    found = briefed(server, tmp_path, "hybrid")
    assert found.brief is not None and found.brief.source == "llm"
    assert "not 98" in asked[1]["messages"][-1]["content"] and "not 98" not in asked[0]["messages"][-1]["content"]


def test_a_brief_that_stays_wrong_is_left_to_the_rules_and_said(
    server: ModelServer, tmp_path: Path, report: Report
) -> None:
    answering(server, cites(report, BAD), "GDP增长8%")
    found = briefed(server, tmp_path)
    (finding,) = [item for item in found.checks if item.kind == "brief_by_rules"]
    before = found.model_copy(update={"checks": [item for item in found.checks if item is not finding]})
    assert found.brief == write_brief(before) and found.brief.source == "rules"
    assert "8 has no citation" in finding.message


def test_the_brief_is_written_from_the_labels_with_their_ids(
    server: ModelServer, tmp_path: Path, report: Report
) -> None:
    asked = answering(server, cites(report, GOOD))
    briefed(server, tmp_path)
    shown = asked[0]["messages"][-1]["content"]
    assert cites(report, "{96.4} | 地区生产总值").replace("[", "").replace("]", "") in shown
    assert cites(report, "新建标准厂房30万平方米 {30}") in shown


def test_without_being_asked_the_rules_write(server: ModelServer, tmp_path: Path) -> None:
    asked = answering(server)
    made = settings(server.url, cache=tmp_path / "calls.sqlite")
    found = summarize_source(SOURCE, create("llm", made))
    assert found.brief is not None and found.brief.source == "rules" and not asked
