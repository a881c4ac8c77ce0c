"""A report as Arrow batches, one for each table of the store: what travels from a worker to the writer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.contract.report import Report
from summarizer.store.arrays import batch, named
from summarizer.tables import TABLES, report_id, text_id_of

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Tabulated:
    """One report by table; small to pickle and cheap to insert."""

    report_id: str
    batches: dict[str, "pa.RecordBatch"]


def tabulate(report: Report, place: str) -> Tabulated:
    """The rows of a report for every table of the store; `place` is where its file was found."""
    id_, text = report_id(report), report.source.text
    text_id = text_id_of(text)
    batches = {table.name: batch(table.columns, list(table.rows(report))) for table in TABLES}
    own = named({"place": ("string", [place]), "text_id": ("string", [text_id])})
    for name in own.schema.names:
        batches["reports"] = batches["reports"].append_column(name, own.column(name))
    batches["texts"] = named({"text_id": ("string", [text_id]), "text": ("string", [text])})
    run, usage = report.run, report.run.usage
    batches["runs"] = named(
        {
            "report_id": ("string", [id_]),
            "started_at": ("string", [run.started_at]),
            "seconds": ("number", [run.seconds]),
            "calls": ("integer", [usage.calls]),
            "input_tokens": ("integer", [usage.input_tokens]),
            "output_tokens": ("integer", [usage.output_tokens]),
            "cached": ("integer", [usage.cached]),
            "cost": ("number", [usage.cost]),
        }
    )
    return Tabulated(id_, batches)
