"""The best path through sequences of classes, and how sure each class is: Viterbi's and the forward-backward algorithm
(Rabiner 1989, Proceedings of the IEEE 77), many sequences side by side.

`scores` has a row for each place of all sequences, one behind the other, and a column for each class; `starts` says
where each sequence begins; `moves[a, b]` is the weight of class `b` behind class `a`. Weights are logarithms.
"""

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

    All sequences take a step at once; the way back is walked place by place."""
    if not len(scores):
        return np.zeros(0, np.int64)
    order, steps = _steps(starts, len(scores))
    # A row for each class, so that the places of a step stand side by side.
    by_step = scores.T.take(order, axis=1)
    for last, first, end in steps:
        options = by_step[:, None, last : last + end - first] + moves[:, :, None]
        by_step[:, first:end] += np.maximum.reduce(options)
    best = np.empty_like(scores)
    best[order] = by_step.T
    closing, origins = best.argmax(1).tolist(), (best[:-1, :, None] + moves).argmax(1).tolist()
    path: list[int] = []
    edges = [*starts.tolist(), len(scores)]
    for start, end in zip(edges[-2::-1], edges[:0:-1], strict=True):
        at = closing[end - 1]
        path.append(at)
        for origin in origins[start : end - 1][::-1]:
            at = origin[at]
            path.append(at)
    return np.array(path[::-1], np.int64)


def marginals(scores: Floats, moves: Floats, starts: Ints) -> Floats:
    """The probability of each class at each place.

    All sequences take a step at once, and both ways: a sequence is read from its end by the same steps. Sums are scaled
    every few steps, so that none gets lost."""
    if not len(scores):
        return scores.copy()
    order, steps = _steps(starts, len(scores))
    sizes = np.diff(starts, append=len(scores))
    mirrored = (2 * starts + sizes - 1).repeat(sizes) - np.arange(len(scores))
    ways = np.stack([order, mirrored.take(order)])
    odds = np.exp(np.stack([moves.T, moves]))
    sums = np.exp(scores - scores.max(1, keepdims=True)).T.take(ways, axis=1).swapaxes(0, 1).copy()
    before = np.ones_like(sums)
    for at, (last, first, end) in enumerate(steps):
        row = odds @ sums[:, :, last : last + end - first]
        if not at % _SCALED:
            row /= row.sum(1, keepdims=True)
        before[:, :, first:end] = row
        sums[:, :, first:end] *= row
    found, behind = np.empty_like(scores), np.empty_like(scores)
    found[ways[0]], behind[ways[1]] = sums[0].T, before[1].T
    found *= behind
    found /= found.sum(1, keepdims=True)
    return found


def _steps(starts: Ints, length: int) -> tuple[Ints, list[tuple[int, int, int]]]:
    """The places of sequences by their distance from the start, and for each step where among them the step before
    begins, and where it begins and ends itself: in a step stands one place for each sequence that is so long, the
    longest first, so that the sequences of a step open those of the last."""
    sizes = np.diff(starts, append=length)
    longest_first = np.argsort(-sizes, kind="stable")
    step = np.arange(length) - np.repeat(starts, sizes)
    rank = np.empty_like(longest_first)
    rank[longest_first] = np.arange(len(starts))
    order = np.lexsort((np.repeat(rank, sizes), step))
    bounds = [0, *np.cumsum(np.bincount(step)).tolist()]
    return order, list(zip(bounds, bounds[1:], bounds[2:], strict=False))
