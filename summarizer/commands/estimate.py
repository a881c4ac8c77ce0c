"""`summarizer estimate`: what a run with a model would take, before anything is spent."""

import json
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from summarizer.commands.labelling import check_engine
from summarizer.errors import InputError, UsageError
from summarizer.readers import read

if TYPE_CHECKING:
    from summarizer.document.source import Source
    from summarizer.endpoint import Settings

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


def run_estimate(files: tuple[str, ...], engine: str, settings: "Settings", as_json: bool) -> int:
    """Print the estimate of each report and of all; 3 where some files cannot be read, 2 where none can."""
    check_engine(engine)
    if engine == "rules":
        raise UsageError("the rules ask no model; say --engine llm or hybrid")
    found: list[Estimate] = []
    failed = 0
    for file in files:
        try:
            found += [_estimate(source, engine, settings) for source in read(file)]
        except InputError as error:
            failed += 1
            print(f"summarizer: {error}", file=sys.stderr)
    if found:
        _print(found, settings, as_json)
    return (3 if found else 2) if failed else 0


def _estimate(source: "Source", engine: str, settings: "Settings") -> Estimate:
    from summarizer.document.years import spans_of
    from summarizer.engines.hybrid import HybridEngine
    from summarizer.engines.llm import Asker, ModelEngine
    from summarizer.engines.llm.brief import BRIEF_TOKENS, brief_call
    from summarizer.engines.llm.combine import open_question
    from summarizer.engines.llm.parts import estimate_tokens
    from summarizer.engines.llm.prompt import instructions, part_message
    from summarizer.engines.rules import RuleEngine
    from summarizer.engines.rules.numbers.labelling import label_numbers
    from summarizer.pipeline import make_document, summarize_source

    document = make_document(source)
    asker = Asker(settings)
    made = (
        ModelEngine(asker) if engine == "llm" else HybridEngine(asker, settings.hybrid_threshold, settings.audit_share)
    )
    parts = made.plan(document)
    fixed, spans = instructions(asker.language), spans_of(document)
    sent = [fixed + part_message(document, part, spans) for part in parts]
    answered = [part.cost for part in parts]
    if settings.brief == "model":
        # What the rules find is about as much as what the model will be given.
        call = brief_call(asker, summarize_source(source, RuleEngine()))
        sent.append("".join(message.content for message in call.messages))
        answered.append(BRIEF_TOKENS)
    size = open_question(document, label_numbers(document)).size
    return Estimate(
        source.name,
        calls=len(sent),
        input_tokens=sum(estimate_tokens(text) + _SCHEMA_TOKENS for text in sent),
        output_tokens=sum(tokens + _FRAME_TOKENS for tokens in answered),
        asked=round(sum(len(part.ids) for part in parts) / size, 3) if size else 0.0,
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
