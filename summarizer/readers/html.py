"""Web pages: the main content without navigation, one paragraph a line, tables as pipe rows."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from summarizer.errors import InputError
from summarizer.readers.html_content import FURNITURE, GENRE, SPACE, is_data_table, main_content
from summarizer.readers.misnamed import without_list_marks
from summarizer.readers.repair.notes import raised
from summarizer.readers.repair.wrapping import SOFT
from summarizer.readers.tables import Cell, in_cell, pipe_rows
from summarizer.readers.text import decode, try_decode

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_BLOCKS = {
    "p", "div", "section", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote", "pre", "dd", "dt", "dl",
    "center", "address", "figure", "figcaption", "body", "html", "td", "th", "tr", "table", "caption", "fieldset", "details", "summary",
    "form", "header", "footer", "hr",
}  # fmt: skip
_WIDE = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_SOURCE_BREAK = re.compile(rf"(?<={_WIDE})[ \t]*[\r\n]\s*(?=\S)|(?<=\S)[ \t]*[\r\n]\s*(?={_WIDE})")
_PADDING = re.compile(rf"(?<={_WIDE}) (?={_WIDE})")
_INDENT = re.compile(r"\s*(?:\u3000|[ \xa0]{2})")
_SITE_NAME = re.compile(r"\s*[-_|—–]+\s*")


def read_html(data: bytes, name: str) -> tuple[str, str]:
    """The text of a page and the encoding of its bytes. Raises InputError for a page without content."""
    markup, encoding = _decode(data, name)
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", without_list_marks(markup.replace("\x00", "")))
    try:
        root = lxml_html.document_fromstring(markup)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise InputError(f"{name} holds no web page that can be read; open it in a browser and save it again") from None
    declared = _declared_title(root)
    lines = _without_edges([line for element in main_content(root) for line in _lines(element)])
    if lines and declared and not any(GENRE.search(line) for line in lines[:6]):
        lines.insert(0, declared)
    return "".join(f"{line}\n" for line in lines).replace(f"\n{SOFT}", SOFT), encoding


def _decode(data: bytes, name: str) -> tuple[str, str]:
    """By byte order mark, else by what the page declares where its bytes agree, else by the bytes."""
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        encoding = declared.group(1).decode("ascii").lower()
        encoding = "gb18030" if encoding in {"gb2312", "gbk", "gb18030", "x-gbk"} else encoding
        text = try_decode(data, encoding)
        if text is not None:
            return text, encoding
    return decode(data, name)


def _declared_title(root: HtmlElement) -> str:
    """The report's title in the page's head, for a page whose body does not say it; empty where there is none."""
    metas = root.xpath("//meta[translate(@name, 'ARTICLETITLE', 'articletitle')='articletitle']/@content")
    for title in [*map(str, metas), *_SITE_NAME.split(root.findtext(".//title") or "")]:
        if GENRE.search(bare := SPACE.sub(" ", title).strip()):
            return bare
    return ""


def _without_edges(lines: list[str]) -> list[str]:
    """Without the pieces of navigation and footer that stand in the same element as the report."""
    first, last = 0, len(lines)
    while first < last and _is_furniture(lines[first]):
        first += 1
    while last > first and _is_furniture(lines[last - 1]):
        last -= 1
    return lines[first:last]


def _is_furniture(line: str) -> bool:
    return len(line) < 150 and FURNITURE.search(line) is not None


def _lines(root: HtmlElement) -> Iterator[str]:
    """The lines of an element: one a block, one a row of a table. One that only a line end of its paragraph parts from
    the line before opens with that line end, `SOFT`."""
    parts: list[str] = []
    soft = False

    def flush(softly: bool = False) -> Iterator[str]:
        nonlocal soft
        raw = "".join(parts)
        line = _one_line(raw)
        parts.clear()
        if line:
            yield SOFT + line if soft and not _INDENT.match(raw) else line
        soft = softly and bool(line)

    def take(text: str | None, kept_breaks: bool) -> Iterator[str]:
        # Where an author broke a line between Chinese characters, the page shows none.
        pieces = (text or "").splitlines() if kept_breaks else [_SOURCE_BREAK.sub("", text or "")]
        for index, piece in enumerate(pieces):
            if index:
                yield from flush(softly=True)
            parts.append(piece)

    def walk(element: HtmlElement, kept_breaks: bool) -> Iterator[str]:
        if not isinstance(element.tag, str):
            return
        if element.tag == "br":
            yield from flush(softly=True)
        elif element.tag == "sup":
            parts.append(raised(element.text_content()))
        elif element.tag == "table" and is_data_table(element):
            yield from flush()
            yield from (_one_line(caption.text_content()) for caption in element.iter("caption"))
            yield from pipe_rows(_cells(element))
        else:
            yield from inside(element, kept_breaks or element.tag == "pre")

    def inside(element: HtmlElement, kept_breaks: bool) -> Iterator[str]:
        block = element.tag in _BLOCKS
        if block:
            yield from flush()
        yield from take(element.text, kept_breaks)
        for child in element:
            yield from walk(child, kept_breaks)
            yield from take(child.tail, kept_breaks)
        if block:
            yield from flush()

    yield from walk(root, False)
    yield from flush()


def _one_line(text: str) -> str:
    """Text as it shows: white space is one space, and none where it only spreads the characters."""
    line = SPACE.sub(" ", text).strip()
    spread = line.count(" ") > 0.3 * len(line)  # 各 位 代 表
    return _PADDING.sub("", line) if spread else line


def _cells(table: HtmlElement) -> list[list[Cell]]:
    rows = []
    for row in table.iter("tr"):
        cells = [cell for cell in row if isinstance(cell.tag, str) and cell.tag in {"td", "th"}]
        rows.append([Cell(_cell_text(cell), _span(cell, "colspan"), _span(cell, "rowspan")) for cell in cells])
    return rows


def _cell_text(cell: HtmlElement) -> str:
    return in_cell(" ".join(_lines(cell)))


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name, "1").strip()
    return max(1, min(int(value), 200)) if value.isdecimal() else 1
