"""A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001, ICML): inference only, in plain Python.

A chain of one case is a softmax classifier, so one form serves the tags of clauses and the fields of commitments.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log
from operator import add, mul

_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Chain:
    """`weights` hold one number per class for each feature; `transitions[a][b]` is the weight of `b` after `a`."""

    classes: tuple[str, ...]
    weights: Mapping[str, Sequence[float]]
    transitions: tuple[tuple[float, ...], ...] = ()
    _moves: tuple[tuple[float, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_moves", tuple(tuple(map(exp, row)) for row in self.transitions))

    def scores(self, features: Iterable[str]) -> list[float]:
        """The sum of the weights of `features`, one number per class."""
        rows = list(filter(None, map(self.weights.get, features)))
        return list(map(sum, zip(*rows, strict=True))) if rows else [0.0] * len(self.classes)

    def classify(self, features: Iterable[str]) -> tuple[str, float]:
        """The best class of a single case and its probability; the first of the classes on a tie."""
        totals = self.scores(features)
        best = max(totals)
        return self.classes[totals.index(best)], 1.0 / sum(exp(total - best) for total in totals)

    def best_path(self, scores: Sequence[Sequence[float]]) -> list[int]:
        """The best sequence of classes, as their places in `classes`, by Viterbi's algorithm."""
        if not scores:
            return []
        columns = list(zip(*self.transitions, strict=True))
        best, back = list(scores[0]), []
        for row in scores[1:]:
            step, origin = [], []
            for own, column in zip(row, columns, strict=True):
                options = list(map(add, best, column))
                top = max(options)
                origin.append(options.index(top))
                step.append(top + own)
            best = step
            back.append(origin)
        path = [best.index(max(best))]
        for origin in reversed(back):
            path.append(origin[path[-1]])
        return path[::-1]

    def sums(self, scores: Sequence[Sequence[float]]) -> tuple[list[list[float]], list[list[float]], float]:
        """Logarithms of the summed weight of all paths up to each class at each place, from it on, and of all paths."""
        places = range(len(self.classes))
        columns = list(zip(*self.transitions, strict=True))
        forward = [list(scores[0])]
        for row in scores[1:]:
            last = forward[-1]
            forward.append([row[b] + _log_sum([last[a] + columns[b][a] for a in places]) for b in places])
        backward = [[0.0] * len(self.classes)]
        for row in reversed(scores[1:]):
            ahead = [row[b] + backward[-1][b] for b in places]
            backward.append([_log_sum([self.transitions[a][b] + ahead[b] for b in places]) for a in places])
        return forward, backward[::-1], _log_sum(forward[-1])

    def marginals(self, scores: Sequence[Sequence[float]]) -> list[list[float]]:
        """The probability of each class at each place, by the forward-backward algorithm, scaled at every step."""
        moves, columns = self._moves, list(zip(*self._moves, strict=True))
        local = [[exp(score - top) for score in row] for row in scores for top in (max(row),)]
        forward: list[list[float]] = []
        for row in local:
            if forward:
                last = forward[-1]
                row = [own * sum(map(mul, last, column)) for own, column in zip(row, columns, strict=True)]
            forward.append(_scaled(row))
        sure, behind = [], [1.0] * len(self.classes)
        for ahead, row in zip(reversed(forward), reversed(local), strict=True):
            sure.append(_scaled(list(map(mul, ahead, behind))))
            onward = list(map(mul, row, behind))
            behind = _scaled([sum(map(mul, move, onward)) for move in moves])
        return sure[::-1]

    def barring(self, scores: list[float], barred: str) -> list[float]:
        """`scores` with every class but `barred` ruled out."""
        return [score if name == barred else _NEVER for name, score in zip(self.classes, scores, strict=True)]


def _scaled(row: list[float]) -> list[float]:
    total = sum(row)
    return [value / total for value in row]


def _log_sum(values: Sequence[float]) -> float:
    top = max(values)
    return top + log(sum(exp(value - top) for value in values))
