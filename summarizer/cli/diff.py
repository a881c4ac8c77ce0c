"""`summarizer diff`: two readings of one report, side by side."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from summarizer.cli.options import Json, new_app, takes_job
from summarizer.cli.screen import printable
from summarizer.contract.report import Report
from summarizer.contract.saved import load_report
from summarizer.findings.compare import Comparison, Difference, Value, compare

app = new_app()

_PARTS = ("sections", "numbers", "commitments")
_QUOTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer diff`."""

    a: Annotated[Path, typer.Argument(help="A report saved as JSON.", metavar="A.json")]
    b: Annotated[Path, typer.Argument(help="Another reading of the same report.", metavar="B.json")]
    json_: Json = False


@app.command()
@takes_job
def diff(job: Job) -> None:
    """Show what two readings of one report disagree on.

    Exits with 0 where they agree, 1 where they differ, 2 where they are not of the same text.
    """
    raise typer.Exit(run_diff(job.a, job.b, job.json_))


def run_diff(a: Path, b: Path, as_json: bool) -> int:
    """Print what two readings disagree on: 0 where they agree, 1 where they differ.

    Raises InputError for a file that is no report, UsageError where the two are not of the same text.
    """
    left, right = load_report(a), load_report(b)
    found = compare(left, right)
    if as_json:
        print(json.dumps(_as_json(found, left, right), ensure_ascii=False, indent=1))
    else:
        for line in _lines(found, left, right):
            print(printable(line))
    return 1 if found else 0


def _reader(report: Report) -> dict[str, str]:
    run = report.run
    return {"name": report.source.name, "engine": run.engine, "fingerprint": run.fingerprint, "version": run.version}


def _as_json(found: Comparison, a: Report, b: Report) -> dict[str, object]:
    parts = {name: [asdict(item) for item in getattr(found, name)] for name in _PARTS}
    return {"a": _reader(a), "b": _reader(b), "counts": _counts(found), "meta": found.meta, **parts}


def _counts(found: Comparison) -> dict[str, dict[str, int]]:
    """For each part: entries that are the same, that differ, and that only one of the readings has."""
    counted = {"meta": {"same": found.same["meta"], "differ": len(found.meta), "only_a": 0, "only_b": 0}}
    for name in _PARTS:
        items: tuple[Difference, ...] = getattr(found, name)
        counted[name] = {
            "same": found.same[name],
            "differ": sum(item.a is not None and item.b is not None for item in items),
            "only_a": sum(item.b is None for item in items),
            "only_b": sum(item.a is None for item in items),
        }
    return counted


def _lines(found: Comparison, a: Report, b: Report) -> Iterator[str]:
    for sign, report in (("a", a), ("b", b)):
        yield f"{sign}  {report.source.name}, {report.run.engine} ({report.run.fingerprint}, {report.run.version})"
    yield ""
    yield f"{'':12}{'same':>7}{'differ':>8}{'only a':>8}{'only b':>8}"
    for name, count in _counts(found).items():
        yield f"{name:12}{count['same']:7}{count['differ']:8}{count['only_a']:8}{count['only_b']:8}"
    if found.meta:
        yield from ("", "meta")
        yield from _changes(found.meta.items())
    for name in _PARTS:
        items: tuple[Difference, ...] = getattr(found, name)
        if items:
            yield from ("", name)
        for item in items:
            yield from _item(item)


def _item(item: Difference) -> Iterator[str]:
    ids = item.a if item.a == item.b else f"{item.a or '-'}/{item.b or '-'}"
    text = " ".join(item.text.split())
    shown = text if len(text) <= _QUOTE else text[: _QUOTE - 1] + "…"
    only = "  only a" if item.b is None else "  only b" if item.a is None else ""
    yield f"  {ids}  {shown}{f'  ({item.section})' if item.section else ''}{only}"
    yield from _changes(item.fields.items())


def _changes(fields: Iterable[tuple[str, tuple[Value, Value]]]) -> Iterator[str]:
    for name, (a, b) in fields:
        yield f"      {name}: {_shown(a)} | {_shown(b)}"


def _shown(value: Value) -> str:
    return "-" if value is None or value == "" else f"{value:g}" if isinstance(value, float) else str(value)
