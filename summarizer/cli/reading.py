"""`run`, `index` and `explain`."""

from pathlib import Path
from typing import Annotated

import typer

from summarizer.cli.app import Engine, Lang, app


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
            help="summary (for people), table (every indicator and commitment), json or md; by default what the ending "
            "of -o says, else summary.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the one report here; .json or .md chooses the format.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write one NAME.json (or NAME.md) for each report into this folder.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Stop after this many reports.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read the files and say what would be done; write nothing.")
    ] = False,
    lang: Lang = "zh",
) -> None:
    """Summarize reports: to the terminal, to one file, or into a folder."""
    from summarizer.commands.run import Job, run_job

    raise typer.Exit(run_job(Job(tuple(files), engine, format, output, out, limit, dry_run, lang)))


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
