"""Reports read back out of a store: its tables hold every field that a report has, but for the brief."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summarizer.contract.report import Report
from summarizer.tables import TABLES
from summarizer.tables.columns import Column

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ORDERED = {
    "sections": "span_start, level, id",
    "indicators": "number_start",
    "excluded": "number_start",
    "commitments": "span_start",
    "checks": "position",
}
_LISTS = frozenset({"quantities", "ids"})


@dataclass(frozen=True, slots=True)
class Stored:
    """A report of a store by its key, with what orders it among those of its place."""

    report_id: str
    revision: int
    region: str
    year: str


def stored_in(connection: "DuckDBPyConnection") -> list[Stored]:
    """The newest revision of each report of an open store that names its region and the year it looks back on, by
    both."""
    rows = connection.execute(
        "SELECT report_id, revision, region, review_period FROM latest "
        "WHERE region IS NOT NULL AND review_period IS NOT NULL ORDER BY region, review_period, report_id"
    ).fetchall()
    return [Stored(str(a), int(b), str(c), str(d)) for a, b, c, d in rows]


def consecutive(stored: list[Stored]) -> Iterator[tuple[Stored, Stored]]:
    """Each report with that of the year after, of the same place; of several of one year the first."""
    first: dict[tuple[str, str], Stored] = {}
    for each in stored:
        first.setdefault((each.region, each.year), each)
    for (region, year), old in sorted(first.items()):
        new = first.get((region, str(int(year[:4]) + 1))) if len(year) == len("2020") else None
        if new is not None:
            yield old, new


def reports_of_file(connection: "DuckDBPyConnection", sha256: str, fingerprint: str) -> tuple[tuple[str, str], ...]:
    """The id and the title, or else the file's name, of each report that an engine has read in a file before."""
    rows = connection.execute(
        "SELECT report_id, coalesce(title, source_name) FROM reports "
        "WHERE source_sha256 = ? AND fingerprint = ? ORDER BY source_part",
        [sha256, fingerprint],
    ).fetchall()
    return tuple((str(id_), str(title)) for id_, title in rows)


def find_stored(connection: "DuckDBPyConnection", report_id: str, revision: int | None = None) -> Stored | None:
    """The key of a report in an open store, of its newest revision unless one is named; None where it is not there."""
    row = connection.execute(
        "SELECT report_id, revision, coalesce(region, ''), coalesce(review_period, '') FROM reports "
        "JOIN revisions USING (revision) WHERE report_id = ? AND revision = coalesce(?, revision) "
        "ORDER BY since DESC, revision DESC LIMIT 1",
        [report_id, revision],
    ).fetchone()
    return Stored(str(row[0]), int(row[1]), str(row[2]), str(row[3])) if row else None


def revisions_of(connection: "DuckDBPyConnection", report_id: str) -> list[tuple[int, str]]:
    """The revisions of a report in an open store, the newest first, each with what read it."""
    rows = connection.execute(
        "SELECT r.revision, concat_ws(' ', v.engine, v.model, v.version) FROM reports AS r "
        "JOIN revisions AS v USING (revision) WHERE report_id = ? ORDER BY since DESC, r.revision DESC",
        [report_id],
    ).fetchall()
    return [(int(number), str(reader)) for number, reader in rows]


def load_report(connection: "DuckDBPyConnection", stored: Stored) -> Report:
    """One report of an open store."""
    key = [stored.report_id, stored.revision]
    tables = {table.name: table for table in TABLES}
    (report,) = _rows(connection, "reports", tables["reports"].columns, key, "report_id")
    (text,) = connection.execute(
        "SELECT text FROM texts JOIN reports USING (text_id) WHERE report_id = ? AND revision = ?", key
    ).fetchall()
    run = connection.execute(
        "SELECT started_at, seconds FROM runs WHERE report_id = ? AND revision = ?", key
    ).fetchone()
    report.setdefault("source", {})["text"] = text[0]
    report.setdefault("run", {}).update({"started_at": run[0], "seconds": run[1]} if run else {})
    for name, order in _ORDERED.items():
        report[name] = list(_rows(connection, name, tables[name].columns, key, order))
    return Report.model_validate(report)


def _rows(
    connection: "DuckDBPyConnection", table: str, columns: tuple[Column, ...], key: list[object], order: str
) -> Iterator[dict[str, Any]]:
    """The rows of a report in one table as the nested fields that their columns are of."""
    kept = [column for column in columns if column.path is not None]
    names = ", ".join(column.name for column in kept)
    found = connection.execute(
        f"SELECT {names} FROM {table} WHERE report_id = ? AND revision = ? ORDER BY {order}", key
    ).fetchall()
    places = [_Place.of(column) for column in kept]
    for row in found:
        entry: dict[str, Any] = {}
        for place, value in zip(places, row, strict=True):
            within = entry
            for part in place.above:
                within = within.setdefault(part, {})
            within[place.name] = place.field(value)
        if "normalized" in entry and entry["normalized"]["value"] is None:
            entry["normalized"] = None
        yield entry


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the model has what stands in a column: the fields above it, its name, and what a cell is there."""

    above: tuple[str, ...]
    name: str
    field: Callable[[Any], object]

    @classmethod
    def of(cls, column: Column) -> "_Place":
        *above, name = (column.path or "").split(".")
        if name in _LISTS:
            field: Callable[[Any], object] = _listed
        elif name in {"unit", "action", "name"}:
            field = _text
        else:
            field = _iso if column.type == "date" else _same
        return cls(tuple(above), name, field)


def _listed(cell: Any) -> object:
    return str(cell).split() if cell else []


def _text(cell: Any) -> object:
    return "" if cell is None else cell


def _iso(cell: Any) -> object:
    return None if cell is None else cell.isoformat()


def _same(cell: Any) -> object:
    return cell
