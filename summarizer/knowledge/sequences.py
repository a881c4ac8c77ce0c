"""The best path through sequences of classes, and how sure each class is: Viterbi's and the forward-backward algorithm
(Rabiner 1989, Proceedings of the IEEE 77), many sequences side by side.

`scores` has a row for each place of all sequences, one behind the other, and a column for each class; `starts` says
where each sequence begins; `moves[a, b]` is the weight of class `b` behind class `a`. Weights are logarithms.
"""

from itertools import pairwise
from operator import add

import numpy as np

from summarizer.knowledge.arrays import Floats, Ints, indexes

OPEN = -1
_SCALED = 8  # Steps between two scalings.


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


def best_paths(scores: Floats, moves: Floats, starts: Ints) -> Ints:
    """The best class of each place; the first of the classes on a tie.

    Written out over lists: classes are few and sequences short, so that arrays would cost more than they save."""
    path: list[int] = []
    rows, into = scores.tolist(), moves.T.tolist()
    for start, end in pairwise([*starts.tolist(), len(rows)]):
        best = rows[start]
        steps = [best]
        for row in rows[start + 1 : end]:
            best = [max(map(add, best, move)) + own for move, own in zip(into, row, strict=True)]
            steps.append(best)
        at = best.index(max(best))
        back = [at]
        for best in reversed(steps[:-1]):
            options = list(map(add, best, into[at]))
            at = options.index(max(options))
            back.append(at)
        path += reversed(back)
    return np.array(path, np.int64)


def marginals(scores: Floats, moves: Floats, starts: Ints) -> Floats:
    """The probability of each class at each place.

    All sequences take a step at once. Sums are scaled every few steps, so that none gets lost."""
    if not len(scores):
        return scores.copy()
    order, bounds = _steps(starts, len(scores))
    # A row for each class, so that the places of a step stand side by side.
    local = np.ascontiguousarray(np.exp(scores - scores.max(1, keepdims=True)).T.take(order, axis=1))
    odds = np.exp(moves)
    ahead, behind = local.copy(), np.ones_like(local)
    steps = list(zip(range(len(bounds)), bounds, bounds[1:], bounds[2:], strict=False))
    for at, last, first, end in steps:
        row = ahead[:, first:end]
        row *= odds.T @ ahead[:, last : last + end - first]
        if not at % _SCALED:
            row /= row.sum(0)
    for at, last, first, end in reversed(steps):
        row = odds @ (local[:, first:end] * behind[:, first:end])
        if not at % _SCALED:
            row /= row.sum(0)
        behind[:, last : last + end - first] = row
    ahead *= behind
    ahead /= ahead.sum(0)
    found = np.empty_like(scores)
    found[order] = ahead.T
    return found


def _steps(starts: Ints, length: int) -> tuple[Ints, list[int]]:
    """The places of sequences by their distance from the start, and where among them each step begins, and the last
    ends: in a step stands one place for each sequence that is so long, the longest first, so that the sequences of a
    step open those of the last."""
    sizes = np.diff(starts, append=length)
    longest_first = np.argsort(-sizes, kind="stable")
    step = np.arange(length) - np.repeat(starts, sizes)
    rank = np.empty_like(longest_first)
    rank[longest_first] = np.arange(len(starts))
    order = np.lexsort((np.repeat(rank, sizes), step))
    return order, [0, *np.cumsum(np.bincount(step)).tolist()]
