"""Word files: paragraphs and tables in the order of the document, automatic numbers made visible."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from summarizer.errors import InputError
from summarizer.limits import MOST_CHARS
from summarizer.readers.numbering import Numbering
from summarizer.readers.repair.notes import raised
from summarizer.readers.repair.wrapping import SOFT
from summarizer.readers.tables import Cell, OversizeError, in_cell, pipe_rows

# Unpacked sizes. XML takes some twenty times its size in memory once parsed; pictures are never opened.
_MAX_UNPACKED, _MAX_XML = 200_000_000, 30_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OLE = b"\xd0\xcf\x11\xe0"
# What a tracked change took away, properties, field codes, phonetic guides; text boxes are read after their paragraph.
_UNSEEN = {
    f"{_W}{tag}"
    for tag in ("del", "moveFrom", "pPr", "rPr", "delText", "instrText", "delInstrText", "txbxContent", "rt")
}
_WRAPPERS = {f"{_W}{tag}" for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
_MARKS = {f"{_W}tab": " ", f"{_W}ptab": " ", f"{_W}cr": SOFT, f"{_W}noBreakHyphen": "-"}
_CONTENTS = re.compile(r"toc ?\d", re.IGNORECASE)


def read_docx(data: bytes, name: str) -> str:
    """The text of a docx file, its footnotes last. Raises InputError for a broken, encrypted, oversized or other file.

    Deleted text, page heads and feet, comments and the table of contents are not read.
    """
    if data.startswith(_OLE):
        raise InputError(
            f"{name} is encrypted or an old Word file; open it in Word and save it as .docx without a password"
        )
    if not data.startswith(b"PK"):
        raise InputError(f"{name} is no Word file; give the .docx itself")
    _check_archive(data, name)
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        lines = list(_within(chain(_blocks(document.element.body, Numbering(document)), _notes(document))))
    except (OversizeError, MemoryError):
        raise
    except Exception as error:  # a damaged package fails in the parser, the package or the tree, each in its own way
        raise InputError(
            f"{name} is not a Word file that can be read ({type(error).__name__}); save it again as .docx"
        ) from None
    return "".join(f"{line}\n" for line in lines)


def _within(lines: Iterable[str]) -> Iterator[str]:
    """The lines. Raises OversizeError where they are more than a report has."""
    left = MOST_CHARS
    for line in lines:
        left -= len(line) + 1
        if left < 0:
            raise OversizeError(f"holds more than {MOST_CHARS:,} characters; cut it into its reports")
        yield line


def _check_archive(data: bytes, name: str) -> None:
    """Raises InputError before anything is parsed. An entry never unpacks to more than the size it declares: the zip
    module stops there and finds the check sum wrong."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            xml = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
            for parts, limit in ((entries, _MAX_UNPACKED), (xml, _MAX_XML)):
                if sum(entry.file_size for entry in parts) > limit:
                    raise InputError(f"{name} unpacks to more than {limit // 1_000_000} MB; it is no report")
            if not any(entry.filename.startswith("word/document") for entry in xml):
                raise InputError(f"{name} is a zip file but no Word file; give the .docx itself")
            if archive.testzip() is not None:
                raise InputError(f"{name} is a broken Word file; save it again as .docx")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise InputError(f"{name} is a broken Word file; save it again as .docx") from None


def _blocks(parent: Any, numbering: Numbering) -> Iterator[str]:
    carried = ""
    for child in parent.iterchildren():
        if child.tag == f"{_W}p":
            text = carried + _text(child)
            if _is_joined_to_next(child):
                carried = text
                continue
            carried = ""
            if not _is_contents(child, numbering):
                yield from _paragraph(child, text, numbering)
        elif child.tag == f"{_W}tbl":
            yield from _table(child, numbering)
        elif child.tag in _WRAPPERS:
            yield from _blocks(child, numbering)
    if carried.strip():
        yield carried.strip()


def _paragraph(paragraph: Any, text: str, numbering: Numbering) -> Iterator[str]:
    """A paragraph behind its number, its soft line ends marked, then those of the text boxes that hang on it."""
    bare = text.strip(f" \t{SOFT}\u3000\xa0")
    label = numbering.label(paragraph)
    if bare:
        # `1.` before `2020年` would read as the number 1.2020.
        gap = " " if re.search(r"[\d.．]$", label) and re.match(r"\d", bare) else ""
        yield f"{label}{gap}{bare}"
    for box in paragraph.iter(f"{_W}txbxContent"):
        # A box is stored twice, for new programs and for old ones.
        if not any(above.tag == f"{_MC}Fallback" for above in box.iterancestors()):
            yield from _blocks(box, numbering)


def _is_joined_to_next(paragraph: Any) -> bool:
    """Whether a tracked change deleted the paragraph's end."""
    return paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None


def _is_contents(paragraph: Any, numbering: Numbering) -> bool:
    """Whether a paragraph is a line of the table of contents, which would say every heading twice."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and _CONTENTS.fullmatch(numbering.style_name(style.get(f"{_W}val"))) is not None


def _text(element: Any) -> str:
    """The visible characters: what tracked changes deleted is left out, what they inserted is read."""
    parts: list[str] = []
    for node in element.iterchildren():
        tag = node.tag
        if not isinstance(tag, str) or tag in _UNSEEN or tag == f"{_MC}Fallback":
            continue
        if tag in {f"{_W}t", f"{_M}t"}:
            parts.append(node.text or "")
        elif tag in _MARKS:
            parts.append(_MARKS[tag])
        elif tag == f"{_W}br":
            parts.append(SOFT if node.get(f"{_W}type") in {None, "textWrapping"} else "")
        elif tag == f"{_W}r":
            parts.append("" if _is_hidden(node) else raised(_text(node)) if _is_raised(node) else _text(node))
        else:
            parts.append(_text(node))
    return "".join(parts)


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val") not in {"0", "false", "off"}


def _is_raised(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vertAlign")
    return mark is not None and mark.get(f"{_W}val") == "superscript"


def _table(table: Any, numbering: Numbering) -> Iterator[str]:
    """A table as pipe rows; one of a single column only frames its text, which is read as paragraphs."""
    rows = [(row, list(_children(row, "tc"))) for row in _children(table, "tr")]
    if all(len(cells) <= 1 for _, cells in rows):
        for _, cells in rows:
            for cell in cells:
                yield from _blocks(cell, numbering)
        return
    yield from pipe_rows([_cells(row, cells, numbering) for row, cells in rows if not _is_deleted(row)])


def _children(parent: Any, tag: str) -> Iterator[Any]:
    """The children of a kind, also where a content control or a tracked change wraps them."""
    for child in parent.iterchildren():
        if child.tag == f"{_W}{tag}":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)


def _is_deleted(row: Any) -> bool:
    return row.find(f"{_W}trPr/{_W}del") is not None


def _cells(row: Any, cells: list[Any], numbering: Numbering) -> list[Cell]:
    """The cells of a row with merged ones as spans: a cell merged downwards is blank in the rows it goes on in."""
    skipped = row.find(f"{_W}trPr/{_W}gridBefore")
    out = [Cell("", _number(skipped))] if skipped is not None and _number(skipped) else []
    for cell in cells:
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        continued = merge is not None and merge.get(f"{_W}val") in {None, "continue"}
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        text = in_cell(" ".join(line for line in _blocks(cell, numbering) if line))
        out.append(Cell("" if continued else text, max(1, _number(span)) if span is not None else 1))
    return out


def _number(element: Any) -> int:
    value = element.get(f"{_W}val", "")
    return min(int(value), 200) if value.isdecimal() else 0


def _notes(document: Any) -> Iterator[str]:
    """The footnotes and endnotes, a line each under a line that says so: reports explain their terms there."""
    from docx.oxml import parse_xml

    lines: list[str] = []
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind not in {"footnotes", "endnotes"} or relation.is_external:
            continue
        for note in parse_xml(relation.target_part.blob).iterchildren(f"{_W}{kind.removesuffix('s')}"):
            if note.get(f"{_W}type") in {None, "normal"}:
                lines.append(" ".join(_text(paragraph).strip() for paragraph in note.iter(f"{_W}p")).strip())
    lines = [line for line in lines if line]
    if lines:
        yield "注释"
        yield from lines
