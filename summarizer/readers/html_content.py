"""Where a web page keeps its report: the element that holds all of its text and figures, and the title above it."""

import re

from lxml import etree
from lxml.html import HtmlElement

from summarizer.knowledge.han import HAN

SPACE = re.compile(r"[ \t\r\n\f\v\xa0\u2000-\u200b\u3000\ufeff]+")
GENRE = re.compile(r"(?:工作|执行情况|计划|草案|发展)\S{0,30}报告|工作总结")
FURNITURE = re.compile(
    r"""
      当前位置 | 您(?:现在)?的?位置 | 您(?:现)?在 \s* [:：] | 首页 \s* (?:$ | [>»›/|])
    | 版权所有 | (?:主办|承办)(?:单位)? \s* [:：] | 技术支持 | 备案号 | ICP备 | 公网安备 | 网站标识码 | copyright | ©
    | ^ \s* (?:打印 | 关闭 | 字[体号] | 分享到? | [上下]一[篇条] | 返回 | 相关(?:链接|阅读|文章))
    | ^ \s* (?:扫一扫 | 联系我们 | 网站地图)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DROPPED = {
    "script", "style", "noscript", "template", "iframe", "svg", "button", "select", "head", "object", "textarea",
}  # fmt: skip
_AROUND = {"nav", "footer", "header", "aside"}
_NOISE = re.compile(
    r"""
    (?: ^ | [-_ ] )
    (?: nav | menu | breadcrumb | crumb | footer | foot(?!note) | sidebar | share | toolbar | copyright | related
      | pagination | pager | topbar | banner | search )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TITLE = re.compile(r"(?:^|[-_ ])(?:\w*title|bt|tit|headline)(?:$|[-_ \d])", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HAN = re.compile(HAN)
_FIGURE = re.compile(r"\d\s*(?:[%％亿万]|个百分点|个|人|家|项|公里|元)")
_LINKS = {"div", "ul", "ol", "dl", "table", "section", "td"}


def main_content(root: HtmlElement) -> list[HtmlElement]:
    """The elements, in order, that hold a page's report: its title and what goes with it, then the body.

    Drops from the tree what is no content. A narrower choice is only made where nothing that is left out has
    sentences or figures of its own.
    """
    title = SPACE.sub("", root.findtext(".//title") or "")
    _prune(root)
    body = root.find("body")
    current = body if body is not None else root
    before: list[HtmlElement] = []
    while (inner := _only_content(current)) is not None:
        before.extend(child for child in current[: current.index(inner)] if text_of(child))
        current = inner
    titled = GENRE.search(text_of(current)[:80]) is not None
    return [*_from_title(before, title, 3 if titled else 1), current]


def text_of(element: HtmlElement) -> str:
    """The characters of an element without white space; empty for a comment."""
    return SPACE.sub("", element.text_content()) if isinstance(element.tag, str) else ""


def is_data_table(table: HtmlElement) -> bool:
    """A table of cells, not one that lays out the page."""
    if table.find(".//table") is not None:
        return False
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    wide = [cells for cells in rows if len(cells) >= 2]
    return len(wide) >= 2 and all(len(text_of(cell)) < 400 for cells in rows for cell in cells)


def _prune(root: HtmlElement) -> None:
    for element in [*root.iter("script", "style", "noscript", "template"), *root.iter(etree.Comment, etree.PI)]:
        element.drop_tree()
    whole = len(text_of(root))
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in {"html", "body", "main", "article"}:
            continue
        if element.getparent() is not None and _is_noise(element, whole):
            element.drop_tree()


def _is_noise(element: HtmlElement, whole: int) -> bool:
    """Whether an element is no part of the content; `whole` is the length of the page's text."""
    if element.tag in _DROPPED:
        return True
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
        return len(text_of(element)) < 0.5 * whole  # a script shows the report once the page is there
    if element.tag in _AROUND:
        return not (_has_heading(element) or _prose(element) >= 2000)
    label = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
    if _NOISE.search(label):
        return not (_has_heading(element) or _is_content(element))
    return element.tag in _LINKS and _is_list_of_links(element)


def _has_heading(element: HtmlElement) -> bool:
    """Whether the title of a report stands in an element, not only the name of a site."""
    return any(GENRE.search(text_of(heading)) for heading in element.iter("h1", "h2", "h3"))


def _is_list_of_links(element: HtmlElement) -> bool:
    links = [link for link in element.iter("a") if link.get("href") is not None and text_of(link)]
    if len(links) < 3:
        return False
    text = text_of(element)
    return sum(len(text_of(link)) for link in links) > 0.8 * len(text) and not re.search("[。；]", text)


def _prose(element: HtmlElement) -> int:
    """How much running text an element holds: its characters outside of links."""
    return len(text_of(element)) - sum(len(text_of(link)) for link in element.iter("a"))


def _is_content(element: HtmlElement) -> bool:
    """Whether an element says something: sentences, or a figure with its unit."""
    text = text_of(element)
    if len(text) < 400 and FURNITURE.search(text):
        return False
    sentences = len(_HAN.findall(text)) >= 40 and re.search("[。；]", text) and _prose(element) >= 0.5 * len(text)
    return bool(sentences or _FIGURE.search(text) or any(map(_has_figures, element.iter("table"))))


def _has_figures(table: HtmlElement) -> bool:
    cells = [text_of(cell) for cell in table.iter("td", "th")]
    return is_data_table(table) and sum(bool(re.fullmatch(r"[-+]?[\d.,]+%?", cell)) for cell in cells) >= 1


def _only_content(current: HtmlElement) -> HtmlElement | None:
    """The one child that holds all of an element's content; None where it is spread over several, or is one block."""
    children = [child for child in current if isinstance(child.tag, str)]
    best = max(children, key=_prose, default=None)
    if best is None or best.tag == "p" or (best.tag == "table" and is_data_table(best)):
        return None
    own = _prose(current) - sum(_prose(child) for child in children)
    if own > 20 or _prose(best) < 0.5 * _prose(current):
        return None
    return None if any(_is_content(child) for child in children if child is not best) else best


def _from_title(before: list[HtmlElement], page_title: str, least: int) -> list[HtmlElement]:
    """What stands above the body, from the report's title on; nothing where no title of rank `least` is among it."""
    ranks = [_title_rank(element, page_title) for element in before]
    best = max(ranks, default=0)
    if best < least:
        return []
    at = len(ranks) - 1 - ranks[::-1].index(best)
    return [element for element in before[at:] if not FURNITURE.search(text_of(element))]


def _title_rank(element: HtmlElement, page_title: str) -> int:
    """How much an element looks like the title of the report: 3 by its words, 1 by its mark-up only, 0 not at all."""
    text = text_of(element)
    if not 4 <= len(text) <= 200 or FURNITURE.search(text):
        return 0
    if GENRE.search(text):
        return 3
    if len(text) >= 8 and text in page_title:
        return 2
    label = f"{element.get('class', '')} {element.get('id', '')}"
    marked = element.tag in {"h1", "h2"} or element.find(".//h1") is not None or _TITLE.search(label)
    return 1 if marked else 0
