"""Which of its candidate names a figure takes: a conditional logit over what names look like (McFadden 1974).

The weights, `schemas/learned/names.json`, are fitted on labelled reports; choosing needs no more than sums of them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

from summarizer.engines.rules.numbers.candidates import Wording, candidates
from summarizer.engines.rules.numbers.phrases import attribute_at_end, is_attribute, is_statistic, verb_of, verb_starts
from summarizer.knowledge.learned import Learned
from summarizer.knowledge.lexicon import word_set

# A name other than that of the rules must be better by this much (log odds).
MARGIN = 0.0
_KEPT = 50_000
_MONEY = ("元", "币", "亿", "万")
_PEOPLE = ("人", "名", "人次", "位")
_HOUSEHOLDS = ("户", "家")
_ITEMS = ("个", "项", "件", "处", "座", "所")
_LAND = re.compile(r"(?:亩|公顷|平方米|平方公里|公里|米|千瓦|立方米|吨|斤)$")
_TELLING = "、和等的“及与对为"


class Ranker:
    """Chooses names by weights. The parts of a score are kept by what they depend on, as most come up again."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weight_of = weights.get
        self._sums: dict[_Piece, float] = {}

    def choose(self, wording: Wording) -> str:
        """The likeliest name, that of the rules unless another is likelier by a margin; never one that does not read
        alone where another does."""
        alone = word_set("bare_names")
        scores = {
            name: self._score(pieces)
            for name, pieces in _pieces(wording, candidates(wording)).items()
            if name not in alone
        }
        if not scores:
            return wording.name
        best = max(scores, key=scores.__getitem__)
        ruled = scores.get(wording.name)
        return best if ruled is None or scores[best] > ruled + MARGIN else wording.name

    def _score(self, pieces: "list[_Piece]") -> float:
        score = 0.0
        for piece in pieces:
            part = self._sums.get(piece)
            score += self._sum(piece) if part is None else part
        return score

    def _sum(self, piece: "_Piece") -> float:
        if len(self._sums) > _KEPT:
            self._sums.clear()
        features, given = piece
        self._sums[piece] = part = sum(filter(None, map(self._weight_of, features(*given))))
        return part


@cache
def ranker_of(learned: Learned) -> Ranker:
    """The ranker by the weights of a folder."""
    return Ranker(learned.logistic("names").weights)


def name_features(wording: Wording, found: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What speaks for and against each candidate."""
    return {
        name: [feature for features, given in pieces for feature in features(*given)]
        for name, pieces in _pieces(wording, found).items()
    }


_Features = Callable[..., tuple[str, ...]]
_Piece = tuple[_Features, tuple[str, ...]]


def _pieces(wording: Wording, found: Mapping[str, Sequence[str]]) -> dict[str, list[_Piece]]:
    """The features of each candidate in pieces, each a function and what it depends on."""
    unit, state, rule = _kind_of_unit(wording.unit), _state_of(wording.core), wording.rule
    parts = (wording.core, wording.noun, wording.predicate)
    ruled = wording.name
    pieces: dict[str, list[_Piece]] = {}
    for name, ways in found.items():
        shape, length = _shape_of(name), _length(name)
        relation = "=" if name == ruled else "<" if name in ruled else ">" if ruled in name else "~"
        held = "".join(["1" if part and part in name else "0" if part else "-" for part in parts])
        pieces[name] = [
            (_looks, (name, unit, shape)),
            (_against_the_rules, (relation, rule, state, shape, length)),
            (_parts_held, (held, unit, state, f"{min(len(ways), 4)}")),
            *[(_way, (way, unit, rule, state)) for way in ways],
            *[(_way_to, (way, shape, relation)) for way in ways],
        ]
    return pieces


def _length(name: str) -> str:
    return f"{min(len(name) // 2, 10)}"


def _looks(name: str, unit: str, shape: str) -> tuple[str, ...]:
    return (
        *(f"n{_length(name)}", f"z{name[-1:]}", f"z{name[-2:]}", f"a{name[:1]}", f"a{name[:2]}"),
        *(f"z{unit}|{name[-1:]}", f"s{shape}", f"s{shape}|{unit}", f"v{min(len(verb_starts(name)), 3)}"),
        *[f"c{char}" for char in _TELLING if char in name],
    )


def _against_the_rules(relation: str, rule: str, state: str, shape: str, length: str) -> tuple[str, ...]:
    kind = "r" + relation
    return kind, f"{kind}|{rule}", f"{kind}|{state}", f"{kind}|{shape}", f"{kind}|{length}"


def _parts_held(held: str, unit: str, state: str, ways: str) -> tuple[str, ...]:
    return "h" + held, f"h{held}|{unit}", f"h{held}|{state}", "w" + ways


def _way(way: str, unit: str, rule: str, state: str) -> tuple[str, ...]:
    return "k" + way, f"k{way}|{unit}", f"k{way}|{rule}", f"k{way}|{state}"


def _way_to(way: str, shape: str, relation: str) -> tuple[str, ...]:
    return f"k{way}|{shape}", f"k{way}|{relation}"


@lru_cache(maxsize=4096)
def _shape_of(name: str) -> str:
    verb = verb_of(name)
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
