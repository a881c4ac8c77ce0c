"""What speaks for and against each name that a figure might have, as strings: what the ranker is fitted on.

`ranker` sums the same without writing them out.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from summarizer.engines.rules.numbers.candidates import Wording
from summarizer.engines.rules.numbers.looks import MOST_VERBS, TELLING, length_of, shape_of
from summarizer.engines.rules.numbers.phrases import (
    attribute_at_end,
    is_attribute,
    is_statistic,
    verb_of,
    verb_starts,
)

# From how many ways to a name on they are one.
MOST_WAYS = 4
UNITS = ("none", "percent", "points", "money", "people", "firms", "items", "measure", "other")
STATES = ("none", "attribute", "statistic", "verb", "act", "attributed", "other")
# How a name relates to that of the rules: the same, within it, around it, or another.
RELATIONS = "=<>~"
_MONEY = ("元", "币", "亿", "万")
_PEOPLE = ("人", "名", "人次", "位")
_HOUSEHOLDS = ("户", "家")
_ITEMS = ("个", "项", "件", "处", "座", "所")
_LAND = re.compile(r"(?:亩|公顷|平方米|平方公里|公里|米|千瓦|立方米|吨|斤)$")


def name_features(wording: Wording, found: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What speaks for and against each candidate."""
    unit, state, rule = kind_of_unit(wording.unit), state_of(wording.core), wording.rule
    core, noun, predicate = wording.core, wording.noun, wording.predicate
    there = core != "", noun != "", predicate != ""
    features: dict[str, list[str]] = {}
    for name, ways in found.items():
        shape, relation = shape_of(name), relation_of(name, wording.name)
        held = "h" + held_of(there, (core in name, noun in name, predicate in name))
        features[name] = [
            *_looks(name, shape),
            *(f"z{unit}|{name[-1:]}", f"s{shape}|{unit}"),
            *_parted("r" + relation, rule, state, shape, str(length_of(name))),
            *_parted(held, unit, state),
            f"w{min(len(ways), MOST_WAYS)}",
            *(feature for way in ways for feature in _parted("k" + way, unit, rule, state, shape, relation)),
        ]
    return features


def _looks(name: str, shape: str) -> list[str]:
    return [
        *(f"n{length_of(name)}", "z" + name[-1:], "z" + name[-2:], "a" + name[:1], "a" + name[:2]),
        *("s" + shape, f"v{min(len(verb_starts(name)), MOST_VERBS)}"),
        *["c" + char for char in TELLING if char in name],
    ]


def _parted(kind: str, *others: str) -> list[str]:
    """A feature alone, and with each of the others."""
    return [kind, *[f"{kind}|{other}" for other in others]]


def relation_of(name: str, ruled: str) -> str:
    """How a name relates to that of the rules, one of `RELATIONS`."""
    return "=" if name == ruled else "<" if name in ruled else ">" if ruled in name else "~"


def held_of(there: Sequence[bool], held: Sequence[bool]) -> str:
    """Which of the words around the figure a name holds, `-` for those that are not there."""
    return "".join(["01"[holds] if is_there else "-" for is_there, holds in zip(there, held, strict=True)])


@lru_cache(maxsize=4096)
def state_of(core: str) -> str:
    """The kind of words before the figure: none, an attribute, a statistic, a bare verb, verb and object, others."""
    if not core:
        return "none"
    if is_attribute(core):
        return "attribute"
    if is_statistic(core):
        return "statistic"
    verb = verb_of(core)
    return "verb" if verb == core else "act" if verb else "attributed" if attribute_at_end(core) else "other"


@lru_cache(maxsize=1024)
def kind_of_unit(unit: str) -> str:
    """The kind of a unit, one of `UNITS`."""
    if unit in {"%", "％"}:
        return "percent"
    for kind, ends in (("points", ("点",)), ("money", _MONEY), ("people", _PEOPLE), ("firms", _HOUSEHOLDS)):
        if unit.endswith(ends):
            return kind
    if unit.endswith(_ITEMS):
        return "items"
    if _LAND.search(unit):
        return "measure"
    return "other" if unit else "none"
