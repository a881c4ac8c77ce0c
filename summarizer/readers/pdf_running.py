"""Running heads, running feet and page numbers of a pdf: what the edges of its pages repeat."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from summarizer.readers.pdf_lines import Line, Page

_PAGE_NUMBER = re.compile(
    r"^\s*(?:[-—–－·]\s*)?(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／]\s*(?:共\s*)?\d{1,4}(?:\s*页)?)?(?:\s*[-—–－·])?\s*$"
)
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_BARE_NUMBER = re.compile(r"[-—–－·]?\d+$")
_LETTER = re.compile(r"[^\W\d_]")
_COUNTED = re.compile(r"<-?\d+>")
# A head that is also the report's title, or the unit of a table, says something that must be read once.
_TELLING = re.compile(r"报告|总结|计划|规划|纲要|要点|公报|单位[:：]")
# Text of the report that two pages happen to have at the same place: a sentence, or a figure in a column of its own.
_PROSE = re.compile(r"。|[，,；;、]$")
_FIGURE = re.compile(r"[-+\d.,%％]+$")
_EDGE = 2  # lines at the top and at the bottom of a page that may be running
_PLACE = 3.0  # points within which two lines stand at the same place
_NUMBERS = 4  # a head has no more numbers than these


class _Edge(NamedTuple):
    """A line at an edge of a page: which edge, how far from it, and the forms in which other pages may repeat it.
    `numbering` is its text where it is the outermost line and looks like a page number, or else empty."""

    page: int
    position: int
    side: str
    place: int
    forms: tuple[str, ...]
    numbering: str


def without_running(pages: Sequence[Page]) -> tuple[list[Line], list[Line]]:
    """The lines of all pages without running heads, feet and page numbers, and the lines left out.

    Running is what stands at the same place on two pages and on half of them, or anywhere at the edge of three and of
    half (a title: of two); its numbers are the same or count with the pages. A running line that says something the
    report does not say elsewhere – its title, the head of a table – is kept where it stands first.
    """
    edges = [edge for number, page in enumerate(pages) for edge in _edges(number, page)]
    running = _running(edges, len(pages))
    told = "".join(
        _bare(line) for p, page in enumerate(pages) for i, line in enumerate(page.lines) if (p, i) not in running
    )
    kept, left_out, settled = [], [], set[str]()
    for number, page in enumerate(pages):
        for position, line in enumerate(page.lines):
            form = running.get((number, position))
            if form is None or (form not in settled and _says_more(line, form, told)):
                kept.append(line)
            else:
                left_out.append(line)
            if form is not None:
                settled.add(form)
    return kept, left_out


def _edges(number: int, page: Page) -> Iterator[_Edge]:
    last = len(page.lines) - 1
    for position in sorted({*range(min(_EDGE, last + 1)), *range(max(0, last + 1 - _EDGE), last + 1)}):
        line = page.lines[position]
        forms = tuple(_forms(line, number))
        numbering = _bare(line) if position in {0, last} and _PAGE_NUMBER.match(line.text) else ""
        if position < _EDGE:
            yield _Edge(number, position, "head", round((page.height - line.base) / _PLACE), forms, numbering)
        if position > last - _EDGE:
            yield _Edge(number, position, "foot", round(line.base / _PLACE), forms, numbering)


def _forms(line: Line, page: int) -> Iterator[str]:
    """A line as it is, and with each of its numbers counted from the page: `第<1>页` on every page."""
    text, columns = _bare(line), line.columns(line.size)
    figures = sum(bool(_FIGURE.match(column)) for column in columns) if len(columns) > 1 else 0
    if _PROSE.search(text) or figures > 1:
        return
    if len(_LETTER.findall(text)) >= 2 and not figures:
        yield text
    numbers = list(_NUMBER.finditer(text))
    for number in numbers if len(numbers) <= _NUMBERS else ():
        yield f"{text[: number.start()]}<{int(number.group()) - page}>{text[number.end() :]}"


def _running(edges: list[_Edge], pages: int) -> dict[tuple[int, int], str]:
    """Page and position of the lines that run, with the form that is repeated."""
    placed = Counter((edge.side, edge.place, form) for edge in edges for form in edge.forms)
    anywhere = Counter({(edge.page, edge.side, form) for edge in edges for form in edge.forms})
    on_pages = Counter((side, form) for _, side, form in anywhere)
    running: dict[tuple[int, int], str] = {}
    for edge in edges:
        for form in edge.forms:
            count = on_pages[edge.side, form]
            # A bare number may be a figure of the report; it numbers the page where others are numbered alike.
            numbered = bool(edge.numbering) and (pages == 1 or not _BARE_NUMBER.match(edge.numbering) or count >= 2)
            near = sum(placed[edge.side, edge.place + step, form] for step in (-1, 0, 1))
            # A title may be printed large on the first page and stand over the others; one of them is kept.
            enough = max(2 if _TELLING.search(form) else 3, 0.5 * pages)
            if numbered or near >= max(2, 0.5 * pages) or count >= enough:
                running.setdefault((edge.page, edge.position), form)
    return running


def _says_more(line: Line, form: str, told: str) -> bool:
    own = max(_COUNTED.split(form), key=len).strip("-—–－·")
    if not (_TELLING.search(own) or (own == form and len(line.columns(line.size)) >= 3)):
        return False
    return own not in told


def _bare(line: Line) -> str:
    return re.sub(r"\s", "", line.text)
