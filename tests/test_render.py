"""The brief and the Markdown page: figures are the source's, cited by their ids, and text stays text."""

import re
from io import StringIO
from typing import cast

import pytest
from rich.console import Console

import summarizer
from summarizer.contract.report import Report
from summarizer.show.brief import write_brief
from summarizer.show.terminal import print_report, to_plain

REPORT = """临江县2023年政府工作报告

——2024年1月16日在临江县第十八届人民代表大会第三次会议上

一、2023年工作回顾

2023年，全县地区生产总值完成186.4亿元，同比增长6.2%。一般公共预算收入9.8亿元，同比下降3.1%。

二、2024年工作安排

2024年，地区生产总值增长6.5%左右，城镇登记失业率控制在4%以内。
加快推进临江大桥建设。深化农村综合改革。
"""
_CITED = re.compile(r"([\d,.]+)[^\s|\[\]\d]*(?:（[^）]*）)?\s*\[(n\d+)\]")


@pytest.fixture(scope="module")
def report() -> Report:
    return summarizer.summarize_text(REPORT, "report.txt")


def test_every_cited_figure_of_the_brief_is_the_number_of_that_id(report: Report) -> None:
    digits = {item.id: item.number.text for item in report.indicators}
    cited = _CITED.findall(write_brief(report).text)
    assert len(cited) >= 6
    assert all(digits[id_] == shown for shown, id_ in cited)


def test_the_headline_statistics_stand_with_result_growth_and_target(report: Report) -> None:
    row = next(line for line in write_brief(report).text.splitlines() if line.startswith("| 地区生产总值"))
    assert all(figure in row for figure in ("186.4亿元", "6.2%", "6.5%"))


def test_a_goal_for_a_later_year_is_not_the_next_target() -> None:
    text = REPORT.replace("二、", "二、今后五年目标\n\n到2028年，森林覆盖率达到60%。\n\n三、")
    report = summarizer.summarize_text(text)
    goal = next(item for item in report.indicators if item.canon == "forest_coverage")
    assert (goal.status, goal.period, report.meta.plan_period) == ("target", "2028", "2024")
    assert f"[{goal.id}]" not in write_brief(report).text


@pytest.mark.parametrize("width", [24, 40, 60])
def test_a_narrow_terminal_cuts_no_figure(report: Report, width: int) -> None:
    screen = Console(file=StringIO(), width=width, force_terminal=True, color_system=None, highlight=False)
    print_report(report, screen)
    table = str(cast(StringIO, screen.file).getvalue()).split("主要指标")[1].split("承诺事项")[0]
    assert "…" not in table and len(table) > 100
    assert width < 60 or all(figure in table for figure in ("186.4亿元", "6.2%", "-3.1%", "约6.5%", "4%以内"))


def test_the_terminal_tells_the_problems_admitted() -> None:
    text = REPORT.replace("二、", "我们也清醒地看到，还存在不少困难和问题：产业层次不高；财政收支矛盾突出。\n\n二、")
    shown = to_plain(summarizer.summarize_text(text))
    assert "存在的问题" in shown and "产业层次不高" in shown and "财政收支矛盾突出" in shown


def test_a_decrease_shows_its_sign(report: Report) -> None:
    row = next(line for line in write_brief(report).text.splitlines() if line.startswith("| 一般公共预算收入"))
    assert "-3.1%" in row


def test_every_row_of_the_table_has_the_columns_of_its_head(report: Report) -> None:
    rows = [line for line in write_brief(report).text.splitlines() if line.startswith("|")]
    assert len(rows) >= 4 and len({row.count("|") for row in rows}) == 1


@pytest.mark.parametrize("hostile", ["<script>", "a|b", "line\nbreak", "**bold**", "[n1](x)"])
def test_a_title_cannot_become_markup(report: Report, hostile: str) -> None:
    meta = report.meta.model_copy(update={"title": hostile})
    text = write_brief(report.model_copy(update={"meta": meta})).text
    heading = text.splitlines()[0]
    assert heading.startswith("# ") and "<script>" not in heading
    assert not re.search(r"(?<!\\)\*\*|(?<!\\)\[n1\]\(", heading)


def test_a_report_without_anything_still_has_a_brief(report: Report) -> None:
    bare = report.model_copy(update={"indicators": [], "commitments": [], "checks": []})
    text = write_brief(bare).text
    assert text.startswith("# 临江县") and text.endswith("\n") and "[n" not in text
