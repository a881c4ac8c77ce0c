"""Rows of an answer side by side in a terminal, the less important columns giving way to its width."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDEST, _NARROWEST, _GLANCE, _GAP = 60, 8, 16, 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A laid-out table, and the names of the columns that had no room."""

    table: Table
    left_out: tuple[str, ...]


def lay_out(columns: Sequence[str], rows: Iterable[Sequence[object]], width: int) -> Grid:
    """The rows in at most `width` columns of a terminal, in which a Chinese character takes two.

    Numbers are never cut. Where there is too little room, first the longest texts are, down to 16 columns each, then
    the last ones, down to eight; then columns are left out, the last first.
    """
    lines = [[_cell(value) for value in row] for row in rows]
    numeric = _numeric(rows, len(columns)) if isinstance(rows, Sequence) else frozenset()
    widths = [
        max([cell_len(name), *(cell_len(line[at]) for line in lines)], default=0) for at, name in enumerate(columns)
    ]
    kept = _fit(widths, numeric, width)
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, _GAP, 0, 0))
    for at in sorted(kept):
        justify = "right" if at in numeric else "left"
        table.add_column(Text(columns[at]), justify=justify, no_wrap=True, overflow="ellipsis", width=kept[at])  # type: ignore[arg-type]
    for line in lines:
        table.add_row(*(Text(line[at]) for at in sorted(kept)))
    return Grid(table, tuple(name for at, name in enumerate(columns) if at not in kept))


def print_grid(columns: Sequence[str], rows: Sequence[Sequence[object]], console: Console) -> tuple[str, ...]:
    """Print rows in the width of a console; the names of the columns that had no room."""
    grid = lay_out(columns, rows, console.width)
    console.print(grid.table, crop=False)
    return grid.left_out


def _numeric(rows: Sequence[Sequence[object]], count: int) -> frozenset[int]:
    return frozenset(at for at in range(count) if rows and all(isinstance(row[at], int | float | None) for row in rows))


def _fit(widths: list[int], numeric: frozenset[int], room: int) -> dict[int, int]:
    """The width of each column that is shown, by its place."""
    kept = dict(enumerate(widths))
    while kept:
        spare = room - sum(kept.values()) - _GAP * len(kept)
        while spare < 0:
            texts = [at for at in kept if at not in numeric and kept[at] > _NARROWEST]
            if not texts:
                break
            # Of texts that a glance takes in, names among them, the last give way first.
            longest = max(texts, key=lambda at: (max(kept[at], _GLANCE), at))
            kept[longest] -= 1
            spare += 1
        if spare >= 0 or len(kept) == 1:
            return kept
        kept = {at: widths[at] for at in list(kept)[:-1]}
    return kept


def _cell(value: object) -> str:
    """A value on one line, without the control characters that a report may hold."""
    if value is None:
        return ""
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    text = "".join(char if char.isprintable() else " " for char in text)
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
