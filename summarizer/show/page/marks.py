"""The source text as blocks of HTML, with every entry of the report marked in place.

Marks nest (a number, in its clause, in a commitment) and may cross each other or the end of a line: a mark that cannot
stay open is closed and opened again, and all its pieces carry the same `data-i`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

# Characters that HTML forbids or a reader would not see are shown by a stand-in of one character.
STAND_INS = (
    {code: 0x2400 + code for code in range(32) if code not in {9, 10, 13}}
    | {13: None, 127: 0x2421}
    | dict.fromkeys([*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD)
    | dict.fromkeys([*range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0)], 0xFFFD)
    | {plane << 16 | low: 0xFFFD for plane in range(17) for low in (0xFFFE, 0xFFFF)}
)


_STOOD_IN = re.compile(f"[{''.join(re.escape(chr(code)) for code in STAND_INS)}]")


def shown(text: str) -> str:
    """Text with a visible stand-in for every control character."""
    # Nearly no text has one, and to look for them is quicker.
    return text.translate(STAND_INS) if _STOOD_IN.search(text) else text


@dataclass(frozen=True, slots=True)
class Mark:
    """One stretch to mark. Where two cover the same characters, the lower `depth` is outside; `id` anchors the first
    piece in the page and `attributes` go on every piece."""

    start: int
    end: int
    depth: int
    tag: str
    attributes: Markup
    id: str | None = None

    @property
    def order(self) -> tuple[int, int, int]:
        return self.depth, self.start, -self.end


class Weaver:
    """Weaves marks into stretches of one text, which must be asked for from left to right."""

    def __init__(self, text: str, marks: Iterable[Mark]) -> None:
        self._text = text
        self._marks = sorted(marks, key=lambda mark: mark.start)
        self._edges = sorted({edge for mark in self._marks for edge in (mark.start, mark.end)})
        self._next = 0
        self._open: list[Mark] = []
        self._anchored: set[str] = set()

    def weave(self, start: int, end: int) -> Markup:
        """The characters `[start, end)` as HTML; every mark that is opened is closed."""
        if start >= end:
            return Markup("")
        cuts = self._edges[bisect_right(self._edges, start) : bisect_left(self._edges, end)]
        pieces: list[str] = []
        stack: list[Mark] = []
        for left, right in pairwise((start, *cuts, end)):
            wanted = self._covering(left)
            kept = next((at for at, mark in enumerate(stack) if mark not in wanted[at : at + 1]), len(stack))
            pieces += [f"</{mark.tag}>" for mark in reversed(stack[kept:])]
            pieces += [self._opened(mark) for mark in wanted[kept:]]
            pieces.append(escape(shown(self._text[left:right])))
            stack = wanted
        return Markup("".join([*pieces, *(f"</{mark.tag}>" for mark in reversed(stack))]))

    def _covering(self, at: int) -> list[Mark]:
        while self._next < len(self._marks) and self._marks[self._next].start <= at:
            self._open.append(self._marks[self._next])
            self._next += 1
        self._open = [mark for mark in self._open if mark.end > at]
        return sorted(self._open, key=lambda mark: mark.order)

    def _opened(self, mark: Mark) -> str:
        anchor = ""
        if mark.id and mark.id not in self._anchored:
            self._anchored.add(mark.id)
            anchor = f' id="{escape(mark.id)}"'
        return f"<{mark.tag}{anchor} {mark.attributes}>"


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a heading stands, `[start, end)`, and its level."""

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading (`level` 1 to 3) or a table (`rows` of cells, each with where it begins). `at` is where
    it begins, `soft`: it begins at a heading within a line of the source, not at a line's start."""

    at: int
    html: str = ""
    level: int = 0
    rows: tuple[tuple[tuple[int, Markup], ...], ...] = ()
    soft: bool = False


def blocks(text: str, headings: Sequence[Heading], marks: Iterable[Mark]) -> list[Block]:
    """The text cut at line ends and headings; a publisher's single endless line becomes readable that way. Space at
    the ends of blocks and the bars between cells are left out, every other character is there."""
    weaver = Weaver(text, marks)
    found: list[Block] = []
    table: list[tuple[tuple[int, Markup], ...]] = []
    for start, end, level in _stretches(text, headings):
        if not level and text.startswith("|", end - 1):
            table.append(tuple((cell[0], weaver.weave(*cell)) for cell in _cells(text, start, end)))
            continue
        if table:
            found.append(Block(table[0][0][0], rows=tuple(table)))
            table = []
        found.append(Block(start, weaver.weave(start, end), level, soft=_is_within_line(text, start)))
    if table:
        found.append(Block(table[0][0][0], rows=tuple(table)))
    return found


_SPACE = " \t\r\n\u3000\xa0"
_LINE = re.compile(r"[^\n]+\n?|\n")
# Space behind a full stop: there a publisher lost the end of a line.
_LOST_END = re.compile(r"[。！？!?] +")
_CLOSING = "。：:；;，,、 \t\r\u3000\xa0"


def _stretches(text: str, headings: Sequence[Heading]) -> Iterator[tuple[int, int, int]]:
    """Start, end and heading level (0 for none) of each block, without the space around it."""
    cuts = {0, len(text)}
    levels: dict[int, int] = {}
    within: set[int] = set()
    taken = 0
    for heading in sorted(headings, key=lambda heading: (heading.start, heading.level)):
        if heading.start < taken:
            continue
        stop = heading.end
        while stop < len(text) and text[stop] in _CLOSING:
            stop += 1
        cuts.add(heading.start)
        # A lead-in that the sentence runs on from stays in its paragraph.
        if heading.level < 3 or text[stop : stop + 1] in {"", "\n"}:
            cuts.add(stop)
            levels[heading.start] = heading.level
        taken = stop
        within.update(range(heading.start + 1, heading.end))
    cuts.update(at for at in _paragraph_ends(text) if at - 1 not in within)
    for start, end in pairwise(sorted(cuts)):
        level = levels.get(start, 0)
        piece = text[start:end]
        start, end = start + len(piece) - len(piece.lstrip(_SPACE)), end - len(piece) + len(piece.rstrip(_SPACE))
        if start < end:
            yield start, end, level


def _paragraph_ends(text: str) -> Iterator[int]:
    for line in _LINE.finditer(text):
        yield line.end()
        if not line[0].rstrip(_SPACE).endswith("|"):
            yield from (lost.end() for lost in _LOST_END.finditer(text, line.start(), line.end()))


def _is_within_line(text: str, at: int) -> bool:
    while at and text[at - 1] in _SPACE:
        at -= 1
        if text[at] == "\n":
            return False
    return at > 0


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The cells of a row as the readers write it: `指标 | 单位 |`."""
    last = end - 1
    while start <= last:
        bar = text.find("|", start, last)
        stop = last if bar < 0 else bar
        cell = text[start:stop]
        left = start + len(cell) - len(cell.lstrip(_SPACE))
        yield left, max(left, start + len(cell.rstrip(_SPACE)))
        start = stop + 1
