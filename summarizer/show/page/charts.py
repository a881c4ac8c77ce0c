"""The data of the page's charts, as shares of the width: the templates draw them, so a chart fits any screen."""

import math
from collections import Counter
from dataclasses import dataclass

from summarizer.contract.report import Commitment, Indicator, Report
from summarizer.knowledge.vocabulary import Language
from summarizer.show.summary import Headline, by_topic, figure, headlines, whole_figure

_SPECIFICITIES = ("quantified", "named", "general")
_BINS = 10
# Dots must not stick out at the ends of a row.
_LEFT, _RIGHT = 3.0, 97.0


@dataclass(frozen=True, slots=True)
class Point:
    """One figure in a row: `role` is `result`, `aim` (a target for the review period) or `next` (one beyond it)."""

    role: str
    at: float
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A statistic with its figures on one scale."""

    name: str
    points: tuple[Point, ...]

    @property
    def span(self) -> tuple[float, float]:
        places = [point.at for point in self.points]
        return min(places), max(places)


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets against results: growth rates on one axis, levels and shares each on its own."""

    growth: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    levels: tuple[Row, ...]


def targets(report: Report, lang: Language) -> Targets:
    """The headline statistics, each with what was reached, what was aimed at, and what is aimed at next."""
    rows = [(row.name, _figures(row, lang)) for row in headlines(report, lang)]
    growth = [(name, kept) for name, found in rows if (kept := [f for f in found if _is_growth(f[1])])]
    levels = [(name, kept) for name, found in rows if (kept := _comparable(found))]
    low, high, step = axis([item.value for _, found in growth for _, item, _ in found])
    ticks = [low + step * count for count in range(round((high - low) / step) + 1)] if growth else []
    return Targets(
        growth=tuple(_row(name, found, low, high) for name, found in growth),
        ticks=tuple(Tick(_place(tick, low, high), f"{tick:g}") for tick in ticks),
        levels=tuple(_row(name, found, 0, max(abs(i.value) for _, i, _ in found)) for name, found in levels),
    )


# Role, figure, and how the figure is said; the ends of a range are said as the range.
_Figures = list[tuple[str, Indicator, str]]


def _figures(row: Headline, lang: Language) -> _Figures:
    """The row's figures with their roles; what answers the target stands among the results once."""
    results = {item.id: item for item in (row.growth, row.level, row.aim and row.aim.actual) if item}
    found: _Figures = [("result", item, figure(item, lang)) for item in results.values()]
    for role, stated in (("aim", row.aim and row.aim.target), ("next", row.target)):
        if stated:
            found += [(role, item, whole_figure(stated, lang)) for item in stated.ends]
    return found


def _is_growth(item: Indicator) -> bool:
    return item.measure in {"growth", "avg_growth"} and item.unit == "%"


def _comparable(found: _Figures) -> _Figures:
    """The levels or shares in one unit, where there is a result with a target beside it."""
    of_measure = [entry for entry in found if entry[1].measure in {"level", "share"}]
    units = Counter(item.unit for _, item, _ in of_measure)
    kept = [entry for entry in of_measure if units[entry[1].unit] > 1]
    roles = {role for role, _, _ in kept}
    return kept if "result" in roles and len(roles) > 1 and any(item.value for _, item, _ in kept) else []


def _row(name: str, found: _Figures, low: float, high: float) -> Row:
    return Row(name, tuple(Point(role, _place(item.value, low, high), item.id, text) for role, item, text in found))


def _place(value: float, low: float, high: float) -> float:
    return round(_LEFT + (value - low) / (high - low) * (_RIGHT - _LEFT), 2)


def axis(values: list[float]) -> tuple[float, float, float]:
    """Ends and step of an axis with round ticks that holds zero and every value."""
    low, high = min([0.0, *values]), max([1.0, *values])
    rough = (high - low) / 6
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= rough)
    return math.floor(low / step) * step, math.ceil(high / step) * step, step


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar."""

    key: str
    at: float
    size: float
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its parts are disjoint and add up to `total`."""

    key: str
    parts: tuple[Part, ...]
    total: int


def topics(report: Report) -> tuple[Bar, ...]:
    """Commitments by topic, split by specificity, the longest bar as wide as the chart."""
    groups = sorted(by_topic(report), key=lambda pair: -len(pair[1]))
    longest = max((len(items) for _, items in groups), default=1)
    return tuple(_bar(topic, items, longest) for topic, items in groups)


def _bar(topic: str, items: list[Commitment], longest: int) -> Bar:
    return Bar(topic, _stack(Counter(item.specificity for item in items), _SPECIFICITIES, longest), len(items))


def _stack(count: Counter[str], keys: tuple[str, ...], full: int) -> tuple[Part, ...]:
    parts: list[Part] = []
    done = 0
    for key in keys:
        if count[key]:
            parts.append(Part(key, round(100 * done / full, 2), round(100 * count[key] / full, 2), count[key]))
            done += count[key]
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Confidence:
    """How many entries stand in each tenth of confidence, and how many have none."""

    bars: tuple[Bar, ...]
    highest: int
    without: int


def confidence(report: Report) -> Confidence:
    """The confidence of indicators and commitments; 1.0 stands in the last tenth."""
    bins: list[Counter[str]] = [Counter() for _ in range(_BINS)]
    without = 0
    known = [("indicator", item.confidence) for item in report.indicators]
    known += [("commitment", item.confidence) for item in report.commitments]
    for kind, value in known:
        if value is None:
            without += 1
        else:
            bins[min(int(value * _BINS), _BINS - 1)][kind] += 1
    highest = max((each.total() for each in bins), default=0)
    bars = tuple(
        Bar(f"{at / _BINS:.1f}", _stack(each, ("indicator", "commitment"), highest), each.total())
        for at, each in enumerate(bins)
        if highest
    )
    return Confidence(bars, highest, without)
