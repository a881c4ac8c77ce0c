"""Scans and photographs: recognized page by page, remembered, and never surer than their characters."""

import io
from pathlib import Path

import numpy
import pypdfium2
import pytest
from conftest import ROOT
from PIL import Image, ImageFilter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from summarizer.contract.report import Report
from summarizer.document.source import Source
from summarizer.engines.rules import RuleEngine
from summarizer.errors import InputError
from summarizer.pipeline import summarize_source
from summarizer.readers import read_bytes, scan
from summarizer.readers.progress import telling
from summarizer.show.summary import headlines

PDF = ROOT / "evals" / "specimens" / "songyu-2024h1.pdf"


def drawn(angle: float, noise: float, file: Path | bytes = PDF) -> list[Image.Image]:
    """The pages of a pdf, the specimen's, as a scanner would give them: turned a little, with noise, at 150 dpi."""
    chance, pages = numpy.random.default_rng(7), []
    with pypdfium2.PdfDocument(file) as document:
        for index in range(len(document)):
            picture = document[index].render(scale=150 / 72).to_pil().convert("L")
            turned = picture.rotate(angle, fillcolor=245, resample=Image.Resampling.BICUBIC)
            dots = numpy.asarray(turned.filter(ImageFilter.GaussianBlur(0.7))).astype(float)
            dots += chance.normal(0, noise, dots.shape)
            pages.append(Image.fromarray(numpy.clip(dots, 0, 255).astype("uint8")))
    return pages


def scan_of(pages: list[Image.Image]) -> bytes:
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return file.getvalue()


@pytest.fixture(scope="module")
def scanned() -> bytes:
    return scan_of(drawn(1.3, 15))


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """One cache for the module: what a test recognized, the next finds."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "scan-cache"))


def report_of(data: bytes, name: str) -> Report:
    return summarize_source(read_bytes(data, name)[0], RuleEngine())


def headline_rows(report: Report) -> list[tuple[str, str, float, str | None]]:
    return [
        (item.name, item.measure, item.value, item.period)
        for row in headlines(report)
        for item in report.indicators
        if item.canon == row.canon
    ]


def test_a_scanned_report_gives_the_figures_of_the_clean_one(scanned: bytes) -> None:
    told: list[tuple[str, int, int]] = []
    with telling(lambda name, done, pages: told.append((name, done, pages))):
        report = report_of(scanned, "scan.pdf")
    assert told == [("scan.pdf", 0, 2), ("scan.pdf", 1, 2), ("scan.pdf", 2, 2)]
    assert (report.source.media, report.source.media_type) == ("ocr", "application/pdf")
    clean = report_of(PDF.read_bytes(), PDF.name)
    assert clean.source.media == "text"
    assert headline_rows(report) == headline_rows(clean) != []
    assert [(i.value, i.unit) for i in report.indicators] == [(i.value, i.unit) for i in clean.indicators]


def test_a_page_that_was_recognized_is_not_recognized_again(scanned: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read_bytes(scanned, "scan.pdf")

    def never(image: object) -> list[scan.Seen]:
        raise AssertionError("a remembered page was recognized again")

    monkeypatch.setattr(scan, "recognize", never)
    assert read_bytes(scanned, "again.pdf")[0].text == first[0].text


HEAD = ["临江县2023年国民经济和社会发展计划执行情况", "一、2023年计划执行情况", "2023年主要指标完成情况见下表。"]
CELLS = [
    ["指标", "单位", "2023年完成", "增长（%）", "2024年目标增长（%）"],
    ["地区生产总值", "亿元", "96.37", "7.6", "7.5"],
    ["固定资产投资", "亿元", "73.5", "10.2", "10"],
    ["一般公共预算收入", "亿元", "9.82", "-3.1", "5"],
    ["城镇居民人均可支配收入", "元", "32846", "6.9", "7"],
]
WIDTHS, HIGH = (160, 40, 90, 75, 135), 24


def with_table() -> bytes:
    """A page with a ruled table."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.setFont("STSong-Light", 13)
    for at, line in enumerate(HEAD):
        canvas.drawString(50, 780 - 24 * at, line)
    edges = [50 + sum(WIDTHS[:count]) for count in range(len(WIDTHS) + 1)]
    for row, cells in enumerate(CELLS):
        for left, text in zip(edges, cells, strict=False):
            canvas.drawString(left + 5, 680 - HIGH * row, text)
    rows = [698 - HIGH * count for count in range(len(CELLS) + 1)]
    canvas.grid(edges, rows)
    canvas.drawString(50, rows[-1] - 40, "全县粮食总产量达到12.6万吨。")
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize("angle", [-1.1, 0.9])
def test_a_scanned_table_is_read_by_its_rules(angle: float) -> None:
    clean = with_table()
    rows = [f"{' | '.join(cells)} |" for cells in CELLS]
    (source,), (typed,) = read_bytes(scan_of(drawn(angle, 12, clean)), "scan.pdf"), read_bytes(clean, "clean.pdf")
    shown = [line.replace("(", "（").replace(")", "）") for line in source.text.splitlines()]
    assert [line for line in shown if "|" in line] == rows
    assert shown[shown.index(rows[-1]) + 1 :][-1] == "全县粮食总产量达到12.6万吨。"
    found, wanted = (summarize_source(each, RuleEngine()) for each in (source, typed))
    assert headline_rows(found) == headline_rows(wanted) and len(headline_rows(found)) >= 12


@pytest.mark.parametrize("turned", [0, 180])
def test_a_photograph_of_a_page_is_read(turned: int) -> None:
    (page, *_), file = drawn(-0.8, 10), io.BytesIO()
    page = page.crop((0, 0, page.width, page.height // 2)).rotate(turned)
    page.convert("RGB").save(file, "JPEG", quality=60)
    (source,) = read_bytes(file.getvalue(), "page.jpg")
    assert "地区生产总值412.6亿元，同比增长6.3%" in source.text


@pytest.mark.parametrize(("data", "name"), [(b"\x89PNG\r\n\x1a\n broken", "page.png"), (b"\xff\xd8\xff", "page.jpg")])
def test_a_broken_picture_is_one_sentence(data: bytes, name: str) -> None:
    with pytest.raises(InputError, match="is not a picture that can be read"):
        read_bytes(data, name)


def test_an_empty_picture_is_one_sentence() -> None:
    file = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(file, "PNG")
    with pytest.raises(InputError, match="no text can be recognized in it"):
        read_bytes(file.getvalue(), "white.png")


def test_unsure_characters_are_found_again_and_lower_what_they_touch() -> None:
    text = "地区生产总值增长6.1%，工业投资增长9%。"
    assert scan.take_unsure(f"地区生产总值增长6{scan.UNSURE}.1%，工业投资增{scan.UNSURE}长9%。") == (text, (8, 17))

    def told(*unsure: int) -> list[float]:
        source = Source(text, "scan.png", "", "image/png", unsure=unsure, media="ocr")
        return [item.confidence or 0.0 for item in summarize_source(source, RuleEngine()).indicators]

    sure = told()
    assert told(8)[0] < 0.5 * sure[0] and told(8)[1] == sure[1]
    assert told(17)[1] < sure[1] and told(17)[0] == sure[0]
