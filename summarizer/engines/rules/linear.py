"""Small linear models: weights kept as data, scored in plain Python, the same on every machine."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from summarizer.resources import data_dir

Weights = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Classifier:
    """Classes scored by the sum of the weights of a case's features."""

    classes: tuple[str, ...]
    weights: Weights

    def scores(self, features: Sequence[str]) -> dict[str, float]:
        totals = dict.fromkeys(self.classes, 0.0)
        row_of = self.weights.get
        for feature in features:
            if row := row_of(feature):
                for name, weight in row.items():
                    totals[name] += weight
        return totals

    def best(self, features: Sequence[str]) -> str:
        """The class with the highest score, the first of them on a tie."""
        return self.choose(features)[0]

    def choose(self, features: Sequence[str]) -> tuple[str, float]:
        """The best class and by how much it beats the next."""
        totals = self.scores(features)
        best = max(self.classes, key=lambda name: totals[name])
        return best, totals[best] - max((totals[name] for name in self.classes if name != best), default=0.0)


@dataclass(frozen=True, slots=True)
class Tagger:
    """A linear chain over tags, decoded by Viterbi's algorithm (Forney 1973, Proc. IEEE 61:268)."""

    emissions: Classifier
    transitions: Weights

    def decode(self, cases: Sequence[Sequence[str]], allowed: Sequence[frozenset[str]]) -> list[str]:
        """The best sequence of tags; `allowed` holds the tags each case may take."""
        return [tag for tag, _ in self.decode_with_margins(cases, allowed)]

    def decode_with_margins(
        self, cases: Sequence[Sequence[str]], allowed: Sequence[frozenset[str]]
    ) -> list[tuple[str, float]]:
        """`decode`, with how much each tag's own score beats the next best that was allowed."""
        if not cases:
            return []
        seen: list[dict[str, float]] = []
        tags = self.emissions.classes
        best: dict[str, float] = {"": 0.0}
        back: list[dict[str, str]] = []
        for features, may in zip(cases, allowed, strict=True):
            scored = self.emissions.scores(features)
            seen.append({tag: scored[tag] for tag in may})
            step: dict[str, float] = {}
            origin: dict[str, str] = {}
            for tag in tags:
                if tag not in may:
                    continue
                options = [
                    (total + self.transitions.get(last, {}).get(tag, 0.0), last)
                    for last, total in best.items()
                    if not (tag == "I" and last in {"O", ""})
                ]
                if options:
                    total, last = max(options, key=lambda option: option[0])
                    step[tag], origin[tag] = total + scored[tag], last
            best, back = step, [*back, origin]
        tag = max(best, key=lambda name: best[name])
        path = [tag]
        for origin in reversed(back[1:]):
            tag = origin[tag]
            path.append(tag)
        return [
            (tag, scored[tag] - max((score for other, score in scored.items() if other != tag), default=0.0))
            for tag, scored in zip(path[::-1], seen, strict=True)
        ]


@cache
def trained_on(name: str) -> frozenset[str]:
    """The reports that a model's weights were fitted on."""
    data = json.loads((data_dir("schemas") / f"{name}.json").read_text(encoding="utf-8"))
    return frozenset(data["reports"])


@cache
def load_model(name: str) -> Tagger | Classifier:
    """The model kept in `schemas/NAME.json`."""
    data = json.loads((data_dir("schemas") / f"{name}.json").read_text(encoding="utf-8"))
    classifier = Classifier(tuple(data["classes"]), data["weights"])
    return Tagger(classifier, data["transitions"]) if "transitions" in data else classifier
