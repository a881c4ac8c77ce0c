"""Where a number stands: inside which quotation marks, in which sentence, next to which characters."""

import re
import sys
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


def _addresses(text: str) -> list[tuple[int, int]]:
    """Where addresses and versions begin and end, in order."""
    version = _PARTS.search(text) or (("v" in text or "V" in text) and _VERSION.search(text))
    if not version and not any(mark in text for mark in _NET):
        return []
    return [match.span() for match in _ADDRESS.finditer(text)]


def places(document: Document) -> list[Place]:
    """Every number of the ledger with its surroundings."""
    text, clauses, sections = document.text, document.clauses, document.sections
    quoted, addresses = [match.span() for match in _QUOTED.finditer(text)], _addresses(text)
    found = []
    clause_at = section_at = 0
    for entry in document.numbers:
        start, end = entry.start, entry.end
        while clauses[clause_at].end <= start:  # a number always stands inside a clause
            clause_at += 1
        while section_at < len(sections) and sections[section_at].start <= start:
            section_at += 1
        kind = sections[section_at - 1].kind if section_at else "preamble"
        span = _last_before(quoted, start)
        inside = Quoted(*span, text[span[0]]) if span and end < span[1] else None
        address = _last_before(addresses, start)
        first, last = max(0, start - REACH), end + REACH
        line_start, line_end = text.rfind("\n", first, start) + 1, text.find("\n", end, last)
        before, after = text[line_start or first : start], text[end : last if line_end < 0 else line_end]
        in_address = address is not None and start < address[1]
        found.append(Place(entry, clauses[clause_at], before, after, inside, kind, in_address))
    return found


def _last_before(spans: list[tuple[int, int]], offset: int) -> tuple[int, int] | None:
    """The last of some stretches, in order, that begins at an offset or before it."""
    at = bisect_right(spans, (offset, sys.maxsize)) if spans else 0
    return spans[at - 1] if at else None
