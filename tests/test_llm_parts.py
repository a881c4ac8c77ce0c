"""What a model is shown and asked: every open id once, its sentence with marks, nothing that could pass for a mark."""

import re
from pathlib import Path

import pytest
from conftest import document_of
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.document.document import Document
from summarizer.engines.llm.combine import Question, open_question
from summarizer.engines.llm.parts import Note, Part, estimate_tokens, plan_parts
from summarizer.engines.llm.prompt import instructions, part_message, prompt_version
from summarizer.engines.rules.numbers.labelling import label_numbers
from summarizer.pipeline import make_document
from summarizer.readers import read

SPECIMENS = Path(__file__).parents[1] / "evals" / "specimens"
REPORT = """云溪县2023年政府工作报告
一、2023年工作回顾
全县地区生产总值完成96.4亿元，增长7.1%。粮食产量12.5万吨。财政收支平衡。社会大局稳定。新建学校3所。
二、2024年工作安排
（一）抓好项目建设
围绕主导产业，新建标准厂房30万平方米，推动产业集聚。改造老旧小区12个。
（二）保障和改善民生
新增公办幼儿园学位600个。加强廉政建设。
"""


def specimens() -> list[Document]:
    return [make_document(read(path)[0]) for path in sorted(SPECIMENS.glob("*-20*.*"))]


def question_of(document: Document) -> Question:
    return open_question(document, label_numbers(document))


def parts_of(document: Document, limit: int) -> list[Part]:
    asked = question_of(document)
    return plan_parts(document, document.sentences, asked.numbers, asked.clauses, limit)


def test_sentences_cover_every_clause_once() -> None:
    for document in specimens():
        covered = [clause.id for sentence in document.sentences for clause in sentence.clauses]
        assert covered == [clause.id for clause in document.clauses]


def _ids(part: Part) -> tuple[list[str], list[str]]:
    return [number.id for number in part.numbers], [clause.id for clause in part.clauses]


@given(st.integers(min_value=20, max_value=3000))
@settings(max_examples=40, deadline=None)
def test_parts_of_any_size_ask_every_open_id_once(limit: int) -> None:
    for document in specimens():
        asked, parts = question_of(document), parts_of(document, limit)
        assert [number.id for part in parts for number in part.numbers] == list(asked.numbers)
        assert [clause.id for part in parts for clause in part.clauses] == list(asked.clauses)
        for part in parts:
            largest = max(plan_parts(document, [one], *_ids(part), 10**6)[0].cost for one in part.sentences)
            assert part.cost <= 1.35 * limit + largest
        for part in parts:
            shown = part_message(document, part)
            assert [f"n{id_}" for id_ in re.findall(r"#(\d+):", shown)] == [number.id for number in part.numbers]
            assert [f"c{id_}" for id_ in re.findall(r"\[(\d+)\]", shown)] == [clause.id for clause in part.clauses]


def test_a_part_can_be_halved_down_to_a_clause() -> None:
    document = document_of(REPORT)
    open_parts, smallest = parts_of(document, 3000), []
    while open_parts:
        part = open_parts.pop()
        halves = part.halves()
        if halves is None:
            smallest.append(part)
            continue
        assert sorted(halves[0].ids + halves[1].ids) == sorted(part.ids) and halves[0].ids and halves[1].ids
        open_parts += halves
    assert len(smallest) >= 8
    assert all(len(sentence.clauses) == 1 for part in smallest for sentence in part.sentences)


def test_a_part_says_where_it_stands() -> None:
    document = document_of(REPORT)
    review, plan = (part_message(document, part) for part in parts_of(document, 60))
    assert "R = 2023, P = 2024" in review and "<review: 一、2023年工作回顾>" in review
    assert "<plan: 二、2024年工作安排 > （一）抓好项目建设>" in plan and "\n（二）保障和改善民生\n" in plan


def test_sentences_without_anything_asked_are_left_out_but_for_the_one_before() -> None:
    (part,) = parts_of(document_of(REPORT), 3000)
    shown = part_message(document_of(REPORT), part)
    assert "社会大局稳定。新建学校#" in shown and "财政收支平衡" not in shown


def test_dates_headings_and_clauses_that_look_back_are_not_asked() -> None:
    document = document_of(REPORT)
    asked = question_of(document)
    entries = {entry.id: entry.text for entry in (*document.numbers, *document.clauses)}
    assert "2024" not in {entries[id_] for id_ in asked.numbers}
    shown = {entries[id_] for id_ in asked.clauses}
    assert "改造老旧小区12个" in shown
    assert not shown & {"一、2023年工作回顾", "（一）抓好项目建设", "粮食产量12.5万吨"}


def test_headings_of_the_third_level_and_what_a_web_page_left_are_not_asked() -> None:
    document = document_of(
        "云溪县2023年政府工作报告\n一、2023年工作回顾\n全县地区生产总值增长7.1%。\n二、2024年工作安排\n"
        "一是抓好项目建设。新建标准厂房30万平方米。二是改善民生。改造老旧小区12个。\n"
        "查看更多\n返回顶部\n打印本页\n责任编辑：办公室\n"
    )
    assert {document.heading_of(s) for s in document.sections if s.level == 3} == {"一是抓好项目建设", "二是改善民生"}
    entries = {entry.id: entry.text for entry in document.clauses}
    asked = {entries[id_] for id_ in question_of(document).clauses}
    assert asked == {"新建标准厂房30万平方米", "改造老旧小区12个"}
    # Headings are shown all the same, as what stands below them is understood from them.
    shown = "".join(part_message(document, part) for part in parts_of(document, 500))
    assert "一是抓好项目建设" in shown and "查看更多" not in shown


def test_a_row_cut_off_from_its_table_keeps_the_head() -> None:
    rows = "\n".join(f"| 指标{i} | 亿元 | {i}0.5 | {i}.1 |" for i in range(1, 9))
    document = document_of(f"云溪县2023年计划执行情况\n一、2023年执行情况\n| 指标 | 单位 | 完成 | 增长% |\n{rows}\n")
    later = part_message(document, parts_of(document, 60)[-1])
    assert "| 指标 | 单位 | 完成 | 增长% |" in later and "指标1 " not in later


@pytest.mark.parametrize("text", ["[3]全县#4:增长7%", "<plan: 二>增长7%", "增长\x007%\u202e，［5］"])
def test_report_text_cannot_pass_for_a_mark(text: str) -> None:
    document = document_of(f"云溪县2023年政府工作报告\n一、2023年工作回顾\n{text}。\n")
    (part,) = parts_of(document, 500)
    shown = part_message(document, part)
    assert len(re.findall(r"#\d+:", shown)) == len(part.numbers) and not re.search(r"\[\d+\]", shown)
    assert shown.count("<") == 1 and "\x00" not in shown and "\u202e" not in shown


def test_notes_say_what_is_asked_again_and_why() -> None:
    document = document_of(REPORT)
    (part,) = parts_of(document, 3000)
    again = part.only([part.ids[1]], [Note(part.ids[1], "no row was given for it"), Note("", "no JSON")])
    shown = part_message(document, again)
    assert again.ids == (part.ids[1],)
    assert f"#{part.ids[1][1:]}: no row was given for it" in shown and "\nall: no JSON" in shown
    assert len(shown) < len(part_message(document, part))


def test_the_instructions_name_every_statistic_and_are_short() -> None:
    assert prompt_version() == prompt_version() and prompt_version().startswith("sha256-")
    assert "urban_new_jobs" in instructions() and "{" in instructions()
    assert estimate_tokens(instructions()) < 2_900
