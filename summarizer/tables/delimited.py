"""Tables as CSV: UTF-8, comma, header line, one file for each table."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import TextIOWrapper
from pathlib import Path

from summarizer.files import whole_file
from summarizer.tables.columns import Row, Shape
from summarizer.tables.sink import Sink

# What a spreadsheet would make a formula of (full width too, in Chinese ones), or a date: 2023-10, 10月1日.
_TAKEN = re.compile(r"[=+\-@\t\r＝＋－＠]|(?:\d{1,4}[-/]\d{1,2}(?:[-/]\d{1,4})?|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?)$")


@contextmanager
def writing_csv(folder: Path, shapes: Sequence[Shape], *, for_excel: bool) -> Iterator[Sink]:
    """A sink that writes `NAME.csv` into a folder for each table, row by row.

    `for_excel` begins the files with the byte order mark that Excel knows UTF-8 by, and puts an apostrophe before texts
    that it would take for formulas or dates. Without it every cell is exactly the report's.
    """
    with ExitStack() as stack:
        writers = {}
        for shape in shapes:
            file = stack.enter_context(whole_file(folder / f"{shape.name}.csv"))
            text = TextIOWrapper(file, encoding="utf-8-sig" if for_excel else "utf-8", newline="", write_through=False)
            # The file is closed by its own context, which must find everything written.
            stack.callback(text.detach)
            writers[shape.name] = csv.writer(text, lineterminator="\n")
            writers[shape.name].writerow([column.name for column in shape.columns])

        def add(shape: Shape, rows: Iterable[Row]) -> None:
            writers[shape.name].writerows(map(_guarded, rows) if for_excel else rows)

        yield add


def _guarded(row: Row) -> Row:
    return tuple(f"'{cell}" if isinstance(cell, str) and _TAKEN.match(cell) else cell for cell in row)
