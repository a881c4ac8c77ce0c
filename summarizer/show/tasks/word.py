"""The table of tasks, and the bulletin of what became of them, as Word documents."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.files import whole_file
from summarizer.show.tasks.layout import COLUMNS, HEADS, SECTION, cells
from summarizer.show.tasks.rows import Task, merged

if TYPE_CHECKING:
    from docx.document import Document

_FONT, _MARGIN = "宋体", 12


def write_table(path: Path, title: str, tasks: Sequence[Task]) -> None:
    """Write the table on landscape A4, its head repeated on each page. Raises UsageError where that may not be."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    document = _new_document()
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(_MARGIN)
    _add_heading(document, title)
    rows = cells(tasks)
    table = document.add_table(rows=1 + len(rows), cols=len(HEADS), style="Table Grid")
    table.autofit = False
    room = 297 - 2 * _MARGIN
    scale = room / sum(column.width for column in COLUMNS)
    for index, column in enumerate(COLUMNS):
        table.columns[index].width = Mm(column.width * scale)
    grid = [list(row.cells) for row in table.rows]
    for line, said in zip(grid, [HEADS, *rows], strict=True):
        for index, (cell, value) in enumerate(zip(line, said, strict=True)):
            cell.width = Mm(COLUMNS[index].width * scale)
            _write(cell, str(value), bold=line is grid[0])
    _repeat(table.rows[0])
    for first, last in merged([task.section for task in tasks]):
        if last > first:
            for line in grid[first + 2 : last + 2]:
                line[SECTION].text = ""
            _write(grid[first + 1][SECTION].merge(grid[last + 1][SECTION]), str(rows[first][SECTION]))
    with whole_file(path) as file:
        document.save(file)


def write_bulletin(path: Path, title: str, blocks: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> None:
    """Write a bulletin: each block a heading with a table below it, whose first row is its head."""
    document = _new_document()
    _add_heading(document, title)
    for heading, rows in blocks:
        document.add_heading(heading, 2)
        table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        for row, said in zip(table.rows, rows, strict=True):
            for cell, value in zip(row.cells, said, strict=True):
                _write(cell, value, bold=said is rows[0], size=9)
        _repeat(table.rows[0])
    with whole_file(path) as file:
        document.save(file)


def _new_document() -> "Document":
    import docx
    from docx.oxml.ns import qn

    document = docx.Document()
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = _FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    return document


def _add_heading(document: "Document", title: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document.core_properties.title = title
    document.add_heading(title, 1).alignment = WD_ALIGN_PARAGRAPH.CENTER


def _write(cell: Any, text: str, *, bold: bool = False, size: float = 7.5) -> None:
    from docx.shared import Pt

    cell.text = text
    for paragraph in cell.paragraphs:
        paragraph.paragraph_format.space_after = Pt(0)
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), bold


def _repeat(row: Any) -> None:
    """Let the row stand at the head of every page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
