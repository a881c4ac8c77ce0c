"""Tables as CSV: UTF-8, comma, header line, one file for each table."""

import csv
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.files import whole_file
from summarizer.tables.columns import Row, Shape
from summarizer.tables.sink import Sink

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

# What a spreadsheet would make a formula of (full width too, in Chinese ones), or a date: 2023-10, 10月1日. Texts with
# an apostrophe of their own get another, so that the first one is never the report's.
_TAKEN = re.compile(r"[=+\-@\t\r＝＋－＠']|(?:\d{1,4}[-/]\d{1,2}(?:[-/]\d{1,4})?|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?)$")


@contextmanager
def writing_csv(folder: Path, shapes: Sequence[Shape], *, for_excel: bool) -> Iterator[Sink]:
    """A sink that writes `NAME.csv` into a folder for each table, row by row; see `begin_csv`."""
    with ExitStack() as stack:
        writers = {}
        for shape in shapes:
            file = stack.enter_context(whole_file(folder / f"{shape.name}.csv"))
            text = TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
            # The file is closed by its own context, which must find everything written.
            stack.callback(text.detach)
            writers[shape.name] = begin_csv(text, [column.name for column in shape.columns], for_excel=for_excel)

        def add(shape: Shape, rows: Iterable[Row]) -> None:
            writers[shape.name](rows)

        yield add


def begin_csv(
    file: "SupportsWrite[str]", names: Sequence[str], *, for_excel: bool
) -> Callable[[Iterable[Sequence[object]]], None]:
    """Begin a table in an open file with the names of its columns; what is given back adds rows.

    `for_excel` begins with the byte order mark that Excel knows UTF-8 by, and puts an apostrophe before texts that it
    would take for formulas or dates: without a leading apostrophe every cell is the report's. Otherwise every cell is
    so as it is.
    """
    if for_excel:
        file.write("\ufeff")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)

    def add(rows: Iterable[Sequence[object]]) -> None:
        writer.writerows(map(_guarded, rows) if for_excel else rows)

    return add


def made_for_excel(chosen: bool | None) -> bool:
    """Whether a CSV file is made for Excel: as was chosen, else on Windows."""
    return sys.platform == "win32" if chosen is None else chosen


def _guarded(row: Iterable[object]) -> tuple[object, ...]:
    """A row whose texts no spreadsheet takes for a formula or a date."""
    return tuple(f"'{cell}" if isinstance(cell, str) and _TAKEN.match(cell) else cell for cell in row)
