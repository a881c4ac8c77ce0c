"""Units: reading the one behind a figure, and values in base units. The vocabulary is `schemas/units.yaml`."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from summarizer.errors import UsageError
from summarizer.knowledge.han import HAN
from summarizer.knowledge.resources import read_yaml


@dataclass(slots=True)
class UnitMatch:
    """The unit behind a figure: its own characters without 余 or 多 (`15.5万余个` → `万个`), the offset behind it, and
    whether such a word stood there (`more`). `unit` is empty where only 余 stands: `100余学校`."""

    unit: str
    end: int
    more: bool


@dataclass(slots=True)
class _Opened:
    """The words that begin with one character, the longest first: multipliers; classifiers; units that a letter or
    digit closes (`latin`) and all others (`written`), which do not begin where one of `barred` stands that is not one
    of `allowed`. `seconds` are the second characters of those written, `single` is the one that has none."""

    scales: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    latin: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    seconds: frozenset[str] = frozenset()
    single: tuple[str, ...] = ()


_Openings = Mapping[str, _Opened]


@dataclass(frozen=True)
class _Units:
    """`bases` gives each measure as (base unit, how many of it); `openings` the words by what they begin with."""

    multipliers: Mapping[str, Fraction]
    bases: Mapping[str, tuple[str, Fraction]]
    classifiers: frozenset[str]
    openings: _Openings


_MORE, _ALSO_MORE = frozenset("余多几来"), frozenset("余多")
_BRACKETS = frozenset("(（")
_SPACE = frozenset(" \t\u3000\xa0")
_SPLIT = ("月", "小时", "星期", "百分点", "工作日")
# 多 behind a measure (5公里多) is its mark; behind a classifier it opens a word (2个多功能厅).
_BEHIND = re.compile(rf"(?<=[里年倍天时亩吨元米])[余多](?!(?![的时]){HAN})")


def read_unit(text: str, pos: int) -> UnitMatch | None:
    """The unit that begins at `pos`, right behind the digits; None if there is none."""
    while (first := text[pos : pos + 1]) in _SPACE:
        pos += 1
    openings = _units().openings
    found = _unit_at(openings, text, pos + 1, True) if first in _MORE else None
    found = found or _unit_at(openings, text, pos, False)
    if found is None:
        return UnitMatch("", pos + 1, True) if first == "余" else None  # 100余学校
    if text[found.end : found.end + 1] in _ALSO_MORE and _BEHIND.match(text, found.end):
        return UnitMatch(found.unit, found.end + 1, True)
    return found


def _unit_at(openings: _Openings, text: str, at: int, more: bool) -> UnitMatch | None:
    """The unit at an offset, without a word such as 多 behind it; `more` tells whether one stood before it."""
    first = text[at : at + 1]
    opened = openings.get(first)
    if opened is None:
        return None
    if first == "个" and text[at + 1 : at + 2] in _ALSO_MORE:  # 3个多月
        for word in _SPLIT:
            if text.startswith(word, at + 2):
                return UnitMatch("个" + word, at + 2 + len(word), True)
    if end := _compound_end(openings, text, at):
        return UnitMatch(text[at:end], end, more)
    scales = [scale for scale in opened.scales if text.startswith(scale, at)]
    for scale in scales:  # 15.5万余个
        behind = at + len(scale)
        if text[behind : behind + 1] in _MORE and (end := _compound_end(openings, text, behind + 1)):
            return UnitMatch(scale + text[behind + 1 : end], end, True)
        if end := _compound_end(openings, text, behind):
            return UnitMatch(text[at:end], end, more)
    for scale in scales:  # 1.7万, 7300多万
        end = at + len(scale)
        rest = text[end : end + 1] in _ALSO_MORE and not _one_end(openings, text, end + 1)
        return UnitMatch(scale, end + rest, more or rest)
    return None


def _compound_end(openings: _Openings, text: str, at: int) -> int:
    """Where a unit without a multiplier ends, with what is put together with it; 0 where there is none."""
    end = _one_end(openings, text, at)
    if not end:
        return 0
    behind = text[end : end + 1]
    if behind == "/":  # 元/平方米, 元/万人
        opened = openings.get(text[end + 1 : end + 2])
        for scale in opened.scales if opened else ():
            if text.startswith(scale, end + 1) and (below := _one_end(openings, text, end + 1 + len(scale))):
                return below
        return _one_end(openings, text, end + 1) or end
    return _bracket_end(openings, text, end) or end if behind in _BRACKETS else end


def _bracket_end(openings: _Openings, text: str, at: int) -> int:
    """Where a bracket ends that opens at an offset and holds classifiers, 场(次), 县(市、区); 0 for any other."""
    while opened := openings.get(text[at + 1 : at + 2]):
        kind = next((kind for kind in opened.kinds if text.startswith(kind, at + 1)), None)
        if kind is None:
            return 0
        at += 1 + len(kind)
        if text.startswith((")", "）"), at):
            return at + 1
        if not text.startswith("、", at):
            return 0
    return 0


def _one_end(openings: _Openings, text: str, at: int) -> int:
    """Where one word for a unit ends; 0 where there is none."""
    opened = openings.get(text[at : at + 1])
    if opened is None:
        return 0
    for word in opened.written if text[at + 1 : at + 2] in opened.seconds else opened.single:
        if text.startswith(word, at):
            if opened.barred and text.startswith(opened.barred, at) and not text.startswith(opened.allowed, at):
                break
            return at + len(word)
    for word in opened.latin:
        behind = text[at + len(word) : at + len(word) + 1]
        if text.startswith(word, at) and not (behind.isascii() and behind.isalnum()):
            return at + len(word)
    return 0


@lru_cache(maxsize=4096)
def _dimension(unit: str) -> tuple[str, Fraction] | None:
    """Base unit and factor of a unit with its multiplier; None where it has none."""
    units = _units()
    if unit in units.bases:
        return units.bases[unit]
    for size in range(min(3, len(unit)), -1, -1):
        scale, rest = unit[:size], unit[size:]
        if scale and scale not in units.multipliers:
            continue
        factor = units.multipliers.get(scale, Fraction(1))
        if rest in units.bases:
            base, own = units.bases[rest]
            return base, factor * own
        if rest in units.classifiers or re.sub(r"[(（].*", "", rest) in units.classifiers or (scale and not rest):
            return "count", factor
    above, slash, below = unit.partition("/")
    top, bottom = (_dimension(above), _dimension(below)) if slash and above and below else (None, None)
    if top is None or bottom is None or bottom[0] == "count":
        return None
    return f"{top[0]}/{bottom[0]}", top[1] / bottom[1]


def normalize(value: float, unit: str) -> tuple[float, str] | None:
    """`value` in the base unit of its dimension, as (value, base unit); None where the unit has none.

    Exact arithmetic, rounded once at the end: 747.7 亿元 is 74770000000 CNY, 15 万亩 are 10000 ha.
    """
    dimension = _dimension(unit)
    if dimension is None:
        return None
    base, factor = dimension
    above, below = _ratio_of(value)
    return above * factor.numerator / (below * factor.denominator), base


def base_unit(unit: str) -> str | None:
    """The base unit of the dimension of a unit; None where it has none."""
    dimension = _dimension(unit)
    return dimension[0] if dimension else None


def _ratio_of(value: float) -> tuple[int, int]:
    """Two whole numbers whose ratio is the decimal that a figure is written as: 747.7 is 7477 to 10."""
    whole, point, decimals = repr(value).partition(".")
    if not point or "e" in decimals:
        return Decimal(str(value)).as_integer_ratio()
    return int(whole + decimals), 10 ** len(decimals)


@cache
def _units() -> _Units:
    return parse_units(read_yaml("units.yaml"))


def parse_units(loaded: Any) -> _Units:
    """The vocabulary from the parsed file. Raises UsageError that names the part that is not well formed."""
    if not isinstance(loaded, dict):
        raise UsageError("schemas/units.yaml must map multipliers, measures, classifiers, not and but; restore it")
    try:
        part = "multipliers"
        multipliers = {str(name): Fraction(str(value)) for name, value in loaded[part].items()}
        part = "measures"
        bases = {
            str(unit): (str(group["base"]), Fraction(str(group["factor"])))
            for group in loaded[part]
            for unit in group["units"]
        }
        part = "classifiers"
        classifiers = frozenset(loaded[part].split()) - bases.keys()
        part = "not"
        barred = loaded[part].split()
        part = "but"
        allowed = loaded[part].split()
    except (KeyError, TypeError, AttributeError, ValueError, ZeroDivisionError) as error:
        raise UsageError(
            f"schemas/units.yaml: the part {part!r} is not well formed ({error}); mend or restore it"
        ) from error
    latin = {name for name in bases if name[-1].isascii() and name[-1].isalnum()}
    written = {*bases, *classifiers} - latin
    openings: dict[str, _Opened] = defaultdict(_Opened)
    groups = {"scales": multipliers, "kinds": classifiers, "written": written, "latin": latin}
    for name, words in {**groups, "barred": barred, "allowed": allowed}.items():
        for word in sorted(words, key=lambda word: (-len(word), word)):
            opened = openings[word[0]]
            setattr(opened, name, (*getattr(opened, name), word))
    for opened in openings.values():
        opened.seconds = frozenset(word[1] for word in opened.written if len(word) > 1)
        opened.single = opened.written[-1:] if opened.written and len(opened.written[-1]) == 1 else ()
    return _Units(multipliers, bases, classifiers, dict(openings))
