"""Where a number stands: inside which quotation marks, in which sentence, next to which characters."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from summarizer.document.document import Document
from summarizer.document.ledger import Entry
from summarizer.knowledge.patterns import regex

REACH = 32
_QUOTED = regex(r"“[^”\n]{1,60}”|《[^》\n]{1,80}》|「[^」\n]{1,60}」|\"[^\"\n，。]{1,24}\"")


# Addresses of the network and of machines, and versions of three parts and more.
_ADDRESS = regex(
    r"""
    (?= [A-Za-z\d._+-] )                                       # what any form begins with
    (?: (?: https? | ftp ) :// [^\s\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+
    | www\. [^\s\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+
    | [A-Za-z0-9._+-]{1,64} @ [A-Za-z0-9-]{1,64} \. [A-Za-z0-9.-]+
    | (?<![\d.]) \d{1,5} (?: \. \d{1,5} ){2,9} (?: : \d{1,5} )? (?! [\d.]{0,12} \s* [%％年月日] )
    | [vV] \d{1,4} (?: \. \d{1,4} )+
    )
    """,
    re.VERBOSE,
)


# What no address or version lacks all of.
_NET = ("://", "www.", "@")
_PARTS, _VERSION = regex(r"\.\d{1,5}\.\d"), regex(r"[vV]\d")


@dataclass(slots=True)
class Quoted:
    """A stretch between quotation marks or title marks, marks included."""

    start: int
    end: int
    mark: str


@dataclass(slots=True)
class Place:
    """A number with the text around it: up to `REACH` characters of its own line on either side; `kind` is that of its
    section, and `in_address` says that it is part of an address or a version."""

    entry: Entry
    clause: Entry
    before: str
    after: str
    quoted: Quoted | None
    kind: str
    in_address: bool = False

    @property
    def text(self) -> str:
        return self.entry.text


def list_quoted(text: str) -> tuple[Quoted, ...]:
    """Quoted stretches of the text in order; the outer one where marks are nested."""
    return tuple(Quoted(match.start(), match.end(), match.group()[0]) for match in _QUOTED.finditer(text))


def _addresses(text: str) -> list[tuple[int, int]]:
    """Where addresses and versions begin and end, in order."""
    version = _PARTS.search(text) or (("v" in text or "V" in text) and _VERSION.search(text))
    if not version and not any(mark in text for mark in _NET):
        return []
    return [match.span() for match in _ADDRESS.finditer(text)]


def places(document: Document) -> list[Place]:
    """Every number of the ledger with its surroundings."""
    text = document.text
    quoted = list_quoted(text)
    starts = [span.start for span in quoted]
    addresses = _addresses(text)
    address_starts = [start for start, _ in addresses]
    found = []
    for entry in document.numbers:
        start, end = entry.start, entry.end
        clause = document.clause_at(start)
        assert clause is not None, "a number always stands inside a clause"
        at = bisect_right(starts, start) - 1
        inside = quoted[at] if at >= 0 and end < quoted[at].end else None
        nearest = bisect_right(address_starts, start) - 1
        in_address = nearest >= 0 and start < addresses[nearest][1]
        section = document.section_at(start)
        kind = section.kind if section else "preamble"
        first, last = max(0, start - REACH), end + REACH
        line_start, line_end = text.rfind("\n", first, start) + 1, text.find("\n", end, last)
        before, after = text[line_start or first : start], text[end : last if line_end < 0 else line_end]
        found.append(Place(entry, clause, before, after, inside, kind, in_address))
    return found
