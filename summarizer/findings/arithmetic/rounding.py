"""The values that a rounded figure may stand for, and arithmetic with them."""

import math
from dataclasses import dataclass
from decimal import Decimal

from summarizer.contract.report import Indicator

_VAGUE, _OVER = 0.05, 0.25


@dataclass(slots=True)
class Interval:
    """From `low` to `high`, both possible."""

    low: float
    high: float

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Interval") -> "Interval":
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: "Interval") -> "Interval":
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: "Interval") -> "Interval":
        """The quotient; of positive divisors only."""
        return self * Interval(1 / other.high, 1 / other.low)

    def scaled(self, factor: float) -> "Interval":
        ends = sorted((self.low * factor, self.high * factor))
        return Interval(*ends)

    def power(self, exponent: float) -> "Interval":
        """A power of a positive interval."""
        return Interval(*sorted((self.low**exponent, self.high**exponent)))

    def meets(self, other: "Interval") -> bool:
        """Whether one value can be both, but for the last digits of floating point."""
        slack = 1e-9 * max(abs(self.low), abs(self.high), abs(other.low), abs(other.high), 1e-12)
        return self.low <= other.high + slack and other.low <= self.high + slack

    def widened(self, part: float) -> "Interval":
        room = part * max(abs(self.low), abs(self.high))
        return Interval(self.low - room, self.high + room)


def stated(item: Indicator) -> Interval:
    """The values of a figure in its own unit. A bound opens its side: 超 by a quarter at most, as nobody says 超50亿元
    of 80; 左右 by a twentieth."""
    return _interval(item, item.value)


def in_base(item: Indicator) -> Interval | None:
    """The values of a figure in its base unit; None where it has none."""
    if item.normalized is None:
        return None
    if not item.value:
        return Interval(item.normalized.value, item.normalized.value)
    return stated(item).scaled(item.normalized.value / item.value)


def _interval(item: Indicator, value: float) -> Interval:
    half = half_digit(value)
    if item.bound == "approx":
        half = max(half, abs(value) * _VAGUE)
    low, high = value - half, value + half
    room = abs(value) * _OVER
    if item.bound in {"gt", "ge"}:
        return Interval(low, high + room) if value >= 0 else Interval(low - room, high)
    if item.bound in {"lt", "le"}:
        return Interval(low - room, high) if value >= 0 else Interval(low, high + room)
    return Interval(low, high)


def half_digit(value: float) -> float:
    """Half a unit of the last digit that a figure is stated to: 0.05 of 7.5, 0.5 of 40. Of a whole number that ends in
    several zeros all but one may be rounded: 5 of 800."""
    if not value or not math.isfinite(value):
        return 0.0
    whole, _, decimals = repr(value).partition(".")
    if "e" in whole or "e" in decimals:
        exponent = int(Decimal(repr(value)).normalize().as_tuple().exponent)
    else:
        exponent = -len(decimals) if decimals.strip("0") else len(whole) - len(whole.rstrip("0"))
    return 0.5 * 10.0 ** (max(exponent - 1, 0) if exponent > 0 else exponent)
