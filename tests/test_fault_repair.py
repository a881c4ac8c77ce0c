"""Damaged texts, in whole reports: the right figure, and no other made of its parts."""

import io

import docx
import pytest
from docx.enum.text import WD_BREAK
from faults import HEAD, PLAN, REVIEW, figures, kinds, planned, read_report, reviewed, stated

GDP, GROWTH = ("gdp", "level", 512.37, "亿元"), ("gdp", "growth", 5.8, "%")
# One damage a line: the text of the review, and what it must hold besides nothing else.
SPLIT = [
    "地区生产总值达到51 2.37亿元，比上年增长5.8%。",
    "地区生产总值达到5 1 2 . 3 7亿元，比上年增长5 . 8 %。",
    "地区生产总值达到512. 37亿元，比上年增长5 .8%。",
    "地区生产总值达到512 .37 亿元，比上年增长5. 8 %。",
    "地区生产总值达到512.3 7亿元，比上年增长5.8%。",
    "地区生产总值达到512\u200b.37亿元，比上年增长5\u2060.8%。",
    "地区生产总值达到\ufeff512\u2009.\u200937亿元，比上年增长5.8\u00a0%。",
    "地区生产总值达到512\u00ad.37亿元，比上年\u202a增长5.8%\u202c。",
    "地区生产总值达到512.\x0737亿元，比上年增长5.8%。",
    "地区生产总值达到512&nbsp;.37亿元，比上年增长5.8&#37;。",
    "地区生产总值达到５１２．３７亿元，比上年增长５．８％。",
    "地区生产总值达到512·37%，" .replace("512·37%，", "512.37亿元，") + "比上年增长5·8%。",
    "地区生产总值达到512.37亿元，比上年增长5。8%。",
    "地区生产总值达到512.37亿元①，比上年增长5.8%②。",
    "地区生产总值达到512.37亿元[1]，比上年增长5.8%[2]。",
    "地区生产总值达到512.37亿元〔12〕，比上年增长5.8%【13】。",
    "地区生产总值达到512.37亿元（1），比上年增长5.8%（2）。",
    "地区生产总值达到512.37亿元¹，比上年增长5.8%²。",
    "地区生产总值达到512.37亿元1，比上年增长5.8%2。",
    "地区生产总值达到512.37亿元（注1），比上年增长5.8%[注2]。",
    "地区生产总值达到512.\n37亿元，比上年增长5.\n8%。",
    "地区生产总值达到512\n.37亿元，比上年增长5\n.8%。",
    "地区生产总值达到512.37\n亿元，比上年增长5.8\n%。",
    "地区生产总值达到512.37亿\n元，比上年增长5.8%。",
    "地区生产总值达到512.37亿元，比上年增\n— 12 —\n长5.8%。",
    "地区生产总值达到512.37\n－ 7 －\n亿元，比上年增长5.8%。",
    "地区生产总值达到512.37亿元，比上\n第7页 共20页\n年增长5.8%。",
    "地区生产总值达到512.37亿元，比上\n7 / 20\n年增长5.8%。",
    "地区生产总值达到512.37亿元，比上\n\n·7·\n\n年增长5.8%。",
    "地区生产总值达到512.37亿元，比上\n栖霞河县人民政府工作报告    第 七 页\n年增长5.8%。",
    "地区生产总值达到512.37亿元，比上\n— 7 —\n栖霞河县人民政府工作报告\n年增长5.8%。",
    "地区生产总值达到512.37亿元，比上年增长5.8%。\u2028就业稳定。",
    "地 区 生 产 总 值 达 到 5 1 2 . 3 7 亿 元 ， 比 上 年 增 长 5 . 8 % 。",
]  # fmt: skip


@pytest.mark.parametrize("sentence", SPLIT)
def test_a_damaged_sentence_gives_its_figures_and_no_others(sentence: str) -> None:
    report = reviewed(sentence)
    assert [(*row[:3], row[3].replace("％", "%")) for row in figures(report)] == [GDP, GROWTH]
    assert {item.period for item in report.indicators} == {"2023"}


@pytest.mark.parametrize(("sentence", "canon", "value"), [
    ("粮食产量达到23 500吨。", "grain_output", None), ("粮食产量达到23\u202f500吨。", "grain_output", 23500),
    ("城镇居民人均可支配收入41，236元。", "urban_income", 41236), ("城镇居民人均可支配收入４１，２３６元。", "urban_income", 41236),
    ("城镇居民人均可支配收入41'236元。", "urban_income", 41236), ("城镇居民人均可支配收入41’236元。", "urban_income", 41236),
    ("农村居民人均可支配收入1 9,236元。", "rural_income", 19236), ("农村居民人均可支配收入192 36元。", "rural_income", 19236),
])  # fmt: skip
def test_large_numbers_are_one(sentence: str, canon: str, value: float | None) -> None:
    found = stated(reviewed(sentence), canon=canon)
    assert [item.value for item in found] == [value or 23500]


def test_a_spread_year_dates_its_figures() -> None:
    report = reviewed("2 0 2 2 年税收收入12.6亿元，2 0 2 3年税收收入13.1亿元。")
    assert [(item.value, item.period) for item in report.indicators] == [(12.6, "2022"), (13.1, "2023")]


@pytest.mark.parametrize(
    "row", ["税收收入 | 亿元 | 1 2.6 | 3 . 4 |", "税收收入\t亿元\t12.6\t3.4", "税收收入    亿元    12.6    3.4"]
)
def test_rows_of_tables_copied_into_a_text_are_read(row: str) -> None:
    gap = "|" if "|" in row else "\t" if "\t" in row else "    "
    rows = [gap.join(("指标", "单位", "2023年", "增长（%）")), row, gap.join(("存款余额", "亿元", "402.5", "-8.8"))]
    report = reviewed("\n".join(f"{line} |" if gap == "|" and not line.endswith("|") else line for line in rows))
    assert figures(report) == [("tax_revenue", "level", 12.6, "亿元"), ("tax_revenue", "growth", 3.4, "%"),
                               ("deposits", "level", 402.5, "亿元"), ("deposits", "growth", -8.8, "%")]  # fmt: skip
    assert {item.bound for item in report.indicators} == {"eq"}


@pytest.mark.parametrize("sentence", [
    "第一、二产业投资分别为12 15亿元。", "投资分别增长3.2%，650个项目开工。", "2023 341个项目开工。", "实行“1 + 3”模式。",
    "共有乡镇12个，215个村。", "包括：①道路②桥梁③管网。", "按照县政发〔2023〕15号文件办理。",
    "人均公园绿地面积达到12.6米2，绿地率38%。",
])  # fmt: skip
def test_what_may_be_meant_is_left_alone(sentence: str) -> None:
    report = reviewed(sentence)
    assert sentence in report.source.text and not report.source.repairs


WRAPPED = (
    "全年完成地区生产总值512.37亿元，比上年增长5.8%；完成固定资产投资201.4亿元，增长4.9%；一般公共预算收入31.25亿元，"
    "增长3.3%；社会消费品零售总额155.7亿元，增长6.2%；城镇居民人均可支配收入41236元，增长5.1%；农村居民人均可支配收入19236元，"
    "增长7.4%；城镇登记失业率控制在3.4%以内；粮食总产量31.6万吨；接待游客412.8万人次。"
)


@pytest.mark.parametrize("width", [18, 23, 30, 37, 44])
def test_a_text_broken_at_a_width_reads_as_one_that_is_not(width: int) -> None:
    broken = "\n".join(WRAPPED[at : at + width] for at in range(0, len(WRAPPED), width))
    assert figures(reviewed(broken)) == figures(reviewed(WRAPPED))
    assert "mended_text" in kinds(reviewed(broken))


@pytest.mark.parametrize("breaks", ["<br>", "<br/>\n", "<BR>"])
def test_breaks_inside_a_paragraph_of_a_page_part_nothing(breaks: str) -> None:
    lines = breaks.join(WRAPPED[at : at + 29] for at in range(0, len(WRAPPED), 29))
    page = f"<h1>栖霞河县政府工作报告</h1><p>一、2023年工作回顾<br>　　{lines}<br>　　就业稳定。</p>"
    assert figures(read_report(page, ".html")) == figures(reviewed(WRAPPED))


def test_soft_breaks_of_word_part_nothing() -> None:
    document = docx.Document()
    for line in (*HEAD.splitlines(), *REVIEW.splitlines()):
        document.add_paragraph(line)
    paragraph = document.add_paragraph()
    for at in range(0, len(WRAPPED), 31):
        run = paragraph.add_run(WRAPPED[at : at + 31])
        run.add_break(WD_BREAK.LINE)
    data = io.BytesIO()
    document.save(data)
    assert figures(read_report(data.getvalue(), ".docx")) == figures(reviewed(WRAPPED))


def test_raised_numbers_of_notes_are_none_of_the_text_and_powers_are() -> None:
    document = docx.Document()
    for line in (*HEAD.splitlines(), *REVIEW.splitlines()):
        document.add_paragraph(line)
    paragraph = document.add_paragraph("地区生产总值512.37亿元")
    for text, is_raised in (
        ("①", True),
        ("，增长5.8%", False),
        ("[12]", True),
        ("，绿化面积3.2万m", False),
        ("2", True),
        ("。", False),
    ):
        paragraph.add_run(text).font.superscript = is_raised
    data = io.BytesIO()
    document.save(data)
    report = read_report(data.getvalue(), ".docx")
    assert (
        figures(report)[:2] == [GDP, GROWTH] and stated(report, value=3.2, unit="万m2") and len(report.indicators) == 3
    )
    page = "<h1>栖霞河县政府工作报告</h1><p>一、2023年工作回顾</p><p>地区生产总值512.37亿元<sup>1</sup>，增长5.8%<sup>[2]</sup>；绿化面积3.2万m<sup>2</sup>。</p>"
    assert figures(read_report(page, ".html")) == figures(report)


MARKDOWN = """# 栖霞河县人民政府工作报告

**二〇二四年一月十六日**

## 一、2023年工作回顾

> 全年**地区生产总值**达到***512.37***亿元，增长__5.8%__[^a]；<!-- 核对 -->详见[公报](http://www.example.com/2023/12.html)。

指标 | 单位 | 2023年 | 增长(%)
--- | --- | --: | --:
一般公共预算收入 | 亿元 | **31.25** | 3.3
社会消费品零售总额 | 亿元 | 155.7 | -6.2

## 二、2024年重点工作

* 新建农村公路86公里。
* 改造老旧小区12个。

[^a]: 含补充耕地3.2亩
"""


@pytest.mark.parametrize("ending", [".md", ".markdown", ".txt"])
def test_marks_of_markdown_are_no_text(ending: str) -> None:
    report = read_report(MARKDOWN, ending)
    found = figures(report)
    assert {GDP, GROWTH, ("budget_revenue", "level", 31.25, "亿元"), ("retail_sales", "growth", -6.2, "%")} <= set(
        found
    )
    assert [c.span.text.rstrip("。") for c in report.commitments] == ["新建农村公路86公里", "改造老旧小区12个"]
    assert not any(mark in report.source.text for mark in ("*", "#", "`", "[^", "---"))
    assert "masked_text" not in kinds(report)


def test_masks_are_no_emphasis() -> None:
    report = reviewed("**县与**镇地区生产总值512.37亿元。")
    assert "**县与**镇" in report.source.text and "masked_text" in kinds(report)


@pytest.mark.parametrize("wrap", ["{}", "[{}]", "<html><body>{}</body></html>", "<!DOCTYPE html>\n{}"])
def test_a_page_under_the_name_of_a_text_is_read_as_a_page(wrap: str) -> None:
    parts = ["<p>各位代表：</p>", "<h2>一、2023年工作回顾</h2>", "<p>全县<b>地区生产总值</b>512.37亿元，增长5.8%。</p>",
             "<h2>二、2024年重点工作</h2>", "<p>新建农村公路86公里。</p>"]  # fmt: skip
    report = read_report(wrap.format((", " if wrap == "[{}]" else "\n").join(parts)))
    assert figures(report)[:2] == [GDP, GROWTH] and stated(report, value=86, status="target")
    assert "<" not in report.source.text and "mended_text" in kinds(report)
    assert report.source.media_type == "text/html"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("harm", [b"\xff", b"\xb5", b""])
@pytest.mark.parametrize("at", [9, 30, 61])
def test_one_bad_byte_costs_one_character(encoding: str, harm: bytes, at: int) -> None:
    text = f"{HEAD}{REVIEW}全县上下团结奋斗各项事业取得了新的成绩。地区生产总值512.37亿元，增长5.8%。{PLAN}新建农村公路86公里。\n"
    data = text.encode(encoding)
    # A byte too many, or, for none, one too few in a character of the text before the figures.
    where = len(f"{HEAD}{REVIEW}".encode(encoding)) + (at // 3 * 2 if encoding == "gb18030" else at // 3 * 3) % 40
    broken = data[:where] + harm + data[where:] if harm else data[:where] + data[where + 1 :]
    report = read_report(broken)
    assert figures(report)[:2] == [GDP, GROWTH]
    assert report.source.text.count("\ufffd") <= 3 and "lost_text" in kinds(report)


def test_a_paragraph_is_not_joined_to_the_next() -> None:
    text = "经济运行平稳\n地区生产总值512.37亿元，增长5.8%\n就业形势稳定，新增城镇就业3600人\n（一）产业发展\n工业用电量4.1亿千瓦时"
    assert text in reviewed(text).source.text


def test_commitments_over_broken_lines_are_whole() -> None:
    report = planned(
        "全县将统筹推进城乡建设，新建农村公路86公里，\n改造老旧小\n— 9 —\n区12个，建成高标准农田2.4\n万亩。"
    )
    assert any("改造老旧小区12个" in c.span.text for c in report.commitments)
    assert stated(report, value=2.4, unit="万亩", status="target")
