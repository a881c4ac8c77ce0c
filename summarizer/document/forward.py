"""Which parts of a document look ahead, clause by clause, and which of their clauses cannot be promises."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from summarizer.document.document import Document, Section
from summarizer.document.ledger import Entry

FORWARD = frozenset({"plan", "outlook", "closing"})


# Text around the report's own prose: who is responsible, page furniture, table rows.
_FOREIGN = re.compile(r"^(?:责任单位|牵头单位|主办单位|承办单位|配合单位|打印|关闭|\d{4}-\d\d-\d\d)|[|]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring clauses of one forward-looking part; `barred` maps a clause index to why it cannot be one."""

    clauses: tuple[Entry, ...]
    barred: Mapping[int, str]

    @property
    def headings(self) -> set[int]:
        return {index for index, why in self.barred.items() if why == "heading"}


def stretches(document: Document) -> list[Stretch]:
    """The forward-looking parts of a document, and for clauses that cannot be commitments the reason."""
    found: list[Stretch] = []
    current: list[Entry] = []
    barred: dict[int, str] = {}
    for clause in document.clauses:
        section = document.section_at(clause.start)
        if section is None or section.kind not in FORWARD:
            if current:
                found.append(Stretch(tuple(current), barred))
            current, barred = [], {}
            continue
        current.append(clause)
        if _is_heading(clause, section):
            barred[clause.index] = "heading"
        elif _FOREIGN.search(clause.text):
            barred[clause.index] = "not the report's prose"
    return [*found, Stretch(tuple(current), barred)] if current else found


def _is_heading(clause: Entry, section: Section) -> bool:
    """Whether a clause begins in the heading of its section; a body run on behind it does not make it an action."""
    return section.heading_start - 4 <= clause.start < section.heading_end
