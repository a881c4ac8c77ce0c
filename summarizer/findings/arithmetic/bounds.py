"""The plausible ranges and identities of `schemas/plausible.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from summarizer.errors import UsageError
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.resources import read_yaml

_FILE = "plausible.yaml"
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bounds:
    """`levels` by statistic and level of government; `shares` and `growths` by statistic; `sums` and `parts` by their
    statistics, the whole first in a sum and last in a part."""

    levels: Mapping[str, Mapping[str, Range]]
    shares: Mapping[str, Range]
    growths: Mapping[str, Range]
    sums: tuple[tuple[str, ...], ...]
    parts: tuple[tuple[str, str], ...]
    constant_prices: frozenset[str]


@cache
def load_bounds() -> Bounds:
    """The bounds that ship with the package. Raises UsageError for a file that is not well formed."""
    return parse_bounds(read_yaml(_FILE))


def parse_bounds(loaded: Any) -> Bounds:
    """Bounds from the parsed file. Raises UsageError that names what is wrong."""
    try:
        bounds = Bounds(
            {name: {level: _range(name, r) for level, r in by.items()} for name, by in loaded["level"].items()},
            {name: _range(name, r) for name, r in loaded["share"].items()},
            {name: _range(name, r) for name, r in loaded["growth"].items()},
            tuple(tuple(names) for names in loaded["sums"]),
            tuple((str(part), str(whole)) for part, whole in loaded["parts"]),
            frozenset(loaded["constant_prices"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UsageError(f"schemas/{_FILE} is not as its head says ({error}); restore it") from error
    named = {*bounds.levels, *bounds.shares, *bounds.growths, *bounds.constant_prices}
    named |= {name for names in (*bounds.sums, *bounds.parts) for name in names}
    if unknown := sorted(named - load_catalogue().by_id.keys()):
        raise UsageError(f"schemas/{_FILE}: {unknown[0]} is no statistic of the catalogue; spell it as there")
    return bounds


def _range(name: str, pair: Any) -> Range:
    low, high = map(float, pair)
    if low >= high:
        raise UsageError(f"schemas/{_FILE}: the range of {name} runs backwards; put the least first")
    return low, high
