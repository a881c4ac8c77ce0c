"""`summarizer doctor`: whether a model can be used with the settings of this moment, and how."""

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from pydantic import SecretStr

from summarizer.cli.options import NO_MODEL, Json, ModelOptions, new_app, takes_job
from summarizer.cli.screen import console, printable, say
from summarizer.endpoint import CallStore, Mode, Settings
from summarizer.endpoint.probe import probe
from summarizer.endpoint.settings import trace_settings

if TYPE_CHECKING:
    from summarizer.endpoint.probe import EndpointReport


app = new_app()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer doctor`."""

    json_: Json = False
    asked: ModelOptions = NO_MODEL


@app.command()
@takes_job
def doctor(job: Job) -> None:
    """Check that a model can be used: the settings and where each came from, the endpoint, and the modes that work.

    One small call is made in each mode; the best that works is remembered, and used wherever the mode is auto. Exits
    with 1 if none does.
    """
    raise typer.Exit(run_doctor(job.asked, as_json=job.json_))


def run_doctor(asked: ModelOptions, *, as_json: bool) -> int:
    """Print the settings and what the endpoint can do; 1 if it can do nothing. The best mode is remembered."""
    settings, origins = trace_settings(asked.flags(), asked.config)
    settings = settings.model_copy(update={"replay": False})
    shown = {name: (_shown(getattr(settings, name)), origins[name]) for name in Settings.model_fields}
    if not as_json:
        _print_settings(shown)
        sys.stdout.flush()
    report = asyncio.run(probe(settings))
    best = report.best(settings.default_mode)
    if best is not None and settings.mode == "auto":
        with CallStore(settings.cache) as store:
            store.remember_mode(settings.base_url, settings.model, best)
            store.remember_traits(settings.base_url, settings.model, report.changes)
    if as_json:
        told = {
            "settings": {name: {"value": value, "from": place} for name, (value, place) in shown.items()},
            "model_listed": report.listed,
            "list_fault": report.list_fault,
            "modes": [asdict(mode) for mode in report.modes],
            "best_mode": best,
            "changes": dict(report.changes),
            "speed": asdict(report.speed) if report.speed else None,
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _print_report(report, best)
        _print_advice(report, settings)
    if best is None:
        say(f"{settings.model} cannot be used: {report.modes[0].fault}")
        return 1
    return 0


def _shown(value: object) -> object:
    if isinstance(value, SecretStr):
        return "set" if value.get_secret_value() else "not set"
    return str(value) if isinstance(value, Path) else value


def _print_settings(shown: Mapping[str, tuple[object, str]]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("setting", "value", "from"):
        table.add_column(name, overflow="fold")
    for name, (value, place) in shown.items():
        table.add_row(name, "-" if value is None or value == "" else printable(str(value)), place)
    console().print(table)


def _print_report(report: "EndpointReport", best: Mode | None) -> None:
    from rich.table import Table

    listed = {True: "yes", False: "no", None: f"unknown: {report.list_fault}"}[report.listed]
    print(f"\nmodel is in the endpoint's list: {printable(listed)}")
    table = Table(box=None, pad_edge=False)
    for name in ("mode", "seconds", "result"):
        table.add_column(name, overflow="fold")
    for mode in report.modes:
        result = mode.fault or ("works; used for mode auto" if mode.mode == best else "works")
        table.add_row(mode.mode, f"{mode.seconds:.2f}", printable(result))
    console().print(table)


def _print_advice(report: "EndpointReport", settings: Settings) -> None:
    """What else was found: settings that the model needs, and those that fit a server of one's own."""
    for name, value in report.changes.items():
        shown = json.dumps("none" if value is None else value)
        print(f"the model refuses {name} = {json.dumps(getattr(settings, name))}; {name} = {shown} works and is stored")
    if (speed := report.speed) is None:
        return
    at_once = "one answer" if speed.slots == 1 else f"{speed.slots} answers"
    print(
        f"reads {speed.reads:.0f} and writes {speed.writes:.0f} tokens a second, {at_once} at a time: a report of "
        f"20,000 characters takes about {max(1, round(speed.report_minutes))} minutes"
    )
    if speed.reads_whole is False:
        print(
            "a long question of 10,000 tokens is not read whole: give the server more context (llama-server "
            "--ctx-size, num_ctx of Ollama), or set max_answer_tokens = 1000, for shorter questions"
        )
    fits: dict[str, int] = {}
    if settings.concurrency > 4 * speed.slots or 2 * settings.concurrency <= speed.slots:
        fits["concurrency"] = speed.slots
    if settings.timeout_seconds < speed.timeout_seconds:
        fits["timeout_seconds"] = speed.timeout_seconds
    if fits:
        said = " and ".join(f"{name} = {value}" for name, value in fits.items())
        print(f"set {said} in [llm] of summarizer.toml")
