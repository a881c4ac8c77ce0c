"""The panel as a file: the table as `summarizer export` has it, for the columns that were chosen, and its sources."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from summarizer.corrections.assembling import HUMAN
from summarizer.store.finding.panel import FoundPanel, PanelAsked, find_panel, panel_rows
from summarizer.tables.columns import Column, Row, Shape
from summarizer.tables.panel import panel_shape
from summarizer.web.workbench import workbench

router = APIRouter(prefix="/panel", include_in_schema=False)
Form = Literal["panel.csv", "panel.xlsx", "panel.dta", "sources.csv"]
_KEYS = 3
_MEDIA = {
    ".csv": "text/csv; charset=utf-8",
    ".dta": "application/x-stata-dta",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_Names = Annotated[list[str] | None, Query(max_length=5000)]
_Year = Annotated[int | None, Query(ge=1000, le=9999)]


def _text(name: str, zh: str, means: str, *, empty: bool = False) -> Column:
    return Column(name, "string", zh, means, empty)


def _number(name: str, zh: str, means: str) -> Column:
    return Column(name, "number", zh, means, True)


_BY_HAND = _text("corrected", "人工更正", "The columns whose figure a person corrected.", empty=True)
SOURCES = Shape(
    name="sources",
    zh="出处",
    description="One row for each cell of the panel: the figure as it was stated, its quote and its place.",
    columns=(
        _text("region", "地区", "The region."),
        _text("period", "时期", "The period."),
        _text("status", "状态", "Whether it happened or is aimed at."),
        _text("column", "列", "The column of the panel."),
        _number("amount", "数值", "What the panel has, in the unit of its column."),
        _number("value", "原数值", "The figure as stated, in `unit`; of a range its middle."),
        _number("low", "下限", "The least that is meant."),
        _number("high", "上限", "The most that is meant."),
        _text("unit", "单位", "The unit as stated.", empty=True),
        _text("bound", "界限", "How exact the figure is."),
        _text("wording", "措辞", "Of a target, the words that say how firm it is.", empty=True),
        _text("quote", "原文", "The clause that states it."),
        _text("report_id", "报告编号", "The report."),
        _text("id", "指标编号", "Id of the figure in its report."),
        Column("number_start", "integer", "数字起点", "First code point of the number in the source text.", False),
        _text("labelled_by", "标注来源", "Who labelled it; `human` where a person corrected it."),
        _text("file", "文件名", "Name of the report's file."),
        Column("others", "integer", "其他处数", "How many further figures would answer.", False),
    ),
    key=("region", "period", "status", "column"),
    references=(),
)


@router.get("/{form}")
def panel_file(
    request: Request,
    form: Form,
    column: _Names = None,
    region: _Names = None,
    first: _Year = None,
    last: _Year = None,
    status: Literal["actual", "target"] | None = None,
    parts: bool = False,
    corrected: bool = True,
) -> Response:
    """The chosen panel as a file of this form, of all regions where none was chosen."""
    asked = PanelAsked(
        columns=tuple(column or ()), regions=tuple(region or ()), first=first, last=last, status=status, parts=parts
    )
    with workbench(request).asking(corrected=corrected) as connection:
        found = find_panel(connection, asked)
    content = _written(form, found, asked.columns)
    headers = {"Content-Disposition": f'attachment; filename="{form}"'}
    return Response(content, media_type=_MEDIA[Path(form).suffix], headers=headers)


def _written(form: Form, found: FoundPanel, columns: tuple[str, ...]) -> bytes:
    shape = wide_shape(columns)
    with TemporaryDirectory() as name:
        folder = Path(name)
        if form == "panel.dta":
            from summarizer.tables.stata import writing_stata

            with writing_stata(folder, [shape]) as add:
                add(shape, _rows(found, columns))
        elif form == "panel.xlsx":
            from summarizer.tables.excel import FILE, writing_excel

            with writing_excel(folder, [shape, SOURCES]) as add:
                add(shape, _rows(found, columns))
                add(SOURCES, source_rows(found))
            return (folder / FILE).read_bytes()
        else:
            from summarizer.tables.delimited import writing_csv

            # Whoever downloads a table opens it in a spreadsheet; programs have the API.
            wanted = SOURCES if form == "sources.csv" else shape
            with writing_csv(folder, [wanted], for_excel=True) as add:
                add(wanted, source_rows(found) if wanted is SOURCES else _rows(found, columns))
        return (folder / form).read_bytes()


def wide_shape(columns: tuple[str, ...]) -> Shape:
    """The panel of an export with these columns alone, and behind them those that a person corrected."""
    whole = panel_shape()
    by_name = {column.name: column for column in whole.columns}
    cells = [by_name[f"{name}{end}"] for name in columns for end in ("", "_low", "_high")]
    return Shape(whole.name, whole.zh, whole.description, (*whole.columns[:_KEYS], *cells, _BY_HAND), whole.key, ())


def _rows(found: FoundPanel, columns: tuple[str, ...]) -> Iterator[Row]:
    """The lines of the panel, each with the names of its columns that a person corrected."""
    for line, row in zip(found.lines, panel_rows(found, columns), strict=True):
        corrected = [name for name in columns if name in line.cells and line.cells[name].labelled_by == HUMAN]
        yield (*row, " ".join(corrected) or None)


def source_rows(found: FoundPanel) -> Iterator[Row]:
    """A row for each cell."""
    for line in found.lines:
        for name, cell in line.cells.items():
            yield (
                line.region, line.period, line.status, name, cell.amount, cell.value, cell.low, cell.high,
                cell.unit or None, cell.bound, cell.wording, cell.quote, cell.report_id, cell.id, cell.number_start,
                cell.labelled_by, cell.file, cell.others,
            )  # fmt: skip
