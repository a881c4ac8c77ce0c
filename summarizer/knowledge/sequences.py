"""The best path through sequences of classes, and how sure each class is: Viterbi's and the forward-backward algorithm
(Rabiner 1989, Proceedings of the IEEE 77), many sequences side by side.

`scores` has a row for each place of all sequences, one behind the other, and a column for each class; `starts` says
where each sequence begins; `moves[a, b]` is the weight of class `b` behind class `a`. Weights are logarithms.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from summarizer.knowledge.arrays import Floats, Ints, indexes

OPEN = -1


def open_runs(scores: Floats, moves: Floats, starts: Ints, known: Ints) -> tuple[Ints, Floats, Ints]:
    """Sequences cut at the places whose class is `known`; elsewhere that is `OPEN`. What stands on one side of a known
    class says nothing of the other side, so each run of open places is a sequence of its own.

    Returns the open places, their scores with the moves from and to the known classes beside them, and where among them
    each run begins.
    """
    places = indexes(known == OPEN)
    begins = np.zeros(len(scores) + 1, bool)
    begins[starts] = begins[-1] = True
    after_known = places[~begins[places]]
    after_known = after_known[known[after_known - 1] != OPEN]
    before_known = places[~begins[places + 1]]
    before_known = before_known[known[before_known + 1] != OPEN]
    scores = scores.copy()
    scores[after_known] += moves[known[after_known - 1]]
    scores[before_known] += moves.T[known[before_known + 1]]
    begins[after_known] = True
    return places, scores[places], indexes(begins[places])


@dataclass(frozen=True, slots=True)
class _Steps:
    """The places of sequences by their distance from the start: those of step `t` are `order[bounds[t]:bounds[t + 1]]`,
    one for each sequence that is so long, the longest first, so that the sequences of a step open those of the last."""

    order: Ints
    bounds: list[int]

    def each(self) -> list[slice]:
        return [slice(first, end) for first, end in pairwise(self.bounds)]


def _steps(starts: Ints, length: int) -> _Steps:
    sizes = np.diff(starts, append=length)
    longest_first = np.argsort(-sizes, kind="stable")
    step = np.arange(length) - np.repeat(starts, sizes)
    rank = np.empty_like(longest_first)
    rank[longest_first] = np.arange(len(starts))
    order = np.lexsort((np.repeat(rank, sizes), step))
    return _Steps(order, [0, *np.cumsum(np.bincount(step)).tolist()])


def best_paths(scores: Floats, moves: Floats, starts: Ints) -> Ints:
    """The best class of each place; the first of the classes on a tie."""
    if not len(scores):
        return np.zeros(0, np.int64)
    steps = _steps(starts, len(scores))
    local = scores[steps.order]
    opening, *later = steps.each()
    best = local[opening]
    origins = []
    for step in later:
        row = local[step]
        options = best[: len(row), :, None] + moves
        origins.append(options.argmax(1))
        best[: len(row)] = options.max(1) + row
    path = np.empty(len(scores), np.int64)  # By steps.
    at = best.argmax(1)
    for step, origin in zip(reversed(later), reversed(origins), strict=True):
        here = at[: len(origin)]
        path[step] = here
        at[: len(origin)] = origin[np.arange(len(origin)), here]
    path[opening] = at
    found = np.empty_like(path)
    found[steps.order] = path
    return found


def marginals(scores: Floats, moves: Floats, starts: Ints) -> Floats:
    """The probability of each class at each place; sums are scaled at every step, so that none gets lost."""
    if not len(scores):
        return scores.copy()
    steps = _steps(starts, len(scores))
    local: Floats = np.exp(scores - scores.max(1, keepdims=True))[steps.order]
    odds = np.exp(moves)
    opening, *later = steps.each()
    ahead, behind = local.copy(), np.ones_like(local)
    before = ahead[opening]
    for step in later:
        row = ahead[step]
        row *= before[: len(row)] @ odds
        row /= row.sum(1, keepdims=True)
        before = row
    for last, step in reversed(list(pairwise(steps.each()))):
        size = step.stop - step.start
        row = (local[step] * behind[step]) @ odds.T
        row /= row.sum(1, keepdims=True)
        behind[last.start : last.start + size] = row
    ahead *= behind
    ahead /= ahead.sum(1, keepdims=True)
    found = np.empty_like(ahead)
    found[steps.order] = ahead
    return found
