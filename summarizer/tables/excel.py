"""Tables as one Excel workbook: a sheet for each, with frozen head, filters, widths, and links between the sheets."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from summarizer.errors import UsageError
from summarizer.files import whole_file
from summarizer.knowledge.resources import how_to_install
from summarizer.tables.columns import Cell, Column, Row, Shape
from summarizer.tables.sink import Sink

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

FILE = "reports.xlsx"
# Limits of Excel itself.
_ROWS, _TEXT, _LINKS = 1_048_576, 32_767, 65_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TEXT_FORMAT = "@"
_WIDTHS = {"string": 14, "integer": 9, "number": 16, "date": 12}
_WIDE = {"title": 48, "quote": 48, "text": 60, "heading": 36, "name": 30, "message": 60, "report_id": 21}
# Columns that name rows of another sheet by their ids; several ids lead to the first.
_LINKED = {"section": "sections", "quantities": "indicators"}

Places = dict[tuple[str, Cell, Cell], int]


@contextmanager
def writing_excel(folder: Path, shapes: Sequence[Shape]) -> Iterator[Sink]:
    """A sink that writes `reports.xlsx` into a folder. Texts are texts, whatever they begin with.

    Control characters, which a workbook cannot hold, become spaces; a text beyond Excel's limit of 32,767 characters is
    cut. Raises UsageError where openpyxl is missing or a sheet would have more rows than Excel allows.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.writer.excel import ExcelWriter
    except ImportError:
        raise UsageError(
            f"Excel workbooks need openpyxl, which is not installed; run {how_to_install('excel')}"
        ) from None
    book = Workbook(write_only=True)
    sheets = {shape.name: _Sheet(book, shape) for shape in shapes}
    places: Places = {}

    def add(shape: Shape, rows: Iterable[Row]) -> None:
        if shape.name == "reports":
            places.clear()  # links stay within a report
        sheets[shape.name].add(rows, places)

    with whole_file(folder / FILE) as file:
        try:
            yield add
        finally:
            for sheet in sheets.values():
                sheet.finish()
        # Its own archive, which openpyxl would leave open, and to complain of it later, where the disk is full.
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(book, archive).save()


class _Sheet:
    """One sheet, written from top to bottom."""

    def __init__(self, book: "Workbook", shape: Shape) -> None:
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        self._blue = Font(color="0B5394", underline="single")
        self._shape = shape
        self._sheet = book.create_sheet(shape.name)
        self._sheet.freeze_panes = "B2"
        for index, column in enumerate(shape.columns, 1):
            width = _WIDE.get(column.name) or max(_WIDTHS[column.type], len(column.name) + 2)
            self._sheet.column_dimensions[get_column_letter(index)].width = width
        self._last = f"{get_column_letter(len(shape.columns))}"
        self._height, self._links = 1, 0
        self._sheet.append([self._head(column) for column in shape.columns])

    def _head(self, column: Column) -> "WriteOnlyCell":
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.comments import Comment
        from openpyxl.styles import Font, PatternFill

        cell = WriteOnlyCell(self._sheet, column.name)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E7ECF2")
        cell.comment = Comment(f"{column.zh}\n{column.description}", "summarizer", height=90, width=320)
        return cell

    def add(self, rows: Iterable[Row], places: Places) -> None:
        shape = self._shape
        for row in rows:
            self._height += 1
            if self._height > _ROWS:
                raise UsageError(
                    f"the sheet {shape.name} would have more than Excel's {_ROWS:,} rows; "
                    "export fewer reports, or use --format csv or parquet"
                )
            if len(row) > 1:
                places[shape.name, row[0], row[1]] = self._height
            self._sheet.append(
                [self._cell(column, value, row[0], places) for column, value in zip(shape.columns, row, strict=True)]
            )

    def _cell(self, column: Column, value: Cell, report: Cell, places: Places) -> "WriteOnlyCell | Cell":
        """A bare value where that says it all, which is much the faster; else a cell of its own."""
        if isinstance(value, str):
            text = _CONTROL.sub(" ", value)[:_TEXT]
            table = _LINKED.get(column.name)
            row = places.get((table, report, text.split()[0])) if table else None
            if row is not None and self._links < _LINKS:
                return self._link(text, f"{table}!A{row}")
            # openpyxl would make a formula of the one and an error value of the other.
            return self._styled(text, _TEXT_FORMAT) if text.startswith(("=", "#")) else text
        form = _number_format(column, value)
        return self._styled(value, form) if form else value

    def _styled(self, value: Cell, number_format: str) -> "WriteOnlyCell":
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(self._sheet, value)
        if isinstance(value, str):
            cell.data_type = "s"
        cell.number_format = number_format
        return cell

    def _link(self, text: str, place: str) -> "WriteOnlyCell":
        from openpyxl.worksheet.hyperlink import Hyperlink

        self._links += 1
        cell = self._styled(text, _TEXT_FORMAT)
        cell.hyperlink = Hyperlink(ref="A1", location=place)
        cell.font = self._blue
        return cell

    def finish(self) -> None:
        """Close the sheet's own temporary file, also where no workbook comes of it."""
        self._sheet.auto_filter.ref = f"A1:{self._last}{self._height}"
        self._sheet.close()


def _number_format(column: Column, value: Cell) -> str | None:
    if isinstance(value, date):
        return "yyyy-mm-dd"
    if column.name == "confidence":
        return "0.000"
    # Thousands are marked where a figure is whole; Excel's own way shows no more decimals than there are.
    return "#,##0" if isinstance(value, float) and value.is_integer() and abs(value) >= 1000 else None
