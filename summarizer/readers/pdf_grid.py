"""Ruled tables of a pdf page: the rules that are drawn on it part the cells, however near their texts stand.

Borders are drawn as lines, as thin rectangles, or as boxes; all come to horizontal and vertical rules in points.
"""

import ctypes
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from summarizer.readers.tables import Cell

_THIN = 2.5  # points: a rectangle no wider is a rule
_NEAR = 2.0  # points by which rules may miss each other
_SHORTEST = 6.0
_MOST = 20_000  # objects of a page that are looked at


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule at `at` (its x or y), from `start` to `end` along the other axis."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """The edges of a table's columns, left to right, and of its rows, top to bottom, with its vertical and horizontal
    rules: where one is missing between two cells, they are one."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    vertical: tuple[Rule, ...]
    horizontal: tuple[Rule, ...]

    def moved(self, right: float, up: float) -> "Grid":
        """The grid in a page whose origin lies elsewhere."""
        return Grid(
            tuple(x + right for x in self.columns),
            tuple(y + up for y in self.rows),
            tuple(Rule(rule.at + right, rule.start + up, rule.end + up) for rule in self.vertical),
            tuple(Rule(rule.at + up, rule.start + right, rule.end + right) for rule in self.horizontal),
        )

    def row_at(self, y: float) -> int | None:
        """The row that holds a height on the page; None above and below the table."""
        at = bisect_right([-edge for edge in self.rows], -y) - 1
        return at if 0 <= at < len(self.rows) - 1 else None

    def column_at(self, x: float) -> int | None:
        at = bisect_right(self.columns, x) - 1
        return at if 0 <= at < len(self.columns) - 1 else None

    def is_ruled(self, x: float, y: float, *, upright: bool) -> bool:
        """Whether a vertical (`upright`) or horizontal rule runs through a point."""
        across, along = (x, y) if upright else (y, x)
        rules = self.vertical if upright else self.horizontal
        return any(abs(rule.at - across) <= _NEAR and rule.start - _NEAR <= along <= rule.end + _NEAR for rule in rules)

    def cells(self, texts: dict[tuple[int, int], str]) -> list[list[Cell]]:
        """The rows of cells, merged as the missing rules say, from the texts by row and column."""
        taken: set[tuple[int, int]] = set()
        found: list[list[Cell]] = []
        for row in range(len(self.rows) - 1):
            cells: list[Cell] = []
            for column in range(len(self.columns) - 1):
                if (row, column) in taken:
                    continue
                wide, high = self._reach(row, column)
                covered = [(r, c) for r in range(row, row + high) for c in range(column, column + wide)]
                taken.update(covered)
                cells.append(Cell("".join(texts.get(place, "") for place in covered), wide, high))
            found.append(cells)
        return found

    def _reach(self, row: int, column: int) -> tuple[int, int]:
        middle_y = (self.rows[row] + self.rows[row + 1]) / 2
        wide = 1
        while column + wide < len(self.columns) - 1:
            if self.is_ruled(self.columns[column + wide], middle_y, upright=True):
                break
            wide += 1
        middle_x = (self.columns[column] + self.columns[column + 1]) / 2
        high = 1
        while row + high < len(self.rows) - 1 and not self.is_ruled(middle_x, self.rows[row + high], upright=False):
            high += 1
        return wide, high


def grids_of(page: object) -> list[Grid]:
    """The grids of a pdfium page (raw handle), of two rows and two columns at least."""
    return grids_from(*_rules(page))


def grids_from(vertical: Sequence[Rule], horizontal: Sequence[Rule]) -> list[Grid]:
    """The grids that rules make, of two rows and two columns at least."""
    return [grid for group in _touching(vertical, horizontal) if (grid := _grid(*group)) is not None]


def _rules(page: object) -> tuple[list[Rule], list[Rule]]:
    import pypdfium2.raw as pdfium

    vertical: list[Rule] = []
    horizontal: list[Rule] = []
    edges = [ctypes.c_float() for _ in range(4)]
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    for index in range(min(pdfium.FPDFPage_CountObjects(page), _MOST)):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium.FPDFPageObj_GetBounds(drawn, *edges) or not pdfium.FPDFPath_GetDrawMode(drawn, fill, stroke):
            continue
        left, bottom, right, top = (edge.value for edge in edges)
        if not (fill.value or stroke.value):
            continue
        if right - left <= _THIN and top - bottom >= _SHORTEST:
            vertical.append(Rule((left + right) / 2, bottom, top))
        elif top - bottom <= _THIN and right - left >= _SHORTEST:
            horizontal.append(Rule((bottom + top) / 2, left, right))
        elif stroke.value and pdfium.FPDFPath_CountSegments(drawn) in {4, 5}:  # a box: its four sides
            vertical += [Rule(left, bottom, top), Rule(right, bottom, top)]
            horizontal += [Rule(bottom, left, right), Rule(top, left, right)]
    return vertical, horizontal


def _touching(vertical: Sequence[Rule], horizontal: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules grouped by stretches of the page's height that vertical rules cover without a gap: a table each."""
    groups: list[tuple[list[Rule], list[Rule]]] = []
    reach = 0.0
    for rule in sorted(vertical, key=lambda rule: -rule.end):
        if groups and rule.end >= reach - _NEAR:
            groups[-1][0].append(rule)
            reach = min(reach, rule.start)
        else:
            groups.append(([rule], []))
            reach = rule.start
    for upright, level in groups:
        low, high = min(rule.start for rule in upright), max(rule.end for rule in upright)
        level += [rule for rule in horizontal if low - _NEAR <= rule.at <= high + _NEAR]
    return groups


def _grid(vertical: list[Rule], horizontal: list[Rule]) -> Grid | None:
    columns = _edges(rule.at for rule in vertical)
    rows = _edges(rule.at for rule in horizontal)
    if len(columns) < 3 or len(rows) < 3:
        return None
    return Grid(tuple(columns), tuple(reversed(rows)), tuple(vertical), tuple(horizontal))


def _edges(places: Iterable[float]) -> list[float]:
    """Places in order, those that nearly coincide as one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > 2 * _NEAR:
            found.append(place)
    return found
