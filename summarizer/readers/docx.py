"""Word files: paragraphs and tables in the order of the document, automatic numbers made visible."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from summarizer.errors import InputError
from summarizer.readers.numbering import Numbering
from summarizer.readers.tables import Cell, pipe_rows

_MAX_UNPACKED = 200_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OLE = b"\xd0\xcf\x11\xe0"


def read_docx(data: bytes, name: str) -> str:
    """The text of a docx file. Raises InputError for a broken, encrypted, oversized or other zip file."""
    if data.startswith(_OLE):
        raise InputError(
            f"{name} is encrypted or an old Word file; open it in Word and save it as .docx without a password"
        )
    _check_archive(data, name)
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        lines = list(_blocks(document.element.body, Numbering(document)))
    except (KeyError, ValueError, zipfile.BadZipFile, OSError, SyntaxError) as error:
        raise InputError(
            f"{name} is not a Word file that can be read ({type(error).__name__}); save it again as .docx"
        ) from None
    return "\n".join(lines) + "\n"


def _check_archive(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
                raise InputError(f"{name} unpacks to more than {_MAX_UNPACKED // 1_000_000} MB; it is no report")
            if "word/document.xml" not in {entry.filename for entry in entries}:
                raise InputError(f"{name} is a zip file but no Word file; give the .docx itself")
            unpacked = 0
            with archive.open("word/document.xml") as part:
                while block := part.read(1 << 20):
                    unpacked += len(block)
                    if unpacked > _MAX_UNPACKED:
                        raise InputError(
                            f"{name} unpacks to more than {_MAX_UNPACKED // 1_000_000} MB; it is no report"
                        )
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        raise InputError(f"{name} is a broken Word file; save it again as .docx") from None


def _blocks(parent: Any, numbering: Numbering) -> Iterator[str]:
    for child in parent.iterchildren():
        if child.tag == f"{_W}p":
            text = _paragraph(child, numbering)
            if text:
                yield from text.split("\n")
        elif child.tag == f"{_W}tbl":
            yield from pipe_rows(list(_rows(child, numbering)))
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
            yield from _blocks(child, numbering)


def _paragraph(paragraph: Any, numbering: Numbering) -> str:
    text = _text(paragraph).strip(" \t\u3000\xa0")
    label = numbering.label(paragraph) if text else ""
    return f"{label}{text}"


def _text(element: Any) -> str:
    """The visible characters: what tracked changes deleted is left out, what they inserted is read."""
    parts: list[str] = []
    for node in element.iterchildren():
        tag = node.tag
        if tag in {
            f"{_W}del",
            f"{_W}moveFrom",
            f"{_W}pPr",
            f"{_W}rPr",
            f"{_W}delText",
            f"{_W}instrText",
            f"{_W}txbxContent",
        }:
            continue
        if tag == f"{_W}t":
            parts.append(node.text or "")
        elif tag == f"{_W}tab":
            parts.append(" ")
        elif tag in {f"{_W}br", f"{_W}cr"}:
            parts.append("\n" if node.get(f"{_W}type") in {None, "textWrapping"} else "")
        elif tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif isinstance(tag, str) and not tag.endswith("}AlternateContent"):
            parts.append(_text(node))
    return "".join(parts)


def _rows(table: Any, numbering: Numbering) -> Iterator[list[Cell]]:
    """The rows of a table with merged cells as spans: a cell merged downwards is blank in the rows it goes on in."""
    for row in table.iter(f"{_W}tr"):
        cells = []
        for cell in row.iterchildren(f"{_W}tc"):
            properties = cell.find(f"{_W}tcPr")
            span = properties.find(f"{_W}gridSpan") if properties is not None else None
            merge = properties.find(f"{_W}vMerge") if properties is not None else None
            continued = merge is not None and merge.get(f"{_W}val") in {None, "continue"}
            columns = int(span.get(f"{_W}val", "1")) if span is not None else 1
            text = " ".join(line for line in _blocks(cell, numbering) if line)
            cells.append(Cell("" if continued else text, columns))
        yield cells
