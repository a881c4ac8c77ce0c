"""The text layer of a pdf page as lines: each character by its origin, size and direction, never by its drawn shape."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import NamedTuple, Protocol

from summarizer.readers.pdf_grid import Grid
from summarizer.readers.repair.notes import raised
from summarizer.readers.tables import pipe_rows

_LINE_ENDS = frozenset("\r\n")
# pdfium's marks for a hyphen that divides a word over two lines, and for a glyph whose character the pdf does not tell.
_SPOKEN = {0x02: "-", 0xFFFE: "-", 0x00: "\ufffd"}
_WORDS = re.compile(r"[A-Za-z0-9.,%)][A-Za-z0-9(+-]")
_FIRST_WIDE = 0x2E80  # from here on Chinese characters and their punctuation: as wide as they are high
# As parts of a character's size: a gap that stands for a space between words of Latin letters or figures, and a gap
# that parts two columns.
_SPACE, _COLUMN = 0.25, 1.2
_SLANT = 0.08  # quarters of a circle: a character that leans more is set aslant


class TextPage(Protocol):
    """What is used of pypdfium2's text page."""

    raw: object

    def count_chars(self) -> int: ...
    def get_text_range(self) -> str: ...


class _Mark(NamedTuple):
    """A character as the page has it: its origin, its box (left, bottom, right, top), its size in points, the
    quarters of a circle by which it is turned to the left, and how far it leans from them, in quarters."""

    text: str
    x: float
    y: float
    edges: tuple[float, float, float, float]
    size: float
    quarter: int
    slant: float


class Glyph(NamedTuple):
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
    """One line of a page: its pieces from left to right. `row` is the text of one that is the row of a ruled table."""

    pieces: tuple[Piece, ...]
    row: str = ""

    @cached_property
    def text(self) -> str:
        return joined(self.pieces)

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
        return [joined(cell).strip() for cell in cells]


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page, top to bottom, its height in points, and the whole text layer they were made from."""

    lines: tuple[Line, ...]
    height: float
    layer: str
    slanted: str = ""


def page_of(textpage: TextPage, box: tuple[float, float, float, float], grids: Sequence[Grid] = ()) -> Page:
    """The lines of a text page whose page has the box (left, bottom, right, top). A page that is turned, or whose text
    is, is read in the direction of most of its characters; what leans to neither side is a watermark and left out."""
    marks = _marks(textpage)
    slanted = [mark for mark in marks if mark.slant > _SLANT]
    if 2 * len(slanted) < len(marks):
        marks = [mark for mark in marks if mark.slant <= _SLANT]
    else:
        slanted = []
    quarters = Counter(mark.quarter for mark in marks)
    quarter = max(quarters, key=quarters.__getitem__, default=0)
    glyphs = [_upright(mark, quarter, box) for mark in marks]
    left, bottom, right, top = box
    height = right - left if quarter % 2 else top - bottom
    inside = [grid.moved(-left, -bottom) for grid in grids] if quarter == 0 else []
    lines = _with_tables(glyphs, inside)
    layer = textpage.get_text_range().translate(_SPOKEN)
    return Page(tuple(lines), height, layer, "".join(mark.text for mark in slanted))


def _with_tables(glyphs: list[Glyph], grids: Sequence[Grid]) -> list[Line]:
    """The lines that characters make, those inside a grid as rows of its table, top to bottom."""
    free: list[Glyph] = []
    held: list[list[Glyph]] = [[] for _ in grids]
    for glyph in glyphs:
        at = next((at for at, grid in enumerate(grids) if cell_of(glyph, grid) is not None), None)
        (free if at is None else held[at]).append(glyph)
    rows: list[Line] = []
    for grid, own in zip(grids, held, strict=True):
        table = table_lines(own, grid)
        rows += table
        free += [] if table else own
    lines = respaced(rows_of(_pieces(free)))
    return sorted([*lines, *rows], key=lambda line: -line.pieces[0].middle) if rows else lines


def cell_of(glyph: Glyph, grid: Grid) -> tuple[int, int] | None:
    """The row and column of a grid that a character stands in; None outside it."""
    row = grid.row_at(glyph.base + 0.38 * glyph.size)
    column = grid.column_at((glyph.left + glyph.right) / 2)
    return None if row is None or column is None else (row, column)


def table_lines(glyphs: list[Glyph], grid: Grid) -> list[Line]:
    """The rows of a ruled table as lines; none for a frame around text, which has no cells side by side."""
    cells: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        if (place := cell_of(glyph, grid)) is not None:
            cells.setdefault(place, []).append(glyph)
    texts = {
        place: "".join(line.text.strip() for line in respaced(rows_of(_pieces(own)))) for place, own in cells.items()
    }
    filled = {place for place, text in texts.items() if text}
    if len({row for row, _ in filled}) < 2 or len({column for _, column in filled}) < 2:
        return []
    size = max(glyph.size for glyph in glyphs)
    found: list[Line] = []
    merged = grid.cells(texts)
    at = iter(pipe_rows(merged))
    for row, cells_of_row in enumerate(merged):
        if any(cell.text for cell in cells_of_row):
            text = next(at)
            piece = Piece(grid.columns[0], grid.columns[-1], grid.rows[row] - size, size, text)
            found.append(Line((piece,), text))
    return found


def respaced(lines: list[Line]) -> list[Line]:
    """The lines with their characters put together again where a page, or a line, is set with spaces between all."""
    gaps = [gap / line.size for line in lines for gap in _gaps(line) if 0 < gap <= line.size]
    pieces = [piece for line in lines if len(line.pieces) > 2 for piece in line.pieces]
    single = sum(len(piece.text.strip()) == 1 for piece in pieces)
    page = median(gaps) if len(pieces) >= 12 and single >= 0.7 * len(pieces) and gaps else 0.0
    out = []
    for line in lines:
        own = _gaps(line)
        even = len(own) >= 5 and max(own) <= 1.4 * min(own) and all(len(p.text.strip()) == 1 for p in line.pieces)
        widest = max(own) if even else (1.5 * page + 0.1) * line.size if page else 0.0
        out.append(Line(tuple(_merged(line.pieces, widest)), line.row) if widest > 0 else line)
    return out


def _gaps(line: Line) -> list[float]:
    return [right.left - left.right for left, right in pairwise(line.pieces)]


def _merged(pieces: Sequence[Piece], widest: float) -> list[Piece]:
    """Pieces joined over gaps no wider than `widest`."""
    found: list[Piece] = []
    for piece in pieces:
        if found and piece.left - found[-1].right <= widest and piece.size == found[-1].size:
            before = found[-1]
            found[-1] = replace(before, right=piece.right, text=before.text + piece.text)
        else:
            found.append(piece)
    return found


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
        turn = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
        edges = (loose.left, loose.bottom, loose.right, loose.top)
        found.append(_Mark(text, x.value, y.value, edges, size or 1.0, round(turn) % 4, abs(turn - round(turn))))
    return found


def _upright(mark: _Mark, quarter: int, box: tuple[float, float, float, float]) -> Glyph:
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
    return Glyph(mark.text, start, base, end, mark.size)


def _pieces(glyphs: Iterable[Glyph]) -> list[Piece]:
    """Characters that follow one another, without a gap, on one line and in one size, as pieces."""
    runs: list[list[Glyph]] = []
    before: Glyph | None = None
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


def joined(pieces: Iterable[Piece]) -> str:
    """The text of pieces from left to right, with a space where a gap parts words of Latin letters or figures."""
    pieces = list(pieces)
    main = max(pieces, key=lambda piece: piece.size, default=None)
    parts: list[str] = []
    edge = 0.0
    for piece in pieces:
        if parts and piece.left - edge > _SPACE * piece.size and _WORDS.match(parts[-1][-1] + piece.text[0]):
            parts.append(" ")
        parts.append(raised(piece.text) if main and _is_raised(piece, main) else piece.text)
        edge = piece.right
    return "".join(parts)


def _is_raised(piece: Piece, main: Piece) -> bool:
    return piece.size <= 0.8 * main.size and piece.base - main.base >= 0.15 * main.size
