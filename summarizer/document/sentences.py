"""The sentences of a document."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.document.ledger import Entry
from summarizer.document.section import Section

_STOP = re.compile(r"[。！!？?\n]")


@dataclass(slots=True)
class Sentence:
    """Clauses up to a full stop, a line end or a heading; `[start, end)` reaches to the next sentence."""

    index: int
    clauses: tuple[Entry, ...]
    start: int
    end: int
    section: Section | None


def list_breaks(text: str, clauses: Sequence[Entry]) -> list[bool]:
    """Whether a sentence ends before each clause; True for the first."""
    known: dict[str, bool] = {}
    breaks: list[bool] = []
    last = 0
    for clause in clauses:
        between = text[last : clause.start]
        found = known.get(between)
        if found is None:
            known[between] = found = _STOP.search(between) is not None
        breaks.append(found)
        last = clause.end
    breaks[:1] = [True] * len(breaks[:1])
    return breaks


def list_sentences(
    text: str, clauses: Sequence[Entry], breaks: Sequence[bool], sections: Sequence[Section]
) -> tuple[Sentence, ...]:
    """The sentences of a text, in order; together they cover every clause once. `breaks` are those of `list_breaks`."""
    starts = [section.start for section in sections]
    firsts: list[int] = []
    within: list[Section | None] = []
    at, until = 0, -1
    section: Section | None = None
    for index, clause in enumerate(clauses):
        entered = clause.start >= until
        if entered:
            at = bisect_right(starts, clause.start)
            section = sections[at - 1] if at else None
            until = starts[at] if at < len(starts) else len(text) + 1
        if entered or breaks[index]:
            firsts.append(index)
            within.append(section)
    found: list[Sentence] = []
    for index, (first, section) in enumerate(zip(firsts, within, strict=True)):
        behind = firsts[index + 1] if index + 1 < len(firsts) else len(clauses)
        end = clauses[behind].start if behind < len(clauses) else len(text)
        found.append(Sentence(index, tuple(clauses[first:behind]), clauses[first].start, end, section))
    return tuple(found)
