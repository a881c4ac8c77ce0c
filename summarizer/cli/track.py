"""`summarizer track`: what a report says about the targets and commitments of the one before."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from summarizer.cli.options import NO_MODEL, Corrected, Engine, Lang, ModelOptions, new_app, takes_job
from summarizer.cli.screen import say
from summarizer.contract.report import Report
from summarizer.contract.saved import load_report
from summarizer.errors import UsageError
from summarizer.files import write_whole
from summarizer.findings.tracking import track as compare
from summarizer.findings.tracking.measures import streaks
from summarizer.findings.tracking.model import Tracking
from summarizer.knowledge.vocabulary import Language, language

app = new_app()

_FORMATS = ("summary", "json", "md", "html")
_BY_ENDING = {".json": "json", ".md": "md", ".html": "html", ".htm": "html"}
_Pair = tuple[Tracking, Report, Report]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer track`."""

    reports: Annotated[
        list[Path] | None,
        typer.Argument(help="The earlier report and the later one, as files or saved JSON.", metavar="OLD NEW"),
    ] = None
    db: Annotated[
        str | None, typer.Option("--db", help="A store: every report with that of the year after, of every region.")
    ] = None
    region: Annotated[str | None, typer.Option("--region", help="With --db, only this region.")] = None
    corrected: Corrected = True
    format: Annotated[
        str | None,
        typer.Option("--format", "-f", help="summary (for people), json, md or html; by default what -o ends in."),
    ] = None
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write it into this file.")] = None
    engine: Engine = "rules"
    lang: Lang = "zh"
    asked: ModelOptions = NO_MODEL


@app.command()
@takes_job
def track(job: Job) -> None:
    """Tell what a report says about the targets and commitments of the one before.

    Targets are met, missed, near or not reported; commitments done, partly done, under way, adjusted, not mentioned or
    contradicted, each with the clauses of the later report that say so.
    """
    lang, form = language(job.lang), _format(job)
    pairs = list(_pairs(job))
    written = _written(pairs, form, lang, single=job.db is None)
    if job.output is None:
        print(written, end="")
        return
    write_whole(job.output, written)
    say(f"{job.output} written, {_counted(len(pairs))}")


def _counted(pairs: int) -> str:
    return f"{pairs} pair{'' if pairs == 1 else 's'} of reports"


def _format(job: Job) -> str:
    ending = _BY_ENDING.get(job.output.suffix.lower(), "summary") if job.output else "summary"
    form = job.format or ending
    if form not in _FORMATS:
        raise UsageError(f"there is no format {form!r}; choose one of: {', '.join(_FORMATS)}")
    return form


def _pairs(job: Job) -> Iterator[_Pair]:
    files = job.reports or []
    if job.db is not None:
        if files:
            raise UsageError("--db tracks what a store holds; leave the files out, or --db")
        yield from _of_store(job.db, job.region, corrected=job.corrected)
        return
    if len(files) != 2:
        raise UsageError("name the earlier report and the later one: summarizer track OLD NEW; or a store with --db")
    old, new = (_read(path, job) for path in files)
    yield compare(old, new), old, new


def _read(path: Path, job: Job) -> Report:
    if path.suffix.lower() == ".json":
        return load_report(path)
    from summarizer.api import summarize

    return summarize(path, job.engine, job.asked.settings_for(job.engine))


def _of_store(store: str, region: str | None, *, corrected: bool) -> Iterator[_Pair]:
    from summarizer.store.corrected import reading_as
    from summarizer.store.reports import consecutive, stored_in
    from summarizer.store.reports import load_report as load_stored

    with reading_as(store, corrected=corrected) as connection:
        found = [each for each in stored_in(connection) if region is None or each.region == region]
    pairs = list(consecutive(found))
    if not pairs:
        where = f" of {region}" if region else ""
        raise UsageError(f"{store} holds no two reports{where} of years that follow each other; add some with batch")
    for before, after in pairs:
        # A connection for each pair, so that a batch in progress gets its turns in between.
        with reading_as(store, corrected=corrected) as connection:
            old, new = load_stored(connection, before), load_stored(connection, after)
        yield compare(old, new), old, new


def _written(pairs: list[_Pair], form: str, lang: Language, *, single: bool) -> str:
    told = [tracking for tracking, _, _ in pairs]
    if form == "json":
        found = told[0].model_dump() if single else {"pairs": [t.model_dump() for t in told], "streaks": _runs(told)}
        return json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    if form == "html":
        from summarizer.show.page.tracking import pairs_to_html

        return pairs_to_html(pairs, lang)
    from summarizer.show.tracking import lines_for_terminal, to_markdown

    if form == "md":
        return to_markdown(told, {} if single else _runs(told), lang)
    return "\n".join(line for tracking in told for line in (*lines_for_terminal(tracking, lang), "")) + "\n"


def _runs(told: list[Tracking]) -> dict[str, dict[str, int]]:
    """For each place, how many years in a row each statistic has met or missed its target."""
    places = dict.fromkeys(tracking.pair.region or "" for tracking in told)
    return {place: streaks(t for t in told if (t.pair.region or "") == place) for place in places}
