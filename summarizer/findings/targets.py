"""Whether a figure reaches the target it was measured against – said only where the two can be compared."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from summarizer.contract.report import Indicator
from summarizer.findings.ranges import Figure, joined
from summarizer.knowledge.catalogue import Statistic

# Near misses of a target that is only about (`7%左右`): neither met nor missed. A share of the target, and for rates
# in per cent half a point.
_NEAR, _NEAR_POINTS = 0.05, 0.5
_SIGNED = frozenset({"growth", "avg_growth", "change"})
_COMPARED = ("growth", "level", "share", "change", "avg_growth")


@dataclass(frozen=True, slots=True)
class Aim:
    """A target of a period, the figure that answers it, and whether it was met; None where nobody can say."""

    target: Figure
    actual: Indicator | None
    met: bool | None


def measured_against(statistic: Statistic, items: Iterable[Indicator], period: str | None) -> Aim | None:
    """The target that a report restates for a period it looks back on, beside what was reached; None without one.

    `items` are the figures of one statistic. A growth target is measured against growth only, a level against a level.
    """
    of_period = [item for item in items if period is not None and item.period == period]
    for measure in _COMPARED:
        targets = joined(item for item in of_period if item.status == "target" and item.measure == measure)
        actuals = [item for item in of_period if item.status == "actual" and item.measure == measure]
        if targets and (actuals or measure == _first_measure(of_period)):
            deciding = (_deciding(target, statistic) for target in targets)
            goals, reached = _distinct(deciding, statistic), _distinct(actuals, statistic)
            verdict = _common(met(goal, actual, statistic) for goal in goals for actual in reached)
            return Aim(targets[0], actuals[0] if actuals else None, verdict)
    return None


def _common(verdicts: Iterable[bool | None]) -> bool | None:
    """The one verdict that all are; None where two differ, behind which none is looked at."""
    all_ = iter(verdicts)
    first = next(all_, None)
    return first if all(verdict is first for verdict in all_) else None


def _distinct(items: Iterable[Indicator], statistic: Statistic) -> list[Indicator]:
    """One indicator of each figure: the verdicts of figures said again are the same."""
    known = {(i.value, i.unit, i.bound, i.name if statistic.counts_new else ""): i for i in items}
    return list(known.values())


def _first_measure(items: list[Indicator]) -> str | None:
    """The measure to show where no target has a figure that answers it."""
    aimed = {item.measure for item in items if item.status == "target"}
    reached = {item.measure for item in items if item.status == "actual"}
    return None if aimed & reached else next((measure for measure in _COMPARED if measure in aimed), None)


def _deciding(target: Figure, statistic: Statistic) -> Indicator:
    """Of a range (`6%—8%`) the end that decides: the lower one where more is better, else the higher one."""
    if target.upper is None:
        return target.item
    return target.item if (statistic.better == "more") == (target.item.value >= 0) else target.upper


def met(target: Indicator, actual: Indicator, statistic: Statistic) -> bool | None:
    """Whether `actual` reaches `target`; None where that cannot be told.

    It cannot where measure or unit differ, where a count may be a total or an addition, where the target is a plain
    figure and neither more nor less is better, or where a bound (`超100亿元`) leaves room for both.
    """
    if target.measure != actual.measure or (statistic.counts_new and target.name != actual.name):
        return None
    figures = comparable(target, actual)
    if figures is None:
        return None
    goal, _ = figures
    low, high = _range(actual, figures[1])
    side = _side(target, statistic)
    if side is None:
        return None
    if side == "least":
        goal, low, high = -goal, -high, -low
    if target.bound == "gt" and high == low == goal:
        return False
    if low >= goal:
        return True
    if target.bound != "approx":
        return False if high < goal else None
    if goal - low <= half_digit(target):
        return True
    return False if goal - high > _tolerance(target) else None


def comparable(target: Indicator, actual: Indicator) -> tuple[float, float] | None:
    """Both figures in one unit: the target's, or the base unit where they are stated in two of one dimension."""
    if target.unit == actual.unit:
        return target.value, actual.value
    goal, reached = target.normalized, actual.normalized
    if goal is None or reached is None or goal.unit != reached.unit or not goal.value:
        return None
    factor = Fraction(str(target.value)) / Fraction(str(goal.value))
    return target.value, float(Fraction(str(reached.value)) * factor)


def _side(target: Indicator, statistic: Statistic) -> str | None:
    """Whether the figure must be at `most` side (as much or more) or `least` side (as much or less) of the target.

    A bound is said of the size: `下降3%以上` is -3 with `ge`, and asks for -3 or less.
    """
    side: str | None
    if target.bound in {"ge", "gt"}:
        side = "most"
    elif target.bound in {"le", "lt"}:
        side = "least"
    else:
        return {"more": "most", "less": "least"}.get(statistic.better or "")
    if target.measure in _SIGNED and target.value < 0:
        return "least" if side == "most" else "most"
    return side


def _range(item: Indicator, value: float) -> tuple[float, float]:
    """The figures that a statement with its bound leaves possible."""
    falls = item.measure in _SIGNED and item.value < 0
    if item.bound in {"ge", "gt"}:
        return (-math.inf, value) if falls else (value, math.inf)
    if item.bound in {"le", "lt"}:
        return (value, math.inf) if falls else (-math.inf, value)
    if item.bound == "approx":
        room = half_digit(item) * (value / item.value if item.value else 1)
        return value - abs(room), value + abs(room)
    return value, value


def half_digit(item: Indicator) -> float:
    """Half a unit of the last digit stated: 0.5 for 7, 0.05 for 7.5."""
    exponent = Decimal(str(item.value)).normalize().as_tuple().exponent
    return 0.5 * 10.0 ** min(int(exponent), 0)


def _tolerance(item: Indicator) -> float:
    near = abs(item.value) * _NEAR
    return max(near, _NEAR_POINTS) if item.unit in {"%", "％"} else near
