"""`summarizer estimate`: what a run with a model would take, before anything is spent."""

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import typer

from summarizer.cli.options import NO_MODEL, Engine, Files, Json, ModelOptions, TimeLimit, new_app, takes_job
from summarizer.cli.screen import say
from summarizer.engines import create_asking
from summarizer.errors import InputError
from summarizer.readers import read

if TYPE_CHECKING:
    from summarizer.document.source import Source
    from summarizer.endpoint import Settings
    from summarizer.engines.engine import AskingEngine
from summarizer.limits import TIME_LIMIT

app = new_app()

# What the form of the answer adds to a call, and what an answer holds besides its rows.
_SCHEMA_TOKENS, _FRAME_TOKENS = 90, 12


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one report would take if every answer held: calls, tokens, and the share of its open ids that is asked."""

    report: str
    calls: int
    input_tokens: int
    output_tokens: int
    asked: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer estimate`."""

    files: Files
    engine: Engine = "llm"
    json_: Json = False
    time_limit: TimeLimit = TIME_LIMIT
    asked: ModelOptions = NO_MODEL


@app.command()
@takes_job
def estimate(job: Job) -> None:
    """Say what a run with a model would take before anything is spent: calls, tokens, and cost where prices are set."""
    raise typer.Exit(run_estimate(job))


def run_estimate(job: Job) -> int:
    """Print the estimate of each report and of all; 3 where some files cannot be read, 2 where none can."""
    settings = job.asked.settings()
    made = create_asking(job.engine, settings)
    found: list[Estimate] = []
    failed = 0
    for file in job.files:
        try:
            found += [_estimate(source, made) for source in read(file, job.time_limit)]
        except InputError as error:
            failed += 1
            say(f"{error}")
    if found:
        _print(found, settings, job.json_)
    return (3 if found else 2) if failed else 0


def _estimate(source: "Source", engine: "AskingEngine") -> Estimate:
    from summarizer.engines.llm.parts import estimate_tokens
    from summarizer.engines.rules import RuleEngine
    from summarizer.pipeline import make_document, summarize_source

    plan = engine.plan(make_document(source))
    # What the rules find is about as much as what the model will be given for a brief.
    brief = engine.plan_brief(summarize_source(source, RuleEngine())) if engine.write_brief else None
    calls = [*plan.calls, *([brief] if brief else [])]
    return Estimate(
        source.name,
        calls=len(calls),
        input_tokens=sum(estimate_tokens(call.sent) + _SCHEMA_TOKENS for call in calls),
        output_tokens=sum(call.answer_tokens + _FRAME_TOKENS for call in calls),
        asked=round(plan.asked, 3),
    )


def _print(found: list[Estimate], settings: "Settings", as_json: bool) -> None:
    from summarizer.endpoint.usage import Tokens

    calls = sum(one.calls for one in found)
    taken = Tokens(sum(one.input_tokens for one in found), sum(one.output_tokens for one in found))
    cost = settings.prices.cost(taken)
    if as_json:
        total = {"calls": calls, "input_tokens": taken.input, "output_tokens": taken.output, "cost": cost}
        print(json.dumps({"reports": [asdict(one) for one in found], "all": total}, ensure_ascii=False, indent=1))
        return
    print(f"{'calls':>6} {'tokens in':>10} {'tokens out':>10} {'ids asked':>9}  report")
    for one in found:
        print(f"{one.calls:6} {one.input_tokens:10,} {one.output_tokens:10,} {one.asked:9.0%}  {one.report}")
    print(f"{calls:6} {taken.input:10,} {taken.output:10,} {'':9}  {len(found)} reports")
    if cost is None:
        print("no cost: set price_input and price_output, per million tokens, in [llm] of summarizer.toml")
    else:
        print(f"cost {cost:.4f} {settings.currency or ''}".rstrip())
