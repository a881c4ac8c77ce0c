"""Units: reading the one behind a figure, and values in base units. The vocabulary is `schemas/units.yaml`."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import yaml

from summarizer.errors import UsageError
from summarizer.resources import data_dir

_MORE = r"[余多几来]"


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """The unit behind a figure without 余, 多 and the like (`15.5万余个` → `万个`), the offset behind it, and whether
    such a word stood there (`more`)."""

    unit: str
    end: int
    more: bool


@dataclass(frozen=True, slots=True)
class _Units:
    multipliers: dict[str, Decimal]
    bases: dict[str, tuple[str, Decimal]]
    pattern: re.Pattern[str]


@cache
def _units() -> _Units:
    path = data_dir("schemas") / "units.yaml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
        multipliers = {name: Decimal(value) for name, value in data["multipliers"].items()}
        bases = {
            unit: (group["base"], Decimal(str(group["factor"]))) for group in data["measures"] for unit in group["units"]
        }
        names = [*bases, *data["classifiers"].split()]
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise UsageError(f"schemas/units.yaml is not a table of units ({error}); restore it or mend the entry") from error
    listed = "|".join(re.escape(name) for name in sorted(set(names), key=len, reverse=True))
    scaled = "|".join(sorted(multipliers, key=len, reverse=True))
    pattern = re.compile(
        rf"""
        [ \t]* (?P<more1>{_MORE})?
        (?P<scale>{scaled})? (?P<more2>{_MORE})?
        (?P<unit>{listed})?
        """,
        re.VERBOSE,
    )
    return _Units(multipliers, bases, pattern)


# A character that makes a classifier part of another word: 3个体户 does not happen, but 5人民…, 2点钟, 10分之.
_NO_CLASSIFIER = re.compile(r"(?:家庭|路段|部署|面积|点半|次性|方面|方案|方式|方向|级以上|人民|人均|人大|人才|项目|班子|村级|村庄|村民|镇村|县域|车间|组织|站房|社会|品牌|字号|单位|校园|队伍|层次|类似|台阶|本级|本市|日均)")


def read_unit(text: str, pos: int) -> UnitMatch | None:
    """The unit that begins at `pos`, right behind the digits; None if there is none."""
    match = _units().pattern.match(text, pos)
    if match is None:
        return None
    scale, unit = match["scale"] or "", match["unit"] or ""
    more = bool(match["more1"] or match["more2"])
    end = match.end()
    if unit and _NO_CLASSIFIER.match(text, match.start("unit")) and len(unit) <= 2:
        unit, end = "", match.start("unit")
    if not scale and not unit:
        return None
    return UnitMatch(scale + unit, end, more)


def normalize(value: float, unit: str) -> tuple[float, str] | None:
    """`value` in the base unit of its dimension, as (value, base unit); None where the unit has none.

    Exact decimal arithmetic: 747.7 亿元 is 74770000000 CNY.
    """
    units = _units()
    for size in range(len(unit) + 1):
        scale, rest = unit[:size], unit[size:]
        if rest in units.bases and (not scale or scale in units.multipliers):
            base, factor = units.bases[rest]
            scaled = Decimal(str(value)) * units.multipliers.get(scale, Decimal(1)) * factor
            return float(scaled), base
    return None
