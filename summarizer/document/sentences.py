"""The sentences of a document."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from summarizer.document.ledger import Entry
from summarizer.document.section import Section
from summarizer.knowledge.arrays import Bools, Ints, changes, indexes
from summarizer.knowledge.pieces import Pieces

BREAKS = ("space", "comma", "semi", "stop", "line")
STOP, LINE = BREAKS.index("stop"), BREAKS.index("line")
_OF_SIGN = {sign: kind for kind, signs in enumerate(("", ",，", ";；", "。！!？?", "\n")) for sign in signs}
_KINDS = np.zeros(max(map(ord, _OF_SIGN)) + 2, np.int64)
_KINDS[list(map(ord, _OF_SIGN))] = list(_OF_SIGN.values())


@dataclass(slots=True)
class Sentence:
    """Clauses up to a full stop, a line end or a heading; `[start, end)` reaches to the next sentence."""

    index: int
    clauses: tuple[Entry, ...]
    start: int
    end: int
    section: Section | None


def list_breaks(clauses: Pieces) -> Ints:
    """The kind of break before each clause, as its place in `BREAKS`: that of the strongest sign between it and the
    one before. The text begins with a line."""
    found = np.full(len(clauses), LINE)
    if len(clauses) > 1:
        between = np.column_stack((clauses.ends[:-1], clauses.starts[1:])).ravel()
        found[1:] = np.maximum.reduceat(_KINDS.take(clauses.letters, mode="clip"), between)[::2]
    return found


def list_sentences(
    text: str, clauses: Sequence[Entry], breaks: Bools, starts: Ints, sections: Sequence[Section]
) -> tuple[Sentence, ...]:
    """The sentences of a text, in order; together they cover every clause once. `breaks` says whether a sentence ends
    before each clause, `starts` where each begins."""
    if not clauses:
        return ()
    within = np.array([section.start for section in sections], np.int64).searchsorted(starts, side="right")
    opens = indexes(breaks | changes(within))
    firsts, edges = opens.tolist(), [*starts.take(opens).tolist(), len(text)]
    entered = [sections[at - 1] if at else None for at in within.take(opens).tolist()]
    groups = [tuple(clauses[first:behind]) for first, behind in zip(firsts, [*firsts[1:], len(clauses)], strict=True)]
    return tuple(map(Sentence, range(len(firsts)), groups, edges, edges[1:], entered))
