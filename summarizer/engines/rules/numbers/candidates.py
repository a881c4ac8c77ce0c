"""Names that a figure might have: that of the rules, and spans and joins of the words around it, for the ranker."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from summarizer.engines.rules.numbers.phrases import (
    attribute_at_end,
    core_of,
    strip_closers,
    strip_openers,
    subject_of,
    verb_of,
    verb_starts,
)

_LONGEST = 32
_ENDED = re.compile(r"[、,，:：;；。！？!?（(）)|\s\d]")
_OF_WHOM = re.compile(r"^\s*元?的([^,，:：;；。！？!?（(）)|\s\d]{2,40})")
_LISTED = re.compile(r"^\s*((?:[^,，:：;；。！？!?（(）)|\s\d、]{1,16}、)+[^,，:：;；。！？!?（(）)|\s\d、]{2,20})")
_GRADE = re.compile(r"^(?:国家|世界|省|市|区|县|州|自治区)级(?:以上)?")
_PLAIN_OPENER = re.compile(r"^(?:[\s、,，:：;；—\-–·|”’]+|其中[:：]?|全[市省县区国州]|我[市省县区国州]|^[年月日%％])+")
_ENDED_LAST = re.compile(r"[,，:：;；。！？!?（(）)|\s\d]")
_NUMBERED = re.compile(r"^.*等(?=\d)|\d+[余多]?[十百千万亿]*[个家项条所座处栋套台名户公里亩米吨]*")
_TOTAL = re.compile(r"累计|共计|合计|共")
_NOTE = re.compile(r"[*×]{2,}|[\[〔]\d{1,3}[\]〕]|\"")
_JOINT_AT_END = re.compile(r"(?:[、的和与]|(?<![惠涉普危以])及)+$")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a name can be made of.

    `name` is that of the rules, `rule` the one that gave it. `lead`, `after`: the words that belong to the figure
    alone; `core`: those before it, bare; `opening`: the clause up to its first figure, for the others; `next_noun`: what
    the next figure counts; `subjects`, `verb`, `topic`: what the sentence spoke of so far; `told`: the names given last;
    `earlier`: up to three clauses of the sentence before, the nearest first; `later`: the next clause.
    """

    name: str
    rule: str
    unit: str
    lead: str
    after: str
    core: str
    noun: str
    predicate: str
    next_noun: str
    opening: str
    subjects: tuple[str, ...]
    verb: str
    topic: str
    told: tuple[str, ...]
    earlier: tuple[str, ...]
    later: str


def candidates(wording: Wording) -> dict[str, list[str]]:
    """Each name once with the ways it came about, that of the rules first."""
    found: dict[str, list[str]] = {wording.name: ["rule"]} if wording.name else {}
    for way, told in _names(wording):
        name = _tidied(told)
        if 2 <= len(name) <= _LONGEST:
            ways = found.setdefault(name, [])
            if way not in ways:
                ways.append(way)
    return found


@lru_cache(maxsize=4096)
def _tidied(name: str) -> str:
    """A name without marks of notes, halves of quotations, and the joints at its ends."""
    name = _NOTE.sub("", name)
    if name.count("“") != name.count("”"):
        name = name.replace("“", "").replace("”", "")
    return _JOINT_AT_END.sub("", name.strip(" 、,，的:：.．—-").removeprefix("和").removeprefix("与"))


def _names(wording: Wording) -> Iterator[tuple[str, str]]:
    yield from _before(wording)
    yield from _behind(wording)
    yield from _carried(wording)
    yield from _earlier(wording)


def _before(a: Wording) -> Iterator[tuple[str, str]]:
    """The words before the figure, whole, from a verb on, and what the clause opens with."""
    core = a.core
    if a.opening and (opened := core_of(a.opening)):
        yield "opening", opened
        yield from _joined("opening", opened, a)
    raw = strip_closers(_PLAIN_OPENER.sub("", _ENDED_LAST.split(a.lead)[-1]))
    yield "raw", raw
    if len(parts := _TOTAL.split(raw)) > 1:
        yield "without total", "".join(parts)
    if not core:
        return
    yield "core", core
    whole = core_of(a.lead, whole=True)
    yield "whole", whole
    for start, end in verb_starts(whole)[-2:]:
        if start:
            yield "from verb", whole[start:]
        yield "behind verb", whole[end:]
    if "等" in whole:
        yield "behind list", whole.rpartition("等")[2]
    if a.verb and not core.startswith(a.verb):
        yield "topic verb+core", a.verb + core


def _behind(a: Wording) -> Iterator[tuple[str, str]]:
    """The noun behind the figure, with the words before it and what happened to it."""
    told = _ENDED.split(a.after.lstrip(" 的"), maxsplit=1)[0]
    for kind, noun in _nouns(a, told):
        yield kind, noun
        if a.core and a.core not in noun:
            yield f"core+{kind}", a.core + noun
    if a.core and (attribute := attribute_at_end(a.core)):
        if a.next_noun:
            yield "next noun+attribute", a.next_noun + attribute
        if whom := _OF_WHOM.match(a.after):
            yield "of whom", whom.group(1) + attribute
    if a.noun and a.predicate:
        yield "noun+predicate", a.noun + a.predicate
        yield "predicate+noun", a.predicate + a.noun
    if a.later and a.core and a.unit.endswith("元"):
        object_ = _NUMBERED.sub("", a.later)
        verb = verb_of(object_)
        yield "later object+core", (object_[len(verb) :] if verb != object_ else object_) + a.core


def _nouns(a: Wording, told: str) -> Iterator[tuple[str, str]]:
    """What stands behind the figure, cut in several ways."""
    if a.noun:
        yield "noun", a.noun
    if told:
        yield "told", told[:20]
        if "的" in told:
            yield "head", told.rpartition("的")[2]
        starts = verb_starts(told)[:1]
        if starts and starts[0][0] >= 2:
            yield "to verb", told[: starts[0][0]]
        if listed := _LISTED.match(a.after):
            last = listed.group(1).rpartition("、")[2]
            yield "list", listed.group(1)
            yield "list end", last
            if _GRADE.match(told):
                yield "graded", told + _GRADE.sub("", last)
    if a.next_noun:
        yield "next noun", a.next_noun


def _carried(a: Wording) -> Iterator[tuple[str, str]]:
    """What the sentence spoke of before, alone and with the words of this figure."""
    for subject in a.subjects[:1]:
        yield "subject", subject
        yield from _joined("subject", subject, a)
        if a.core and a.noun:
            yield "subject+core+noun", _owner(subject) + a.core + a.noun
    if a.topic:
        yield "topic", a.topic
        yield from _joined("topic", a.topic, a)
    for name in a.told[-2:]:
        yield from _joined("told before", name, a)


def _earlier(a: Wording) -> Iterator[tuple[str, str]]:
    """The subjects of the clauses before in the sentence."""
    for kind, clause in zip(("clause 1", "clause 2", "clause 3"), a.earlier, strict=False):
        if subject := subject_of(clause):
            yield kind, subject
            yield from _joined(kind, subject, a)
    if a.earlier:
        text = strip_openers(a.earlier[0])
        if not verb_of(text) and (starts := verb_starts(text)) and starts[0][0] >= 2:
            yield from _joined("clause 1 to verb", text[: starts[0][0]], a)


def _joined(kind: str, owner: str, a: Wording) -> Iterator[tuple[str, str]]:
    bare = _owner(owner)
    if a.core and not a.core.startswith(bare):
        yield f"{kind}+core", bare + a.core
    if a.noun and not a.noun.startswith(owner):
        yield f"{kind}+noun", owner[-20:] + a.noun


def _owner(owner: str) -> str:
    """An owner without an attribute of its own."""
    owner = owner[-20:]
    own = attribute_at_end(owner)
    return owner[: -len(own)] if own and len(owner) > len(own) + 1 else owner
