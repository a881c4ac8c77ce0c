"""`run`, `index` and `explain`."""

from pathlib import Path
from typing import Annotated

import typer

from summarizer.cli.app import (
    ApiKey,
    BaseUrl,
    Briefs,
    Cache,
    Concurrency,
    Config,
    Engine,
    Lang,
    Mode,
    Model,
    Provider,
    Replay,
    app,
    make_settings,
)


@app.command()
def run(
    files: Annotated[
        list[str], typer.Argument(help="Reports: txt, md, html, docx, pdf; - for standard input.", metavar="FILES...")
    ],
    engine: Engine = "rules",
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help="summary (for people), table (every indicator and commitment), json, md or html (a page complete in "
            "itself); by default what the ending of -o says, else summary.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write the one report here; .json, .md or .html chooses the format."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write one NAME.json (or .md, .html) for each report into this folder.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Stop after this many reports.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read the files and say what would be done; write nothing.")
    ] = False,
    lang: Lang = "zh",
    provider: Provider = None,
    base_url: BaseUrl = None,
    model: Model = None,
    api_key: ApiKey = None,
    mode: Mode = None,
    concurrency: Concurrency = None,
    config: Config = None,
    cache: Cache = None,
    replay: Replay = None,
    brief: Briefs = None,
) -> None:
    """Summarize reports: to the terminal, to one file, or into a folder."""
    from summarizer.commands.run import Job, run_job

    settings = None
    if engine != "rules":
        settings = make_settings(
            provider=provider,
            base_url=base_url,
            model=model,
            api_key=api_key,
            mode=mode,
            concurrency=concurrency,
            cache=cache,
            replay=replay,
            brief=brief,
            config=config,
        )
    raise typer.Exit(run_job(Job(tuple(files), engine, settings, format, output, out, limit, dry_run, lang)))


@app.command()
def estimate(
    files: Annotated[
        list[str], typer.Argument(help="Reports: txt, md, html, docx, pdf; - for standard input.", metavar="FILES...")
    ],
    engine: Engine = "llm",
    model: Model = None,
    config: Config = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Say what a run with a model would take before anything is spent: calls, tokens, and cost where prices are set."""
    from summarizer.commands.estimate import run_estimate

    raise typer.Exit(run_estimate(tuple(files), engine, make_settings(model=model, config=config), json_))


@app.command()
def index(
    file: Annotated[str, typer.Argument(help="A report, or - for standard input.")],
    json_: Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of marked text.")] = False,
) -> None:
    """List the ledger: every number and clause of a report, with its id."""
    from summarizer.commands.ledger import print_index

    print_index(file, json_)


@app.command()
def explain(
    file: Annotated[str, typer.Argument(help="A report, or - for standard input.")],
    id: Annotated[str, typer.Argument(help="A number (n45) or a clause (c120) of the ledger.")],
) -> None:
    """Show why the rules labelled a number or clause as they did."""
    from summarizer.commands.ledger import print_explanation

    print_explanation(file, id)
