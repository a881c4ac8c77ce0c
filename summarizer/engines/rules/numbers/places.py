"""Where a number stands: inside which quotation marks, in which sentence, next to which characters."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from summarizer.document.document import Document
from summarizer.document.ledger import Entry

REACH = 32
_QUOTED = re.compile(r"“[^”\n]{1,60}”|《[^》\n]{1,80}》|「[^」\n]{1,60}」|\"[^\"\n，。]{1,24}\"")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch between quotation marks or title marks, marks included."""

    start: int
    end: int
    mark: str


@dataclass(frozen=True, slots=True)
class Place:
    """A number with the text around it: up to `REACH` characters of its own line on either side; `kind` is that of its
    section."""

    entry: Entry
    clause: Entry
    before: str
    after: str
    quoted: Quoted | None
    kind: str

    @property
    def text(self) -> str:
        return self.entry.text


def list_quoted(text: str) -> tuple[Quoted, ...]:
    """Quoted stretches of the text in order; the outer one where marks are nested."""
    return tuple(Quoted(match.start(), match.end(), match.group()[0]) for match in _QUOTED.finditer(text))


def places(document: Document) -> list[Place]:
    """Every number of the ledger with its surroundings."""
    text = document.text
    quoted = list_quoted(text)
    starts = [span.start for span in quoted]
    found = []
    for entry in document.numbers:
        clause = document.clause_at(entry.start)
        assert clause is not None, "a number always stands inside a clause"
        at = bisect_right(starts, entry.start) - 1
        inside = quoted[at] if at >= 0 and entry.end < quoted[at].end else None
        before = text[max(0, entry.start - REACH) : entry.start]
        after = text[entry.end : entry.end + REACH]
        section = document.section_at(entry.start)
        kind = section.kind if section else "preamble"
        found.append(Place(entry, clause, before[before.rfind("\n") + 1 :], after.split("\n", 1)[0], inside, kind))
    return found
