"""A store as Parquet files: the same reports give the same bytes, however and in what order they were read."""

import secrets
from pathlib import Path

from summarizer.errors import UsageError
from summarizer.files import make_folder
from summarizer.store.opening import disk_problem, reading

# The tables to export, each in an order of its keys. Times of runs stay behind: they differ from run to run.
_ORDERS = {
    "reports": "report_id, revision",
    "sections": "report_id, revision, span_start, level, id",
    "indicators": "report_id, revision, number_start",
    "figures": "report_id, revision, number_start, id",
    "excluded": "report_id, revision, number_start",
    "commitments": "report_id, revision, span_start",
    "checks": "report_id, revision, position",
    "texts": "text_id",
    "revisions": "revision",
    "errors": "place, part",
    "corrections": "text_id, layer, seq",
    "labellings": "text_id, layer",
}
_WITHOUT = {"revisions": "since"}


def export_store(store: Path | str, folder: Path) -> list[Path]:
    """Write every table of a store into `folder`, made if need be, as NAME.parquet; each file is whole or not there.

    Raises StoreError for a store that cannot be opened, UsageError for a folder that cannot be made, OSError for a
    full disk.
    """
    make_folder(folder)
    return [_export(store, name, order, folder / f"{name}.parquet") for name, order in _ORDERS.items()]


def _export(store: Path | str, name: str, order: str, target: Path) -> Path:
    import duckdb

    temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
    columns = f"* EXCLUDE ({_WITHOUT[name]})" if name in _WITHOUT else "*"
    quoted = str(temporary).replace("'", "''")
    # A connection for each table, so that a batch in progress gets its turns in between.
    with reading(store) as connection:
        try:
            # Several threads would cut the row groups elsewhere each time.
            connection.execute("SET threads = 1")
            connection.execute(
                f"COPY (SELECT {columns} FROM {name} ORDER BY {order}) TO '{quoted}' (FORMAT parquet, COMPRESSION zstd)"
            )
            temporary.replace(target)
        except duckdb.IOException as error:
            told = " ".join(str(error).split())[:200].rstrip(".")
            raise disk_problem(error, target) or UsageError(
                f"{target} cannot be written ({told}); choose a folder that may be written"
            ) from None
        finally:
            temporary.unlink(missing_ok=True)
    return target
