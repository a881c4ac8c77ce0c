"""The held set: labelled reports whose errors nobody reads, so that rules written after looking at errors can be judged
on them. Totals over the set are shown; a list of its errors is refused unless it is asked for by name."""

from collections.abc import Collection
from dataclasses import replace
from functools import cache
from pathlib import Path

from summarizer.errors import UsageError
from summarizer.evaluation.result import Evaluation


@cache
def read_held() -> frozenset[str]:
    """The names in `evals/held.txt`; none in an installed package, which does not hold that file."""
    path = Path(__file__).parents[2] / "evals" / "held.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def refuse_held(asked: Collection[str]) -> None:
    """Raises UsageError where the errors of a report of the held set are asked for."""
    if found := sorted(read_held() & set(asked)):
        raise UsageError(
            f"{found[0]} belongs to the held set, whose errors nobody reads (evals/held.txt); --held lists them all the same"
        )


def hide_held(evaluation: Evaluation) -> Evaluation:
    """The evaluation with all its figures but without the misses of the held set, and a notice that says so."""
    hidden = read_held() & set(evaluation.outcomes)
    if not hidden:
        return evaluation
    outcomes = {
        name: replace(outcome, misses=[]) if name in hidden else outcome
        for name, outcome in evaluation.outcomes.items()
    }
    said = f"the misses of {len(hidden)} reports of the held set are not listed (evals/held.txt); --held lists them"
    return replace(evaluation, outcomes=outcomes, notices=(*evaluation.notices, said))
