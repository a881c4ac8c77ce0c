"""Outlines of invented reports in the styles of the genre: national and local, old and new, with and without paragraphs."""

import resource
import subprocess
import sys

import numpy as np
import pytest
from conftest import ROOT

from summarizer.document.outline import outline, read_frame, read_opening
from summarizer.document.outline.lead_in_features import lead_in_features, lead_in_scores
from summarizer.document.outline.lead_ins import is_short
from summarizer.knowledge.learned import shipped

DONE = "全年完成生产总值386.5亿元，比上年增长8.2%，财政收入达到21.3亿元，各项事业取得了新的进展。" * 3
WILL = "要坚持稳中求进，力争固定资产投资增长12%以上，继续推进重大项目前期工作，确保按期开工。" * 3
FORWARD = {"plan", "outlook"}
OPENING = "政府工作报告\n——2011年3月5日在安河县第十五届人民代表大会第四次会议上\n县长 王某某\n各位代表：\n"

Row = tuple[int, str, str]


def headings(text: str) -> list[Row]:
    return [(s.level, s.kind, text[s.heading_start : s.heading_end]) for s in outline(text)]


def report(rows: list[Row], opening: str = OPENING, after: str = "\n") -> str:
    """A report with a body below each heading, which `after` sets apart from it."""
    lines = [f"{words}{after}{WILL if kind in FORWARD else DONE}" for _, kind, words in rows]
    return opening + "\n".join(lines) + "\n"


NATIONAL_WITH_PLAN: list[Row] = [
    (1, "review", "一、“十一五”时期国民经济和社会发展的回顾"),
    (1, "outlook", "二、“十二五”时期的主要目标和任务"),
    (1, "plan", "三、2011年的工作"),
    (2, "plan", "（一）保持物价总水平基本稳定"),
    (2, "plan", "（二）进一步扩大内需特别是居民消费需求"),
]
NO_YEARS: list[Row] = [
    (1, "review", "一、2019年和今年以来工作回顾"),
    (1, "plan", "二、今年发展主要目标和下一阶段工作总体部署"),
    (1, "plan", "三、加大宏观政策实施力度，着力稳企业保就业"),
    (1, "plan", "四、依靠改革激发市场主体活力，增强发展新动能"),
]
IN_2025: list[Row] = [
    (1, "review", "一、2024年工作回顾"),
    (1, "plan", "二、2025年经济社会发展总体要求和政策取向"),
    (1, "plan", "三、2025年政府工作任务"),
    (2, "plan", "（一）大力提振消费，全方位扩大国内需求"),
    (2, "plan", "（二）因地制宜发展新质生产力"),
]
TO_2025: list[Row] = [
    (1, "review", "一、2020年工作回顾"),
    (1, "outlook", "二、到2025年的奋斗目标"),
    (1, "plan", "三、2021年重点工作"),
]
NEW_TERM: list[Row] = [
    (1, "review", "过去五年工作回顾"),
    (1, "outlook", "今后五年奋斗目标和总体要求"),
    (1, "plan", "2018年重点工作"),
    (1, "plan", "一、全力以赴稳增长，推动经济高质量发展"),
    (1, "plan", "二、坚定不移调结构，加快新旧动能转换"),
    (1, "plan", "加强政府自身建设"),
]
SUMMARY: list[Row] = [
    (1, "review", "一、20XX年工作总结"),
    (2, "review", "（一）经济运行总体平稳"),
    (2, "review", "（二）项目建设取得突破"),
    (1, "problems", "二、存在的困难和问题"),
    (1, "plan", "三、20XX年工作思路和重点"),
    (2, "plan", "（一）突出项目带动，扩大有效投资"),
]
NAMED_PARTS: list[Row] = [
    (1, "review", "第一部分 2021年工作回顾"),
    (1, "plan", "第二部分 2022年工作安排"),
    (2, "plan", "（一）坚持项目为王，积蓄发展动能"),
    (1, "plan", "第三部分 加强政府自身建设"),
]
STYLES = {
    "national with a five-year plan": NATIONAL_WITH_PLAN,
    "plan parts that name no year": NO_YEARS,
    "2025 is the plan year": IN_2025,
    "2025 lies beyond the plan year": TO_2025,
    "unnumbered parts of a new term": NEW_TERM,
    "masked work summary with problems": SUMMARY,
    "parts by name": NAMED_PARTS,
}


@pytest.mark.parametrize("rows", STYLES.values(), ids=STYLES)
def test_headings_on_lines_of_their_own(rows: list[Row]) -> None:
    assert headings(report(rows)) == rows


@pytest.mark.parametrize("rows", STYLES.values(), ids=STYLES)
def test_headings_that_the_text_runs_in_after_a_space(rows: list[Row]) -> None:
    assert headings(report(rows, after=" ")) == rows


@pytest.mark.parametrize("rows", STYLES.values(), ids=STYLES)
def test_headings_where_all_line_ends_became_spaces(rows: list[Row]) -> None:
    assert headings(report(rows).replace("\n", " ")) == rows


@pytest.mark.parametrize("rows", [NATIONAL_WITH_PLAN, NO_YEARS, IN_2025, SUMMARY], ids=["five", "none", "2025", "sum"])
def test_headings_that_nothing_parts_from_their_text(rows: list[Row]) -> None:
    text = report(rows).replace("\n", "")
    found = outline(text)
    assert [(s.level, s.kind) for s in found] == [(level, kind) for level, kind, _ in rows]
    assert all(text.startswith(words, s.heading_start) for s, (_, _, words) in zip(found, rows, strict=True))


def test_a_run_on_heading_ends_with_its_noun() -> None:
    text = report([(1, "review", "一、过去一年工作回顾"), (1, "plan", "二、2011年主要任务")], after="")
    assert headings(text) == [(1, "review", "一、过去一年工作回顾"), (1, "plan", "二、2011年主要任务")]


def test_a_damaged_marker_keeps_its_place_in_the_list() -> None:
    numerals = "一二三四五六七八九十"
    rows: list[Row] = [(1, "plan", f"{numeral}、着力做好第{numeral}项工作") for numeral in numerals]
    rows = [(1, "plan", "2021年重点工作安排"), *rows, (1, "plan", "十 一、着力加强政府自身建设")]
    assert [(level, words) for level, _, words in headings(report(rows))] == [
        (level, words) for level, _, words in rows
    ]


def test_a_list_inside_a_plan_part_opens_no_part() -> None:
    text = report([(1, "review", "一、2020年工作回顾"), (1, "plan", "二、2021年工作安排")])
    text = text.replace(WILL, f"{WILL}重点实施：1.公路改造12公里；2.桥梁3座；3.水库加固5座。{WILL}")
    assert [level for level, _, _ in headings(text)] == [1, 1]


@pytest.mark.parametrize("title", ["名词解释", "《政府工作报告》名词解释", "有关用语说明"])
@pytest.mark.parametrize("mark", ["\n", " "])
def test_a_glossary_is_an_appendix_and_its_terms_are_no_headings(title: str, mark: str) -> None:
    rows: list[Row] = [(1, "review", "一、2020年工作回顾"), (1, "plan", "二、2021年工作安排"), (1, "appendix", title)]
    text = report(rows[:2]) + title + "\n1.一网通办：指政务服务事项网上办理。\n2.两不愁：指不愁吃、不愁穿。\n"
    assert headings(text.replace("\n", mark)) == rows


LEAD_INS = [
    ("工业经济稳步回升。", (3, "review", "工业经济稳步回升")),
    ("一是综合实力稳步提升。", (3, "review", "一是综合实力稳步提升")),
    ("1．狠抓工业经济。", (3, "review", "1．狠抓工业经济")),
    ("——城市道路建设项目：", (3, "review", "——城市道路建设项目")),
]


@pytest.mark.parametrize(("opening", "row"), LEAD_INS)
def test_a_topic_that_opens_a_paragraph_is_a_lead_in(opening: str, row: Row) -> None:
    paragraphs = [f"{opening}{DONE}", *[DONE] * 8]
    assert headings("一、2020年工作回顾\n" + "\n".join(paragraphs))[1:] == [row]


@pytest.mark.parametrize(
    "opening",
    [
        "五年来，我们攻坚克难，实现了历史跨越。",
        "一是抓项目，完成投资20亿元，",
        "新增企业320家。",
        "各位代表。",
        "问题得到了解决了。",
    ],
)
def test_what_tells_results_or_addresses_is_no_lead_in(opening: str) -> None:
    paragraphs = [f"{opening}{DONE}", *[DONE] * 8]
    assert headings("一、2020年工作回顾\n" + "\n".join(paragraphs))[1:] == []


def test_sentences_score_what_the_names_of_their_features_score() -> None:
    lead_ins = "".join(f"{opening}{DONE}\n" for opening, _ in LEAD_INS)
    frame = read_frame(report(NATIONAL_WITH_PLAN, after="\n(1)\n好。" + lead_ins))
    short, chain = [is_short(one) for one in frame.sentences], shipped().chain("lead_ins")
    rows = lead_in_features(frame.sentences, frame.layout, short)
    assert {"mark=dash", "closer=\n", "behind:length=none", "begins=工业经", "稳步"} <= {
        name for row in rows for name in row
    }
    scores = lead_in_scores(frame.sentences, frame.layout, np.array(short), chain)
    named = chain.scores([row if of_length else [] for row, of_length in zip(rows, short, strict=True)])
    assert scores.any() and np.allclose(scores, named)


def test_results_divide_a_paragraph_where_they_run_parallel() -> None:
    inner = f"粮食保障有力。{DONE}项目建设强力推进。{DONE}消费潜力加快释放。{DONE}"
    rest = "\n".join([DONE] * 8)
    divided = headings(f"一、2020年工作回顾\n一是多措并举稳增长。{DONE}{inner}\n{rest}")
    plain = headings(f"一、2020年工作回顾\n农业形势稳定。{DONE}{inner}\n{rest}")
    assert [words for _, _, words in divided[2:]] == ["粮食保障有力", "项目建设强力推进", "消费潜力加快释放"]
    assert [words for _, _, words in plain[2:]] == ["粮食保障有力", "项目建设强力推进", "消费潜力加快释放"]


@pytest.mark.parametrize(("body", "kind"), [(DONE, "review"), (WILL, "plan")])
def test_an_excerpt_whose_headings_are_silent_is_told_by_its_tense(body: str, kind: str) -> None:
    text = f"一、工业经济\n{body}\n二、农业农村\n{body}\n三、社会事业\n{body}\n"
    assert headings(text)[0] == (1, kind, "一、工业经济")


@pytest.mark.parametrize("text", ["", "\n", "。", "一、", "无标题的一段话。"])
def test_a_text_without_headings_has_no_sections(text: str) -> None:
    assert outline(text) == ()


@pytest.mark.parametrize(
    "unit", ["发展", "   ", "一、", "(一)", "第一部分", "，", "一是", "——甲", "名词解释", "1.加快", "“", "|a"]
)
def test_a_text_without_stops_takes_time_in_proportion(unit: str) -> None:
    # Linear: a few seconds of processor time at the most, for `(一)`, all headings. Quadratic: half a minute and more.
    code = f"from summarizer.document.outline import outline; outline(({unit!r} * 200_000)[:200_000])"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (30, 30))

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, preexec_fn=limit).returncode == 0


PIECE_BACK = (
    "城镇新增就业3.6万人，登记失业率3.8%，控制在预期目标之内。超额完成保障房任务，开工建设1200套，20万人实现脱贫。"
)
PIECE_AHEAD = "坚持项目为王，谋划实施重点项目20个。力争更多项目进入省级盘子，加快推进园区建设，确保早日投产达效。"


@pytest.mark.parametrize(("text", "kind"), [(PIECE_BACK * 2, "review"), (PIECE_AHEAD * 2, "plan")])
def test_a_piece_without_any_heading_is_what_its_words_tell(text: str, kind: str) -> None:
    assert read_opening(text, outline(text)) == kind


def test_the_beginning_of_a_report_is_its_preamble() -> None:
    assert read_opening(OPENING + PIECE_AHEAD, ()) == "preamble"


KINDS: list[tuple[str, list[Row]]] = [
    (
        "a plan that opens well is no five-year plan",
        [
            (1, "review", "一、2025年工作回顾"),
            (1, "outlook", "二、“十五五”时期主要目标任务"),
            (1, "plan", "三、全力推动“十五五”开好局、起好步"),
        ],
    ),
    (
        "goals of a five-year plan behind the plan of the year",
        [
            (1, "review", "一、2025年工作回顾"),
            (1, "plan", "二、2026年工作安排"),
            (1, "outlook", "三、“十五五”时期主要目标任务"),
            (1, "plan", "四、全面提升政府治理效能"),
        ],
    ),
    (
        "numbering that begins again",
        [
            (1, "review", "一、产业层次实现新跃升"),
            (1, "review", "二、城乡建设发生新变化"),
            (1, "review", "三、民生福祉得到新巩固"),
            (1, "plan", "一、坚持创新引领，在更高层次上实现转型"),
            (1, "plan", "二、坚持产城融合，在更高定位上提升能级"),
        ],
    ),
    ("bare titles", [(1, "review", "过去一年的工作"), (1, "plan", "今年的工作")]),
    ("years in words", [(1, "review", "二〇二四年工作回顾"), (1, "plan", "二〇二五年主要目标任务")]),
    ("masked years", [(1, "review", "一、20XX年工作总结"), (1, "plan", "二、20XX年工作安排")]),
    ("only what it is about", [(1, "review", "一、关于2023年政府工作"), (1, "plan", "二、2024年的目标任务和重点工作")]),
    (
        "an appendix with marks",
        [(1, "review", "一、2020年工作回顾"), (1, "plan", "二、2021年工作安排"), (1, "appendix", "※名词解释※")],
    ),
]


@pytest.mark.parametrize("rows", [rows for _, rows in KINDS], ids=[name for name, _ in KINDS])
def test_a_part_is_told_by_its_years_goals_and_place(rows: list[Row]) -> None:
    found = [row for row in headings(report(rows, OPENING + DONE + "\n")) if row[0] < 3]
    assert found == rows


def test_a_heading_quoted_above_the_report_is_dropped() -> None:
    rows: list[Row] = [(1, "review", "一、2020年工作回顾"), (1, "plan", "二、2021年工作安排")]
    quoted = "内容摘要：\n一、2020年工作回顾过去一年，成绩来之不易......\n"
    assert headings(report(rows, quoted + OPENING)) == rows


def test_points_behind_a_sentence_on_problems_are_problems() -> None:
    points = f"我们也清醒地看到，还存在一些问题。一是产业层次不高。{DONE}二是民生短板较多。{DONE}\n"
    text = report([(1, "review", "一、2020年工作回顾"), (1, "plan", "二、2021年工作安排")])
    found = headings(text.replace("二、2021", points + "二、2021"))
    assert [(kind, words) for level, kind, words in found if level == 3] == [
        ("problems", "一是产业层次不高"),
        ("problems", "二是民生短板较多"),
    ]
