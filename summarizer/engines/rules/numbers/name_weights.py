"""The weights of what speaks for names (`name_features`) as arrays, so that all the names of a report are weighed at
once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, product

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
_EDGE = 2  # Characters at an edge of a name that weigh something.
_KEPT = 50_000

Found = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class Rows:
    """The candidates of figures, one behind the other: their names, how each relates to that of the rules with the words
    it holds, and in how many ways it came about; the ways themselves; and for each figure how many candidates it has,
    and the kinds of its unit, rule and words with which of these are there, packed in one number."""

    names: list[str] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    figures: list[int] = field(default_factory=list)


class NameWeights:
    """Weights by what they are of; rules and ways that have none stand at 0."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        kinds: dict[str, dict[str, float]] = defaultdict(dict)
        for feature, weight in weights.items():
            kinds[feature[0]][feature[1:]] = weight * _PARTS
        parted = [feature.partition("|") for feature in kinds["k"]]
        rules = ["", *sorted({other for _, _, other in parted if other.startswith("name.")})]
        ways = ["", *sorted({way for way, _, _ in parted})]
        last = ["", *sorted({feature[-1] for feature in kinds["z"] if len(feature) > _EDGE})]
        lengths = [str(length) for length in range(LONGEST_LENGTH + 1)]
        verbs, counts = map(str, range(MOST_VERBS + 1)), map(str, range(MOST_WAYS + 1))
        held = [held_of(*both) for both in product(_THREE, _THREE)]
        self._rules, self._ways = ({word: at for at, word in enumerate(words)} for words in (rules, ways))
        self._length, self._verbs = _alone(kinds["n"], lengths), _alone(kinds["v"], verbs)
        self._telling, self._count = _alone(kinds["c"], TELLING), _alone(kinds["w"], counts)
        self._ends, self._begins = _Edges(kinds["z"]), _Edges(kinds["a"])
        self._last_at = KeyTable(np.array([ord(character) for character in last[1:]], np.int64))
        self._unit = _beside(kinds["z"], UNITS, last)
        self._shape = _beside(kinds["s"], SHAPES, UNITS)
        self._relation = _beside(kinds["r"], RELATIONS, SHAPES, lengths, rules, STATES)
        self._held = _beside(kinds["h"], held, UNITS, STATES)
        self._way = _beside(kinds["k"], ways, UNITS, rules, STATES, SHAPES, RELATIONS)
        self._known: dict[str, int] = {}

    def add(self, rows: Rows, wording: Wording, found: Found) -> None:
        """Put the candidates of a figure behind the others."""
        ruled, core, noun, predicate = wording.name, wording.core, wording.noun, wording.predicate
        rows.names += found
        rows.own += [
            (_SAME if name == ruled else _WITHIN if name in ruled else _AROUND if ruled in name else _OTHER) << 3
            | (core in name) << 2
            | (noun in name) << 1
            | (predicate in name)
            for name in found
        ]
        rows.counts += map(len, found.values())
        rows.ways += chain.from_iterable(found.values())
        rows.sizes.append(len(found))
        there = (core != "") << 2 | (noun != "") << 1 | (predicate != "")
        unit, state = _UNIT_AT[kind_of_unit(wording.unit)], _STATE_AT[state_of(core)]
        rows.figures.append(unit | state << 8 | there << 16 | self._rules.get(wording.rule, 0) << 24)

    def sums(self, rows: Rows) -> Floats:
        """The sum of the weights of the features of each row."""
        own, counts, figures = map(_array, (rows.own, rows.counts, rows.figures))
        ways = _array([self._ways.get(way, 0) for way in rows.ways])
        figures = figures.repeat(rows.sizes)
        unit, state, there, rule = (figures >> bits & 0xFF for bits in (0, 8, 16, 24))
        looks = self._look_at(rows.names)
        shape, length, last = looks & 0xFF, looks >> 8 & 0xFF, looks >> 16 & 0xFFFF
        relation = own >> 3
        sums = (looks >> 32) + self._count.take(np.minimum(counts, MOST_WAYS))
        sums += _sums(self._shape, shape, unit) + _sums(self._unit, unit, last)
        sums += _sums(self._relation, relation, shape, length, rule, state)
        sums += _sums(self._held, there << 3 | own & 7, unit, state)
        case = np.arange(len(own)).repeat(counts)
        others = (column.take(case) for column in (unit, rule, state, shape, relation))
        weighed: Floats = (sums + np.bincount(case, _sums(self._way, ways, *others))) / _PARTS
        return weighed

    def _look_at(self, names: Sequence[str]) -> Ints:
        """How names look, each packed in one number: the shape, the length, the last character by its number in `_last_at`,
        and the weight of all that hangs on the name alone. Kept by name, as most come up again."""
        known = self._known
        if new := list(dict.fromkeys([name for name in names if name not in known])):
            looks = looks_of(new)
            last = self._last_at.find(looks.ends[0]).astype(np.int64)  # numbers of a table can be narrow
            packed = self._weigh(looks) << 32 | last << 16 | looks.lengths << 8 | looks.shapes
            known |= zip(new, packed.tolist(), strict=True)
        seen = _array([known[name] for name in names])
        if len(known) > _KEPT:
            self._known = {}  # another thread may be reading the old one
        return seen

    def _weigh(self, looks: Looks) -> Ints:
        """The weight of how each name looks, but for its shape."""
        weight = self._length.take(looks.lengths) + self._verbs.take(looks.verbs)
        names, characters = looks.telling
        weight += np.bincount(names, self._telling.take(characters), len(weight))
        weight += self._ends.of(looks.ends) + self._begins.of(looks.begins)
        return weight.astype(np.int64)


# The weights of features alone, and with each of others.
_Table = tuple[Floats, list[Floats]]


def _array(numbers: Sequence[int]) -> Ints:
    return np.fromiter(numbers, np.int64, len(numbers))


def _alone(weights: Mapping[str, float], words: Iterable[str]) -> Floats:
    return np.array([weights.get(word, 0.0) for word in words]).round()


def _beside(weights: Mapping[str, float], words: Sequence[str], *others: Sequence[str]) -> _Table:
    tables = [np.zeros((len(words), len(other))) for other in others]
    row = {word: at for at, word in enumerate(words)}
    cells: dict[str, list[tuple[Floats, int]]] = defaultdict(list)
    for table, other in zip(tables, others, strict=True):
        for column, word in enumerate(other):
            cells[word].append((table, column))
    for feature, weight in weights.items():
        word, bar, other_word = feature.partition("|")
        if bar and word in row:
            for table, column in cells[other_word]:
                table[row[word], column] = round(weight)
    return _alone(weights, words), tables


def _sums(tables: _Table, places: Ints, *others: Ints) -> Floats:
    """The sums of the weights of features alone, and with others."""
    alone, pairs = tables
    sums: Floats = alone.take(places)
    for table, other in zip(pairs, others, strict=True):
        sums += table.take(places * table.shape[1] + other)
    return sums


class _Edges:
    """The weights of the one and the two characters at an edge of names."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        edges = [characters for characters in weights if len(characters) <= _EDGE]
        self._table = KeyTable(np.array([key_of(characters) for characters in edges], np.int64))
        self._weights = np.rint(np.array([0.0, *map(weights.__getitem__, edges)]))

    def of(self, characters: tuple[Ints, Ints]) -> Floats:
        found = self._weights.take(self._table.find(np.concatenate(characters)))
        sums: Floats = found.reshape(2, -1).sum(0)
        return sums
