"""A quantity on its way to a label, and what its sentence is about so far."""

import re
from dataclasses import dataclass, field

from summarizer.engines.rules.numbers.measures import Stated
from summarizer.engines.rules.numbers.places import Place

_COUNTED = re.compile(
    r"""^[十百千万亿]* [个家项件条所座处栋幢套辆台户人名次场期起宗类只头张份块支篇批位枚款枪对本部册间孔口眼片幅盏面艘架列班]""",
    re.VERBOSE,
)
_THERE = re.compile(r"(?:亩|公顷|平方米|平方公里|公里|千瓦|立方米|床|张)$")


def counts(unit: str) -> bool:
    """Whether the unit is a classifier of things (个, 家, 万户), not a measure (亿元, 公里)."""
    return _COUNTED.match(unit) is not None


def counts_or_measures(unit: str) -> bool:
    """Whether the unit counts or measures things that stand there (家, 万亩, 公里), unlike money or people served."""
    return counts(unit) or _THERE.search(unit) is not None


@dataclass(slots=True)
class Figure:
    """A quantity on its way to a label. `lead` and `after` are the words that belong to it alone; `end` lies behind a
    bound word such as 以上, `unit_end` before it. `sign` stands before it and is not in `lead`."""

    place: Place
    unit: str
    unit_end: int
    end: int
    more: bool
    lead: str = ""
    after: str = ""
    noun: str = ""
    predicate: str = ""
    borrowed: str = ""
    sign: str = ""
    name: str = ""
    subject: str = ""
    stated: Stated | None = None
    ranged: str = ""
    first_start: int = -1
    last_end: int = -1
    counted: bool = False
    before: "Before | None" = None
    why: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Before:
    """What the sentence had spoken of when a figure was named."""

    subjects: tuple[str, ...]
    verb: str
    noun: str
    named: tuple[str, ...]


@dataclass(slots=True)
class Topic:
    """What the sentence is about so far: the names a later figure may leave out."""

    subjects: list[str] = field(default_factory=list)
    verb: str = ""
    noun: str = ""
    activity: bool = False
    unit: str = ""
    owner: str = ""
    outside: "Topic | None" = None
    named: list[str] = field(default_factory=list)

    def copy(self) -> "Topic":
        return Topic(list(self.subjects), self.verb, self.noun, self.activity, self.unit, self.owner)
