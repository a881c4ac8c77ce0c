"""`summarizer tasks`: a report broken down into tasks, and a bulletin of a table that was filled in."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.options import new_app, takes_job
from summarizer.cli.screen import say
from summarizer.errors import InputError, UsageError

if TYPE_CHECKING:
    from summarizer.contract.report import Report

app = new_app()

_ONLY = ("quantified", "named")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer tasks`."""

    report: Annotated[
        Path | None, typer.Argument(help="A report, or one saved as JSON (.json).", metavar="[REPORT]")
    ] = None
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write the table here (.xlsx or .docx), or the bulletin (.docx or .md)."),
    ] = None
    only: Annotated[str | None, typer.Option("--only", help="Only tasks of this kind: quantified or named.")] = None
    status: Annotated[
        Path | None,
        typer.Option("--status", help="A filled table (.xlsx): make a bulletin of it, on the screen or with -o."),
    ] = None
    on: Annotated[
        str | None, typer.Option("--on", help="The day that decides what is overdue, such as 2026-06-30; today.")
    ] = None


@app.command()
@takes_job
def tasks(job: Job) -> None:
    """Break a report down into tasks to hand out, or sum up a table of them that was filled in."""
    if job.status is not None:
        _sum_up(job, job.status)
    else:
        _break_down(job)


def _break_down(job: Job) -> None:
    from summarizer.show.tasks.rows import tasks_of, title_of
    from summarizer.show.tasks.word import write_table
    from summarizer.show.tasks.workbook import write_workbook

    if job.report is None:
        raise UsageError("no report is named; say summarizer tasks REPORT -o tasks.xlsx")
    if job.on is not None:
        raise UsageError("--on is for the bulletin of a filled table; leave it out, or add --status FILLED.xlsx")
    if job.only not in {None, *_ONLY}:
        raise UsageError(f"there are no {job.only!r} tasks; choose one of: {', '.join(_ONLY)}")
    writers = {".xlsx": write_workbook, ".docx": write_table}
    if job.output is None or job.output.suffix.lower() not in writers:
        raise UsageError("a table of tasks is a file; say where with -o tasks.xlsx or -o tasks.docx")
    if job.output.resolve() == job.report.resolve():
        raise UsageError(f"{job.output} is the report itself; write to another name")
    report = _report(job.report)
    found = tasks_of(report, job.only)  # type: ignore[arg-type]
    if not found:
        raise InputError(f"{job.report} promises nothing that makes a task; choose another report or leave out --only")
    writers[job.output.suffix.lower()](job.output, title_of(report), found)
    say(f"{len(found)} tasks written to {job.output}")


def _report(path: Path) -> "Report":
    if path.suffix.lower() == ".json":
        from summarizer.contract.saved import load_report

        return load_report(path)
    from summarizer.api import summarize

    return summarize(path)


def _sum_up(job: Job, filled: Path) -> None:
    from summarizer.files import write_whole
    from summarizer.show.tasks.bulletin import blocks_of, to_markdown
    from summarizer.show.tasks.word import write_bulletin
    from summarizer.show.tasks.workbook import read_workbook

    if job.report is not None or job.only is not None:
        raise UsageError("--status sums up a filled table; leave out the report and --only")
    try:
        day = date.fromisoformat(job.on) if job.on else date.today()
    except ValueError:
        raise UsageError(f"--on {job.on} is no day; write it as 2026-06-30") from None
    table, rows = read_workbook(filled)
    title = f"{table.removesuffix('分解表')}进展通报"
    blocks = blocks_of(rows, day)
    if job.output is None:
        print(to_markdown(title, blocks), end="")
        return
    ending = job.output.suffix.lower()
    if ending == ".docx":
        write_bulletin(job.output, title, blocks)
    elif ending in {".md", ".markdown"}:
        write_whole(job.output, to_markdown(title, blocks))
    else:
        raise UsageError(f"{job.output} ends in neither .docx nor .md; a bulletin is one of them")
    say(f"the bulletin of {len(rows)} tasks written to {job.output}")
