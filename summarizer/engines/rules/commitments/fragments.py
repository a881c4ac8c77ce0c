"""Commitments that the chain over clauses cuts short or passes over: bare times, announcements, promises that say so.

A time alone promises nothing; it belongs to the action behind it (`年内，开工建设项目16个`). What announces a list is no
promise (`重点抓好以下14个方面的工作：`). A sentence of one clause in which the government says that it will act is one.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence, Set
from dataclasses import dataclass

from summarizer.document.document import Document
from summarizer.document.forward import Stretch
from summarizer.document.ledger import Entry
from summarizer.engines.rules.commitments.clause import opening_verb, without_mark
from summarizer.knowledge.arrays import Letters, indexes
from summarizer.knowledge.pieces import Pieces

_TIME = re.compile(
    r"(?:今年|明年|年内|全年|本年度?|上半年|下半年|新的一年|(?:今|明)年年?底前|年底前|\d{1,2}月底?前|到?\d{4}年底?前?)[，,]?"
)
_ANNOUNCES = re.compile(
    r".{0,16}(?:抓好|做好|办好|实施|开展|推进|落实|完成)(?:好)?(?:以下|下列|如下).{0,12}[：:]?|附[件录表]\s*\d*[：:]?"
)
_SAYS_SO = re.compile(r"(?:今年|明年|年内|新的一年)?(?:我们|[市县区省]政府|全[市县区省])(?:将|要|必须)(?:继续)?")
_STOPS = "。！!\n：:"


# Clauses that may be one of these: long enough for no time, and with a character that is in all of them.
_LONGEST_TIME = 12
_ENDS_TIME, _ANNOUNCING, _OPENS_SAYING = Letters("年内度前底,，"), Letters("下附"), Letters("今明年新我市县区省全")


@dataclass(slots=True)
class Signs:
    """Clauses of the forward-looking parts by their numbers: which announce something, which are a time and nothing
    else, and which may promise something by their first words."""

    announcements: Set[int]
    times: Set[int]
    may_promise: Sequence[int]


def signs_of(clauses: Pieces) -> Signs:
    """Look at all clauses: the patterns are tried on those alone that a character tells."""
    letters, starts, ends = clauses.letters, clauses.starts, clauses.ends
    announcing = starts.searchsorted(indexes(_ANNOUNCING.holds(letters)), side="right") - 1
    short = indexes((ends - starts <= _LONGEST_TIME) & _ENDS_TIME.holds(letters.take(ends - 1)))
    return Signs(
        {at for at in announcing.tolist() if is_announcement(clauses.text[starts[at] : ends[at]])},
        {at for at in short.tolist() if is_time(clauses.text[starts[at] : ends[at]])},
        indexes(_OPENS_SAYING.holds(letters.take(starts))).tolist(),
    )


def is_announcement(clause: str) -> bool:
    """Whether a clause only announces what follows, or heads an annex."""
    return _ANNOUNCES.fullmatch(without_mark(clause)) is not None


def is_time(clause: str) -> bool:
    """Whether a clause is a time and nothing else."""
    return _TIME.fullmatch(clause) is not None


def is_promise(document: Document, clause: Entry) -> bool:
    """Whether a clause is a sentence of its own in which the government says that it will act: `我们将办好45件实事。`"""
    text = document.text
    said = _SAYS_SO.match(clause.text)
    if said is None or text[clause.end : clause.end + 1] not in "。！!\n":
        return False
    alone = clause.start == 0 or text[clause.start - 1] in _STOPS
    return alone and opening_verb(clause.text[said.end() :]) != ""


def whole(
    document: Document, stretch: Stretch, begin: int, cuts: Sequence[tuple[int, int]], signs: Signs
) -> list[tuple[int, int]]:
    """The runs of clauses that make commitments, `[first, last)`, of a stretch that begins at the clause numbered
    `begin`, from those that the chain cut."""
    times = signs.times
    found: list[tuple[int, int]] = []
    for first, last in cuts:
        if last - first == 1 and first in signs.announcements:
            continue
        if found and found[-1][1] == first and found[-1][1] - found[-1][0] == 1 and found[-1][0] in times:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    found = [(first, last) for first, last in found if last - first > 1 or first not in times]
    may_promise = signs.may_promise
    taken: Set[int] = {at for first, last in cuts for at in range(first, last)}
    alone = [
        (at, at + 1)
        for at in may_promise[bisect_left(may_promise, begin) : bisect_left(may_promise, begin + len(stretch.clauses))]
        if at not in taken
        and (clause := stretch.clauses[at - begin]).index not in stretch.barred
        and is_promise(document, clause)
    ]
    return sorted([*found, *alone])
