"""OFD files (GB/T 33190): a zip of XML whose pages place pieces of text, read as lines like those of a pdf."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from summarizer.errors import InputError
from summarizer.readers.pdf import text_of
from summarizer.readers.pdf_lines import Page, Piece, rows_of

if TYPE_CHECKING:
    from lxml.etree import _Element

# Millimetres, which OFD counts in, to the points of a page.
_POINTS = 72 / 25.4
_A4 = 297.0
# What the parts of a file may unpack to, in bytes, and how many pages it may have.
_MOST, _PAGES = 100_000_000, 2_000


def read_ofd(data: bytes, name: str) -> str:
    """The text of an OFD file. Raises InputError for a file that is none, is too big unpacked, or holds no text."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > _MOST:
                raise InputError(f"{name} unpacks to more than {_MOST // 1_000_000} MB; save the report alone")
            pages = [page for root in _roots(archive) for page in _pages(archive, root)]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError):
        raise InputError(f"{name} is not an OFD file that can be read; save it as .docx or .pdf") from None
    if not any(page.lines for page in pages):
        raise InputError(f"{name} has no text (a scan); save it as .pdf, whose pages can be recognized")
    return text_of(pages)[0]


def _roots(archive: zipfile.ZipFile) -> list[str]:
    """The main files of the documents that the archive holds; nearly always one."""
    return [root.text.strip().lstrip("/") for root in _find(_parse(archive, "OFD.xml"), "DocRoot") if root.text]


def _pages(archive: zipfile.ZipFile, root: str) -> Iterator[Page]:
    document = _parse(archive, root)
    folder = posixpath.dirname(root)
    usual = next((_numbers(box.text) for box in _find(document, "PhysicalBox")), [0, 0, 210, _A4])
    listed = [page.get("BaseLoc") for page in _find(document, "Page")]
    for place in [place for place in listed if place][:_PAGES]:
        content = _parse(archive, posixpath.normpath(posixpath.join(folder, place.lstrip("/"))))
        box = next((_numbers(found.text) for found in _find(content, "PhysicalBox")), usual)
        height = box[3] if len(box) == 4 else _A4
        lines = tuple(rows_of(_pieces(content, height)))
        yield Page(lines, height * _POINTS, "".join(line.text for line in lines))


def _pieces(content: "_Element", height: float) -> Iterator[Piece]:
    """The pieces of text of a page: each code stands at its own place within the box of its object."""
    for block in _find(content, "TextObject"):
        boundary, size = _numbers(block.get("Boundary")), float(block.get("Size") or 4)
        if len(boundary) != 4:
            continue
        for code in _find(block, "TextCode"):
            text = (code.text or "").strip()
            if not text:
                continue
            left = boundary[0] + float(code.get("X") or 0)
            base = boundary[1] + float(code.get("Y") or size)
            right = max(boundary[0] + boundary[2], left + size / 2)
            yield Piece(left * _POINTS, right * _POINTS, (height - base) * _POINTS, size * _POINTS, text)


def _parse(archive: zipfile.ZipFile, path: str) -> "_Element":
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(archive.read(path), parser)


def _find(above: "_Element", tag: str) -> "Iterator[_Element]":
    return above.iter(f"{{*}}{tag}")


def _numbers(text: str | None) -> list[float]:
    return [float(part) for part in (text or "").split()]
