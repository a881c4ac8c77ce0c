"""`summarizer run`: files in; a summary, a file, or a folder of files out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.options import (
    NO_MODEL,
    Engine,
    Files,
    Lang,
    ModelOptions,
    RegionHint,
    TimeLimit,
    new_app,
    takes_job,
)
from summarizer.cli.screen import console, say
from summarizer.cli.watching import check_engine, label_all, pages_shown
from summarizer.document.source import Source
from summarizer.errors import EndpointError, InputError, SummarizerError, UsageError
from summarizer.files import make_folder, real, write_whole
from summarizer.knowledge.vocabulary import Language, language
from summarizer.limits import TIME_LIMIT
from summarizer.pipeline import make_document
from summarizer.readers import read, read_address
from summarizer.readers.address import is_web

if TYPE_CHECKING:
    from summarizer.batch.reports import Made
    from summarizer.contract.report import Report

app = new_app()

FORMATS = ("summary", "table", "json", "md", "html")
_BY_ENDING = {".json": "json", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".txt": "summary"}
_ENDINGS = {"json": ".json", "md": ".md", "html": ".html", "summary": ".txt", "table": ".txt"}
# A file of these holds one report.
_ONE_EACH = {"json": "JSON", "html": "HTML"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer run`."""

    files: Files
    engine: Engine = "rules"
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help="summary (for people), table (every indicator and commitment), json, md or html (a page complete in "
            "itself); by default what the ending of -o says, else summary.",
        ),
    ] = None
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Write the one report here; .json, .md or .html chooses the format. In a folder that exists its file "
            "is named by title, place and year, and is a page unless --format says otherwise.",
        ),
    ] = None
    out: Annotated[
        Path | None, typer.Option("--out", help="Write one NAME.json (or .md, .html) for each report into this folder.")
    ] = None
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Stop after this many reports.")] = None
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read the files and say what would be done; write nothing.")
    ] = False
    allow_local: Annotated[
        bool, typer.Option("--allow-local", help="Fetch from addresses of this machine and its network, too.")
    ] = False
    lang: Lang = "zh"
    time_limit: TimeLimit = TIME_LIMIT
    region_hint: RegionHint = None
    asked: ModelOptions = NO_MODEL


@app.command()
@takes_job
def run(job: Job) -> None:
    """Summarize reports: to the terminal, to one file, or into a folder."""
    raise typer.Exit(run_job(job))


def run_job(job: Job) -> int:
    """Summarize the files of a job; the exit code says whether all, some or none were done."""
    settings = job.asked.settings_for(job.engine)
    form, lang = _format(job), language(job.lang)
    if form == "json" and lang != "zh":
        raise UsageError("--lang is for what people read; JSON is the same in every language, so leave it out")
    check_engine(job.engine)
    sources, failed = _read_all(job)
    if job.output is not None and len(sources) + failed > 1:
        raise UsageError(f"-o takes one report, but {len(sources)} were given; use --out FOLDER")
    if form in _ONE_EACH and job.out is None and len(sources) > 1:
        raise UsageError(f"{len(sources)} reports as {_ONE_EACH[form]} need --out FOLDER, one file each")
    targets = _targets(job, sources, form)
    _spare_inputs(job, targets)
    if job.dry_run:
        for source, target in zip(sources, targets, strict=True):
            _describe(source, target)
        return _code(len(sources), failed)
    if job.out is not None:
        make_folder(job.out)
    tally = _Tally(failed)

    def handle(outcome: "Made[tuple[Report | str, str]]") -> None:
        target = targets[tally.seen]
        tally.seen += 1
        if outcome.result is not None:
            made, name = outcome.result
            if target is not None and target.is_dir():
                target = target / f"{name}{_ENDINGS[form]}"
                _spare_inputs(job, [target])
            _emit(made, form, lang, target)
            tally.done += 1
            tally.last = target
        elif isinstance(outcome.error, EndpointError):
            tally.failed += 1  # told once, where it ends the run
        elif isinstance(outcome.error, SummarizerError):
            tally.failed += 1
            say(f"{outcome.error}")
        else:
            # A fault of ours in one report must not cost the others.
            tally.broken += 1
            told = f"{type(outcome.error).__name__}: {' '.join(str(outcome.error).split())[:200]}"
            say(f"{outcome.source.name}: an internal error ({told})")

    finish = partial(_finished, form=form, lang=lang, plain=job.out is not None or job.output is not None)
    try:
        label_all(sources, job.engine, settings, finish, handle, shown=job.out is not None, time_limit=job.time_limit)
    except EndpointError as error:
        if not tally.done:
            raise
        say(f"{error}")
    if tally.done and (job.out or job.output):
        written = (job.output and tally.last) or f"{tally.done} {'report' if tally.done == 1 else 'reports'} as {form}"
        say(f"{written} written{f' to {job.out}' if job.out else ''}")
    return _code(tally.done, tally.failed, tally.broken)


@dataclass(slots=True)
class _Tally:
    """How many reports were dealt with, and how."""

    failed: int
    seen: int = 0
    done: int = 0
    broken: int = 0
    last: Path | None = None


def _code(done: int, failed: int, broken: int = 0) -> int:
    if done and (failed or broken):
        return 3
    return 1 if broken else 2 if failed else 0


def _format(job: Job) -> str:
    ending = _BY_ENDING.get(job.output.suffix.lower()) if job.output else None
    if job.output is not None and job.output.is_dir():
        ending = "html"
    if job.output is not None and ending is None and job.format is None:
        raise UsageError(f"{job.output} ends in none of .json, .md, .html and .txt; say --format {', '.join(FORMATS)}")
    form = job.format or ending or ("json" if job.out else "summary")
    if form not in FORMATS:
        raise UsageError(f"there is no format {form!r}; choose one of: {', '.join(FORMATS)}")
    if job.output is not None and job.out is not None:
        raise UsageError("-o and --out exclude each other; use -o for one report, --out for several")
    return form


def _read_all(job: Job) -> tuple[list[Source], int]:
    sources: list[Source] = []
    failed = 0
    with pages_shown():
        for file in job.files:
            if job.limit is not None and len(sources) >= job.limit:
                break
            try:
                if is_web(file):
                    sources += read_address(file, allow_local=job.allow_local, told=_tell, time_limit=job.time_limit)
                else:
                    sources += read(file, job.time_limit)
            except InputError as error:
                failed += 1
                say(f"{error}")
    return [replace(source, region_hint=job.region_hint) for source in sources[: job.limit]], failed


def _tell(what: str) -> None:
    say(f"{what}")


def _targets(job: Job, sources: list[Source], form: str) -> list[Path | None]:
    """Where each report goes; two reports that would get the same name are told apart by a number."""
    if job.out is None:
        return [job.output for _ in sources]
    taken: set[str] = set()
    targets: list[Path | None] = []
    for source in sources:
        stem = Path(source.name).stem or "report"
        name, number = stem, 2
        while name.lower() in taken:
            name, number = f"{stem}-{number}", number + 1
        taken.add(name.lower())
        targets.append(job.out / f"{name}{_ENDINGS[form]}")
    return targets


def _spare_inputs(job: Job, targets: Sequence[Path | None]) -> None:
    inputs = {real(Path(file)) for file in job.files if file != "-"}
    for target in targets:
        if target is not None and real(target) in inputs:
            raise UsageError(f"{target} is one of the reports to read; write to another name or folder")


def _describe(source: Source, target: Path | None) -> None:
    document = make_document(source)
    where = target or "standard output"
    print(
        f"{source.name}: {len(source.text)} characters, {len(document.numbers)} numbers, "
        f"{len(document.clauses)} clauses → {where}"
    )


def _finished(report: "Report", form: str, lang: Language, plain: bool) -> "tuple[Report | str, str]":
    """What is written of a report, and the name of its file in a folder."""
    from summarizer.show.title import file_name

    return _shown(report, form, lang, plain), file_name(report)


def _shown(report: "Report", form: str, lang: Language, plain: bool) -> "Report | str":
    """What is written of a report; the report itself where a terminal decides how it looks."""
    if form == "json":
        return report.model_dump_json(indent=2) + "\n"
    if form == "md":
        from summarizer.show.markdown import to_markdown

        return to_markdown(report, lang)
    if form == "html":
        from summarizer.show.page import to_html

        return to_html(report, lang)
    if not plain:
        return report
    from summarizer.show.terminal import to_plain

    return to_plain(report, lang, tables=form == "table")


def _emit(made: "Report | str", form: str, lang: Language, target: Path | None) -> None:
    if not isinstance(made, str):
        from summarizer.show.terminal import print_report, print_tables

        (print_tables if form == "table" else print_report)(made, console(), lang)
    elif target is None:
        print(made, end="")
    else:
        write_whole(target, made)
