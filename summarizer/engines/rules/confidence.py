"""How sure the engine is: the probability that all fields of a label are right.

A logistic model over the rules that fired; its weights, kept in `schemas/confidence.json`, are fitted by
`evals/train_confidence.py` on what the engine got right and wrong in reports that its learned parts had not seen.
"""

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp

from summarizer.labels import NumberLabel
from summarizer.resources import data_dir

_LOWEST, _HIGHEST = 0.02, 0.99
_STEPS = (0, 2, 4, 7, 11, 16, 24, 36)


@dataclass(frozen=True, slots=True)
class Logistic:
    """A bias and a weight for each feature; features without one count nothing."""

    bias: float
    weights: Mapping[str, float]

    def probability(self, features: Sequence[str]) -> float:
        """The probability, to three digits, never quite 0 or 1."""
        total = self.bias + sum(self.weights.get(feature, 0.0) for feature in features)
        return round(min(_HIGHEST, max(_LOWEST, 1 / (1 + exp(-max(-30.0, min(30.0, total)))))), 3)


@cache
def load_confidence() -> dict[str, Logistic]:
    """The models for `numbers` and for `commitments`."""
    data = json.loads((data_dir("schemas") / "confidence.json").read_text(encoding="utf-8"))
    return {name: Logistic(data[name]["bias"], data[name]["weights"]) for name in ("numbers", "commitments")}


def sure_of(label: NumberLabel) -> float:
    """The probability that a quantity's label is right."""
    return load_confidence()["numbers"].probability(list(number_features(label)))


def number_features(label: NumberLabel) -> Iterator[str]:
    """What bears on whether a quantity is labelled right: the rules that fired, and how its name came about."""
    yield from label.why
    yield f"canon={label.canon is not None}"
    yield f"measure={label.measure}"
    yield f"status={label.status}"
    yield f"name length={min(len(label.name) // 3, 6)}"
    yield f"unit={_kind_of(label.unit)}"
    if "、" in label.name or "和" in label.name:
        yield "name joins several"
    if label.period is None:
        yield "no period"


def _kind_of(unit: str) -> str:
    if unit.endswith(("元", "币")):
        return "money"
    return {"%": "percent", "个百分点": "points", "": "none"}.get(unit, "other")


def commitment_features(
    margins: Sequence[float], topic_margin: float, named_margin: float, length: int
) -> Iterator[str]:
    """What bears on whether a commitment is cut and labelled right: by how much the chosen tags, topic and specificity
    beat the next best, and how many characters it has."""
    yield f"first={_step(margins[0])}"
    yield f"weakest={_step(min(margins))}"
    yield f"clauses={min(len(margins), 4)}"
    yield f"topic={_step(topic_margin)}"
    yield f"specificity={_step(named_margin)}"
    yield f"length={min(length // 8, 5)}"


def _step(margin: float) -> int:
    return bisect_left(_STEPS, margin)
