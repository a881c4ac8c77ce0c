"""`summarizer panel`: the core statistics of a store."""

from dataclasses import dataclass
from typing import Annotated

import typer

from summarizer.cli.options import Answer, Corrected, Excel, Format, QueryLimit, Store, new_app, takes_job
from summarizer.cli.query import Form, answer_format, give_answer, reading_said
from summarizer.cli.screen import say
from summarizer.limits import TIME_LIMIT
from summarizer.store.questions import Panel

app = new_app()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer panel`."""

    store: Store
    canon: Annotated[
        str | None,
        typer.Option("--canon", help="Only this statistic, by its id or a name of it, such as gdp or 地区生产总值."),
    ] = None
    measure: Annotated[str | None, typer.Option("--measure", help="Only level, growth, share, …")] = None
    status: Annotated[str | None, typer.Option("--status", help="Only actual or target.")] = None
    region: Annotated[str | None, typer.Option("--region", help="Only this region.")] = None
    year: Annotated[int | None, typer.Option("--year", help="Only this year.")] = None
    corrected: Corrected = True
    format: Format = None
    output: Answer = None
    excel: Excel = None
    time_limit: QueryLimit = TIME_LIMIT


@app.command()
@takes_job
def panel(job: Job) -> None:
    """List the core statistics of a store by region and year.

    They are as people corrected them in the workbench, or the engine's own reading; it says which."""
    asked = Panel(job.canon, job.measure, job.status, job.region, job.year)
    form = answer_format(job.format, job.output)
    query, wanted = asked.query(for_people=form == "table")
    count = give_answer(
        job.store, query, wanted, Form(form, job.output, job.excel), job.time_limit, corrected=job.corrected
    )
    say(reading_said(count, corrected=job.corrected))
