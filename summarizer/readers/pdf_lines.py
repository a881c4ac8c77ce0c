"""The text layer of a pdf page as lines: each character by its origin, size and direction, never by its drawn shape."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

_LINE_ENDS = frozenset("\r\n")
# pdfium's marks for a hyphen that divides a word over two lines, and for a glyph whose character the pdf does not tell.
_SPOKEN = {0x02: "-", 0xFFFE: "-", 0x00: "\ufffd"}
_WORDS = re.compile(r"[A-Za-z0-9.,%)][A-Za-z0-9(+-]")
_FIRST_WIDE = 0x2E80  # from here on Chinese characters and their punctuation: as wide as they are high
# As parts of a character's size: a gap that stands for a space between words of Latin letters or figures, and a gap
# that parts two columns.
_SPACE, _COLUMN = 0.25, 1.2


class TextPage(Protocol):
    """What is used of pypdfium2's text page."""

    raw: object

    def count_chars(self) -> int: ...
    def get_text_range(self) -> str: ...


class _Mark(NamedTuple):
    """A character as the page has it: its origin, its box (left, bottom, right, top), its size in points, and the
    quarters of a circle by which it is turned to the left."""

    text: str
    x: float
    y: float
    edges: tuple[float, float, float, float]
    size: float
    quarter: int


class _Glyph(NamedTuple):
    """A character, in points: its origin, the right edge of its advance, its size."""

    text: str
    left: float
    base: float
    right: float
    size: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters in a row without a gap, in points; `base` is the line they stand on, counted from the page's foot."""

    left: float
    right: float
    base: float
    size: float
    text: str

    @property
    def middle(self) -> float:
        return self.base + 0.38 * self.size


@dataclass(frozen=True)
class Line:
    """One line of a page: its pieces from left to right."""

    pieces: tuple[Piece, ...]

    @cached_property
    def text(self) -> str:
        return _joined(self.pieces)

    @property
    def left(self) -> float:
        return self.pieces[0].left

    @property
    def right(self) -> float:
        return max(piece.right for piece in self.pieces)

    @property
    def base(self) -> float:
        return self.pieces[0].base

    @property
    def size(self) -> float:
        return max(piece.size for piece in self.pieces)

    def columns(self, size: float) -> list[str]:
        """The text of the line in the parts that gaps wider than about a character of `size` keep apart."""
        cells: list[list[Piece]] = []
        for piece in self.pieces:
            if cells and piece.left - cells[-1][-1].right <= _COLUMN * size:
                cells[-1].append(piece)
            else:
                cells.append([piece])
        return [_joined(cell).strip() for cell in cells]


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page, top to bottom, its height in points, and the whole text layer they were made from."""

    lines: tuple[Line, ...]
    height: float
    layer: str


def page_of(textpage: TextPage, box: tuple[float, float, float, float]) -> Page:
    """The lines of a text page whose page has the box (left, bottom, right, top). A page that is turned, or whose text
    is, is read in the direction of most of its characters."""
    marks = _marks(textpage)
    quarters = Counter(mark.quarter for mark in marks)
    quarter = max(quarters, key=quarters.__getitem__, default=0)
    glyphs = [_upright(mark, quarter, box) for mark in marks]
    left, bottom, right, top = box
    height = right - left if quarter % 2 else top - bottom
    return Page(tuple(rows_of(_pieces(glyphs))), height, textpage.get_text_range().translate(_SPOKEN))


def _marks(textpage: TextPage) -> list[_Mark]:
    """The characters of a text page in pdfium's order, without the line ends and spaces that pdfium adds."""
    import pypdfium2.raw as pdfium

    raw, found, high = textpage.raw, [], 0
    x, y, matrix, loose = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX(), pdfium.FS_RECTF()
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if 0xD800 <= code < 0xDC00:  # a character beyond U+FFFF comes in two halves
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0
        high = 0
        text = _SPOKEN.get(code) or chr(code)
        if text in _LINE_ENDS or (text == " " and pdfium.FPDFText_IsGenerated(raw, index)):
            continue
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        pdfium.FPDFText_GetMatrix(raw, index, matrix)
        pdfium.FPDFText_GetLooseCharBox(raw, index, loose)
        size = pdfium.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d)
        quarter = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        edges = (loose.left, loose.bottom, loose.right, loose.top)
        found.append(_Mark(text, x.value, y.value, edges, size or 1.0, quarter))
    return found


def _upright(mark: _Mark, quarter: int, box: tuple[float, float, float, float]) -> _Glyph:
    """A character as it stands once the page is turned back by so many quarters of a circle."""
    left, bottom, right, top = box
    start, base, end = (
        (mark.x - left, mark.y - bottom, mark.edges[2] - left),
        (mark.y - bottom, right - mark.x, mark.edges[3] - bottom),
        (right - mark.x, top - mark.y, right - mark.edges[0]),
        (top - mark.y, mark.x - left, top - mark.edges[1]),
    )[quarter]
    if end <= start:  # a font that does not tell its widths
        end = start + (mark.size if ord(mark.text) >= _FIRST_WIDE else mark.size / 2)
    return _Glyph(mark.text, start, base, end, mark.size)


def _pieces(glyphs: Iterable[_Glyph]) -> list[Piece]:
    """Characters that follow one another, without a gap, on one line and in one size, as pieces."""
    runs: list[list[_Glyph]] = []
    before: _Glyph | None = None
    for glyph in glyphs:
        if (
            before is not None
            and abs(glyph.base - before.base) <= 0.05 * before.size
            and abs(glyph.size - before.size) <= 0.1 * before.size
            and glyph.left > before.left - 0.1 * before.size
            and glyph.left - before.right <= _SPACE * before.size
        ):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
        before = glyph
    return [
        Piece(run[0].left, max(glyph.right for glyph in run), run[0].base, run[0].size, text)
        for run in runs
        if (text := "".join(glyph.text for glyph in run)).strip()
    ]


def rows_of(pieces: Iterable[Piece]) -> list[Line]:
    """Pieces grouped into lines by their vertical middle, top to bottom."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.middle, piece.left)):
        if rows and abs(piece.middle - rows[-1][0].middle) <= max(3.0, 0.5 * rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [Line(tuple(sorted(row, key=lambda piece: piece.left))) for row in rows]


def _joined(pieces: Iterable[Piece]) -> str:
    """The text of pieces from left to right, with a space where a gap parts words of Latin letters or figures."""
    parts: list[str] = []
    edge = 0.0
    for piece in pieces:
        if parts and piece.left - edge > _SPACE * piece.size and _WORDS.match(parts[-1][-1] + piece.text[0]):
            parts.append(" ")
        parts.append(piece.text)
        edge = piece.right
    return "".join(parts)
