"""Pages as people have them: spread letters, columns, watermarks, raised numbers, ruled tables with narrow cells."""

import io
from collections.abc import Callable, Sequence

import pytest
from faults import figures, read_report, reviewed, stated
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

SONG = "STSong-Light"
TEXT = (
    "全年地区生产总值达到512.37亿元，比上年增长5.8%；固定资产投资201.4亿元，下降4.9%；一般公共预算收入31.25亿元，增长3.3%；"
    "社会消费品零售总额155.7亿元，增长6.2%；城镇居民人均可支配收入41236元，增长5.1%；新增城镇就业3600人；粮食总产量31.6万吨。"
)
LINES = ["栖霞河县人民政府工作报告", "一、2023年工作回顾"]


def printed(draw: Callable[[Canvas], None], *, space: float = 0.0) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setFont(SONG, 12)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def wrapped(text: str, width: int) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]


def write(canvas: Canvas, lines: Sequence[str], x: float, y: float, *, leading: float = 20, space: float = 0) -> None:
    for at, line in enumerate(lines):
        canvas.drawString(x, y - leading * at, line, charSpace=space)


@pytest.mark.parametrize("space", [0, 2.0, 3.6, 5.5])
def test_spread_letters_come_together(space: float) -> None:
    width = 34 if space < 3 else 24
    report = read_report(printed(lambda c: write(c, [*LINES, *wrapped(TEXT, width)], 60, 780, space=space)), ".pdf")
    assert figures(report) == figures(reviewed(TEXT))
    assert report.meta.review_period == "2023"


@pytest.mark.parametrize(("gutter", "title"), [(300, True), (310, False)])
def test_columns_are_read_one_after_the_other(gutter: float, title: bool) -> None:
    body = [
        LINES[1],
        *wrapped(
            TEXT + "全县经济运行总体平稳，社会大局保持稳定，人民生活持续改善。" + TEXT.replace("全年", "五年前"), 17
        ),
    ]
    half = (len(body) + 1) // 2

    def draw(canvas: Canvas) -> None:
        if title:
            write(canvas, LINES[:1], 200, 800)
        write(canvas, body[:half], 60, 760, leading=18)
        write(canvas, body[half:], gutter, 760, leading=18)

    assert figures(read_report(printed(draw), ".pdf"))[:12] == figures(reviewed(TEXT))[:12]


@pytest.mark.parametrize("degrees", [30, 45, 60, -35])
def test_a_slanted_watermark_is_left_out(degrees: int) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, [*LINES, *wrapped(TEXT, 34)], 60, 780)
        canvas.saveState()
        canvas.translate(150, 560)
        canvas.rotate(degrees)
        canvas.setFont(SONG, 36)
        canvas.drawString(0, 0, "征求意见稿2024")
        canvas.restoreState()

    report = read_report(printed(draw), ".pdf")
    assert figures(report) == figures(reviewed(TEXT)) and "征" not in report.source.text


def test_raised_numbers_of_notes_are_no_figures() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, LINES, 60, 780)
        x = 60.0
        for text, size, up in (("地区生产总值512.37亿元", 12, 0), ("1", 7, 5), ("，增长5.8%", 12, 0), ("[2]", 7, 5),
                               ("；绿化面积3.2万m", 12, 0), ("2", 7, 5), ("。", 12, 0)):  # fmt: skip
            canvas.setFont(SONG, size)
            canvas.drawString(x, 740 + up, text)
            x += canvas.stringWidth(text, SONG, size)

    report = read_report(printed(draw), ".pdf")
    assert [row[2] for row in figures(report)] == [512.37, 5.8, 3.2]
    assert stated(report, value=3.2, unit="万m2")


ROWS = (
    ("指标", "单位", "2023年完成", "比上年增长（%）"),
    ("地区生产总值", "亿元", "512.37", "5.8"),
    ("固定资产投资", "亿元", "201.4", "-4.9"),
    ("城镇居民人均可支配收入", "元", "41236", "5.1"),
    ("外贸进出口总额", "万美元", "12345", "▲3.5"),
)
WIDTHS = (134, 38, 62, 92)  # so narrow that texts nearly touch


def rules(canvas: Canvas, top: float, high: float, how: str) -> None:
    left, bottom = 60, top - high * len(ROWS)
    edges = [left + sum(WIDTHS[:at]) for at in range(len(WIDTHS) + 1)]
    levels = [top - high * at for at in range(len(ROWS) + 1)]
    if how == "boxes":
        for x, width in zip(edges, WIDTHS, strict=False):
            for y in levels[1:]:
                canvas.rect(x, y, width, high)
    elif how == "bars":
        for x in edges:
            canvas.rect(x, bottom, 0.8, top - bottom, stroke=0, fill=1)
        for y in levels:
            canvas.rect(left, y, sum(WIDTHS), 0.8, stroke=0, fill=1)
    else:
        for x in edges:
            canvas.line(x, bottom, x, top)
        for y in levels:
            canvas.line(left, y, left + sum(WIDTHS), y)


@pytest.mark.parametrize("how", ["lines", "boxes", "bars"])
@pytest.mark.parametrize("right", [False, True])
def test_the_rules_of_a_table_part_its_cells(how: str, right: bool) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, LINES, 60, 780)
        rules(canvas, 720, 20, how)
        for row, cells in enumerate(ROWS):
            for at, cell in enumerate(cells):
                x = 60 + sum(WIDTHS[:at]) + 1
                pad = WIDTHS[at] - 2 - canvas.stringWidth(cell, SONG, 12) if right and at else 0
                canvas.drawString(x + pad, 720 - 20 * row - 15, cell)

    report = read_report(printed(draw), ".pdf")
    wanted = [" | ".join(row) + " |" for row in ROWS]
    assert [line for line in report.source.text.splitlines() if "|" in line] == wanted
    assert ("gdp", "growth", 5.8, "%") in figures(report) and ("fixed_investment", "growth", -4.9, "%") in figures(
        report
    )
    assert ("trade_total", "growth", -3.5, "%") in figures(report)


@pytest.mark.parametrize("widths", [(138, 42, 70, 90), (160, 60, 90, 90)])
def test_a_table_without_rules_is_parted_by_its_rivers(widths: tuple[int, ...]) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, LINES, 60, 780)
        for row, cells in enumerate(ROWS):
            for at, cell in enumerate(cells):
                canvas.drawString(60 + sum(widths[:at]), 720 - 20 * row, cell)

    text = read_report(printed(draw), ".pdf").source.text
    assert [line for line in text.splitlines() if "|" in line] == [" | ".join(row) + " |" for row in ROWS]


def test_a_merged_head_stands_over_its_first_column() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, LINES, 60, 780)
        for x0, y0, width, high, text in ((60, 680, 120, 40, "指标"), (180, 700, 160, 20, "2023年"), (180, 680, 80, 20, "完成"),
                                          (260, 680, 80, 20, "增长%"), (60, 660, 120, 20, "地区生产总值"), (180, 660, 80, 20, "512.37"),
                                          (260, 660, 80, 20, "5.8"), (60, 640, 120, 20, "财政收入"), (180, 640, 80, 20, "18.6"),
                                          (260, 640, 80, 20, "7.2")):  # fmt: skip
            canvas.rect(x0, y0, width, high)
            canvas.drawString(x0 + 2, y0 + 5, text)

    text = read_report(printed(draw), ".pdf").source.text
    assert "指标 | 2023年 | |\n | 完成 | 增长% |\n地区生产总值 | 512.37 | 5.8 |\n财政收入 | 18.6 | 7.2 |\n" in text


def test_a_frame_around_text_is_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, [*LINES, *wrapped(TEXT, 34)], 60, 780)
        canvas.rect(40, 600, 500, 220)
        canvas.line(40, 770, 540, 770)

    report = read_report(printed(draw), ".pdf")
    assert figures(report) == figures(reviewed(TEXT)) and "|" not in report.source.text
