"""The schema `corrected` of a store: the same tables and views as in `main`, with the corrected rows of those reports
that people corrected. A query that names no schema asks what people said after `USE corrected`, and what the engine
said without: one way of asking serves both.

Corrected rows are kept in tables of their own (`corrected.said_figures`, …), in place of the engine's rows of the
reports that `corrected.laid_over` lists. All of it follows from the tables of `main`, so a new version makes the schema
anew instead of changing it; `store.corrected` fills it.
"""

import re
from typing import TYPE_CHECKING

from summarizer.tables import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA = "corrected"
_HEAD = re.compile(r"CREATE VIEW (\w+)")


def make_corrected_schema(connection: "DuckDBPyConnection") -> None:
    """Make the schema over the tables and views that `main` has, without any corrected rows."""
    views = connection.execute(
        "SELECT sql FROM duckdb_views() "
        "WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal ORDER BY view_oid"
    ).fetchall()
    connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    connection.execute(f"CREATE SCHEMA {SCHEMA}")
    connection.execute(
        f"CREATE TABLE {SCHEMA}.laid_over "
        "(report_id VARCHAR NOT NULL, revision INTEGER NOT NULL, seq BIGINT NOT NULL, changed INTEGER NOT NULL)"
    )
    connection.execute(
        f"COMMENT ON TABLE {SCHEMA}.laid_over IS "
        "'Readings of reports whose corrected rows are kept: the last of the corrections that are in them, and on how "
        "many items a person''s word stands.'"
    )
    for name in (table.name for table in TABLES):
        connection.execute(f"CREATE TABLE {said_table(name)} AS SELECT * FROM main.{name} LIMIT 0")
        connection.execute(
            f"CREATE VIEW {SCHEMA}.{name} AS "
            f"SELECT * FROM main.{name} ANTI JOIN {SCHEMA}.laid_over USING (report_id, revision) "
            f"UNION ALL BY NAME SELECT * FROM {said_table(name)}"
        )
    # A view looks up its tables in its own schema first, so the same words find the corrected rows.
    for (sql,) in views:
        connection.execute(_HEAD.sub(rf"CREATE VIEW {SCHEMA}.\1", str(sql), count=1))


def said_table(name: str) -> str:
    """The table that holds the corrected rows of a table."""
    return f"{SCHEMA}.said_{name}"
