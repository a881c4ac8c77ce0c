"""A folder of Parquet files as a store that many machines fill: TABLE/region=…/year=…/REPORT.FINGERPRINT.parquet.

Each report has a file of its own in each table, named by what is in it: whoever writes it, and however often, writes
the same bytes to the same place, so that nobody has to agree with anybody. The columns are those of the store's tables,
with the fingerprint in place of the revision and without the region, which the path tells. Two tables are not by
region: `revisions` has a file for each fingerprint, `errors` one file that the batch replaces when it ends. Only `runs`
and `revisions` say when, and so differ from one batch to another.
"""

import re
import secrets
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from summarizer.store.arrays import named
from summarizer.store.folder import Folder
from summarizer.store.writer import Failure, FileOutcome

if TYPE_CHECKING:
    import pyarrow as pa

# How hive-style paths say that there is none.
NONE = "__HIVE_DEFAULT_PARTITION__"
_NOT_IN_A_NAME = re.compile(r"[^\w.-]")
# These show an object when it is whole; elsewhere a file is written under another name first.
_OBJECT_STORES = ("s3", "gcs", "abfs")
_YEAR_DIGITS = 4


def write(folder: Folder, outcome: FileOutcome, fingerprint: str) -> None:
    """Write the reports of one file. Raises OSError where that fails; what was written then is written again later.

    Its first report's row in `reports` comes last: that it is there says that the file is finished.
    """
    for report in reversed(outcome.reports):
        reports = report.batches["reports"]
        within = f"region={_escaped(reports['region'][0].as_py())}/year={_year(reports)}"
        for name, batch in [*((n, b) for n, b in report.batches.items() if n != "reports"), ("reports", reports)]:
            if not batch.num_rows:
                continue
            if name == "texts":  # the same text has the same file, whatever read it
                _put(folder, f"{name}/{within}/{batch['text_id'][0].as_py()}.parquet", batch)
                continue
            # What the path tells is not told again; the year of a figure is not that of its report.
            if name == "figures":
                batch = batch.drop_columns(["year"])
            if name == "reports":
                batch = batch.drop_columns(["region"])
            else:
                own = named({"fingerprint": ("string", [fingerprint] * batch.num_rows)})
                batch = batch.append_column("fingerprint", own.column(0))
            _put(folder, f"{name}/{within}/{report.report_id}.{fingerprint}.parquet", batch)


def write_revision(folder: Folder, outcome: FileOutcome, fingerprint: str) -> None:
    """Write what is known of a fingerprint, from the first report that it read; once is enough."""
    path = f"revisions/{fingerprint}.parquet"
    if not outcome.reports or folder.system.get_file_info(f"{folder.path}/{path}").is_file:
        return
    batches = outcome.reports[0].batches
    row = {name: batches["reports"][name][0].as_py() for name in ("engine", "model", "prompts", "version")}
    row = {"fingerprint": fingerprint, **row, "since": batches["runs"]["started_at"][0].as_py()}
    _put(folder, path, named({name: ("string", [value]) for name, value in row.items()}))


def finished(folder: Folder, fingerprint: str) -> set[str]:
    """The files that need no work, by the first 16 digits of their SHA-256: their bytes have been read with this
    fingerprint."""
    from pyarrow.fs import FileSelector

    ending = f".{fingerprint}.parquet"
    infos = folder.system.get_file_info(FileSelector(f"{folder.path}/reports", recursive=True, allow_not_found=True))
    reports = (info.base_name.removesuffix(ending) for info in infos if info.base_name.endswith(ending))
    parts = (report.split("-") for report in reports if not report.startswith("."))
    return {digits for digits, part in parts if part == "1"}


def read_failures(folder: Folder) -> list[tuple[Failure, str]]:
    """The failures that the batch before left, each with the fingerprint it is of."""
    import pyarrow.parquet as pq

    path = f"{folder.path}/errors/errors.parquet"
    if not folder.system.get_file_info(path).is_file:
        return []
    with folder.system.open_input_file(path) as file:
        rows = pq.read_table(file).to_pylist()
    return [(Failure(**{k: v for k, v in row.items() if k != "fingerprint"}), str(row["fingerprint"])) for row in rows]


def write_failures(folder: Folder, failures: Iterable[tuple[Failure, str]]) -> None:
    """Write the table of errors, in place of the one before."""
    rows = sorted(failures, key=lambda row: (row[0].place, row[0].part))
    columns: dict[str, Sequence[str | int | None]] = {
        "place": [failure.place for failure, _ in rows],
        "part": [failure.part for failure, _ in rows],
        "sha256": [failure.sha256 for failure, _ in rows],
        "fingerprint": [fingerprint for _, fingerprint in rows],
        "kind": [failure.kind for failure, _ in rows],
        "message": [failure.message for failure, _ in rows],
    }
    batch = named({name: ("integer" if name == "part" else "string", cells) for name, cells in columns.items()})
    _put(folder, "errors/errors.parquet", batch)


def _escaped(region: str | None) -> str:
    """A region as part of a path; whatever is no letter, digit, dot or hyphen as `%` and its code, as in an address."""
    from urllib.parse import quote

    return _NOT_IN_A_NAME.sub(lambda match: quote(match.group(), safe=""), region) if region else NONE


def _year(reports: "pa.RecordBatch") -> str:
    """The year that a report is of: that it looks back on, else the planned one, else its date's."""
    periods = (reports[name][0].as_py() for name in ("review_period", "plan_period", "date"))
    return next((str(period)[:_YEAR_DIGITS] for period in periods if period), NONE)


def _put(folder: Folder, path: str, batch: "pa.RecordBatch") -> None:
    """Write one Parquet file so that a reader never sees half of it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    target = f"{folder.path}/{path}"
    parent, _, name = target.rpartition("/")
    whole = folder.system.type_name in _OBJECT_STORES
    temporary = target if whole else f"{parent}/.{name}.{secrets.token_hex(4)}.tmp"
    if not whole:
        folder.system.create_dir(parent, recursive=True)
    try:
        with folder.system.open_output_stream(temporary) as file:
            pq.write_table(pa.Table.from_batches([batch]), file, compression="zstd")
        if not whole:
            folder.system.move(temporary, target)
    except BaseException:
        if not whole and folder.system.get_file_info(temporary).is_file:
            folder.system.delete_file(temporary)
        raise
