"""The data of a line chart: widths as shares of the drawing, to fit any screen, heights in pixels."""

import itertools
import math
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
    """A figure of a year (or of a place in a row); `role` is `result` or `aim`, `text` says it, `href` leads to its
    source."""

    at: int
    value: float
    role: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one line."""

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
    """A series in its place: the results to join two by two; `label_y` keeps clear of other labels."""

    name: str
    marks: tuple[Mark, ...]
    joins: tuple[tuple[Mark, Mark], ...]
    label_y: float


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines on one scale, with the ticks of both axes: those below by width, of the values by height."""

    lines: tuple[Line, ...]
    below: tuple[Tick, ...]
    values: tuple[Tick, ...]


def line_chart(series: Sequence[Series], labels: Sequence[str] | None = None) -> LineChart | None:
    """The chart of at most `MOST` series; None where there is no point.

    The points are of years, and a year without a result is a gap in the line. With `labels` they are of the places of a
    row that these name, all are joined, and the scale is as narrow as the values: they are of one kind.
    """
    shown = [each for each in series if each.points][:MOST]
    if not shown:
        return None
    places = [point.at for each in shown for point in each.points]
    first, last = min(places), max(places)
    values = [point.value for each in shown for point in each.points]
    low, high, step = axis(values) if labels is None else _narrow_axis(values)

    def x(at: int) -> float:
        return round(_LEFT + (at - first) / max(last - first, 1) * (_RIGHT - _LEFT), 2)

    def y(value: float) -> float:
        return round(_BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP), 1)

    placed = [(each.name, tuple(Mark(x(p.at), y(p.value), p) for p in each.points)) for each in shown]
    heights = _apart([(_results(marks) or marks)[-1].y for _, marks in placed])
    every = -(-(last - first + 1) // _TICKS)
    return LineChart(
        tuple(
            Line(name, marks, _joins(marks, with_gaps=labels is None), height)
            for (name, marks), height in zip(placed, heights, strict=True)
        ),
        tuple(Tick(x(at), labels[at] if labels else str(at)) for at in range(first, last + 1, every)),
        tuple(Tick(y(low + step * at), f"{low + step * at:g}") for at in range(round((high - low) / step) + 1)),
    )


def _joins(marks: Sequence[Mark], *, with_gaps: bool) -> tuple[tuple[Mark, Mark], ...]:
    pairs = itertools.pairwise(_results(marks))
    return tuple((one, two) for one, two in pairs if not with_gaps or two.point.at == one.point.at + 1)


def _narrow_axis(values: Sequence[float]) -> tuple[float, float, float]:
    """Ends and step of an axis with round ticks that holds every value, but not zero."""
    rough = max(max(values) - min(values), 0.01) / 5
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= rough)
    low, high = math.floor(min(values) / step), math.ceil(max(values) / step)
    return low * step, max(high, low + 1) * step, step


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
