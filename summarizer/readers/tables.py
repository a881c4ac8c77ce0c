"""Tables as pipe rows, the one form that every reader gives them: `指标 | 单位 | 增长% |`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizer.knowledge.han import HAN
from summarizer.knowledge.patterns import regex
from summarizer.limits import MOST_CELLS

_SOFT_IN_WORD = regex(rf"(?<={HAN})\s*\x0b\s*(?={HAN})")


def in_cell(text: str) -> str:
    """The text of a cell on one line: a soft line end parts no Chinese word."""
    return _SOFT_IN_WORD.sub("", text).replace("\x0b", " ")


class OversizeError(Exception):
    """A file that holds more than a report can; its text goes behind the file's name."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a file states it, with the columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


def pipe_rows(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """One line a row, every column kept in its place: a merged cell stands in the first column and row it covers and
    leaves the others blank, so that figures stay under their heads and none is said twice. Raises OversizeError."""
    if sum(cell.columns * cell.rows for row in rows for cell in row) > MOST_CELLS:
        raise OversizeError(f"holds a table of more than {MOST_CELLS:,} cells, merged ones counted; it is no report")
    covered: dict[tuple[int, int], bool] = {}
    grid: list[dict[int, str]] = []
    for index, row in enumerate(rows):
        placed: dict[int, str] = {}
        column = 0
        for cell in row:
            while covered.pop((index, column), False):
                placed[column] = ""
                column += 1
            placed[column] = cell.text.replace("|", "/").replace("\n", " ")
            for down in range(cell.rows):
                for right in range(cell.columns):
                    if down:
                        covered[index + down, column + right] = True
                    elif right:
                        placed[column + right] = ""
            column += cell.columns
        while covered.pop((index, column), False):
            placed[column] = ""
            column += 1
        grid.append(placed)
    width = max((len(row) for row in grid), default=0)
    for placed in grid:
        if any(placed.values()):
            yield " | ".join(placed.get(column, "") for column in range(width)).rstrip() + " |"
