"""A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001, ICML): inference only.

A chain of one case is a softmax classifier, so one form serves the tags of clauses and the fields of commitments.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain as joined

import numpy as np

from summarizer.knowledge import sequences
from summarizer.knowledge.arrays import Floats, Ints, indexes, sums_by_case
from summarizer.knowledge.grams import GramWeights
from summarizer.knowledge.key_table import KeyTable
from summarizer.knowledge.pieces import Pieces, code_points
from summarizer.knowledge.templates import Filled, Templates
from summarizer.knowledge.trie import Trie

# Weights are kept to three digits: sums of thousandths are exact, whatever their order.
_UNITS = 1000.0
# Stands before, between and behind the names of features, and in none.
BETWEEN = "\x00"
# Names whose place is kept, as most are asked for again.
_KEPT = 4096


@dataclass(frozen=True)
class Chain:
    """`names` are those of the features, `BETWEEN` around each: one text, for tens of thousands of strings take ten
    times its room. `rows` holds the weights of each feature, one for each class, in thousandths; `transitions[a][b]` is
    the weight of `b` after `a`. Many cases are scored and many sequences read at once."""

    classes: tuple[str, ...]
    names: str
    rows: Ints
    transitions: tuple[tuple[float, ...], ...] = ()
    _numbers: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)
    _grams: dict[tuple[int, int], GramWeights] = field(default_factory=dict, init=False, repr=False, compare=False)
    _made: dict[Templates, tuple[KeyTable, Ints]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        classes: tuple[str, ...],
        weights: Mapping[str, Sequence[float]],
        transitions: tuple[tuple[float, ...], ...] = (),
    ) -> "Chain":
        """A chain of weights to three digits by feature."""
        rows = np.array(list(weights.values()), np.float64).reshape(len(weights), len(classes))
        names = BETWEEN.join(["", *weights, ""])
        return cls(classes, names, np.rint(rows * _UNITS).astype(np.int32), transitions)

    def features(self) -> list[str]:
        """The names of the features in the order of `rows`."""
        return self.names.split(BETWEEN)[1:-1]

    def scores(self, cases: Sequence[Iterable[str]]) -> Floats:
        """The sum of the weights of the features of each case, one number per class; for few features, which are looked
        for in all names."""
        known = [[at for name in features if (at := self._number(name)) >= 0] for features in cases]
        case = np.repeat(np.arange(len(known)), np.fromiter(map(len, known), np.int64, len(known)))
        rows = self.rows.take(np.fromiter(joined.from_iterable(known), np.int64, len(case)), axis=0)
        return sums_by_case(case, rows, len(known)) / _UNITS

    def _number(self, name: str) -> int:
        """The place of a feature in `rows`, -1 for one without weights."""
        number = self._numbers.get(name)
        if number is None:
            if len(self._numbers) > _KEPT:
                self._numbers.clear()
            at = self.names.find(f"{BETWEEN}{name}{BETWEEN}")
            self._numbers[name] = number = self.names.count(BETWEEN, 0, at) if at >= 0 else -1
        return number

    def gram_scores(self, pieces: Pieces, *, shortest: int, longest: int) -> Floats:
        """The same for pieces of a text, whose features are their different runs of `shortest` to `longest`
        characters."""
        if (shortest, longest) not in self._grams:
            letters = code_points(self.names)
            between = indexes(letters == ord(BETWEEN))
            begins, lengths = between[:-1] + 1, np.diff(between) - 1
            runs = indexes((shortest <= lengths) & (lengths <= longest))
            grams = Trie(letters, begins.take(runs), lengths.take(runs))
            self._grams[shortest, longest] = GramWeights(grams, self.rows[runs])
        return self._grams[shortest, longest].sums(pieces) / _UNITS

    def template_scores(self, templates: Templates, filled: Sequence[Filled], count: int) -> Floats:
        """The same for `count` cases whose features templates make."""
        if templates not in self._made:
            keys, places = templates.parsed(self.features())
            rows = np.concatenate([np.zeros_like(self.rows[:1]), self.rows[places]])
            self._made[templates] = KeyTable(keys), rows
        table, rows = self._made[templates]
        found = table.find(np.concatenate([templates.keys(one) for one in filled]))
        known = indexes(found)
        cases = np.concatenate([one.cases for one in filled]).take(known)
        weights = rows.take(found.take(known), axis=0)
        sums = [np.bincount(cases, weights[:, at], count) for at in range(len(self.classes))]
        return np.column_stack(sums) / _UNITS

    def classify(self, scores: Floats) -> list[tuple[str, float]]:
        """The best class of each case that stands alone, and its probability; the first of the classes on a tie."""
        odds: Floats = np.exp(scores - scores.max(1, keepdims=True))
        return self.likeliest(odds / odds.sum(1, keepdims=True))

    def likeliest(self, chances: Floats) -> list[tuple[str, float]]:
        """The class with the highest of these probabilities of each case, and that probability."""
        best = [self.classes[place] for place in chances.argmax(1).tolist()]
        return list(zip(best, chances.max(1).tolist(), strict=True))

    def best_paths(self, scores: Floats, starts: Ints, known: Ints | None = None) -> Ints:
        """The best sequences of classes, as their places in `classes`; `starts` says where in `scores` each begins, and
        `known` holds the class of the places where it is certain, elsewhere `OPEN`."""
        if known is None:
            return sequences.best_paths(scores, self._moves, starts)
        places, open_scores, begins = sequences.open_runs(scores, self._moves, starts, known)
        return self._path(known, places, open_scores, begins)

    def marginals(self, scores: Floats, starts: Ints) -> Floats:
        """The probability of each class at each place of sequences, given as to `best_paths`."""
        return sequences.marginals(scores, self._moves, starts)

    def read(self, scores: Floats, starts: Ints, known: Ints) -> tuple[Ints, Floats]:
        """The best sequences, given as to `best_paths`, and the probability of each class at each place."""
        places, open_scores, begins = sequences.open_runs(scores, self._moves, starts, known)
        sure = np.eye(len(self.classes))[known]
        sure[places] = sequences.marginals(open_scores, self._moves, begins)
        return self._path(known, places, open_scores, begins), sure

    def _path(self, known: Ints, places: Ints, scores: Floats, begins: Ints) -> Ints:
        path = known.copy()
        path[places] = sequences.best_paths(scores, self._moves, begins)
        return path

    @cached_property
    def _moves(self) -> Floats:
        return np.array(self.transitions, np.float64)
