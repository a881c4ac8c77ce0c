"""Names that a figure might have: by the rules, and spans and joins of the words around it, for the ranker to choose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.engines.rules.numbers.phrases import (
    attribute_at_end,
    core_of,
    strip_closers,
    strip_openers,
    subject_of,
    verb_at_end,
    verb_of,
    verb_starts,
)

_LONGEST = 32
_AFTER_PARTICLE = re.compile(r"[的、对为和与及将了]")
_ENDED = re.compile(r"[、,，:：;；。！？!?（(）)|\s\d]")
_OF_WHOM = re.compile(r"^\s*元?的([^,，:：;；。！？!?（(）)|\s\d]{2,40})")
_LISTED = re.compile(r"^\s*((?:[^,，:：;；。！？!?（(）)|\s\d、]{1,16}、)+[^,，:：;；。！？!?（(）)|\s\d、]{2,20})")
_GRADE = re.compile(r"^(?:国家|世界|省|市|区|县|州|自治区)级(?:以上)?")
_PLAIN_OPENER = re.compile(r"^(?:[\s、,，:：;；—\-–·|”’]+|其中[:：]?|全[市省县区国州]|我[市省县区国州]|^[年月日%％])+")
_ENDED_LAST = re.compile(r"[,，:：;；。！？!?（(）)|\s\d]")
_COUNTED = re.compile(r"^.*等(?=\d)|\d+[余多]?[十百千万亿]*[个家项条所座处栋套台名户公里亩米吨]*")
_NOTE = re.compile(r"[*×]{2,}|[\[〔]\d{1,3}[\]〕]|\"")
_JOINT_AT_END = re.compile(r"(?:[、的和与]|(?<![惠涉普危以])及)+$")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a name can be made of.

    `name` is that of the rules, `rule` the one that gave it. `lead`, `after`: the words that belong to the figure
    alone; `core`: those before it, bare; `opening`: the clause up to its first figure, for the others; `next_noun`: what
    the next figure counts; `subjects`, `verb`, `topic`: what the sentence spoke of so far; `told`: the names given last;
    `earlier`: up to three clauses of the sentence before, the nearest first; `later`: the next clause; `sentence`: the
    clause that opens the sentence before, in the same paragraph; `heading`: of the section.
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
    sentence: str
    heading: str


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
    """The words before the figure, whole and from each verb and particle on."""
    core = a.core
    if a.opening and (opened := core_of(a.opening)):
        yield "opening", opened
        yield from _joined("opening", opened, a, attribute_at_end(core))
    if not core:
        return
    yield "core", core
    whole = core_of(a.lead, whole=True)
    yield "whole", whole
    raw = strip_closers(_PLAIN_OPENER.sub("", _ENDED_LAST.split(a.lead)[-1]))
    yield "raw", raw
    if (total := re.split(r"累计|共计|合计|共", raw)) and len(total) > 1:
        yield "without total", "".join(total)
    for start, end in verb_starts(whole)[-4:]:
        if start:
            yield "from verb", whole[start:]
        yield "behind verb", whole[end:]
    for match in list(_AFTER_PARTICLE.finditer(whole))[-3:]:
        yield f"behind {match.group()}", whole[match.end() :]
    if "的" in whole:
        head, _, tail = whole.rpartition("的")
        verb = verb_of(head)
        if verb and verb != head:
            yield "verb and head", verb + tail
    if "等" in whole:
        tail = whole.rpartition("等")[2]
        verb = verb_of(whole)
        yield "behind list", tail
        if verb and verb != whole:
            yield "verb and behind list", verb + tail


def _behind(a: Wording) -> Iterator[tuple[str, str]]:
    """The noun behind the figure, with the verb before it and what happened to it."""
    told = _ENDED.split(a.after.lstrip(" 的"), maxsplit=1)[0]
    verbs = {"verb": verb_of(a.core), "last verb": verb_at_end(a.core), "topic verb": a.verb}
    nouns = {"noun": a.noun, "told": told[:20]}
    if "的" in told:
        nouns["head"] = told.rpartition("的")[2]
    for start, end in verb_starts(told)[:2]:
        if start >= 2:
            nouns["to verb"] = told[:start]
        elif end < len(told):
            nouns["past verb"] = told[end:]
    if a.next_noun:
        nouns["next noun"] = a.next_noun
    if told and (listed := _LISTED.match(a.after)):
        nouns["list"] = listed.group(1)
        nouns["list end"] = listed.group(1).rpartition("、")[2]
        if _GRADE.match(told):
            nouns["graded"] = told + _GRADE.sub("", listed.group(1).rpartition("、")[2])
    for kind, noun in nouns.items():
        if not noun:
            continue
        yield kind, noun
        for way, verb in verbs.items():
            if verb and not noun.startswith(verb):
                yield f"{way}+{kind}", verb + noun
        if a.core and a.core not in noun:
            yield f"core+{kind}", a.core + noun
            if attribute := attribute_at_end(a.core):
                yield f"{kind}+attribute", noun + attribute
            yield f"{kind}+core", noun + a.core
    if a.noun and a.predicate:
        yield "noun+predicate", a.noun + a.predicate
        yield "predicate+noun", a.predicate + a.noun
        for way, verb in verbs.items():
            if verb:
                yield f"{way}+noun+predicate", verb + a.noun + a.predicate
    if a.later and a.core:
        object_ = _COUNTED.sub("", a.later)
        yield "later+core", strip_openers(object_) + a.core
        verb = verb_of(object_)
        yield "later object+core", object_[len(verb) :] + a.core if verb != object_ else object_ + a.core
    if (whom := _OF_WHOM.match(a.after)) and a.core:
        parts = whom.group(1).split("、")
        attribute = attribute_at_end(a.core) or a.core
        yield "of whom", parts[-1] + attribute
        yield "of whom, whole", whom.group(1) + attribute


def _carried(a: Wording) -> Iterator[tuple[str, str]]:
    """What the sentence spoke of before, alone and with the words of this figure."""
    attribute = attribute_at_end(a.core)
    for place, subject in enumerate(a.subjects[:3]):
        kind = f"subject {place}" if len(a.subjects) > 1 else "subject"
        yield kind, subject
        yield from _joined(kind, subject, a, attribute)
    if a.topic:
        yield "topic", a.topic
        yield from _joined("topic", a.topic, a, attribute)
    if a.verb and a.core and not a.core.startswith(a.verb):
        yield "topic verb+core", a.verb + a.core
    for name in a.told[-2:]:
        yield from _joined("told before", name, a, attribute)


def _earlier(a: Wording) -> Iterator[tuple[str, str]]:
    """The subjects and objects of the clauses before, and of the heading."""
    attribute = attribute_at_end(a.core)
    kinds = ("clause 1", "clause 2", "clause 3", "sentence", "heading")
    near = (*a.earlier[:3], "", "", "")[:3]
    for kind, clause in zip(kinds, (*near, a.sentence, a.heading), strict=True):
        if not clause:
            continue
        text = strip_openers(clause)
        subject = subject_of(clause)
        if subject:
            yield kind, subject
            yield from _joined(kind, subject, a, attribute)
        verb = verb_of(text)
        if verb and verb != text:
            object_ = strip_closers(_ENDED.split(text[len(verb) :], maxsplit=1)[0])
            if object_ and object_ != subject:
                yield from _joined(f"{kind} object", object_, a, attribute)
        elif (starts := verb_starts(text)) and starts[0][0] >= 2:
            yield from _joined(f"{kind} to verb", text[: starts[0][0]], a, attribute)


def _joined(kind: str, owner: str, a: Wording, attribute: str) -> Iterator[tuple[str, str]]:
    if len(owner) > 20:
        owner = owner[-20:]
    own = attribute_at_end(owner)
    bare = owner[: -len(own)] if own and len(owner) > len(own) + 1 else owner
    if a.core and not a.core.startswith(bare):
        yield f"{kind}+core", bare + a.core
        if attribute and attribute != a.core:
            yield f"{kind}+attribute", bare + attribute
    if a.noun and not a.noun.startswith(owner):
        yield f"{kind}+noun", owner + a.noun
    if a.core and a.noun and kind.startswith(("subject", "clause 1")):
        yield f"{kind}+core+noun", owner + a.core + a.noun
