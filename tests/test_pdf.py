"""A pdf reads the same on every machine, whole, without what only its pages' edges repeat."""

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from summarizer.errors import InputError
from summarizer.readers import read
from summarizer.readers.pdf import read_pdf, require_whole
from summarizer.readers.pdf_font import built_in_font
from summarizer.readers.pdf_lines import Page

SPECIMENS = Path(__file__).parents[1] / "evals" / "specimens"
SONG, VERA = "STSong-Light", "Vera"  # the one is named in the pdf, the other carried by it
ROWS = (
    ("指标", "单位", "计划", "完成"),
    ("总值", "元", "8", "7.6"),
    ("户", "人", "是", "一"),
    ("人口", "万", "12.5", "否"),
)
Drawn = tuple[float, float, float, str]  # x, y, size, text


def printed(pages: Iterable[Sequence[Drawn]], turned: int = 0, figures: str = SONG) -> bytes:
    """A pdf of texts where they are told to stand, of pages that a reader of pdfs turns to the right by `turned`."""
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    pdfmetrics.registerFont(TTFont(VERA, "Vera.ttf"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(842, 595) if turned % 180 else (595, 842), invariant=1)
    for texts in pages:
        canvas.setPageRotation(turned)
        if turned == 90:
            canvas.transform(0, 1, -1, 0, 842, 0)
        elif turned == 180:
            canvas.transform(-1, 0, 0, -1, 595, 842)
        elif turned == 270:
            canvas.transform(0, -1, 1, 0, 0, 595)
        for x, y, size, text in texts:
            canvas.setFont(figures if text.isascii() else SONG, size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def table(rows: Sequence[Sequence[str]] = ROWS, top: float = 600) -> list[Drawn]:
    return [(72 + 100 * x, top - 24 * y, 14, cell) for y, row in enumerate(rows) for x, cell in enumerate(row)]


def piped(rows: Sequence[Sequence[str]] = ROWS) -> list[str]:
    return [" | ".join(row) + " |" for row in rows]


def lines(pages: Iterable[Sequence[Drawn]], turned: int = 0, figures: str = SONG) -> list[str]:
    return read_pdf(printed(pages, turned, figures), "a.pdf").splitlines()


def letter_by_letter(text: str, x: float, y: float) -> list[Drawn]:
    return [(x + 14 * place, y, 14, letter) for place, letter in enumerate(text)]


@pytest.mark.parametrize("figures", [SONG, VERA])
def test_every_short_cell_is_kept_in_its_row(figures: str) -> None:
    assert lines([table()], figures=figures) == piped()


def test_text_drawn_one_character_at_a_time_is_kept() -> None:
    assert lines([letter_by_letter("一字一放也要读出来", 72, 700)]) == ["一字一放也要读出来"]


def test_figures_side_by_side_are_not_run_together() -> None:
    assert lines([[(72, 700, 14, "增长"), (172, 700, 14, "12.5"), (210, 700, 14, "7.6")]]) == ["增长12.5 7.6"]


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_page_reads_as_an_upright_one(turned: int) -> None:
    page = [(72, 700, 14, "全县情况见下表。"), *table()]
    assert lines([page], turned) == lines([page]) == ["全县情况见下表。", *piped()]


FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts")


def without_fonts(paths: Iterable[Path]) -> list[bytes]:
    """What is read of pdf files where no font is installed."""
    hide = "".join(f"mount -t tmpfs none {folder}; " for folder in FONT_FOLDERS if Path(folder).is_dir())
    script = "import sys; from summarizer.readers import read\nfor path in sys.argv[1:]: print(read(path)[0].text, end='\\0')"
    command = ["unshare", "-m", "sh", "-ec", hide + 'exec "$@"', "sh", sys.executable, "-c", script, *map(str, paths)]
    run = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"})
    return run.stdout.split(b"\0")[:-1]


def may_hide_fonts() -> bool:
    hidden = ["unshare", "-m", "sh", "-c", "mount -t tmpfs none /usr/share/fonts"]
    return bool(shutil.which("unshare")) and not subprocess.run(hidden, capture_output=True, check=False).returncode


@pytest.mark.skipif(not may_hide_fonts(), reason="only the root of a Linux system can hide its fonts from a process")
def test_a_pdf_reads_the_same_without_any_font(tmp_path: Path) -> None:
    drawn = tmp_path / "drawn.pdf"
    drawn.write_bytes(printed([[*letter_by_letter("一字一放也要读出来。", 72, 700), *table()]]))
    paths = [SPECIMENS / "songyu-2024h1.pdf", drawn]
    texts = [read(path)[0].text for path in paths]
    assert without_fonts(paths) == [text.encode() for text in texts]
    assert texts == [
        read(SPECIMENS / "songyu-2024h1.txt")[0].text,
        "\n".join(["一字一放也要读出来。", *piped()]) + "\n",
    ]


def test_the_machines_fonts_serve_again_after_reading() -> None:
    data = (SPECIMENS / "songyu-2024h1.pdf").read_bytes()

    def drawn() -> bytes:
        document = pdfium.PdfDocument(data)
        page = document[0]
        bitmap = page.render(scale=0.5)
        shown = bytes(bitmap.buffer)
        for part in (bitmap, page, document):
            part.close()
        return shown

    before = drawn()
    with built_in_font():
        assert drawn() != before
    read_pdf(data, "a.pdf")
    assert drawn() == before


def browser() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def has_chinese_font() -> bool:
    listed = (
        shutil.which("fc-list") and subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=True).stdout
    )
    return bool(listed)


@pytest.mark.skipif(
    not browser() or not has_chinese_font(), reason="no Chromium or no Chinese font to print a page with"
)
def test_a_page_printed_by_a_browser_reads_as_typed(tmp_path: Path) -> None:
    typed = read(SPECIMENS / "songyu-2024h1.txt")[0].text.splitlines()
    style = "p {font-size: 14pt; line-height: 1.7; text-indent: 2em; text-align: justify} td {padding: 0 30px}"
    rows = "".join(f"<tr><td>{'<td>'.join(row)}" for row in ROWS)
    body = "".join(f"<p>{line}" for line in typed) + f"<table>{rows}</table><p>表中“𠮷”字在基本平面之外。"
    page, out = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(f'<meta charset="utf-8"><style>{style}</style>{body}', encoding="utf-8")
    quiet = ["--headless", "--no-sandbox", "--no-pdf-header-footer", f"--user-data-dir={tmp_path / 'profile'}"]
    command = [str(browser()), *quiet, f"--print-to-pdf={out}", page.as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    assert read(out)[0].text.splitlines() == [*typed, *piped(), "表中“𠮷”字在基本平面之外。"]


HEAD = (72, 800, 9, "松屿区人大常委会会议材料")
TITLE = "松屿区2024年政府工作报告"
TITLE_HEAD, TITLE_BODY = (72, 800, 9, TITLE), (150, 740, 20, TITLE)
FIRST, SECOND = (100, 700, 14, "去年新建学校三所。"), (100, 700, 14, "今年新建学校五所。")


@pytest.mark.parametrize(
    ("pages", "left"),
    [
        pytest.param([[HEAD, FIRST], [HEAD, SECOND]], [FIRST[3], SECOND[3]], id="a head of two pages"),
        pytest.param(
            [[(72, 800, 9, f"会议材料 第{page} 页"), body, (280, 40, 9, f"- {page} -")] for page, body in ((1, FIRST), (2, SECOND))],
            [FIRST[3], SECOND[3]],
            id="numbers that count with the pages",
        ),
        pytest.param([[TITLE_BODY, FIRST], [TITLE_HEAD, SECOND]], [TITLE, FIRST[3], SECOND[3]], id="a head of one page"),
        pytest.param([[TITLE_HEAD, TITLE_BODY, FIRST], [TITLE_HEAD, SECOND]], [TITLE, FIRST[3], SECOND[3]], id="title and head"),
        pytest.param([[TITLE_HEAD, FIRST], [TITLE_HEAD, SECOND]], [TITLE, FIRST[3], SECOND[3]], id="title as a head"),
        pytest.param(
            [[TITLE_BODY, FIRST], [TITLE_HEAD, SECOND], [TITLE_HEAD, FIRST]],
            [TITLE, FIRST[3], SECOND[3], FIRST[3]],
            id="a head from the second page on",
        ),
        pytest.param([[HEAD, FIRST], [(72, 700, 9, HEAD[3]), SECOND]], [HEAD[3], FIRST[3], HEAD[3], SECOND[3]], id="elsewhere"),
        pytest.param(
            [[FIRST, (100, 40, 14, "完成投资12亿元")], [SECOND, (100, 40, 14, "完成投资30亿元")]],
            [FIRST[3], "完成投资12亿元", SECOND[3], "完成投资30亿元"],
            id="figures that do not count with the pages",
        ),
        pytest.param([[FIRST], [FIRST]], [FIRST[3], FIRST[3]], id="a sentence said twice"),
        pytest.param(
            [[*table(top=800), FIRST], [*table(top=800), SECOND]],
            [*piped(), FIRST[3], *piped(ROWS[1:]), SECOND[3]],
            id="the head of a table, kept once",
        ),
        pytest.param(
            [[FIRST, *table(ROWS[1:2], 60)], [SECOND, *table(ROWS[1:2], 60)]],
            [FIRST[3], *piped(ROWS[1:2]), SECOND[3], *piped(ROWS[1:2])],
            id="a row of figures said twice",
        ),
        pytest.param([[FIRST, (280, 40, 9, "1")]], [FIRST[3]], id="the number of a single page"),
        pytest.param(
            [[FIRST, (280, 40, 9, "12")], [SECOND, (280, 40, 9, "30")]],
            [FIRST[3], "12", SECOND[3], "30"],
            id="a figure alone on the last line",
        ),
    ],
)  # fmt: skip
def test_running_heads_and_feet_are_left_out_and_nothing_else(pages: list[list[Drawn]], left: list[str]) -> None:
    assert "".join(lines(pages)) == "".join(left)


def test_text_that_was_not_read_is_an_error() -> None:
    pages = [Page((), 842, "全县新建学校 3 所。"), Page((), 842, "- 2 -")]
    require_whole(pages, ["全县新建学校3所。\n", "-2-"], "a.pdf")
    with pytest.raises(InputError, match=r"^a\.pdf has 2 characters of text that cannot be placed"):
        require_whole(pages, ["全县新建学3。\n", "-2-"], "a.pdf")


def test_a_page_that_is_missing_is_an_error() -> None:
    data, changes = re.subn(rb"/Count 1 /Kids \[ (\d+ 0 R) \]", rb"/Count 2 /Kids [ \1 99 0 R ]", printed([table()]))
    assert changes == 1
    with pytest.raises(InputError, match=r"^a\.pdf has a page 2 that cannot be read"):
        read_pdf(data, "a.pdf")
