"""The sentences of a document."""

import re
from collections.abc import Callable, Sequence
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


def list_sentences(
    text: str, clauses: Sequence[Entry], section_at: Callable[[int], Section | None]
) -> tuple[Sentence, ...]:
    """The sentences of a text, in order; together they cover every clause once."""
    groups: list[list[Entry]] = []
    sections: list[Section | None] = []
    for clause in clauses:
        section = section_at(clause.start)
        if groups and section is sections[-1] and not _STOP.search(text, groups[-1][-1].end, clause.start):
            groups[-1].append(clause)
        else:
            groups.append([clause])
            sections.append(section)
    ends = [*(group[0].start for group in groups[1:]), len(text)][: len(groups)]
    return tuple(
        Sentence(index, tuple(group), group[0].start, end, section)
        for index, (group, end, section) in enumerate(zip(groups, ends, sections, strict=True))
    )


def breaks_sentence(text: str, left: Entry, right: Entry) -> bool:
    """Whether a sentence ends between two neighbouring clauses."""
    return _STOP.search(text, left.end, right.start) is not None
