"""Adding reports to a store, in groups, so that a kill at any moment leaves whole files behind."""

import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from summarizer.store.corrected import catch_up
from summarizer.store.lock import only_writer
from summarizer.store.opening import PATIENCE, writing
from summarizer.store.tabulate import Tabulated
from summarizer.tables import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A group is written when it has this many reports or bytes, or is this many seconds old: the work that a kill can cost.
_GROUP, _GROUP_BYTES, _GROUP_SECONDS = 48, 32_000_000, 3.0
# Seconds that a batch waits for somebody's long query before it gives up.
_WRITER_PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class Failure:
    """One row of the table `errors`; `part` is 0 where the whole file failed."""

    place: str
    part: int
    sha256: str | None
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file: its reports and its failures, written together or not at all. One that is `pending`
    waits for answers, and is not written."""

    place: str
    sha256: str | None
    reports: tuple[Tabulated, ...] = ()
    failures: tuple[Failure, ...] = ()
    pending: bool = False


class Writer:
    """The only writer of a store, for as long as it is open; others may read between its groups.

    `fingerprint` is that of the engine whose reports come. Entering raises StoreError where another writer is at work
    or the store cannot be opened. Leaving writes what waits, after an error too.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path = path
        self._fingerprint = fingerprint
        self._held = ExitStack()
        self._finished: set[str] = set()
        self._failed: set[str] = set()
        self._waiting: list[FileOutcome] = []
        self._reports = self._bytes = 0
        self._since = time.monotonic()

    def __enter__(self) -> Self:
        with ExitStack() as held:
            held.enter_context(only_writer(self.path))
            with writing(self.path, patience=PATIENCE, frugal=True) as connection:
                self._finished, self._failed = _progress(connection, self._fingerprint)
            self._held = held.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        with self._held:
            self.flush()

    def is_finished(self, place: str, sha256: str) -> bool:
        """Whether a file needs no work: its bytes have been read with this fingerprint, and it is no failure that is
        to be tried again."""
        return sha256 in self._finished and place not in self._failed

    def add(self, outcome: FileOutcome) -> bool:
        """Take one file's outcome; a group of them is written at a time. False, and nothing done, where the same bytes
        have been finished meanwhile under another name."""
        if outcome.sha256 and self.is_finished(outcome.place, outcome.sha256):
            return False
        self._waiting.append(outcome)
        self._reports += len(outcome.reports)
        self._bytes += sum(batch.nbytes for report in outcome.reports for batch in report.batches.values())
        if outcome.reports and outcome.sha256:
            self._finished.add(outcome.sha256)
        if not outcome.failures:
            self._failed.discard(outcome.place)
        full = self._reports >= _GROUP or self._bytes >= _GROUP_BYTES
        if full or time.monotonic() - self._since >= _GROUP_SECONDS:
            self.flush()
        return True

    def flush(self) -> None:
        """Write what waits. Raises StoreError where a reader keeps the store for too long, OSError for a full disk."""
        waiting, self._waiting = self._waiting, []
        self._reports = self._bytes = 0
        if waiting:
            with writing(self.path, patience=_WRITER_PATIENCE, frugal=True) as connection:
                connection.begin()
                insert_reports(connection, waiting)
                _record_failures(connection, waiting, self._fingerprint)
                connection.commit()
        self._since = time.monotonic()


def _progress(connection: "DuckDBPyConnection", fingerprint: str) -> tuple[set[str], set[str]]:
    """The files (by SHA-256) that are finished, and the places that failed at the last try."""
    done = connection.execute("SELECT DISTINCT source_sha256 FROM reports WHERE fingerprint = ?", [fingerprint])
    finished = {str(row[0]) for row in done.fetchall()}
    return finished, {str(row[0]) for row in connection.execute("SELECT DISTINCT place FROM errors").fetchall()}


def insert_reports(connection: "DuckDBPyConnection", outcomes: Iterable[FileOutcome]) -> None:
    """Insert the reports that the open store does not have yet from the same fingerprint."""
    import pyarrow as pa

    # The same bytes under two names may both be under way; the first one counts.
    reports: dict[str, Tabulated] = {}
    for report in (report for outcome in outcomes for report in outcome.reports):
        reports.setdefault(report.report_id, report)
    if not reports:
        return
    for name in (*(table.name for table in TABLES), "texts", "runs"):
        batches = [report.batches[name] for report in reports.values()]
        connection.register(f"new_{name}", pa.Table.from_batches(batches))
    connection.execute(
        """
        INSERT INTO revisions
        SELECT (SELECT coalesce(max(revision), 0) FROM revisions) + row_number() OVER (ORDER BY fingerprint),
               fingerprint, any_value(engine), any_value(model), any_value(prompts), any_value(version), min(started_at)
        FROM new_reports JOIN new_runs USING (report_id) ANTI JOIN revisions USING (fingerprint)
        GROUP BY fingerprint
        """
    )
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE fresh AS
        SELECT report_id, revision FROM new_reports JOIN revisions USING (fingerprint)
        ANTI JOIN reports USING (report_id, revision)
        """
    )
    for table in (*(table.name for table in TABLES), "runs"):
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM new_{table} JOIN fresh USING (report_id)")
    connection.execute("INSERT INTO texts SELECT DISTINCT text_id, text FROM new_texts ANTI JOIN texts USING (text_id)")
    # What people said of a text holds for whoever reads it again.
    catch_up(connection)


def _record_failures(connection: "DuckDBPyConnection", outcomes: Iterable[FileOutcome], fingerprint: str) -> None:
    """Replace what the table of errors says about these files."""
    connection.execute("DELETE FROM errors WHERE place IN (SELECT unnest(?))", [[o.place for o in outcomes]])
    rows = [(f.place, f.part, f.sha256, fingerprint, f.kind, f.message) for o in outcomes for f in o.failures]
    if rows:
        connection.executemany("INSERT INTO errors VALUES (?, ?, ?, ?, ?, ?)", rows)
