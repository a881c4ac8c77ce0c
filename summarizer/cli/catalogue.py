"""`summarizer catalogue`: what reports state that the catalogue does not name."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from summarizer.cli.lazy import COMMANDS, HelpfulGroup
from summarizer.cli.options import new_app, takes_job
from summarizer.contract.report import Report
from summarizer.contract.saved import load_report, report_files
from summarizer.errors import InputError
from summarizer.findings.unnamed import Proposal, proposals

app = new_app(COMMANDS["catalogue"], cls=HelpfulGroup)
_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer catalogue suggest`."""

    files: Annotated[
        list[Path], typer.Argument(help="Reports saved as JSON, or folders of them.", metavar="REPORT.json...")
    ]
    least: Annotated[int, typer.Option("--least", min=1, help="Only what so many reports state.")] = 2
    limit: Annotated[int, typer.Option("--limit", min=1, help="Only so many proposals.")] = 100


@app.callback()
def _group() -> None:
    pass


@app.command()
@takes_job
def suggest(job: Job) -> None:
    """Propose statistics for schemas/statistics.yaml: names that reports share and no entry has, clustered."""
    found = proposals(_reports(job.files), least=job.least)
    if not found:
        print("summarizer: every statistic that the reports share is named already", file=sys.stderr)
    for proposal in found[: job.limit]:
        print(_entry(proposal))


def _reports(files: list[Path]) -> Iterator[tuple[str, Report]]:
    any_ = False
    for path in report_files(files):
        any_ = True
        yield str(path), load_report(path)
    if not any_:
        raise InputError("there is no saved report in these folders; make some with summarizer run FILE --out FOLDER")


def _entry(proposal: Proposal) -> str:
    """An entry to fill in, with how often each name, measure and unit was said."""
    said = ", ".join(f"{name} × {count}" for name, count in proposal.names.most_common(_SHOWN))
    measures = ", ".join(measure for measure, _ in proposal.measures.most_common())
    units = " ".join(unit or "-" for unit, _ in proposal.units.most_common(_SHOWN))
    aliases = ", ".join(f'"{name}"' for name, _ in proposal.names.most_common(_SHOWN))
    return (
        f"# {len(proposal.reports)} reports: {said}; units {units}\n"
        f"  ID: {{zh: {proposal.name}, en: , unit: , better: , measures: [{measures}],\n"
        f"    aliases: [{aliases}]}}"
    )
