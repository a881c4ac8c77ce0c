"""Tables of a pdf without rules whose cells stand near each other: white rivers down several lines part them."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from summarizer.readers.pdf_lines import Line, Piece, joined

_WIDE = 0.3  # of a character's size: a river is no narrower
_FEWEST = 3  # lines that a river parts
_COLUMNS = 3


def cells_by_line(lines: Sequence[Line]) -> dict[int, list[str]]:
    """The cells of the lines, by position, that rivers make rows of a table; the others are left to their gaps."""
    found: dict[int, list[str]] = {}
    for parted, group in groupby(
        enumerate(lines), key=lambda pair: len(pair[1].pieces) >= _COLUMNS and not pair[1].row
    ):
        block = list(group)
        if parted and len(block) >= _FEWEST:
            rivers = _rivers([line for _, line in block])
            if len(rivers) >= _COLUMNS - 1:
                rows = {at: _cells(line, rivers) for at, line in block}
                if all(sum(map(bool, cells)) >= _COLUMNS - 1 for cells in rows.values()) and _has_figures(
                    rows.values()
                ):
                    found |= rows
    return found


def _rivers(lines: Sequence[Line]) -> list[float]:
    """The middles of what no piece of any line covers, between the first and the last piece."""
    pieces = sorted((piece for line in lines for piece in line.pieces), key=lambda piece: piece.left)
    size = max(piece.size for piece in pieces)
    rivers, edge = [], pieces[0].right
    for piece in pieces[1:]:
        if piece.left - edge >= _WIDE * size:
            rivers.append((edge + piece.left) / 2)
        edge = max(edge, piece.right)
    return rivers


def _cells(line: Line, rivers: Sequence[float]) -> list[str]:
    cells: list[list[Piece]] = [[] for _ in range(len(rivers) + 1)]
    for piece in line.pieces:
        cells[sum(river < piece.left for river in rivers)].append(piece)
    return [joined(cell).strip() for cell in cells]


def _has_figures(rows: Iterable[list[str]]) -> bool:
    """Whether most rows hold a figure behind their name."""
    figures = [any(char.isdigit() for cell in cells[1:] for char in cell[:2]) for cells in rows]
    return 2 * sum(figures) > len(figures)
