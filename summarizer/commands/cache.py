"""`summarizer cache`: what the store of answers holds, and moving answers out of it and into it."""

import json
import re
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from summarizer.commands.screen import console
from summarizer.endpoint import CallStore, load_settings
from summarizer.endpoint.answers import Choice
from summarizer.endpoint.recording import export_recording, import_recording
from summarizer.errors import UsageError

_AGE = re.compile(r"(\d+)([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def _open(cache: Path | None, *, must_exist: bool = True) -> CallStore:
    path = load_settings({"cache": cache}).cache
    if must_exist and not path.exists():
        raise UsageError(f"there is no cache at {path}; name one with --cache")
    return CallStore(path)


def print_stats(cache: Path | None, as_json: bool) -> None:
    """What the store holds, by model and state, as a table or as JSON."""
    with _open(cache) as store:
        groups, path, size = store.groups(), store.path, store.size
    if as_json:
        told = {"path": str(path), "bytes": size, "groups": [asdict(group) for group in groups]}
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("model", "state", "answers", "input tokens", "output tokens", "oldest", "newest"):
        table.add_column(name, justify="right" if "tokens" in name or name == "answers" else "left")
    for group in groups:
        counts = (f"{group.answers:,}", f"{group.input_tokens:,}", f"{group.output_tokens:,}")
        table.add_row(group.model, group.state, *counts, group.oldest[:10], group.newest[:10])
    console().print(table)
    print(f"\n{path}: {sum(group.answers for group in groups):,} answers, {size / 1e6:.1f} MB")


def prune_answers(cache: Path | None, older_than: str | None, model: str | None, failed: bool) -> None:
    """Forget the answers that fit all that is asked for. Raises UsageError if nothing is."""
    if older_than is None and model is None and not failed:
        raise UsageError("say what to forget: --older-than 30d, --model NAME or --failed")
    before = None if older_than is None else (datetime.now(UTC) - _age(older_than)).isoformat(timespec="seconds")
    with _open(cache) as store:
        count = store.prune(Choice(model=model, before=before, failed=failed))
        print(f"summarizer: {count} answers forgotten", file=sys.stderr)


def export_answers(cache: Path | None, file: Path, model: str | None, prompts: str | None) -> None:
    """Write a recording."""
    with _open(cache) as store:
        count = export_recording(store, file, Choice(model=model, prompt_version=prompts))
        print(f"summarizer: {count} answers written to {file}", file=sys.stderr)


def import_answers(cache: Path | None, file: Path) -> None:
    """Take a recording into the store, which is made if it is missing."""
    with _open(cache, must_exist=False) as store:
        count = import_recording(store, file)
        print(f"summarizer: {count} answers taken into {store.path}", file=sys.stderr)


def _age(text: str) -> timedelta:
    found = _AGE.fullmatch(text)
    if found is None:
        raise UsageError(f"--older-than is {text!r}; say a number of days, hours or minutes, such as 30d, 12h or 90m")
    try:
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    except OverflowError:
        raise UsageError(f"--older-than is {text!r}, which is longer than there are years") from None
