"""What a store says as people corrected it: rows kept beside the engine's, and the switch between the two.

`corrected` means the same wherever a store is asked: true, the default, counts a report that people corrected as they
did; false gives the engine's own reading. The rows of a corrected report are worked out once for each change of its
corrections, when somebody asks or soon after, not with each key of whoever corrects.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.errors import StoreError, StoreInUseError
from summarizer.places import is_address
from summarizer.store.corrected_schema import SCHEMA, said_table
from summarizer.store.layers import CORRECTIONS
from summarizer.store.opening import reading, writing
from summarizer.store.views import is_partitioned
from summarizer.tables import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from summarizer.store.tabulate import Tabulated

# Reports whose rows are worked out before they are written together.
_GROUP = 32
# The newest reading of each report that people said something of, with the last thing that they said.
_BEHIND = f"""
    WITH newest AS (
        SELECT report_id, revision, text_id, place FROM main.reports JOIN main.revisions USING (revision)
        QUALIFY row_number() OVER (PARTITION BY report_id ORDER BY since DESC, revision DESC) = 1
    ),
    spoken AS (SELECT text_id, max(seq) AS seq FROM main.corrections WHERE layer = '{CORRECTIONS}' GROUP BY text_id),
    wanted AS (SELECT report_id, revision, seq, place FROM newest JOIN spoken USING (text_id))
    SELECT report_id, revision, seq, place FROM wanted ANTI JOIN {SCHEMA}.laid_over USING (report_id, revision, seq)
    UNION ALL
    SELECT report_id, revision, NULL, NULL FROM {SCHEMA}.laid_over ANTI JOIN wanted USING (report_id, revision)
    ORDER BY report_id, revision
"""


def is_behind(connection: "DuckDBPyConnection") -> bool:
    """Whether people said something that the corrected rows of an open store do not have yet."""
    return bool(_behind(connection))


def catch_up(connection: "DuckDBPyConnection") -> int:
    """Bring the corrected rows of a store that is open to write up to what people said of the newest readings; how many
    reports that took. The caller commits."""
    behind = _behind(connection)
    for start in range(0, len(behind), _GROUP):
        group = behind[start : start + _GROUP]
        made = [_made(connection, *row) for row in group if row[2] is not None]
        for name in ("laid_over", *(f"said_{table.name}" for table in TABLES)):
            connection.execute(
                f"DELETE FROM {SCHEMA}.{name} WHERE report_id IN (SELECT unnest(?))", [[row[0] for row in group]]
            )
        if made:
            _insert(connection, made)
    return len(behind)


def ask_as(connection: "DuckDBPyConnection", *, corrected: bool) -> None:
    """Have the queries of a connection that name no schema see corrected reports as people corrected them, or not."""
    connection.execute(f"USE {SCHEMA if corrected else 'main'}")


@contextmanager
def reading_as(place: Path | str, *, corrected: bool = True, confined: bool = False) -> Iterator["DuckDBPyConnection"]:
    """`reading`, of what people corrected or of the engine's own. Corrected rows that are behind are brought up first.
    Raises StoreError as `reading`, and where that cannot be written."""
    if corrected:
        _bring_up(place)
    with reading(place, confined=confined) as connection:
        ask_as(connection, corrected=corrected)
        yield connection


def count_corrected(connection: "DuckDBPyConnection") -> int:
    """Of how many reports of an open store a person's word stands in place of the engine's."""
    row = connection.execute(f"SELECT count(*) FROM {SCHEMA}.laid_over WHERE changed > 0").fetchone()
    return int(row[0]) if row else 0


def _bring_up(place: Path | str) -> None:
    # Nothing can be said of the reports in a folder of partitions.
    if is_address(str(place)) or is_partitioned(Path(place)):
        return
    with reading(place) as connection:
        behind = is_behind(connection)
    if not behind:
        return
    try:
        with writing(Path(place)) as connection:
            connection.begin()
            catch_up(connection)
            connection.commit()
    except StoreInUseError:
        raise
    except StoreError as error:
        raise StoreError(
            f"the tables of {place} lack its newest corrections, and it cannot be written ({error}); "
            "ask for the engine's own reading with --no-corrected, or ask once where it may be written"
        ) from None


_Row = tuple[str, int, int | None, str | None]


def _behind(connection: "DuckDBPyConnection") -> list[_Row]:
    # A batch asks after every group of reports: mostly nobody said anything, and reports are many.
    spoken = connection.execute(f"SELECT EXISTS (FROM main.corrections) OR EXISTS (FROM {SCHEMA}.laid_over)").fetchone()
    return connection.execute(_BEHIND).fetchall() if spoken and spoken[0] else []


@dataclass(frozen=True, slots=True)
class _Made:
    """The tables of one reading as people corrected it, and its row of `laid_over`."""

    tables: "Tabulated"
    revision: int
    seq: int
    changed: int


def _made(connection: "DuckDBPyConnection", report_id: str, revision: int, seq: int | None, place: str | None) -> _Made:
    # Only where somebody corrected something: a batch and a question start sooner without.
    from summarizer.corrections.assembling import corrected
    from summarizer.store.labellings import layer_over, subject_of
    from summarizer.store.reports import Stored, load_report
    from summarizer.store.tabulate import tabulate

    assert seq is not None and place is not None
    report = load_report(connection, Stored(report_id, revision, "", ""))
    now = layer_over(connection, subject_of(report, report_id, CORRECTIONS))
    return _Made(tabulate(corrected(report, now), place), revision, seq, len(now.changed))


def _insert(connection: "DuckDBPyConnection", made: Sequence[_Made]) -> None:
    import pyarrow as pa

    connection.executemany(
        f"INSERT INTO {SCHEMA}.laid_over VALUES (?, ?, ?, ?)",
        [[each.tables.report_id, each.revision, each.seq, each.changed] for each in made],
    )
    for name in (table.name for table in TABLES):
        connection.register("new_rows", pa.Table.from_batches([each.tables.batches[name] for each in made]))
        connection.execute(
            f"INSERT INTO {said_table(name)} BY NAME SELECT new_rows.*, revision "
            f"FROM new_rows JOIN {SCHEMA}.laid_over USING (report_id)"
        )
        connection.unregister("new_rows")
