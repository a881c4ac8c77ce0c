"""What a model says of a report as a whole, held against its text."""

import re
from pathlib import Path

import pytest
from conftest import document_of
from labelling import knows, knows_nothing
from model_server import AnswerFunction, ModelServer
from wire import settings

from summarizer.document.document import Document
from summarizer.engines import create
from summarizer.engines.llm.head import merged, read_head, shown_sections
from summarizer.engines.llm.prompt import HEAD_TEMPLATE, rendered
from summarizer.engines.llm.wire import HeadRows
from summarizer.engines.rules import RuleEngine
from summarizer.pipeline import summarize_source

REPORT = """云溪县2023年政府工作报告

一、2022年工作回顾
经济稳中有进。全县地区生产总值完成186.4亿元，增长6.2%。
同时，我们也清醒地看到，工作中还存在不少困难和问题。一是发展差距大。产业层次不高，龙头企业不多。二是民生短板多。教育、医疗资源不足。
二、2023年工作安排
一是抓好项目建设。新建标准厂房30万平方米。二是改善民生。改造老旧小区12个，新建学校3所。
"""
FACTS = ["region 云溪县 [1]", "level county [1]", "type government_work_report [1]", "date none"]
FACTS += ["review 2022 @1", "plan 2023 @2"]


def kinds_of(document: Document, rows: list[str]) -> dict[str, str]:
    reading = read_head(document, HeadRows(d=FACTS, k=rows)).reading(document)
    assert reading is not None
    return {document.heading_of(section): reading.kinds[section.id] for section in document.sections}


def test_problems_below_a_review_keep_their_kind_and_all_else_has_that_of_its_part() -> None:
    document = document_of(REPORT)
    read = {document.heading_of(section): section.kind for section in document.sections}
    assert read["一是发展差距大"] == read["二是民生短板多"] == "problems", "else there is nothing to keep"
    assert len(shown_sections(document)) == 2
    kinds = kinds_of(document, ["1 review", "2 plan"])
    assert kinds["一、2022年工作回顾"] == "review" and kinds["一是发展差距大"] == kinds["二是民生短板多"] == "problems"
    assert kinds["一是抓好项目建设"] == "plan"
    assert kinds_of(document, ["1 review", "2 outlook"])["一是抓好项目建设"] == "outlook"


def test_what_the_text_contradicts_is_told_and_no_fact_until_it_is_said_again() -> None:
    document = document_of(REPORT)
    wrong = [
        "region 青禾县 [1]",
        "level city [1]",
        "type report [1]",
        "date 2023-02-30 [1]",
        "review 2019 [1]",
        "plan 2023 @2",
    ]
    head = read_head(document, HeadRows(d=wrong, k=["1 plan", "2 plan"]))
    assert set(head.faults) >= {"region", "type", "date", "review"}
    assert head.facts == {"level": "city", "plan": "2023"}
    again = merged(head, read_head(document, HeadRows(d=FACTS, k=["1 review"])))
    assert (
        again.facts["region"] == "云溪县"
        and again.facts["level"] == "county"
        and again.kinds == {1: "review", 2: "plan"}
    )


def test_the_example_of_the_prompt_is_no_answer() -> None:
    document = document_of(REPORT)
    (example,) = re.findall(r"EXAMPLE (.*)", rendered(HEAD_TEMPLATE))
    copied = read_head(document, HeadRows.model_validate_json(example))
    assert not copied.kinds and "the headings are @1 to @2, but 1-4 was given" in copied.faults["k"]
    assert copied.reading(document) is None


# The title is of another year than the heading: one of them is wrong.
DOUBTFUL = REPORT.replace("云溪县2023年政府工作报告", "云溪县2021年政府工作报告")


@pytest.mark.parametrize("engine", ["rules", "llm", "hybrid"])
def test_years_that_rest_on_one_weak_clue_are_a_finding_with_any_engine(tmp_path: Path, engine: str) -> None:
    document = document_of(DOUBTFUL)
    assert document.meta.weak == ("review_period", "plan_period")

    def findings(answer: AnswerFunction, cache: str) -> list[str]:
        with ModelServer(answer=answer) as server:
            made = settings(server.url, cache=tmp_path / cache)
            report = summarize_source(document.source, create(engine, None if engine == "rules" else made))
        return [check.message for check in report.checks if check.kind == "weak_evidence"]

    (told,) = findings(knows_nothing, "a")
    assert "回顾期2022" in told and "计划期2023" in told
    # A model that says what the years are, and what it rests on, settles it.
    assert bool(findings(knows(RuleEngine().label_now(document), document), "b")) == (engine == "rules")
