"""Small linear models: weights kept as data, scored in plain Python, the same on every machine."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from summarizer.resources import data_dir

# For each feature the weight of each class, by the class's position.
Weights = Mapping[str, Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Classifier:
    """Classes scored by the sum of the weights of a case's features."""

    classes: tuple[str, ...]
    weights: Weights

    def scores(self, features: Sequence[str]) -> list[float]:
        """The score of each class, in their order."""
        totals = [0.0] * len(self.classes)
        row_of = self.weights.get
        for feature in features:
            if row := row_of(feature):
                for position, weight in row.items():
                    totals[position] += weight
        return totals

    def best(self, features: Sequence[str]) -> str:
        """The class with the highest score, the first of them on a tie."""
        return self.choose(features)[0]

    def choose(self, features: Sequence[str]) -> tuple[str, float]:
        """The best class and by how much it beats the next."""
        totals = self.scores(features)
        best = totals.index(max(totals))
        return self.classes[best], totals[best] - max(totals[:best] + totals[best + 1 :], default=0.0)


@dataclass(frozen=True, slots=True)
class Tagger:
    """A linear chain over tags, decoded by Viterbi's algorithm (Forney 1973, Proc. IEEE 61:268)."""

    emissions: Classifier
    transitions: Mapping[str, Mapping[str, float]]

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
        moves = {(last, tag): weight for last, row in self.transitions.items() for tag, weight in row.items()}
        best: dict[str, float] = {"": 0.0}
        back: list[dict[str, str]] = []
        for features, may in zip(cases, allowed, strict=True):
            scored = dict(zip(tags, self.emissions.scores(features), strict=True))
            seen.append({tag: scored[tag] for tag in may})
            step: dict[str, float] = {}
            origin: dict[str, str] = {}
            for tag in tags:
                if tag not in may:
                    continue
                reached, came_from = float("-inf"), None
                for last, total in best.items():
                    # An action cannot go on before one has begun.
                    if tag == "I" and last in {"O", ""}:
                        continue
                    total += moves.get((last, tag), 0.0)
                    if total > reached:
                        reached, came_from = total, last
                if came_from is not None:
                    step[tag], origin[tag] = reached + scored[tag], came_from
            best = step
            back.append(origin)
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
    position = {label: i for i, label in enumerate(data["classes"])}
    weights = {
        feature: {position[label]: weight for label, weight in row.items()} for feature, row in data["weights"].items()
    }
    classifier = Classifier(tuple(data["classes"]), weights)
    return Tagger(classifier, data["transitions"]) if "transitions" in data else classifier
