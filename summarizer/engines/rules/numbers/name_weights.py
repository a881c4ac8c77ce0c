"""The weights of what speaks for names (`name_features`) as arrays, so that all the names of a report are weighed at
once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from summarizer.engines.rules.numbers.candidates import Wording
from summarizer.engines.rules.numbers.looks import (
    LONGEST_LENGTH,
    MOST_VERBS,
    SHAPES,
    TELLING,
    Looks,
    key_of,
    looks_of,
)
from summarizer.engines.rules.numbers.name_features import (
    MOST_WAYS,
    RELATIONS,
    STATES,
    UNITS,
    held_of,
    kind_of_unit,
    state_of,
)
from summarizer.knowledge.arrays import Floats, Ints
from summarizer.knowledge.key_table import KeyTable

# Weights are kept to three digits: sums of thousandths are exact, whatever their order.
_PARTS = 1000.0
_SAME, _WITHIN, _AROUND, _OTHER = range(len(RELATIONS))
# Which of three words are there, or held by a name, as the bits of a number.
_THREE = tuple(product((False, True), repeat=3))
_UNIT_AT = {unit: at for at, unit in enumerate(UNITS)}
_STATE_AT = {state: at for at, state in enumerate(STATES)}
_KEPT = 50_000

Found = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class Rows:
    """The candidates of figures, one behind the other: the place of each name in `places`, how it relates to that of the
    rules with the words it holds, and in how many ways it came about; the ways themselves; and for each figure how many
    candidates it has, and the kinds of its unit, rule and words with which of these are there, packed in one number."""

    places: dict[str, int] = field(default_factory=dict)
    names: list[int] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    ways: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    figures: list[int] = field(default_factory=list)


class NameWeights:
    """Weights by what they are of; rules and ways that have none stand at 0."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        def table(form: str, *axes: Sequence[object]) -> Floats:
            values = [weights.get(form.format(*at), 0.0) for at in product(*axes)]
            return np.rint(np.array(values) * _PARTS).reshape([len(axis) for axis in axes])

        def beside(kind: str, words: Sequence[str], *others: Sequence[object]) -> tuple[Floats, list[Floats]]:
            return table(kind + "{}", words), [table(kind + "{}|{}", words, other) for other in others]

        parted = [feature[1:].partition("|") for feature in weights if feature[0] in "kr"]
        rules = ["", *sorted({other for _, _, other in parted if other.startswith("name.")})]
        ways = ["", *sorted({kind for kind, _, _ in parted if kind not in RELATIONS})]
        lengths, held = range(LONGEST_LENGTH + 1), [held_of(*both) for both in product(_THREE, _THREE)]
        self._rules, self._ways = ({word: at for at, word in enumerate(words)} for words in (rules, ways))
        self._length, self._verbs = table("n{}", lengths), table("v{}", range(MOST_VERBS + 1))
        self._telling, self._count = table("c{}", TELLING), table("w{}", range(MOST_WAYS + 1))
        self._ends, self._begins = _Edges(weights, "z"), _Edges(weights, "a")
        last = sorted({feature[-1] for feature in weights if feature.startswith(tuple(f"z{unit}|" for unit in UNITS))})
        self._last_at = KeyTable(np.array([ord(character) for character in last], np.int64))
        self._last = table("", [""] * (len(last) + 1)), [table("z{1}|{0}", ["", *last], UNITS)]
        self._shape = beside("s", SHAPES, UNITS)
        self._relation = beside("r", RELATIONS, SHAPES, lengths, rules, STATES)
        self._held = beside("h", held, UNITS, STATES)
        self._way = beside("k", ways, UNITS, rules, STATES, SHAPES, RELATIONS)
        self._known: dict[str, int] = {}

    def add(self, rows: Rows, wording: Wording, found: Found) -> None:
        """Put the candidates of a figure behind the others."""
        ruled, core, noun, predicate = wording.name, wording.core, wording.noun, wording.predicate
        places, ways_at = rows.places, self._ways
        names, own, counts, told = rows.names.append, rows.own.append, rows.counts.append, rows.ways.append
        for name, ways in found.items():
            relation = _SAME if name == ruled else _WITHIN if name in ruled else _AROUND if ruled in name else _OTHER
            names(places.setdefault(name, len(places)))
            own(relation << 3 | (core in name) << 2 | (noun in name) << 1 | (predicate in name))
            counts(len(ways))
            for way in ways:
                told(ways_at.get(way, 0))
        rows.sizes.append(len(found))
        there = (core != "") << 2 | (noun != "") << 1 | (predicate != "")
        unit, state = _UNIT_AT[kind_of_unit(wording.unit)], _STATE_AT[state_of(core)]
        rows.figures.append(unit | state << 8 | there << 16 | self._rules.get(wording.rule, 0) << 24)

    def sums(self, rows: Rows) -> Floats:
        """The sum of the weights of the features of each row."""
        names, own, counts, ways, figures = map(_array, (rows.names, rows.own, rows.counts, rows.ways, rows.figures))
        figures = figures.repeat(rows.sizes)
        unit, state, there, rule = (figures >> bits & 0xFF for bits in (0, 8, 16, 24))
        looks = self._look_at(rows.places).take(names)
        shape, length, last = looks & 0xFF, looks >> 8 & 0xFF, looks >> 16 & 0xFFFF
        relation = own >> 3
        sums = (looks >> 32) + self._count.take(np.minimum(counts, MOST_WAYS))
        sums += _beside(self._shape, shape, unit)
        sums += _beside(self._last, last, unit)
        sums += _beside(self._relation, relation, shape, length, rule, state)
        sums += _beside(self._held, there << 3 | own & 7, unit, state)
        case = np.arange(len(names)).repeat(counts)
        others = (column.take(case) for column in (unit, rule, state, shape, relation))
        return (sums + np.bincount(case, _beside(self._way, ways, *others))) / _PARTS

    def _look_at(self, names: Collection[str]) -> Ints:
        """How names look, each packed in one number: the shape, the length, the last character as its place in `_last`,
        and the weight of all that hangs on the name alone. Kept by name, as most come up again."""
        known = self._known
        if new := [name for name in names if name not in known]:
            looks = looks_of(new)
            last = self._last_at.find(looks.ends[0])
            packed = self._weigh(looks) << 32 | last << 16 | looks.lengths << 8 | looks.shapes
            known |= zip(new, packed.tolist(), strict=True)
        seen = _array([known[name] for name in names])
        if len(known) > _KEPT:
            known.clear()
        return seen

    def _weigh(self, looks: Looks) -> Ints:
        """The weight of how each name looks, but for its shape."""
        weight = self._length.take(looks.lengths) + self._verbs.take(looks.verbs)
        names, characters = looks.telling
        weight += np.bincount(names, self._telling.take(characters), len(weight))
        weight += self._ends.of(looks.ends) + self._begins.of(looks.begins)
        return weight.astype(np.int64)


def _array(numbers: Sequence[int]) -> Ints:
    return np.fromiter(numbers, np.int64, len(numbers))


def _beside(tables: tuple[Floats, list[Floats]], places: Ints, *others: Ints) -> Floats:
    """The weights of features alone, and with each of others."""
    alone, pairs = tables
    sums: Floats = alone.take(places)
    for table, other in zip(pairs, others, strict=True):
        sums += table.take(places * table.shape[1] + other)
    return sums


class _Edges:
    """The weights of the one and the two characters at an edge of names."""

    def __init__(self, weights: Mapping[str, float], kind: str) -> None:
        found = {
            feature[1:]: weight for feature, weight in weights.items() if feature.startswith(kind) and len(feature) <= 3
        }
        self._table = KeyTable(np.array([key_of(characters) for characters in found], np.int64))
        self._weights = np.rint(np.array([0.0, *found.values()]) * _PARTS)

    def of(self, characters: tuple[Ints, Ints]) -> Floats:
        found = self._weights.take(self._table.find(np.concatenate(characters)))
        sums: Floats = found.reshape(2, -1).sum(0)
        return sums
