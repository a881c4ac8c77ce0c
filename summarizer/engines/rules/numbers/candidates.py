"""Names that a figure might have: that of the rules, and spans and joins of the words around it, for the ranker."""

import re
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
    whole_core_of,
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
# Without one of these a name holds no note.
_MAY_NOTE = re.compile(r"[*×\[〔\"]")
# With nothing but letters and digits, and none of these at its ends, a name is tidy.
_NO_OPENING, _NO_CLOSING = frozenset("的和与"), frozenset("的和与及")
_EDGES = frozenset(" 、,，的:：.．—-和与及")
# Characters that join a name to the next; 及 does, too, but where it closes a word: 普及, 惠及.
_JOINTS, _BEFORE_JI = frozenset("、的和与"), frozenset("惠涉普危以")


@dataclass(slots=True)
class Wording:
    """What a name can be made of.

    `name` is that of the rules, `rule` the one that gave it. `lead`, `after`: the words that belong to the figure
    alone; `core`: those before it, bare; `opening`: the clause up to its first figure, for the others; `next_noun`: what
    the next figure counts; `subjects`, `verb`, `topic`: what the sentence spoke of so far; `told`: the names given last;
    `earlier`: up to three clauses of the sentence before, the nearest first; `later`: the next clause. `may_be_core`
    says whether the figure is of the region as a whole, and measured as itself, not against others.
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
    may_be_core: bool = False


Told = list[tuple[str, str]]


def candidates(wording: Wording) -> dict[str, list[str]]:
    """Each name once with the ways it came about, that of the rules first."""
    told: Told = []
    _before(wording, told)
    _behind(wording, told)
    _carried(wording, told)
    _earlier(wording, told)
    found: dict[str, list[str]] = {wording.name: ["rule"]} if wording.name else {}
    tidied: dict[str, str] = {}
    for way, name in told:
        if not name.isalnum() or name[0] in _NO_OPENING or name[-1] in _NO_CLOSING:
            if name not in tidied:
                tidied[name] = _tidied(name)
            name = tidied[name]
        if 2 <= len(name) <= _LONGEST:
            ways = found.get(name)
            if ways is None:
                found[name] = [way]
            elif way not in ways:
                ways.append(way)
    return found


def _tidied(name: str) -> str:
    """A name without marks of notes, halves of quotations, and the joints at its ends."""
    if _MAY_NOTE.search(name):
        name = _NOTE.sub("", name)
    if name.count("“") != name.count("”"):
        name = name.replace("“", "").replace("”", "")
    if name[:1] not in _EDGES and name[-1:] not in _EDGES:
        return name
    name = name.strip(" 、,，的:：.．—-").removeprefix("和").removeprefix("与")
    while name and (name[-1] in _JOINTS or (name[-1] == "及" and name[-2:-1] not in _BEFORE_JI)):
        name = name[:-1]
    return name


def _before(a: Wording, told: Told) -> None:
    """The words before the figure, whole, from a verb on, and what the clause opens with."""
    core = a.core
    if a.opening and (opened := core_of(a.opening)):
        told.append(("opening", opened))
        _joined("opening", opened, a, told)
    raw = _ENDED_LAST.split(a.lead)[-1]
    if opener := _PLAIN_OPENER.match(raw):
        raw = raw[opener.end() :]
    raw = strip_closers(raw)
    told.append(("raw", raw))
    if ("计" in raw or "共" in raw) and len(parts := _TOTAL.split(raw)) > 1:
        told.append(("without total", "".join(parts)))
    if not core:
        return
    told.append(("core", core))
    whole = whole_core_of(a.lead)
    told.append(("whole", whole))
    for start, end in verb_starts(whole)[-2:]:
        if start:
            told.append(("from verb", whole[start:]))
        told.append(("behind verb", whole[end:]))
    if "等" in whole:
        told.append(("behind list", whole.rpartition("等")[2]))
    if a.verb and not core.startswith(a.verb):
        told.append(("topic verb+core", a.verb + core))


def _behind(a: Wording, told: Told) -> None:
    """The noun behind the figure, with the words before it and what happened to it."""
    core = a.core
    for kind, noun in _nouns(a):
        told.append((kind, noun))
        if core and core not in noun:
            told.append((f"core+{kind}", core + noun))
    if core and (attribute := attribute_at_end(core)):
        if a.next_noun:
            told.append(("next noun+attribute", a.next_noun + attribute))
        if whom := _OF_WHOM.match(a.after):
            told.append(("of whom", whom.group(1) + attribute))
    if a.noun and a.predicate:
        told.append(("noun+predicate", a.noun + a.predicate))
        told.append(("predicate+noun", a.predicate + a.noun))
    if a.later and core and a.unit.endswith("元"):
        object_ = _NUMBERED.sub("", a.later)
        verb = verb_of(object_)
        told.append(("later object+core", (object_[len(verb) :] if verb != object_ else object_) + core))


def _nouns(a: Wording) -> Told:
    """What stands behind the figure, cut in several ways."""
    told: Told = [("noun", a.noun)] if a.noun else []
    after = a.after.lstrip(" 的")
    ended = _ENDED.search(after)
    if words := after[: ended.start()] if ended else after:
        told.append(("told", words[:20]))
        if "的" in words:
            told.append(("head", words.rpartition("的")[2]))
        starts = verb_starts(words)[:1]
        if starts and starts[0][0] >= 2:
            told.append(("to verb", words[: starts[0][0]]))
        if "、" in a.after and (listed := _LISTED.match(a.after)):
            last = listed.group(1).rpartition("、")[2]
            told.append(("list", listed.group(1)))
            told.append(("list end", last))
            if _GRADE.match(words):
                told.append(("graded", words + _GRADE.sub("", last)))
    if a.next_noun:
        told.append(("next noun", a.next_noun))
    return told


def _carried(a: Wording, told: Told) -> None:
    """What the sentence spoke of before, alone and with the words of this figure."""
    for subject in a.subjects[:1]:
        told.append(("subject", subject))
        _joined("subject", subject, a, told)
        if a.core and a.noun:
            told.append(("subject+core+noun", _owner(subject) + a.core + a.noun))
    if a.topic:
        told.append(("topic", a.topic))
        _joined("topic", a.topic, a, told)
    for name in a.told[-2:]:
        _joined("told before", name, a, told)


def _earlier(a: Wording, told: Told) -> None:
    """The subjects of the clauses before in the sentence."""
    for kind, clause in zip(("clause 1", "clause 2", "clause 3"), a.earlier, strict=False):
        if subject := subject_of(clause):
            told.append((kind, subject))
            _joined(kind, subject, a, told)
    if a.earlier and (words := _up_to_verb(a.earlier[0])):
        _joined("clause 1 to verb", words, a, told)


@lru_cache(maxsize=4096)
def _up_to_verb(clause: str) -> str:
    """The words of a clause before its first verb; empty where it begins with one, or has none."""
    text = strip_openers(clause)
    starts = verb_starts(text)
    return text[: starts[0][0]] if starts and starts[0][0] >= 2 and not verb_of(text) else ""


def _joined(kind: str, owner: str, a: Wording, told: Told) -> None:
    """An owner before the words and the noun of this figure."""
    if a.core:
        bare = _owner(owner)
        if not a.core.startswith(bare):
            told.append((f"{kind}+core", bare + a.core))
    if a.noun and not a.noun.startswith(owner):
        told.append((f"{kind}+noun", owner[-20:] + a.noun))


@lru_cache(maxsize=4096)
def _owner(owner: str) -> str:
    """An owner without an attribute of its own."""
    owner = owner[-20:]
    own = attribute_at_end(owner)
    return owner[: -len(own)] if own and len(owner) > len(own) + 1 else owner
