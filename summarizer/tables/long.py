"""The long panel: the table of figures with what is known of the report that each stands in."""

from collections.abc import Iterator

from summarizer.contract.report import Report
from summarizer.tables.columns import Row, Table
from summarizer.tables.definition import FIGURES, REPORTS

_OF_REPORT = {
    "region", "region_code", "parent_code", "admin_level", "report_type", "date", "review_period", "plan_period",
    "source_name", "source_url", "retrieved",
}  # fmt: skip


def _rows(report: Report) -> Iterator[Row]:
    (whole,) = REPORTS.rows(report)
    of_report = [cell for column, cell in zip(REPORTS.columns, whole, strict=True) if column.name in _OF_REPORT]
    for figure in FIGURES.rows(report):
        yield (*of_report, *figure)


class _Long(Table):
    """A table whose rows are those of two others side by side."""

    def rows(self, report: Report) -> Iterator[Row]:
        return _rows(report)


LONG = _Long(
    name="panel_long",
    zh="长面板",
    description="One row for each figure of a core statistic and for each target, with its place, report and source.",
    columns=(*(column for column in REPORTS.columns if column.name in _OF_REPORT), *FIGURES.columns),
    key=("report_id", "id"),
    references=(),
    items=FIGURES.items,
)
