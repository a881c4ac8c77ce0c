"""Offsets of other programs: those written in JavaScript may count UTF-16 units where this one counts code points."""

from bisect import bisect_left
from itertools import accumulate


class Utf16:
    """The two counts of one text: a character beyond the basic plane is one code point and two units."""

    def __init__(self, text: str) -> None:
        # Where the characters of two units stand, in units; and in code points.
        self._points = [at for at, char in enumerate(text) if ord(char) > 0xFFFF]
        self._units = list(accumulate((1 for _ in self._points), initial=0))[:-1]
        self._starts = [point + more for point, more in zip(self._points, self._units, strict=True)]

    def of_point(self, point: int) -> int:
        """The count in units of an offset in code points."""
        return point + bisect_left(self._points, point)

    def to_point(self, unit: int) -> int:
        """The count in code points of an offset in units; one amid a character is that behind it."""
        return unit - bisect_left(self._starts, unit)
