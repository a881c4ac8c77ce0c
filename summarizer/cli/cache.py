"""`summarizer cache`: what the store of answers holds, and moving answers out of it and into it."""

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from summarizer.cli.lazy import COMMANDS, HelpfulGroup
from summarizer.cli.options import Cache, Json, new_app
from summarizer.cli.screen import console, printable, say
from summarizer.endpoint import CallStore, load_settings
from summarizer.endpoint.answers import Choice
from summarizer.endpoint.recording import export_recording, import_recording
from summarizer.errors import UsageError

app = new_app(COMMANDS["cache"], cls=HelpfulGroup)

OfModel = Annotated[str | None, typer.Option("--model", "-m", help="Only answers of this model.")]

_AGE = re.compile(r"(\d+)([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def _open(cache: Path | None, *, must_exist: bool = True) -> CallStore:
    path = load_settings({"cache": cache}).cache
    if must_exist and not path.exists():
        raise UsageError(f"there is no cache at {path}; name one with --cache")
    return CallStore(path)


@app.command()
def stats(cache: Cache = None, json_: Json = False) -> None:
    """Tell how many answers the store holds, of which models, and how many tokens they took."""
    with _open(cache) as store:
        groups, path, size = store.groups(), store.path, store.size
    if json_:
        told = {"path": str(path), "bytes": size, "groups": [asdict(group) for group in groups]}
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("model", "state", "answers", "input tokens", "output tokens", "oldest", "newest"):
        table.add_column(name, justify="right" if "tokens" in name or name == "answers" else "left")
    for group in groups:
        counts = (f"{group.answers:,}", f"{group.input_tokens:,}", f"{group.output_tokens:,}")
        table.add_row(printable(group.model), group.state, *counts, group.oldest[:10], group.newest[:10])
    console().print(table)
    print(f"\n{path}: {sum(group.answers for group in groups):,} answers, {size / 1e6:.1f} MB")


@app.command()
def prune(
    cache: Cache = None,
    older_than: Annotated[
        str | None, typer.Option("--older-than", help="Answers older than this: 30d, 12h or 90m.")
    ] = None,
    model: OfModel = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="Answers that were cut, invalid, refused or filtered.")
    ] = False,
) -> None:
    """Forget answers that fit every option given; at least one is needed."""
    if older_than is None and model is None and not failed:
        raise UsageError("say what to forget: --older-than 30d, --model NAME or --failed")
    before = None if older_than is None else (datetime.now(UTC) - _age(older_than)).isoformat(timespec="seconds")
    with _open(cache) as store:
        count = store.prune(Choice(model=model, before=before, failed=failed))
        say(f"{count} answers forgotten")


@app.command(name="export")
def export_answers(
    file: Annotated[Path, typer.Argument(help="The recording to write, JSONL.")],
    cache: Cache = None,
    model: OfModel = None,
    prompts: Annotated[
        str | None, typer.Option("--prompts", help="Only answers to this version of the prompts, as in run.prompts.")
    ] = None,
) -> None:
    """Write answers as a recording, which --replay reads; it holds nothing of what was asked."""
    with _open(cache) as store:
        count = export_recording(store, file, Choice(model=model, prompt_version=prompts))
        say(f"{count} answers written to {file}")


@app.command(name="import")
def import_answers(
    file: Annotated[Path, typer.Argument(help="A recording, written by cache export.")], cache: Cache = None
) -> None:
    """Put the answers of a recording into the store; none that is there already is replaced by a worse one."""
    with _open(cache, must_exist=False) as store:
        count = import_recording(store, file)
        say(f"{count} answers taken into {store.path}")


def _age(text: str) -> timedelta:
    found = _AGE.fullmatch(text)
    if found is None:
        raise UsageError(f"--older-than is {text!r}; say a number of days, hours or minutes, such as 30d, 12h or 90m")
    try:
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    except OverflowError:
        raise UsageError(f"--older-than is {text!r}, which is longer than there are years") from None
