"""The schema of a store: numbered SQL files, applied once each and in order."""

from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.errors import StoreError
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.store.corrected_schema import make_corrected_schema
from summarizer.tables import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FOLDER = Path(__file__).parent / "migrations"


def migrations() -> dict[int, Path]:
    """The migrations by number, 1 upwards."""
    return {int(path.name.split("_")[0]): path for path in sorted(_FOLDER.glob("[0-9]*.sql"))}


def version_of(connection: "DuckDBPyConnection", path: Path) -> int:
    """The schema version of an open store; 0 for an empty database. Raises StoreError for one of another kind."""
    names = {str(row[0]) for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if "schema_version" in names:
        found = connection.execute("SELECT max(version) FROM schema_version").fetchone()
        return int(found[0]) if found and found[0] is not None else 0
    if names:
        raise StoreError(f"{path} is a DuckDB database but no store of reports; name another file")
    return 0


def require_current(connection: "DuckDBPyConnection", path: Path) -> None:
    """Raises StoreError unless an open store has the schema of this version."""
    version, current = version_of(connection, path), max(migrations())
    _refuse_newer(version, current, path)
    if version < current:
        raise StoreError(f"{path} has schema {version}, older than {current}; run summarizer store upgrade {path}")


def migrate(connection: "DuckDBPyConnection", path: Path) -> None:
    """Bring an open store to the current schema, wholly or not at all. Raises StoreError for a newer one."""
    version, known = version_of(connection, path), migrations()
    _refuse_newer(version, max(known), path)
    if version < max(known):
        _apply(connection, version, known)
    keep_statistics(connection)


def _apply(connection: "DuckDBPyConnection", version: int, known: dict[int, Path]) -> None:
    connection.begin()
    connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL, name VARCHAR NOT NULL)")
    for number, file in known.items():
        if number > version:
            connection.execute(file.read_text(encoding="utf-8"))
            connection.execute("INSERT INTO schema_version VALUES (?, ?)", [number, file.stem])
    _describe(connection)
    make_corrected_schema(connection)
    connection.commit()


def keep_statistics(connection: "DuckDBPyConnection") -> None:
    """Bring the table of core statistics, which the views judge by, in step with the catalogue."""
    known = sorted((s.id, s.zh, s.en, s.unit, s.better, s.counts_new) for s in load_catalogue().statistics)
    if connection.execute("SELECT * FROM statistics ORDER BY canon").fetchall() != known:
        connection.begin()
        connection.execute("DELETE FROM statistics")
        connection.executemany("INSERT INTO statistics VALUES (?, ?, ?, ?, ?, ?)", known)
        connection.commit()


def _refuse_newer(version: int, current: int, path: Path) -> None:
    if version > current:
        raise StoreError(f"{path} has schema {version}, newer than {current}; update summarizer to open it")


def _describe(connection: "DuckDBPyConnection") -> None:
    """Put the descriptions of the tables and columns where DESCRIBE-like queries find them."""
    for table in TABLES:
        connection.execute(f"COMMENT ON TABLE {table.name} IS {_quoted(table.description)}")
        for column in table.columns:
            connection.execute(f"COMMENT ON COLUMN {table.name}.{column.name} IS {_quoted(column.description)}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
