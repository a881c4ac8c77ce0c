"""`export` and `diff`: what is done with reports that were saved."""

from pathlib import Path
from typing import Annotated

import typer

from summarizer.cli.app import app


@app.command()
def export(
    files: Annotated[
        list[Path], typer.Argument(help="Reports saved as JSON, or folders of them.", metavar="REPORT.json...")
    ],
    format: Annotated[str, typer.Option("--format", "-f", help="csv, parquet or xlsx.")] = "csv",
    out: Annotated[Path, typer.Option("--out", help="Write the tables into this folder.")] = Path("tables"),
    pivot: Annotated[
        bool, typer.Option("--pivot", help="Also a panel: region and period down, core statistics across.")
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="CSV for Excel: a byte order mark, and no text that it takes for a formula.")
    ] = False,
) -> None:
    """Write saved reports as tables: reports, sections, indicators, excluded, commitments, checks."""
    from summarizer.commands.export import ExportJob, run_export

    raise typer.Exit(run_export(ExportJob(tuple(files), format, out, pivot, bom)))


@app.command()
def diff(
    a: Annotated[Path, typer.Argument(help="A report saved as JSON.", metavar="A.json")],
    b: Annotated[Path, typer.Argument(help="Another reading of the same report.", metavar="B.json")],
    json_: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Show what two readings of one report disagree on.

    Exits with 0 where they agree, 1 where they differ, 2 where they are not of the same text.
    """
    from summarizer.commands.diff import run_diff

    raise typer.Exit(run_diff(a, b, json_))
