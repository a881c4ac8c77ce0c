"""Units: reading the one behind a figure, and values in base units. The vocabulary is `schemas/units.yaml`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from summarizer.errors import UsageError
from summarizer.knowledge.han import HAN
from summarizer.knowledge.resources import read_yaml


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """The unit behind a figure: its own characters without 余 or 多 (`15.5万余个` → `万个`), the offset behind it, and
    whether such a word stood there (`more`). `unit` is empty where only 余 stands: `100余学校`."""

    unit: str
    end: int
    more: bool


@dataclass(frozen=True)
class _Units:
    """`bases` gives each measure as (base unit, how many of it); `pattern` finds a unit at an offset."""

    multipliers: Mapping[str, Fraction]
    bases: Mapping[str, tuple[str, Fraction]]
    classifiers: frozenset[str]
    pattern: re.Pattern[str]


def read_unit(text: str, pos: int) -> UnitMatch | None:
    """The unit that begins at `pos`, right behind the digits; None if there is none."""
    match = _units().pattern.match(text, pos)
    if match is None:
        return None
    more = any(match.group("before", "within", "amid", "rest", "behind", "alone"))
    if match["split"]:
        return UnitMatch("个" + match["split"], match.end(), more)
    return UnitMatch((match["scale"] or match["bare"] or "") + (match["unit"] or ""), match.end(), more)


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
    return _Units(multipliers, bases, classifiers, _compile(multipliers, bases, classifiers, barred, allowed))


def _either(words: Iterable[str]) -> str:
    """The longest of the words. What they begin with is asked for first, as it tells that most are not there."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    if not ordered:
        return "(?!)"
    begin = "".join(re.escape(first) for first in sorted({word[0] for word in ordered}))
    return f"(?:(?=[{begin}])(?:{'|'.join(re.escape(word) for word in ordered)}))"


def _compile(
    multipliers: Iterable[str], bases: Iterable[str], classifiers: Iterable[str], barred: list[str], allowed: list[str]
) -> re.Pattern[str]:
    scale = _either(multipliers)
    latin = [name for name in bases if name[-1].isascii() and name[-1].isalnum()]
    written = [*(name for name in bases if name not in latin), *classifiers]
    word = rf"(?! (?!{_either(allowed)}) {_either(barred)} ) {_either(written)}"
    kind = _either(classifiers)
    one = rf"(?: {word} | {_either(latin)} (?![A-Za-z0-9]) )"
    both = rf"{one} (?: [(（] {kind} (?: 、 {kind} )* [)）] | / {scale}? {one} )?"  # 场(次), 元/平方米
    # 多 behind a measure (5公里多) is its mark; behind a classifier it opens a word (2个多功能厅).
    behind = rf"(?<=[里年倍天时亩吨元米]) [余多] (?! (?! [的时] ) {HAN} )"
    pattern = rf"""
        [ \t\u3000\xa0]*
        (?:
            (?P<before> [余多几来] )?
            (?: 个 (?P<within> [余多] ) (?P<split> 月 | 小时 | 星期 | 百分点 | 工作日 )      # 3个多月
              | (?: (?! {one} ) (?P<scale> {scale} ) (?P<amid> [余多几来] )? )? (?P<unit> {both} )  # 15.5万余个
              | (?P<bare> {scale} ) (?P<rest> [余多] (?! {both} ) )? )                          # 1.7万, 7300多万
            (?P<behind> {behind} )?
          | (?P<alone> 余 )                                                                # 100余学校
        )
        """
    return re.compile(pattern, re.VERBOSE)
