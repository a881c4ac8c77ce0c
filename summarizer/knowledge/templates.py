"""Features as templates over columns, so that a whole document is scored at once: what CRF++ and CRFsuite do with
strings, done with numbers. A template joins what a few columns say of a case; `verb=推进,first,last` is the template
`verb` over the columns `verb` and `at`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat

import numpy as np

from summarizer.knowledge.arrays import Ints, indexes
from summarizer.knowledge.pieces import code_points

# Bits of a letter, so that three of them leave room for more: letters of the planes behind the third, which hold no
# writing, count as one.
LETTER = 18
_LAST = (1 << LETTER) - 2
# The code of what cannot be said.
_NONE = -1


@dataclass(frozen=True)
class Listed:
    """What a column can say: one of `values`, by its place there; several places may say the same."""

    values: tuple[str, ...]

    @property
    def commas(self) -> int:
        return self.values[0].count(",")

    @cached_property
    def bits(self) -> int:
        return len(self.values).bit_length()

    @cached_property
    def _first(self) -> Mapping[str, int]:
        """The first place of each value."""
        return {value: place for place, value in reversed(list(enumerate(self.values)))}

    @cached_property
    def _same(self) -> Ints:
        return np.array([self._first[value] for value in self.values], np.int64)

    @cached_property
    def _repeats(self) -> bool:
        return len(self._first) < len(self.values)

    def read(self, values: Sequence[str]) -> Ints:
        """The codes of values, -1 for those that the column cannot say."""
        return np.fromiter(map(self._first.get, values, repeat(_NONE)), np.int64, len(values))

    def codes(self, places: Ints) -> Ints:
        """Codes that are the same where the values are."""
        return self._same.take(places) if self._repeats else places

    def value(self, code: int) -> str:
        return self.values[code]


@dataclass(frozen=True)
class Spelled:
    """What a column can say: up to `size` letters, written into the code itself. Only the first column of a template
    may be spelled, for letters can be commas."""

    size: int
    commas = 0

    @property
    def bits(self) -> int:
        return LETTER * self.size

    def read(self, values: Sequence[str]) -> Ints:
        """The codes of values, -1 for those that the column cannot say."""
        lengths = np.fromiter(map(len, values), np.int64, len(values))
        ends = lengths.cumsum()
        codes = spelled(code_points("".join(values)), ends - lengths, ends, self.size)
        return np.where(lengths > self.size, _NONE, codes)

    def codes(self, codes: Ints) -> Ints:
        return codes

    def value(self, code: int) -> str:
        digits = [code >> LETTER * at & ((1 << LETTER) - 1) for at in range(self.size - 1, -1, -1)]
        return "".join(chr(digit - 1) for digit in digits if digit)


def spelled(letters: Ints, places: Ints, ends: Ints, size: int) -> Ints:
    """The codes of the up to `size` letters from each place on, none from `ends` on."""
    codes = np.zeros(len(places), np.int64)
    for step in range(size):
        at = places + step
        inside = at < ends
        letter = np.minimum(letters.take(at, mode="clip"), _LAST) + 1 if len(letters) else codes
        codes = codes << LETTER | np.where(inside, letter, 0)
    return codes


@dataclass(frozen=True)
class Template:
    """A name before `=`, and the columns whose values stand behind it, parted by commas."""

    name: str
    columns: tuple[str, ...]


@dataclass(slots=True)
class Filled:
    """What a template finds in a row of cases: the code of each of its columns, one of them a case of `cases`."""

    template: int
    cases: Ints
    codes: tuple[Ints, ...]


class Templates:
    """Templates over columns whose values are known beforehand."""

    def __init__(self, templates: Sequence[Template], columns: Mapping[str, Listed | Spelled]) -> None:
        self._templates = tuple(templates)
        self._columns = [[columns[name] for name in template.columns] for template in templates]
        self._bits = len(templates).bit_length()

    def keys(self, filled: Filled) -> Ints:
        """The features of the cases as numbers; no two features have the same."""
        first, *others = zip(self._columns[filled.template], filled.codes, strict=True)
        keys = first[0].codes(first[1])
        for column, codes in others:
            keys = keys << column.bits | column.codes(codes)
        return keys << self._bits | filled.template

    def names(self, filled: Filled) -> list[str]:
        """The same features as strings."""
        columns = self._columns[filled.template]
        values = [
            [column.value(code) for code in codes.tolist()] for column, codes in zip(columns, filled.codes, strict=True)
        ]
        name = self._templates[filled.template].name
        return [f"{name}={','.join(parts)}" for parts in zip(*values, strict=True)]

    def add_names(self, rows: Sequence[list[str]], filled: Iterable[Filled]) -> None:
        """Put the features into the rows of their cases."""
        for one in filled:
            for case, name in zip(one.cases.tolist(), self.names(one), strict=True):
                rows[case].append(name)

    def parsed(self, features: Sequence[str]) -> tuple[Ints, Ints]:
        """The numbers of those features that a template can make, and their places, one for each that can."""
        by_name: dict[str, tuple[list[int], list[str]]] = {template.name: ([], []) for template in self._templates}
        for at in [at for at, feature in enumerate(features) if "=" in feature]:
            name, _, said = features[at].partition("=")
            if name in by_name:
                by_name[name][0].append(at)
                by_name[name][1].append(said)
        keys, places = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for number, template in enumerate(self._templates):
            own, said_there = by_name[template.name]
            key = self._read(number, said_there)
            made = indexes(key != _NONE)
            keys.append(key.take(made))
            places.append(np.array(own, np.int64).take(made))
        return np.concatenate(keys), np.concatenate(places)

    def _read(self, template: int, said: Sequence[str]) -> Ints:
        """The numbers of features of a template, -1 for those it cannot make: columns are read from behind, where
        values hold as many commas as the column says."""
        first, *others = self._columns[template]
        commas = sum(column.commas + 1 for column in others)
        parts = [text.rsplit(",", commas) for text in said]
        whole = [at for at, part in enumerate(parts) if len(part) > commas]
        begins, *rest = zip(*[parts[at] for at in whole], strict=True) if whole else ((), *[()] * commas)
        keys = first.read(begins)
        unknown = keys == _NONE
        for column in others:
            values, rest = rest[: column.commas + 1], rest[column.commas + 1 :]
            codes = column.read(list(map(",".join, zip(*values, strict=True))) if column.commas else values[0])
            unknown |= codes == _NONE
            keys = keys << column.bits | codes
        found = np.full(len(said), _NONE, np.int64)
        found[whole] = np.where(unknown, _NONE, keys << self._bits | template)
        return found
