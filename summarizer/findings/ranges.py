"""Figures as a whole: a range (`4.5%—5%`) is one figure, though the ledger lists both of its ends."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from summarizer.contract.report import Indicator

_SIGNED = frozenset({"growth", "avg_growth", "change"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One stated figure: its indicator, or of a range the lower end, and then `upper` is the other one.

    A bound is said of the size: of `下降3%—5%` the lower end is -3.
    """

    item: Indicator
    upper: Indicator | None = None

    @property
    def ends(self) -> tuple[Indicator, ...]:
        """The indicators that state it, one or two."""
        return (self.item,) if self.upper is None else (self.item, self.upper)

    @property
    def bound(self) -> str:
        """The bound of the figure, `range` where both ends are stated."""
        return "range" if self.upper is not None else self.item.bound

    @property
    def low(self) -> float | None:
        """The least that is meant, in the figure's unit; None where only a most is stated."""
        return self._limits[0]

    @property
    def high(self) -> float | None:
        """The most that is meant, in the figure's unit; None where only a least is stated."""
        return self._limits[1]

    @property
    def mid(self) -> float | None:
        """The middle of a range, or the plain figure; None where a bound leaves one side open."""
        low, high = self._limits
        return None if low is None or high is None else middle(low, high)

    @property
    def value(self) -> float:
        """One number for the figure: what is stated, and of a range the middle."""
        return self.item.value if self.upper is None else middle(self.item.value, self.upper.value)

    @property
    def normalized(self) -> float | None:
        """`value` in base units; None where the unit has none."""
        if self.item.normalized is None:
            return None
        if self.upper is None or self.upper.normalized is None:
            return self.item.normalized.value
        return middle(self.item.normalized.value, self.upper.normalized.value)

    @property
    def _limits(self) -> tuple[float | None, float | None]:
        value = self.item.value
        if self.upper is not None:
            return min(value, self.upper.value), max(value, self.upper.value)
        at_least = self.item.bound in {"ge", "gt"}
        if not at_least and self.item.bound not in {"le", "lt"}:
            return value, value
        falls = self.item.measure in _SIGNED and value < 0
        return (value, None) if at_least != falls else (None, value)


def joined(items: Iterable[Indicator]) -> list[Figure]:
    """The figures that indicators state, in their order.

    Two are the ends of a range where one clause says both of one thing, for one period, one behind the other: `ge`,
    then `le`, and the second is the larger in size.
    """
    found: list[Figure] = []
    for item in items:
        if found and found[-1].upper is None and _are_ends(found[-1].item, item):
            found[-1] = Figure(found[-1].item, item)
        else:
            found.append(Figure(item))
    return found


def _are_ends(first: Indicator, second: Indicator) -> bool:
    return (
        (first.bound, second.bound) == ("ge", "le")
        and _said_of(first) == _said_of(second)
        and abs(first.value) < abs(second.value)
        and (first.value < 0) <= (second.value < 0)
    )


def _said_of(item: Indicator) -> tuple[object, ...]:
    # The unit may stand behind the second end only: 5—10亿元.
    return item.name, item.canon, item.measure, item.status, item.period, item.quote, item.unit


def middle(low: float, high: float) -> float:
    """The exact middle of two decimal figures: of 4.5 and 5 it is 4.75."""
    return low if math.isclose(low, high) else float((Decimal(str(low)) + Decimal(str(high))) / 2)
