"""PDF files with a text layer: lines joined into paragraphs, running heads and page numbers left out, tables kept."""

import re
import threading
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

from summarizer.errors import InputError, NoTextLayerError
from summarizer.knowledge.resources import how_to_install
from summarizer.readers.pdf_columns import by_column
from summarizer.readers.pdf_font import built_in_font
from summarizer.readers.pdf_grid import grids_of
from summarizer.readers.pdf_lines import Line, Page, page_of
from summarizer.readers.pdf_rivers import cells_by_line
from summarizer.readers.pdf_running import without_running

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_HEADING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、](?!\d)|——|第[一二三四五六七八九十]+部分)"
)
_CLOSED = re.compile(r"[。！!？?；;：:”)）]\s*$")
# What to do about a scan.
RECOGNITION = f"to have it recognized run {how_to_install('ocr')}"
_LATIN = re.compile(r"[A-Za-z]")
_PDFIUM = threading.Lock()  # pdfium works for one thread at a time


def read_pdf(data: bytes, name: str) -> str:
    """The text of a pdf, the same on every machine. Raises InputError for a file that is encrypted or broken, or has
    a text layer of which a part would be lost, NoTextLayerError for a scan."""
    pages = _pages(data, name)
    if not any(page.lines for page in pages):
        raise NoTextLayerError(f"{name} has no text layer (a scan); {RECOGNITION}")
    text, running = text_of(pages)
    require_whole(pages, [text, *(line.text for line in running)], name)
    return text


def text_of(pages: list[Page]) -> tuple[str, list[Line]]:
    """The paragraphs of pages, a line each, and the running heads and feet that were left out."""
    lines, running = without_running(pages)
    return "\n".join(_paragraphs(lines)) + "\n", running


def require_whole(pages: Iterable[Page], read: Iterable[str], name: str) -> None:
    """Raises InputError where a character of the pages' text layer is not in what was read, white space aside."""
    pages = list(pages)
    lost = _characters(page.layer for page in pages) - _characters([*read, *(page.slanted for page in pages)])
    if lost:
        raise InputError(
            f"{name} has {lost.total()} characters of text that cannot be placed on its pages; save it as .docx or .txt"
        )


def _pages(data: bytes, name: str) -> list[Page]:
    import pypdfium2 as pdfium

    with _PDFIUM, built_in_font():
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if "password" in str(error).lower():
                raise InputError(f"{name} is encrypted; save a copy without a password") from None
            raise InputError(f"{name} is not a PDF file that can be read; save it again") from None
        with closing(document):
            return [_page(document, index, name) for index in range(len(document))]


def _page(document: "PdfDocument", index: int, name: str) -> Page:
    import pypdfium2 as pdfium

    try:
        with closing(document[index]) as page, closing(page.get_textpage()) as textpage:
            read = page_of(textpage, page.get_bbox(), grids_of(page.raw))
            return replace(read, lines=tuple(by_column(read.lines)))
    except pdfium.PdfiumError:
        raise InputError(f"{name} has a page {index + 1} that cannot be read; save the file again") from None


def _characters(texts: Iterable[str]) -> Counter[str]:
    return Counter(character for text in texts for character in text if not character.isspace())


def _paragraphs(lines: list[Line]) -> list[str]:
    if not lines:
        return []
    size = median(line.size for line in lines)
    left = median(sorted(line.left for line in lines)[: max(1, len(lines) // 2)])
    right = sorted(line.right for line in lines)[int(len(lines) * 0.9)]
    out: list[list[str]] = []
    before: Line | None = None
    tight = cells_by_line(lines)
    for index, line in enumerate(lines):
        if line.row:
            out.append([line.row])
            before = None
            continue
        cells = tight.get(index) or line.columns(size)
        if len(cells) >= 3:
            out.append([" | ".join(cells) + " |"])
            before = None
            continue
        text = line.text.strip()
        if before is None or _starts_paragraph(line, before, left, right, size):
            out.append([text])
        else:
            if _LATIN.match(out[-1][-1][-1:]) and _LATIN.match(text):
                out[-1].append(" ")
            out[-1].append(text)
        before = line
    return ["".join(parts) for parts in out]


def _starts_paragraph(line: Line, before: Line, left: float, right: float, size: float) -> bool:
    if line.left > left + 1.3 * size or _HEADING.match(line.text):
        return True
    short = before.right < right - 2.2 * size
    return short and (bool(_CLOSED.search(before.text)) or before.right < right - 6 * size)
