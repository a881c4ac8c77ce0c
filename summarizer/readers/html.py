"""Web pages: the main content without navigation, one paragraph a line, tables as pipe rows."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from summarizer.errors import InputError
from summarizer.readers.tables import Cell, pipe_rows
from summarizer.readers.text import decode

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_DROPPED = {
    "script",
    "style",
    "noscript",
    "nav",
    "footer",
    "header",
    "aside",
    "form",
    "iframe",
    "svg",
    "button",
    "select",
    "template",
    "head",
    "object",
}
_BLOCKS = {
    "p", "div", "section", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote", "pre", "dd", "dt", "dl",
    "center", "address", "figure", "figcaption", "body", "html", "td", "th", "tr", "caption", "fieldset", "details", "summary",
}  # fmt: skip
_NOISE = re.compile(
    r"(?:^|[-_ ])(?:nav|menu|breadcrumb|crumb|footer|foot|sidebar|share|toolbar|copyright|related|pagination|pager|topbar|banner|search)",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0\u2000-\u200b\u3000\ufeff]+")


def read_html(data: bytes, name: str) -> tuple[str, str]:
    """The text of a page and the encoding of its bytes. Raises InputError for a page without content."""
    markup, encoding = _decode(data, name)
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup.replace("\x00", ""))
    try:
        root = lxml_html.document_fromstring(markup)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise InputError(f"{name} holds no web page that can be read; open it in a browser and save it again") from None
    _prune(root)
    lines = list(_lines(_content(root)))
    return "\n".join(lines) + "\n", encoding


def _decode(data: bytes, name: str) -> tuple[str, str]:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        encoding = declared.group(1).decode("ascii").lower()
        encoding = "gb18030" if encoding in {"gb2312", "gbk", "gb18030", "x-gbk"} else encoding
        if (text := _decoded(data, encoding)) is not None:
            return text, encoding
    return decode(data, name)


def _decoded(data: bytes, encoding: str) -> str | None:
    """The text in the charset a page declares; None where the page lies about it, and its bytes must tell."""
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _prune(root: lxml_html.HtmlElement) -> None:
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            if element.getparent() is not None:
                element.drop_tree()
            continue
        label = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style", ""))
        noise = (
            _NOISE.search(label) and element.tag not in {"body", "html", "main", "article"} and _prose(element) < 400
        )
        if (
            (element.tag in _DROPPED and _prose(element) < 2000) or hidden or noise
        ) and element.getparent() is not None:
            element.drop_tree()


def _prose(element: lxml_html.HtmlElement) -> int:
    """How much running text an element holds: its characters outside of links."""
    if element.tag in {"script", "style", "noscript", "template"}:
        return 0
    linked = sum(len(_SPACE.sub("", link.text_content())) for link in element.iter("a"))
    return len(_SPACE.sub("", element.text_content())) - linked


def _content(root: lxml_html.HtmlElement) -> lxml_html.HtmlElement:
    """The smallest element that still holds nearly all of the page's running text; nothing of the text is lost to a
    narrower choice."""
    body = root.find("body")
    current = body if body is not None else root
    total = _prose(current)
    while True:
        children = [
            child for child in current if isinstance(child.tag, str) and child.tag not in {"table", "p", "tbody", "tr"}
        ]
        best = max(children, key=_prose, default=None)
        if best is None or _prose(best) < 0.9 * total:
            break
        kept = {element.tag for element in current if isinstance(element.tag, str)}
        if kept & {"h1", "h2"} and _prose(best) < 0.98 * total:
            break
        current = best
    return _with_title(current)


def _with_title(element: lxml_html.HtmlElement) -> lxml_html.HtmlElement:
    """The element, widened to its parent where the heading of the page stands right before it."""
    parent = element.getparent()
    hops = 0
    while parent is not None and parent.tag != "html" and hops < 3:
        if any(
            isinstance(child.tag, str) and (child.tag in {"h1", "h2"} or child.find(".//h1") is not None)
            for child in parent
            if child is not element
        ):
            return parent
        parent, hops = parent.getparent(), hops + 1
    return element


def _lines(root: lxml_html.HtmlElement) -> Iterator[str]:
    """The lines of an element: one a block, one a row of a table."""
    parts: list[str] = []

    def flush() -> Iterator[str]:
        line = _SPACE.sub(" ", "".join(parts)).strip()
        parts.clear()
        if line:
            yield (
                re.sub(r"(?<=[\u4e00-\u9fff，。；：、]) (?=[\u4e00-\u9fff，。；：、])", "", line)
                if " " in line and _is_justified(line)
                else line
            )

    def walk(element: lxml_html.HtmlElement) -> Iterator[str]:
        if not isinstance(element.tag, str):
            return
        if element.tag == "br":
            yield from flush()
            return
        if element.tag == "table" and _is_data_table(element):
            yield from flush()
            yield from pipe_rows(_cells(element))
            return
        block = element.tag in _BLOCKS
        if block:
            yield from flush()
        if element.text:
            parts.append(element.text)
        for child in element:
            yield from walk(child)
            if child.tail:
                parts.append(child.tail)
        if block:
            yield from flush()

    yield from walk(root)
    yield from flush()


def _is_justified(line: str) -> bool:
    """Whether the spaces of a line only pad it (`各 位 代 表`)."""
    return line.count(" ") > 0.3 * len(line)


def _is_data_table(table: lxml_html.HtmlElement) -> bool:
    """A table of cells, not one that lays out the page."""
    if table.find(".//table") is not None:
        return False
    rows = table.findall(".//tr")
    wide = [row for row in rows if len([c for c in row if isinstance(c.tag, str) and c.tag in {"td", "th"}]) >= 2]
    longest = max((len(cell.text_content()) for row in rows for cell in row if isinstance(cell.tag, str)), default=0)
    return len(wide) >= 2 and longest < 400


def _cells(table: lxml_html.HtmlElement) -> list[list[Cell]]:
    rows = []
    for row in table.iter("tr"):
        cells = [cell for cell in row if isinstance(cell.tag, str) and cell.tag in {"td", "th"}]
        rows.append([Cell(_cell_text(cell), _span(cell, "colspan"), _span(cell, "rowspan")) for cell in cells])
    return rows


def _cell_text(cell: lxml_html.HtmlElement) -> str:
    return _SPACE.sub(" ", " ".join(cell.itertext())).strip()


def _span(cell: lxml_html.HtmlElement, name: str) -> int:
    value = cell.get(name, "1").strip()
    return max(1, min(int(value), 200)) if value.isdigit() else 1
