"""Every class rule does what its example says, and headings of every style are found."""

from itertools import pairwise

import pytest
from conftest import document_of

from summarizer.document.outline import outline
from summarizer.engines.rules.numbers.classes import RULES, Rule, classify
from summarizer.engines.rules.numbers.places import places


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_fits_its_example(rule: Rule) -> None:
    before, digits, after = rule.example.split("|")
    document = document_of(before + digits + after)
    place = next(place for place in places(document) if place.entry.start == len(before))
    assert place.text == digits
    found = classify(place)
    assert found is not None
    assert (found.cls, found.name) == (rule.cls, rule.name)


def test_rule_names_are_unique() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


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
