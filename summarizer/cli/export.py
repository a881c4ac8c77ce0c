"""`summarizer export`: saved reports as tables."""

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from summarizer.cli.options import Excel, new_app, takes_job
from summarizer.cli.screen import say
from summarizer.contract.report import Report
from summarizer.contract.saved import load_report, report_files
from summarizer.errors import InputError, UsageError
from summarizer.files import make_folder, write_whole
from summarizer.knowledge.resources import package_version
from summarizer.tables import TABLES, Row, Shape, Table, report_id
from summarizer.tables.descriptor import FILE, descriptor_text
from summarizer.tables.long import LONG
from summarizer.tables.panel import Panel, panel_shape
from summarizer.tables.sink import Sink

app = new_app()

FORMATS = ("csv", "parquet", "xlsx", "dta")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer export`."""

    files: Annotated[
        list[Path], typer.Argument(help="Reports saved as JSON, or folders of them.", metavar="REPORT.json...")
    ]
    format: Annotated[
        str, typer.Option("--format", "-f", help="csv, parquet, xlsx, or dta (Stata: the panel, long and wide).")
    ] = "csv"
    out: Annotated[Path, typer.Option("--out", help="Write the tables into this folder.")] = Path("tables")
    pivot: Annotated[
        bool, typer.Option("--pivot", help="Also a panel: region and period down, core statistics across.")
    ] = False
    excel: Excel = None


@app.command()
@takes_job
def export(job: Job) -> None:
    """Write saved reports as tables: reports, sections, indicators, excluded, commitments, checks."""
    raise typer.Exit(run_export(job))


def run_export(job: Job) -> int:
    """Write the tables; 3 where some files were no reports. One report is in memory at a time.

    Raises UsageError for options that do not fit, InputError where none of the files is a report; then nothing is
    written.
    """
    if job.format not in FORMATS:
        raise UsageError(f"there is no format {job.format!r}; choose one of: {', '.join(FORMATS)}")
    if job.excel is not None and job.format != "csv":
        raise UsageError(f"--excel and --no-excel are for CSV; {job.format} needs neither, so leave them out")
    tables: tuple[Table, ...] = (LONG,) if job.format == "dta" else TABLES
    panel = Panel() if job.pivot or job.format == "dta" else None
    shapes: list[Shape] = [*tables, *([panel_shape()] if panel else [])]
    make_folder(job.out)
    with _sink(job, shapes) as add:
        counted, failed = _add_all(job, add, panel, tables)
        if panel is not None:
            rows = list(panel.rows())
            add(shapes[-1], rows)
            counted["panel"] = len(rows)
    # Behind the tables, so that it never stands without them.
    paths = {shape.name: _file_of(shape, job.format) for shape in shapes}
    write_whole(job.out / FILE, descriptor_text(shapes, job.format, paths, package_version()))
    told = ", ".join(f"{counted[shape.name]} {shape.name}" for shape in shapes)
    say(f"{told} written to {job.out}")
    if stale := _stale(job.out, {*paths.values()}):
        say(f"{job.out} also holds {', '.join(stale)} of an earlier export, not of these reports; delete what is stale")
    return 3 if failed else 0


def _sink(job: Job, shapes: list[Shape]) -> AbstractContextManager[Sink]:
    if job.format == "csv":
        from summarizer.tables.delimited import made_for_excel, writing_csv

        return writing_csv(job.out, shapes, for_excel=made_for_excel(job.excel))
    if job.format == "parquet":
        from summarizer.tables.parquet import writing_parquet

        return writing_parquet(job.out, shapes)
    if job.format == "dta":
        from summarizer.tables.stata import writing_stata

        return writing_stata(job.out, shapes)
    from summarizer.tables.excel import writing_excel

    return writing_excel(job.out, shapes)


def _file_of(shape: Shape, form: str) -> str:
    return "reports.xlsx" if form == "xlsx" else f"{shape.name}.{form}"


def _stale(folder: Path, written: set[str]) -> list[str]:
    """The tables in a folder that an export wrote there before, and this one did not."""
    shapes: list[Shape] = [*TABLES, LONG, panel_shape()]
    known = {_file_of(shape, form) for shape in shapes for form in FORMATS}
    return sorted(name for name in known - written if (folder / name).is_file())


def _add_all(job: Job, add: Sink, panel: Panel | None, tables: tuple[Table, ...]) -> tuple[Counter[str], int]:
    """Every report's rows; how many of each table, and how many files were no reports."""
    counted: Counter[str] = Counter()
    seen: dict[str, Path] = {}
    failed = 0
    for path in report_files(job.files):
        try:
            report = _new_report(path, seen)
        except InputError as error:
            failed += 1
            say(f"{error}")
            continue
        rows: dict[str, list[Row]] = {table.name: list(table.rows(report)) for table in tables}
        for table in tables:
            add(table, rows[table.name])
            counted[table.name] += len(rows[table.name])
        if panel is not None:
            panel.add(report)
    if not counted:
        raise InputError(
            f"{_listed(job.files)} held no report to export; make some with summarizer run FILE --out FOLDER"
        )
    return counted, failed


def _listed(paths: Sequence[Path]) -> str:
    return ", ".join(map(str, paths[:3])) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")


def _new_report(path: Path, seen: dict[str, Path]) -> Report:
    """The report of a file. Raises InputError where it is none, or the same report as one before."""
    report = load_report(path)
    id_ = report_id(report)
    if id_ in seen:
        raise InputError(
            f"{path} holds the same report as {seen[id_]}, so it was left out; compare the two with summarizer diff"
        )
    seen[id_] = path
    return report
