"""Which clauses make a commitment: where each begins is decided by a linear chain over the shapes of clauses, whose
weights are data (`schemas/learned/commitments.json`); rules say what cannot be one, and mend fragments."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from summarizer.document.document import Document
from summarizer.document.forward import Stretch
from summarizer.document.ledger import Entry
from summarizer.engines.rules.commitments.features import Figures, clause_scores
from summarizer.engines.rules.commitments.fragments import Signs, signs_of, whole
from summarizer.engines.rules.commitments.shapes import shapes_of
from summarizer.knowledge.arrays import Floats, Ints, indexes
from summarizer.knowledge.chain import Chain
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.sequences import OPEN

TAGS = ("B", "I", "O")


@dataclass(slots=True)
class Span:
    """A run of clauses that makes one commitment, with the probability of its tags."""

    clauses: tuple[Entry, ...]
    probability: float

    @property
    def start(self) -> int:
        return self.clauses[0].start

    @property
    def end(self) -> int:
        return self.clauses[-1].end


def find_spans(
    document: Document,
    parts: Sequence[Stretch],
    pieces: Pieces,
    figures: Figures,
    none: Mapping[int, str],
    chain: Chain,
) -> list[Span]:
    """The commitments of forward-looking parts, whose clauses are `pieces`, cut by `chain`, whose classes are `TAGS`;
    `none` says of clauses, by index, why they are none for certain."""
    clauses = [clause for part in parts for clause in part.clauses]
    if not clauses:
        return []
    shapes = shapes_of(document, parts, pieces)
    scores = clause_scores(clauses, shapes, figures, chain)
    begins = np.cumsum([0, *(len(part.clauses) for part in parts)])[:-1]
    scores[begins, chain.classes.index("I")] -= 1e6  # Nothing goes on before anything began.
    is_none = [
        clause.index in none or (not verb and _states(clause, figures))
        for clause, verb in zip(clauses, shapes.columns["verb"].tolist(), strict=True)
    ]
    known = np.where(np.array(is_none, bool), chain.classes.index("O"), OPEN)
    path, sure = chain.read(scores, begins, known)
    cuts = _cuts(path, sure, begins, chain.classes)
    signs = signs_of(pieces)
    found: list[Span] = []
    for part, begin in zip(parts, begins.tolist(), strict=True):
        first, end = (bisect_left(cuts, (place,)) for place in (begin, begin + len(part.clauses)))
        found += _whole(document, part, begin, cuts[first:end], signs)
    return found


def _states(clause: Entry, figures: Figures) -> bool:
    """Whether a clause states a statistic of the catalogue. Where no verb opens it, it is a bare target:
    地区生产总值增长7%以上."""
    return any(label.canon is not None for label in figures.get(clause.index, ()))


def _cuts(path: Ints, sure: Floats, begins: Ints, classes: Sequence[str]) -> list[tuple[int, int, float]]:
    """The runs of places `[first, last)` that open with a `B` and go on with `I`, and how probable each is: its tags, and
    that it ends where it does."""
    opens, goes_on = classes.index("B"), classes.index("I")
    first = indexes(path == opens)
    stops = np.append(indexes(path != goes_on), len(path))
    last = stops[np.searchsorted(stops, first, side="right")]
    # Where a stretch ends, what opens the next one closes nothing.
    closes = (last < len(path)) & ~np.isin(last, begins)
    closed = np.where(closes, 1 - np.append(sure[:, goes_on], 0)[last], 1.0)
    tags = np.append(np.where(path == opens, sure[:, opens], sure[:, goes_on]), 1.0)
    chances = np.multiply.reduceat(tags, np.column_stack([first, last]).ravel())[::2] * closed if len(first) else closed
    return list(zip(first.tolist(), last.tolist(), chances.tolist(), strict=True))


def _whole(
    document: Document, part: Stretch, begin: int, cuts: Sequence[tuple[int, int, float]], signs: Signs
) -> list[Span]:
    """The spans of a stretch that begins at the clause numbered `begin`, without fragments and announcements, and with
    the promises that say so; a joined one is as probable as its parts together, and what the chain passed over as
    likely as not."""
    sure = {first: chance for first, _, chance in cuts}
    ends = {first: last for first, last, _ in cuts}
    found = []
    for first, last in whole(document, part, begin, list(ends.items()), signs):
        if ends.get(first) == last:
            chance = sure[first]
        else:
            chance = prod(sure[at] for at in range(first, last) if at in sure) if first in sure else 0.5
        found.append(Span(part.clauses[first - begin : last - begin], chance))
    return found
