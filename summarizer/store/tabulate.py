"""A report as Arrow batches, one for each table of the store: what travels from a worker to the writer."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from summarizer.models import Report
from summarizer.tables import TABLES, Cell, Column, report_id

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Tabulated:
    """One report by table; small to pickle and cheap to insert."""

    report_id: str
    fingerprint: str
    batches: dict[str, "pa.RecordBatch"]


def tabulate(report: Report, place: str) -> Tabulated:
    """The rows of a report for every table of the store; `place` is where its file was found."""
    import pyarrow as pa

    id_ = report_id(report)
    text_id = hashlib.sha256(report.source.text.encode()).hexdigest()[:16]
    batches = {table.name: _batch(table.columns, table.rows(report)) for table in TABLES}
    reports = batches["reports"]
    batches["reports"] = reports.append_column("place", pa.array([place])).append_column("text_id", pa.array([text_id]))
    run, usage = report.run, report.run.usage
    batches["texts"] = pa.RecordBatch.from_pylist([{"text_id": text_id, "text": report.source.text}])
    batches["runs"] = pa.RecordBatch.from_pylist(
        [
            {
                "report_id": id_,
                "started_at": run.started_at,
                "seconds": run.seconds,
                "calls": usage.calls,
                "input_tokens": usage.input_tokens,
                "output_tokens": usage.output_tokens,
                "cached": usage.cached,
                "cost": usage.cost,
            }
        ]
    )
    return Tabulated(id_, run.fingerprint, batches)


def _batch(columns: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]]) -> "pa.RecordBatch":
    import pyarrow as pa

    schema = _schema(columns)
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [pa.array(cells, type=field.type) for cells, field in zip(values, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


@cache
def _schema(columns: tuple[Column, ...]) -> "pa.Schema":
    import pyarrow as pa

    types = {"string": pa.string(), "integer": pa.int32(), "number": pa.float64(), "date": pa.date32()}
    return pa.schema([(column.name, types[column.type]) for column in columns])
