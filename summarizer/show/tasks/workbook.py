"""The table of tasks as an Excel workbook, and a filled one read back.

A second, hidden sheet holds what the figures and time limits are to a program, by the id of the task; so rows may be
sorted, moved or deleted, and columns added, without losing what a task is measured against.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from summarizer.errors import InputError, UsageError
from summarizer.files import whole_file
from summarizer.knowledge.resources import how_to_install
from summarizer.show.tasks.layout import (
    COLUMNS,
    HEADS,
    ID,
    LEAD,
    REACHED,
    REMARK,
    SECTION,
    STATE,
    STATES,
    cells,
    lines_of,
)
from summarizer.show.tasks.rows import Target, Task, merged

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_SHEET, _DATA = "任务分解表", "数据"
_MM_A_CHARACTER = 2.1  # how wide Excel's unit of column width is in print, about
_HEAD_ROW = 2
# Of the workbook's 11 points: a character in millimetres, a line in points.
_CHARACTER, _LINE = 4.0, 15.5


@dataclass(frozen=True, slots=True)
class Filled:
    """A task as an office handed it back: in its hands, how far it is, what was reached."""

    task: Task
    lead: str
    state: str
    reached: str
    remark: str


def write_workbook(path: Path, title: str, tasks: Sequence[Task]) -> None:
    """Write the table, ready to print on landscape A4. Raises UsageError where openpyxl is missing or the place may not
    be written."""
    book = _new_book()
    sheet = book.active
    assert sheet is not None
    _fill(sheet, title, tasks)
    _set_page(sheet, len(tasks))
    data = book.create_sheet(_DATA)
    data.sheet_state = "hidden"
    data.append((_SHEET, title))
    for task in tasks:
        data.append((task.id, json.dumps(asdict(task), ensure_ascii=False)))
    with whole_file(path) as file:
        book.save(file)


def _new_book() -> "Workbook":
    try:
        from openpyxl import Workbook
    except ImportError:
        raise UsageError(
            f"Excel workbooks need openpyxl, which is not installed; run {how_to_install('excel')}"
        ) from None
    return Workbook()


def _fill(sheet: "Worksheet", title: str, tasks: Sequence[Task]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    sheet.title = _SHEET
    sheet.append((title,))
    sheet.append(HEADS)
    for number, row in enumerate(cells(tasks), _HEAD_ROW + 1):
        sheet.append(row)
        # Not every program fits the height of a row to its text.
        sheet.row_dimensions[number].height = _LINE * lines_of(row, _CHARACTER)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(COLUMNS))
    sheet.row_dimensions[1].height = 30
    sheet["A1"].font, sheet["A1"].alignment = Font(size=18, bold=True), Alignment("center", "center")
    thin = Side(style="thin", color="808080")
    for row_of_cells in sheet.iter_rows(min_row=_HEAD_ROW, max_col=len(COLUMNS)):
        for cell in row_of_cells:
            cell.border = Border(thin, thin, thin, thin)
            cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with = is a text
    for cell in sheet[_HEAD_ROW]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF5")
        cell.alignment = Alignment("center", "center", wrap_text=True)
    for index, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width / _MM_A_CHARACTER
    for first, last in merged([task.section for task in tasks]):
        if last > first:
            rows = _HEAD_ROW + 1 + first, _HEAD_ROW + 1 + last
            sheet.merge_cells(start_row=rows[0], end_row=rows[1], start_column=SECTION + 1, end_column=SECTION + 1)
            # In its middle the name of a long section would stand on a page further on.
            sheet.cell(rows[0], SECTION + 1).alignment = Alignment("left", "top", wrap_text=True)


def _set_page(sheet: "Worksheet", count: int) -> None:
    """Landscape A4, one page wide, the head repeated; the states to choose from."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.freeze_panes = f"C{_HEAD_ROW + 1}"
    sheet.print_title_rows = f"1:{_HEAD_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    if count:
        choice = DataValidation("list", formula1=f'"{",".join(STATES)}"', allow_blank=True)
        column = get_column_letter(HEADS.index(STATE) + 1)
        choice.add(f"{column}{_HEAD_ROW + 1}:{column}{_HEAD_ROW + count}")
        sheet.add_data_validation(choice)


def read_workbook(path: Path) -> tuple[str, list[Filled]]:
    """The title and the rows of a filled table, in the order they stand in. Raises InputError for a file that is none,
    lacks a column, or has a task twice or one of another table."""
    book = _open(path)
    if _SHEET not in book.sheetnames or _DATA not in book.sheetnames:
        raise InputError(f"{path} is not a table of tasks; fill in one that summarizer tasks REPORT -o NAME.xlsx made")
    (_, title), *kept = book[_DATA].iter_rows(max_col=2, values_only=True)
    known = {str(id_): _task(str(text)) for id_, text in kept if id_}
    rows = [list(row) for row in book[_SHEET].iter_rows(values_only=True)]
    at = next((index for index, row in enumerate(rows) if ID in row), None)
    if at is None:
        raise InputError(f"{path} has no column {ID}; put back the heads of the table")
    heads = ["" if cell is None else str(cell).strip() for cell in rows[at]]
    if missing := [head for head in (LEAD, STATE, REACHED, REMARK) if head not in heads]:
        raise InputError(f"{path} has no column {missing[0]}; put back the heads of the table")
    found: dict[str, Filled] = {}
    for number, row in enumerate(rows[at + 1 :], at + 2):
        said = {head: _said(cell) for head, cell in zip(heads, row, strict=False) if head}
        if not said.get(ID):
            continue
        _accept(path, number, said, known, found)
    return str(title), list(found.values())


def _accept(path: Path, number: int, said: dict[str, str], known: dict[str, Task], found: dict[str, Filled]) -> None:
    id_ = said[ID]
    if id_ not in known:
        raise InputError(f"{path}, row {number}: {id_} is no task of this table; keep rows of one table together")
    if id_ in found:
        raise InputError(f"{path}, row {number}: the task {id_} stands there twice; delete one of the rows")
    state = said[STATE]
    if state and state not in STATES:
        raise InputError(f"{path}, row {number}: {STATE} is {state!r}; choose one of {'、'.join(STATES)}")
    found[id_] = Filled(known[id_], said[LEAD], state, said[REACHED], said[REMARK])


def _open(path: Path) -> "Workbook":
    _new_book()
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return load_workbook(path, data_only=True)
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; check the name") from None
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError):
        raise InputError(f"{path} is not an Excel workbook (.xlsx); save the table as one") from None


def _said(cell: Any) -> str:
    if cell is None:
        return ""
    return f"{cell:g}" if isinstance(cell, float) else str(cell).strip()


def _task(text: str) -> Task:
    held = json.loads(text)
    targets = tuple(Target(**target) for target in held.pop("targets"))
    return Task(**{**held, "section": tuple(held["section"]), "targets": targets})
