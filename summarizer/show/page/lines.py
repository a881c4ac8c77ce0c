"""The data of a line chart over years: widths as shares of the drawing, to fit any screen, heights in pixels."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.show.page.charts import Tick, axis

HEIGHT = 260
MOST = 8
# The drawing without the room for the labels of the axis and behind the lines.
_LEFT, _RIGHT, _TOP, _BOTTOM = 7.0, 84.0, 12.0, 232.0
_LABEL = 14.0
_TICKS = 12


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of a year; `role` is `result` or `aim`, `text` says it, `href` leads to its quote."""

    year: int
    value: float
    role: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one region."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A point in its place."""

    x: float
    y: float
    point: Point


@dataclass(frozen=True, slots=True)
class Line:
    """A series in its place: results that follow each other are joined; `label_y` keeps clear of other labels."""

    name: str
    marks: tuple[Mark, ...]
    label_y: float

    @property
    def joins(self) -> list[tuple[Mark, Mark]]:
        """The results of years that follow each other, two by two."""
        pairs = itertools.pairwise(_results(self.marks))
        return [(one, two) for one, two in pairs if two.point.year == one.point.year + 1]


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines on one scale, with the ticks of both axes: those of the years by width, of the values by height."""

    lines: tuple[Line, ...]
    years: tuple[Tick, ...]
    values: tuple[Tick, ...]


def line_chart(series: Sequence[Series]) -> LineChart | None:
    """The chart of at most `MOST` series; None where there is no point."""
    shown = [each for each in series if each.points][:MOST]
    if not shown:
        return None
    years = [point.year for each in shown for point in each.points]
    first, last = min(years), max(years)
    low, high, step = axis([point.value for each in shown for point in each.points])

    def x(year: int) -> float:
        return round(_LEFT + (year - first) / max(last - first, 1) * (_RIGHT - _LEFT), 2)

    def y(value: float) -> float:
        return round(_BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP), 1)

    placed = [(each.name, tuple(Mark(x(p.year), y(p.value), p) for p in each.points)) for each in shown]
    labels = _apart([(_results(marks) or marks)[-1].y for _, marks in placed])
    every = -(-(last - first + 1) // _TICKS)
    return LineChart(
        tuple(Line(name, marks, label) for (name, marks), label in zip(placed, labels, strict=True)),
        tuple(Tick(x(year), str(year)) for year in range(first, last + 1, every)),
        tuple(Tick(y(low + step * at), f"{low + step * at:g}") for at in range(round((high - low) / step) + 1)),
    )


def _results(marks: Sequence[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.point.role == "result"]


def _apart(wanted: Sequence[float]) -> list[float]:
    """Heights near those wanted, no two closer than a label is high."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    found = [0.0] * len(wanted)
    at = -_LABEL
    for place in order:
        at = found[place] = max(wanted[place], at + _LABEL)
    # What was pushed out below moves up again.
    at = _BOTTOM + _LABEL
    for place in reversed(order):
        at = found[place] = min(found[place], at - _LABEL)
    return [round(height, 1) for height in found]
