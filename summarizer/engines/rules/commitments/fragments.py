"""Commitments that the chain over clauses cuts short or passes over: bare times, announcements, promises that say so.

A time alone promises nothing; it belongs to the action behind it (`年内，开工建设项目16个`). What announces a list is no
promise (`重点抓好以下14个方面的工作：`). A sentence of one clause in which the government says that it will act is one.
"""

import re
from collections.abc import Sequence, Set

from summarizer.document.document import Document
from summarizer.document.forward import Stretch
from summarizer.document.ledger import Entry
from summarizer.engines.rules.commitments.clause import opening_verb, without_mark

_TIME = re.compile(
    r"(?:今年|明年|年内|全年|本年度?|上半年|下半年|新的一年|(?:今|明)年年?底前|年底前|\d{1,2}月底?前|到?\d{4}年底?前?)[，,]?"
)
_ANNOUNCES = re.compile(
    r".{0,16}(?:抓好|做好|办好|实施|开展|推进|落实|完成)(?:好)?(?:以下|下列|如下).{0,12}[：:]?|附[件录表]\s*\d*[：:]?"
)
_SAYS_SO = re.compile(r"(?:今年|明年|年内|新的一年)?(?:我们|[市县区省]政府|全[市县区省])(?:将|要|必须)(?:继续)?")
_STOPS = "。！!\n：:"


def is_announcement(clause: Entry) -> bool:
    """Whether a clause only announces what follows, or heads an annex."""
    return _ANNOUNCES.fullmatch(without_mark(clause.text)) is not None


def is_time(clause: Entry) -> bool:
    """Whether a clause is a time and nothing else."""
    return _TIME.fullmatch(clause.text) is not None


def is_promise(document: Document, clause: Entry) -> bool:
    """Whether a clause is a sentence of its own in which the government says that it will act: `我们将办好45件实事。`"""
    text = document.text
    said = _SAYS_SO.match(clause.text)
    if said is None or text[clause.end : clause.end + 1] not in "。！!\n":
        return False
    alone = clause.start == 0 or text[clause.start - 1] in _STOPS
    return alone and opening_verb(clause.text[said.end() :]) != ""


def whole(document: Document, stretch: Stretch, cuts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs of clauses of a stretch that make commitments, `[first, last)`, from those that the chain cut."""
    taken: Set[int] = {at for first, last in cuts for at in range(first, last)}
    found: list[tuple[int, int]] = []
    for first, last in cuts:
        if last - first == 1 and is_announcement(stretch.clauses[first]):
            continue
        joins = found and found[-1][1] == first and found[-1][1] - found[-1][0] == 1
        if joins and is_time(stretch.clauses[found[-1][0]]):
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    found = [(a, b) for a, b in found if b - a > 1 or not is_time(stretch.clauses[a])]
    alone = [
        (at, at + 1)
        for at, clause in enumerate(stretch.clauses)
        if at not in taken and clause.index not in stretch.barred and is_promise(document, clause)
    ]
    return sorted([*found, *alone])
