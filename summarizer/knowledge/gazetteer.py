"""The places of China by name and by code: `schemas/places.tsv`, every edition of GB/T 2260 since 1999.

One name can be several places (there are four 鼓楼区) and one place can have had several names and codes (徐水县 became
徐水区): a look-up gives every candidate, and the caller's context decides.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from sys import intern

from summarizer.errors import UsageError
from summarizer.knowledge.lexicon import either, word_set
from summarizer.knowledge.resources import data_dir


@dataclass(frozen=True, slots=True)
class Place:
    """A place under one name and one code, in the editions of the years `first` to `last`.

    `first` is 0 for what the oldest edition has, `last` 9999 for what the newest has. `parent` is the code of the unit
    above (None for a province); `level` is `province`, `city` or `county`.
    """

    code: str
    name: str
    first: int
    last: int
    level: str
    parent: str | None

    @property
    def short(self) -> str:
        """The name without what the place is and without the peoples it is named for: 阿坝, 清苑."""
        return short_name(self.name)

    def stood(self, year: int | None) -> bool:
        """Whether an edition about `year` has it; a change may lie a year before the edition that tells it."""
        return year is None or self.first - 1 <= year <= self.last


class Found(Mapping[str, tuple[Place, ...]]):
    """Places by what is said of them. Each is made when it is asked for: a report speaks of a few of four thousand."""

    def __init__(self, rows: Mapping[str, Sequence[int]], place: Callable[[int], Place]) -> None:
        self._rows, self._place = rows, place

    def __getitem__(self, said: str) -> tuple[Place, ...]:
        return tuple(map(self._place, self._rows[said]))

    def __contains__(self, said: object) -> bool:
        return said in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class Gazetteer:
    """All places; `editions` are the years of the editions in order. `rows` are those of the table."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        codes, names, firsts, lasts = zip(*rows, strict=True)
        # There are few different years.
        self._columns: Sequence[Sequence[str]] = codes, names, tuple(map(intern, firsts)), tuple(map(intern, lasts))
        self._codes = frozenset(codes)
        years = sorted({*firsts, *lasts} - {""})
        self._oldest = years[0]
        self.editions = tuple(map(int, years))
        self._made: dict[int, Place] = {}
        self.by_name, self.by_code = (Found(_grouped(said), self._place) for said in (names, codes))

    @cached_property
    def by_short(self) -> Found:
        """The places by their short names, which are asked for where a full one does not settle it."""
        return Found(_grouped(map(short_name, self._columns[1])), self._place)

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(map(self._place, range(len(self._columns[0]))))

    def _place(self, row: int) -> Place:
        if row not in self._made:
            code, name, first, last = (column[row] for column in self._columns)
            level, parent = self._standing(code)
            years = 0 if first == self._oldest else int(first), int(last or 9999)
            self._made[row] = Place(code, name, *years, level, parent)
        return self._made[row]

    def _standing(self, code: str) -> tuple[str, str | None]:
        """The level of a unit and the code of the one above it."""
        province, prefecture = f"{code[:2]}0000", f"{code[:4]}00"
        if code == province:
            return "province", None
        if code == prefecture:
            return "city", province
        return "county", prefecture if prefecture in self._codes else province

    def candidates(self, name: str, year: int | None = None) -> tuple[Place, ...]:
        """The places called `name`, in full or short, those that stood in `year` where there are any."""
        found = self.by_name.get(name) or self.by_short.get(name) or ()
        return tuple(place for place in found if place.stood(year)) or found

    def above(self, place: Place) -> tuple[Place, ...]:
        """The units that `place` belongs to, nearest first, by the names of its own years."""
        found: list[Place] = []
        code = place.parent
        while code is not None:
            rows = self.by_code[code]
            row = next((row for row in rows if row.first <= place.last and row.last >= place.first), rows[-1])
            found.append(row)
            code = row.parent
        return tuple(found)

    def edition(self, place: Place, year: int | None) -> int:
        """The edition that tells of `place`: the newest one not after `year`, within the place's own years."""
        wanted = max(place.first, min(place.last, year or place.last))
        return self.editions[max(0, bisect_right(self.editions, wanted) - 1)]


@cache
def _without_kind() -> re.Pattern[str]:
    return re.compile(rf"(?:(?<=..){either('@peoples')}+)?{either('@place_suffixes')}$")


@cache
def short_name(name: str) -> str:
    """`name` without what the place is: 阿坝藏族羌族自治州 is 阿坝, 易县 is 易."""
    bare = _without_kind().sub("", name)
    return (bare.removesuffix("族") if bare in word_set("peoples") else bare) or name


@cache
def gazetteer() -> Gazetteer:
    """The table, read once. Raises UsageError for a damaged one."""
    lines = (data_dir("schemas") / "places.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    if not rows or not all(len(row) == 4 and len(row[0]) == 6 and row[0].isdecimal() for row in rows):
        raise UsageError("schemas/places.tsv must have four columns: code, name, first and last year; restore it")
    return Gazetteer(rows)


def _grouped(said: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The rows of which the same is said."""
    found: dict[str, list[int]] = {}
    for row, each in enumerate(said):
        found.setdefault(each, []).append(row)
    return {each: tuple(rows) for each, rows in found.items()}
