"""How sure the engine is of a number: the probability that all fields of its label are right.

A logistic model over the rules that fired; its weights, kept in `schemas/confidence.json`, are fitted by
`evals/train_confidence.py` on what the engine got right and wrong. Commitments have their own, in `clause_chain`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp

from summarizer.contract.labels import NumberLabel
from summarizer.knowledge.resources import data_dir

_LOWEST, _HIGHEST = 0.02, 0.99


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
def load_confidence() -> Logistic:
    """The model kept in `schemas/confidence.json`."""
    data = json.loads((data_dir("schemas") / "confidence.json").read_text(encoding="utf-8"))
    return Logistic(data["bias"], data["weights"])


def sure_of(label: NumberLabel) -> float:
    """The probability that a quantity's label is right."""
    return load_confidence().probability(list(number_features(label)))


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
