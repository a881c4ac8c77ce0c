"""Where a number stands: inside which quotation marks, in which sentence, next to which characters."""

import re
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
    clause_at = section_at = quote_at = address_at = line_start = 0
    line_end = -1
    found = []
    for entry in document.numbers:
        start, end = entry.start, entry.end
        while clauses[clause_at].end <= start:  # a number always stands inside a clause
            clause_at += 1
        while section_at < len(sections) and sections[section_at].start <= start:
            section_at += 1
        while quote_at < len(quoted) and quoted[quote_at][1] <= start:
            quote_at += 1
        while address_at < len(addresses) and addresses[address_at][1] <= start:
            address_at += 1
        if line_end < start:
            line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
            line_end = len(text) if line_end < 0 else line_end
        kind = sections[section_at - 1].kind if section_at else "preamble"
        inside = None
        if quote_at < len(quoted) and quoted[quote_at][0] <= start and end < quoted[quote_at][1]:
            inside = Quoted(*quoted[quote_at], text[quoted[quote_at][0]])
        in_address = address_at < len(addresses) and addresses[address_at][0] <= start
        first, last = start - REACH, end + REACH
        before = text[first if first > line_start else line_start : start]
        after = text[end : last if last < line_end else line_end]
        found.append(Place(entry, clauses[clause_at], before, after, inside, kind, in_address))
    return found
