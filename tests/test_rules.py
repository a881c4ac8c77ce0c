"""Every rule does what its example says, and headings of every style are found."""

import re
from itertools import pairwise
from typing import Any

import pytest
from conftest import document_of

from summarizer.document.outline import outline
from summarizer.engines.rules.books import BOOKS, check_rules
from summarizer.engines.rules.numbers.labelling import label_numbers
from summarizer.errors import UsageError
from summarizer.knowledge.rule import Book, Rule, recorded

EVERY_RULE = [(book, rule) for book in BOOKS for rule in book]


@pytest.mark.parametrize(("book", "rule"), EVERY_RULE, ids=[rule.id for _, rule in EVERY_RULE])
def test_a_rule_decides_its_example(book: Book[Any, Any], rule: Rule[Any, Any]) -> None:
    before, digits, after = re.split("[<>]", rule.example)
    document = document_of(before + digits + after)
    number = next(number for number in document.numbers if number.start == len(before))
    assert number.text == digits
    with recorded() as choices:
        label = next(label for label in label_numbers(document) if label.id == number.id)
    assert rule.id in label.why
    # Rules that were ruled out beforehand would not have fitted.
    assert [choice for choice in choices if choice.won != choice.fitted[0]] == []
    if "cls" in book.decides:
        assert label.cls == rule.produces


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ([("other.year", "<1>", "why")], "open with 'class.'"),
        ([("class.year", "<1>", "why"), ("class.year", "<1>", "why")], "stand once"),
        ([("class.year", "1", "why")], "lacks an example"),
        ([("class.year", "<1>", "")], "lacks an example"),
    ],
)
def test_a_book_refuses_rules_that_are_not_whole(rules: list[tuple[str, str, str]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Book("class", ("cls",), [Rule(id_, bool, "date", example, why) for id_, example, why in rules])


def test_a_weight_of_a_rule_that_no_book_has_is_told() -> None:
    check_rules(["class.year", "canon=True", "words before the figure"])
    with pytest.raises(UsageError, match=r"class\.yeer, which no book has"):
        check_rules(["class.year", "class.yeer"])


def headings(text: str) -> list[tuple[int, str, str]]:
    return [(s.level, s.kind, text[s.heading_start : s.heading_end]) for s in outline(text)]


BODY = "全县上下团结奋斗,扎实工作,各项事业取得了新的成绩。" * 6

OWN_LINES = f"""青禾县政府工作报告
各位代表:
一、2023年工作回顾
{BODY}
(一)产业发展
{BODY}
(二)民生改善
{BODY}
二、2024年工作安排
(一)重点项目
{BODY}
1.加快园区建设
{BODY}
2.推进招商引资
{BODY}
三、加强政府自身建设
{BODY}
"""


def test_headings_on_lines_of_their_own() -> None:
    assert headings(OWN_LINES) == [
        (1, "review", "一、2023年工作回顾"),
        (2, "review", "(一)产业发展"),
        (2, "review", "(二)民生改善"),
        (1, "plan", "二、2024年工作安排"),
        (2, "plan", "(一)重点项目"),
        (3, "plan", "1.加快园区建设"),
        (3, "plan", "2.推进招商引资"),
        (1, "plan", "三、加强政府自身建设"),
    ]


def test_headings_run_in_after_a_space() -> None:
    text = f"青禾县政府工作报告 各位代表: 一、2023年工作回顾 {BODY} (一)产业发展提质增效。{BODY} (二)民生福祉持续改善。{BODY} 二、2024年重点工作 {BODY}"
    assert [(level, words) for level, _, words in headings(text) if level < 3] == [
        (1, "一、2023年工作回顾"),
        (2, "(一)产业发展提质增效"),
        (2, "(二)民生福祉持续改善"),
        (1, "二、2024年重点工作"),
    ]


def test_headings_run_in_without_any_separator() -> None:
    text = f"青禾县政府工作报告各位代表:现在,我代表县人民政府报告工作。2023年工作回顾2023年是不平凡的一年。{BODY}2024年重点工作安排2024年是关键之年。{BODY}"
    assert headings(text)[0] == (1, "review", "2023年工作回顾")
    assert (1, "plan", "2024年重点工作安排") in headings(text)


def test_a_lead_in_is_a_heading_only_with_a_body_behind_it() -> None:
    text = (
        f"青禾县政府工作报告\n一、2023年工作回顾\n一是工业经济稳步回升。{BODY}二是农业基础更加稳固。{BODY}\n存在的问题:一是产业层次不高。二是民生短板较多。\n"
        + f"{BODY}\n" * 8
    )
    assert [words for level, _, words in headings(text) if level == 3] == [
        "一是工业经济稳步回升",
        "二是农业基础更加稳固",
    ]


def test_numbers_inside_a_sentence_or_a_table_are_no_headings() -> None:
    text = (
        f"青禾县政府工作报告\n一、2023年工作回顾\n{BODY}实行财力统揽、监管统 一、绩效统评。\n一、道路项目(50项) | 15.9 | 3.1 |\n二、市政项目(5项) | 2.2 | 0.5 |\n"
        + f"{BODY}\n" * 8
    )
    assert [words for level, _, words in headings(text) if level == 1] == ["一、2023年工作回顾"]


def test_a_glossary_is_an_appendix_and_its_entries_are_no_headings() -> None:
    text = OWN_LINES + "名词解释\n1.双百工程:百个项目、百亿投资。\n2.一网通办:政务服务一网办理。\n"
    found = headings(text)
    assert found[-1] == (1, "appendix", "名词解释")


def test_sections_nest_and_end_where_the_next_of_their_level_starts() -> None:
    sections = outline(OWN_LINES)
    by_id = {section.id: section for section in sections}
    for section, after in pairwise(sections):
        assert section.start < after.start
        if section.parent:
            parent = by_id[section.parent]
            assert parent.level < section.level and parent.start < section.start and section.end <= parent.end
    assert sections[0].end == sections[3].start
