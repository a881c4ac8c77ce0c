"""A folder of partitions opened as a store: the same tables and views, over the Parquet files."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.errors import StoreError
from summarizer.store.corrected_schema import make_corrected_schema
from summarizer.store.folder import Folder
from summarizer.store.migration import keep_statistics, migrations

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection
    from pyarrow.dataset import Dataset

# The tables with a file for each report, by region and year.
_BY_REPORT = ("reports", "sections", "indicators", "figures", "excluded", "commitments", "checks", "runs")
_FILES = "files_of_"


def is_partitioned(path: Path) -> bool:
    """Whether there are partitions in a folder of this machine."""
    return path.is_dir() and any((path / name).is_dir() for name in ("reports", "errors"))


@contextmanager
def open_folder(place: str, config: dict[str, str | bool | int]) -> "Iterator[DuckDBPyConnection]":
    """The partitions at a path or an address as an open store in memory, which nothing can be written back from.

    Raises StoreError where there are none, UsageError for an address of an unknown kind.
    """
    import duckdb

    with closing(duckdb.connect(":memory:", config={**config})) as connection:
        create_views(connection, place)
        yield connection


def create_views(connection: "DuckDBPyConnection", place: str) -> None:
    """Make the tables and views of a store in the current database, over the partitions at `place`. Raises as
    `open_folder`."""
    folder = Folder.at(place)
    if not folder.exists():
        raise StoreError(f"{place} holds no partitions of reports; summarizer batch --on ray --out {place} makes them")
    # The tables of the newest schema say which columns there are; views take their place.
    for file in migrations().values():
        connection.execute(file.read_text(encoding="utf-8"))
    make_corrected_schema(connection)
    keep_statistics(connection)
    columns = _columns(connection)
    for name, types in columns.items():
        connection.register(_FILES + name, _dataset(folder, name, types))
    connection.execute(
        f"INSERT INTO revisions BY NAME SELECT row_number() OVER (ORDER BY since, fingerprint) AS revision, * "
        f"FROM temp.main.{_FILES}revisions"
    )
    for name in (*_BY_REPORT, "texts", "errors"):
        connection.execute(f"DROP TABLE {name}; CREATE VIEW {name} AS {_select(name, columns[name])}")


def _columns(connection: "DuckDBPyConnection") -> dict[str, dict[str, str]]:
    """The columns of each table of the current database and their types."""
    found: dict[str, dict[str, str]] = {}
    for table, column, type_ in connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal ORDER BY column_index"
    ).fetchall():
        if table in (*_BY_REPORT, "texts", "errors", "revisions"):
            found.setdefault(str(table), {})[str(column)] = str(type_)
    return found


# The year in the path is the report's; a figure's is that of its period, none for a span of years.
_YEAR_OF_FIGURE = "CASE WHEN length(f.period) < 9 THEN CAST(left(f.period, 4) AS INTEGER) END AS year"


def _select(name: str, types: dict[str, str]) -> str:
    columns = ", ".join(_column(name, column, type_) for column, type_ in types.items())
    files = f"temp.main.{_FILES}{name} AS f"
    if name in _BY_REPORT:
        return f"SELECT {columns} FROM {files} JOIN revisions AS v USING (fingerprint)"
    # Two reports may have the same text under different names, and so in different regions.
    return f"SELECT {'DISTINCT ' if name == 'texts' else ''}{columns} FROM {files}"


def _column(table: str, column: str, type_: str) -> str:
    if column == "revision":
        return f"v.{column}"
    return _YEAR_OF_FIGURE if (table, column) == ("figures", "year") else f"CAST(f.{column} AS {type_}) AS {column}"


def _dataset(folder: Folder, name: str, types: dict[str, str]) -> "Dataset":
    """The files of a table; none is a table without rows."""
    import pyarrow as pa
    from pyarrow.dataset import FileSystemDataset, HivePartitioning, ParquetFileFormat, dataset
    from pyarrow.fs import FileType

    schema = _schema(name, types)
    path = f"{folder.path}/{name}"
    if folder.system.get_file_info(path).type != FileType.Directory:
        return FileSystemDataset([], schema, ParquetFileFormat(), folder.system)
    by_region = pa.schema([("region", pa.string()), ("year", pa.int32())])
    return dataset(path, schema, "parquet", folder.system, HivePartitioning(by_region, segment_encoding="uri"))


def _schema(name: str, types: dict[str, str]) -> "pa.Schema":
    """The types as the files have them: whole numbers are long there, and a fingerprint names the revision."""
    import pyarrow as pa

    arrow = {"VARCHAR": pa.string(), "DOUBLE": pa.float64(), "DATE": pa.date32()}
    left_out = {"revision", "year"} if name == "figures" else {"revision"}
    fields = {column: arrow.get(type_, pa.int64()) for column, type_ in types.items() if column not in left_out}
    if name in _BY_REPORT:
        fields["fingerprint"] = pa.string()
    return pa.schema(list(fields.items()))
