"""The places of China by name and by code: `schemas/places.tsv`, every edition of GB/T 2260 since 1999.

One name can be several places (there are four 鼓楼区) and one place can have had several names and codes (徐水县 became
徐水区): a look-up gives every candidate, and the caller's context decides.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

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


@dataclass(frozen=True)
class Gazetteer:
    """All places; `editions` are the years of the editions in order."""

    places: tuple[Place, ...]
    by_name: Mapping[str, tuple[Place, ...]]
    by_short: Mapping[str, tuple[Place, ...]]
    by_code: Mapping[str, tuple[Place, ...]]
    editions: tuple[int, ...]

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
    if not rows or any(len(row) != 4 or not re.fullmatch(r"\d{6}", row[0]) for row in rows):
        raise UsageError("schemas/places.tsv must have four columns: code, name, first and last year; restore it")
    years = {int(year) for row in rows for year in row[2:] if year}
    codes = {row[0] for row in rows}
    places = tuple(_place(*row, oldest=str(min(years)), codes=codes) for row in rows)
    return Gazetteer(
        places,
        _grouped(places, lambda place: place.name),
        _grouped(places, lambda place: place.short),
        _grouped(places, lambda place: place.code),
        tuple(sorted(years)),
    )


def _place(code: str, name: str, first: str, last: str, *, oldest: str, codes: set[str]) -> Place:
    province, prefecture = f"{code[:2]}0000", f"{code[:4]}00"
    if code == province:
        level, parent = "province", None
    elif code == prefecture:
        level, parent = "city", province
    else:
        level, parent = "county", prefecture if prefecture in codes else province
    return Place(code, name, 0 if first == oldest else int(first), int(last or 9999), level, parent)


def _grouped(places: tuple[Place, ...], key: Callable[[Place], str]) -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        found[key(place)].append(place)
    return {name: tuple(of_name) for name, of_name in found.items()}
