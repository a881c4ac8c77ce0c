"""Which of its candidate names a figure takes: a conditional logit over what names look like (McFadden 1974).

The weights, `schemas/learned/names.json`, are fitted on labelled reports; choosing needs no more than sums of them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from summarizer.engines.rules.numbers.candidates import Wording, candidates
from summarizer.engines.rules.numbers.phrases import (
    attribute_at_end,
    begins_with_verb,
    is_attribute,
    is_statistic,
    verb_of,
    verb_starts,
)
from summarizer.knowledge.learned import Learned
from summarizer.knowledge.lexicon import word_set

# A name other than that of the rules must be better by this much (log odds).
MARGIN = 0.0
_KEPT = 50_000
# Lengths (in pairs of characters) and counts of verbs and of ways from these on are one.
_LONGEST_LENGTH, _MOST_VERBS, _MOST_WAYS = 10, 3, 4
_MONEY = ("元", "币", "亿", "万")
_PEOPLE = ("人", "名", "人次", "位")
_HOUSEHOLDS = ("户", "家")
_ITEMS = ("个", "项", "件", "处", "座", "所")
_LAND = re.compile(r"(?:亩|公顷|平方米|平方公里|公里|米|千瓦|立方米|吨|斤)$")
_TELLING = "、和等的“及与对为"


class Ranker:
    """Chooses names by weights. The parts of a score are kept by what they depend on, as most come up again."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._looks = _LookWeights(weights)
        self._names: dict[str, _Look] = {}
        # Sums by what holds for all the names of a figure, or all the ways of a name; then by what each has of its own.
        self._in_unit = _Rows(_in_unit, weights)
        self._against_the_rules = _Rows(_against_the_rules, weights)
        self._parts_held = _Rows(_parts_held, weights)
        self._way = _Rows(_way, weights)
        self._way_to = _Rows(_way_to, weights)

    def choose(self, wording: Wording) -> str:
        """The likeliest name, that of the rules unless another is likelier by a margin; never one that does not read
        alone where another does."""
        alone = word_set("bare_names")
        found = {name: ways for name, ways in candidates(wording).items() if name not in alone}
        if len(found) < 2:
            return next(iter(found), wording.name)
        scores = self.scores(wording, found)
        best = max(scores, key=scores.__getitem__)
        ruled = scores.get(wording.name)
        return best if ruled is None or scores[best] > ruled + MARGIN else wording.name

    def scores(self, wording: Wording, found: Mapping[str, Sequence[str]]) -> dict[str, float]:
        """The sum of the weights of each candidate's features, as `name_features` lists them."""
        unit, state, rule = _kind_of_unit(wording.unit), _state_of(wording.core), wording.rule
        ruled, core, noun, predicate = wording.name, wording.core, wording.noun, wording.predicate
        in_unit, against, way_sums = (
            self._in_unit[unit,],
            self._against_the_rules[rule, state],
            self._way[unit, rule, state],
        )
        held = self._parts_held[unit, state, (core != "", noun != "", predicate != "")]
        known, way_to = self._names, self._way_to
        scores: dict[str, float] = {}
        for name, ways in found.items():
            shape, form, score = known.get(name) or self._look_at(name)
            relation = _relation(name, ruled)
            count = len(ways)
            score += (
                in_unit[name[-1], shape]
                + against[relation, form]
                + held[core in name, noun in name, predicate in name, count if count < _MOST_WAYS else _MOST_WAYS]
            )
            way_to_sums = way_to[shape, relation]
            for way in ways:
                score += way_sums[way] + way_to_sums[way]
            scores[name] = score
        return scores

    def _look_at(self, name: str) -> "_Look":
        """The shape of a name, its form and the weight of its looks."""
        if len(self._names) > _KEPT:
            self._names.clear()
        shape = _shape_of(name)
        self._names[name] = seen = shape, (shape, _length(name)), self._looks.weigh(name, shape)
        return seen


_Form = tuple[str, int]  # A shape and a length.
_Look = tuple[str, _Form, float]
_Features = Callable[..., tuple[str, ...]]


class _Sums(dict[Any, float]):
    """The summed weights of the features of one kind, by what a name or a way has of its own."""

    def __init__(self, features: _Features, weights: Mapping[str, float], shared: tuple[Any, ...]) -> None:
        self._features = features
        self._weight_of = weights.get
        self._shared = shared

    def __missing__(self, own: Any) -> float:
        if len(self) > _KEPT:
            self.clear()
        self[own] = total = sum(filter(None, map(self._weight_of, self._features(*self._shared, own))))
        return total


class _Rows(dict[tuple[Any, ...], _Sums]):
    """The sums of one kind by what the names of a figure share."""

    def __init__(self, features: _Features, weights: Mapping[str, float]) -> None:
        self._features = features
        self._weights = weights

    def __missing__(self, shared: tuple[Any, ...]) -> _Sums:
        self[shared] = row = _Sums(self._features, self._weights, shared)
        return row


@cache
def ranker_of(learned: Learned) -> Ranker:
    """The ranker by the weights of a folder."""
    return Ranker(learned.logistic("names").weights)


class _LookWeights:
    """The weights of the features of `_looks`, each kind by itself, so that none need be written out."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        def of(kind: str) -> dict[str, float]:
            return {feature[1:]: weight for feature, weight in weights.items() if feature.startswith(kind)}

        self._ends, self._begins, self._shapes, self._chars = of("z").get, of("a").get, of("s").get, of("c")
        self._lengths = [weights.get(f"n{length}", 0.0) for length in range(_LONGEST_LENGTH + 1)]
        self._verbs = [weights.get(f"v{count}", 0.0) for count in range(_MOST_VERBS + 1)]

    def weigh(self, name: str, shape: str) -> float:
        verbs = len(verb_starts(name))
        weight = self._lengths[_length(name)] + self._verbs[verbs if verbs < _MOST_VERBS else _MOST_VERBS]
        weight += self._ends(name[-1:], 0.0) + self._ends(name[-2:], 0.0)
        weight += self._begins(name[:1], 0.0) + self._begins(name[:2], 0.0) + self._shapes(shape, 0.0)
        for char, own in self._chars.items():
            if char in name:
                weight += own
        return weight


def name_features(wording: Wording, found: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What speaks for and against each candidate."""
    unit, state, rule = _kind_of_unit(wording.unit), _state_of(wording.core), wording.rule
    core, noun, predicate = wording.core, wording.noun, wording.predicate
    there = core != "", noun != "", predicate != ""
    features: dict[str, list[str]] = {}
    for name, ways in found.items():
        shape, relation = _shape_of(name), _relation(name, wording.name)
        features[name] = [
            *_looks(name, shape),
            *_in_unit(unit, (name[-1:], shape)),
            *_against_the_rules(rule, state, (relation, (shape, _length(name)))),
            *_parts_held(
                unit, state, there, (core in name, noun in name, predicate in name, min(len(ways), _MOST_WAYS))
            ),
            *(feature for way in ways for feature in _way(unit, rule, state, way)),
            *(feature for way in ways for feature in _way_to(shape, relation, way)),
        ]
    return features


def _length(name: str) -> int:
    half = len(name) // 2
    return half if half < _LONGEST_LENGTH else _LONGEST_LENGTH


def _relation(name: str, ruled: str) -> str:
    """How a name relates to that of the rules: the same, within it, around it, or another."""
    return "=" if name == ruled else "<" if name in ruled else ">" if ruled in name else "~"


def _looks(name: str, shape: str) -> list[str]:
    return [
        *(f"n{_length(name)}", "z" + name[-1:], "z" + name[-2:], "a" + name[:1], "a" + name[:2]),
        *("s" + shape, f"v{min(len(verb_starts(name)), _MOST_VERBS)}"),
        *["c" + char for char in _TELLING if char in name],
    ]


def _in_unit(unit: str, own: tuple[str, str]) -> tuple[str, ...]:
    last, shape = own
    return f"z{unit}|{last}", f"s{shape}|{unit}"


def _against_the_rules(rule: str, state: str, own: tuple[str, _Form]) -> tuple[str, ...]:
    relation, (shape, length) = own
    kind = "r" + relation
    return kind, f"{kind}|{rule}", f"{kind}|{state}", f"{kind}|{shape}", f"{kind}|{length}"


def _parts_held(
    unit: str, state: str, there: tuple[bool, bool, bool], own: tuple[bool, bool, bool, int]
) -> tuple[str, ...]:
    """Which of the words around the figure a name holds, `-` for those that are not there; and in how many ways it came
    about."""
    *holds, ways = own
    held = "h" + "".join(
        ["-" if not is_there else "01"[holds_it] for is_there, holds_it in zip(there, holds, strict=True)]
    )
    return held, f"{held}|{unit}", f"{held}|{state}", f"w{ways}"


def _way(unit: str, rule: str, state: str, way: str) -> tuple[str, ...]:
    return "k" + way, f"k{way}|{unit}", f"k{way}|{rule}", f"k{way}|{state}"


def _way_to(shape: str, relation: str, way: str) -> tuple[str, ...]:
    return f"k{way}|{shape}", f"k{way}|{relation}"


def _shape_of(name: str) -> str:
    """What a name opens with (a noun, a verb, nothing but verbs) and whether it ends like a statistic or attribute."""
    verb = verb_of(name) if begins_with_verb(name) else ""
    opening = "n" if not verb else "V" if verb == name else "v"
    return opening + ("s" if is_statistic(name) else "") + ("a" if is_attribute(name) else "")


@lru_cache(maxsize=4096)
def _state_of(core: str) -> str:
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
def _kind_of_unit(unit: str) -> str:
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
