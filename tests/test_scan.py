"""Scans and photographs: recognized page by page, remembered, and never surer than their characters."""

import io

import numpy
import pypdfium2
import pytest
from conftest import ROOT
from PIL import Image, ImageFilter

from summarizer.contract.report import Report
from summarizer.document.source import Source
from summarizer.engines.rules import RuleEngine
from summarizer.errors import InputError
from summarizer.pipeline import summarize_source
from summarizer.readers import read_bytes, scan
from summarizer.readers.progress import telling
from summarizer.show.summary import headlines

PDF = ROOT / "evals" / "specimens" / "songyu-2024h1.pdf"


def drawn(angle: float, noise: float) -> list[Image.Image]:
    """The pages of the specimen as a scanner would give them: turned a little, with noise, at 150 dpi."""
    chance, pages = numpy.random.default_rng(7), []
    with pypdfium2.PdfDocument(PDF) as document:
        for index in range(len(document)):
            picture = document[index].render(scale=150 / 72).to_pil().convert("L")
            turned = picture.rotate(angle, fillcolor=245, resample=Image.Resampling.BICUBIC)
            dots = numpy.asarray(turned.filter(ImageFilter.GaussianBlur(0.7))).astype(float)
            dots += chance.normal(0, noise, dots.shape)
            pages.append(Image.fromarray(numpy.clip(dots, 0, 255).astype("uint8")))
    return pages


@pytest.fixture(scope="module")
def scanned() -> bytes:
    pages, file = drawn(1.3, 15), io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return file.getvalue()


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


@pytest.mark.parametrize("turned", [0, 180])
def test_a_photograph_of_a_page_is_read(turned: int) -> None:
    page, file = drawn(-0.8, 10)[0].rotate(turned), io.BytesIO()
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
