"""Joining stores: what several machines made, put together by key."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.errors import UsageError
from summarizer.files import real
from summarizer.places import is_address
from summarizer.store.corrected import catch_up
from summarizer.store.lock import only_writer
from summarizer.store.opening import patiently, reading, writing
from summarizer.store.views import create_views, is_partitioned
from summarizer.tables import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def join_stores(target: Path, inputs: Sequence[Path | str]) -> int:
    """Put what the stores `inputs` hold into the store `target`, made if need be; how many reports were new to it.

    A report that the target has from the same fingerprint stays as it is, so joining again changes nothing. Raises
    StoreError for a store that cannot be opened, UsageError where the target is one of the inputs.
    """
    if real(target) in {real(Path(path)) for path in inputs}:
        raise UsageError(f"{target} is one of the stores to join; name another file for the result")
    revisions = sorted({row for path in inputs for row in _revisions(path)})
    new = 0
    with only_writer(target), writing(target) as connection:
        connection.begin()
        _add_revisions(connection, revisions)
        connection.commit()
        for path in inputs:
            _attach(connection, path)
            connection.begin()
            new += _add_reports(connection)
            _add_corrections(connection)
            connection.commit()
            connection.execute("DETACH other")
        connection.begin()
        catch_up(connection)
        connection.commit()
    return new


def _attach(connection: "DuckDBPyConnection", place: Path | str) -> None:
    """Make a store or partitions known as the database `other`."""
    if is_address(str(place)) or is_partitioned(Path(place)):
        target = connection.execute("SELECT current_database()").fetchall()[0][0]
        connection.execute("ATTACH ':memory:' AS other; USE other")
        create_views(connection, str(place))
        connection.execute(f'USE "{target}"')
    else:
        attach = f"ATTACH '{str(place).replace(chr(39), chr(39) * 2)}' AS other (READ_ONLY)"
        patiently(lambda: connection.execute(attach), Path(place))


_Revision = tuple[str, str, str, str, str, str]


def _revisions(path: Path | str) -> list[_Revision]:
    """The revisions of a store as (since, fingerprint, engine, model, prompts, version)."""
    with reading(path) as connection:
        rows = connection.execute(
            "SELECT since, fingerprint, engine, coalesce(model, ''), coalesce(prompts, ''), version FROM revisions"
        )
        return [(str(a), str(b), str(c), str(d), str(e), str(f)) for a, b, c, d, e, f in rows.fetchall()]


def _add_revisions(connection: "DuckDBPyConnection", revisions: Sequence[_Revision]) -> None:
    """Number the fingerprints that the target lacks, the oldest first, behind those it has."""
    known = {str(row[0]) for row in connection.execute("SELECT fingerprint FROM revisions").fetchall()}
    for since, fingerprint, engine, model, prompts, version in revisions:
        if fingerprint not in known:
            known.add(fingerprint)
            connection.execute(
                "INSERT INTO revisions VALUES (?, ?, ?, nullif(?, ''), nullif(?, ''), ?, ?)",
                [len(known), fingerprint, engine, model, prompts, version, since],
            )


def _add_reports(connection: "DuckDBPyConnection") -> int:
    """Copy the reports of the attached store that the target lacks; how many they were."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE fresh AS
        SELECT o.report_id, o.revision AS theirs, r.revision AS ours
        FROM other.reports AS o JOIN revisions AS r USING (fingerprint)
        ANTI JOIN reports AS m ON m.report_id = o.report_id AND m.revision = r.revision
        """
    )
    for name in (*(table.name for table in TABLES), "runs"):
        connection.execute(
            f"INSERT INTO {name} BY NAME SELECT o.* REPLACE (f.ours AS revision) FROM other.{name} AS o "
            "JOIN fresh AS f ON f.report_id = o.report_id AND f.theirs = o.revision"
        )
    connection.execute("INSERT INTO texts SELECT * FROM other.texts ANTI JOIN texts USING (text_id)")
    connection.execute("INSERT INTO errors SELECT * FROM other.errors ANTI JOIN errors USING (place, part)")
    found = connection.execute("SELECT count(*) FROM fresh").fetchone()
    return int(found[0]) if found else 0


# What tells two rows of the log apart, but for their number; of equal ones the first is the first.
_SAME = "layer, text_id, item, item_start, item_end, action, said_before, said_now, who, said_at"


def _add_corrections(connection: "DuckDBPyConnection") -> None:
    """Copy the corrections and labellings that the target lacks, numbered behind its own."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE renumbered AS
        WITH theirs AS (
            SELECT *, row_number() OVER (PARTITION BY {_SAME} ORDER BY seq) AS nth FROM other.corrections
        ),
        mine AS (SELECT *, row_number() OVER (PARTITION BY {_SAME} ORDER BY seq) AS nth FROM main.corrections)
        SELECT
            t.seq AS their_seq, m.seq IS NULL AS is_new,
            coalesce(
                m.seq,
                (SELECT coalesce(max(seq), 0) FROM main.corrections)
                + row_number() OVER (PARTITION BY m.seq IS NULL ORDER BY t.seq)
            ) AS our_seq
        FROM theirs AS t LEFT JOIN mine AS m USING ({_SAME}, nth)
        """
    )
    connection.execute(
        """
        INSERT INTO main.corrections BY NAME
        SELECT c.* REPLACE (own.our_seq AS seq, first.our_seq AS act, taken.our_seq AS undoes)
        FROM other.corrections AS c
        JOIN renumbered AS own ON own.their_seq = c.seq
        JOIN renumbered AS first ON first.their_seq = c.act
        LEFT JOIN renumbered AS taken ON taken.their_seq = c.undoes
        WHERE own.is_new ORDER BY own.our_seq
        """
    )
    connection.execute(
        "INSERT INTO main.labellings SELECT * FROM other.labellings ANTI JOIN main.labellings USING (layer, text_id)"
    )
