"""The types of arrays: of whole numbers, of floating-point numbers, of truth values; and what is done
with them at many places. On short texts the calls count, not the elements: methods are cheaper than functions."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger[Any]]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def indexes(found: Bools | Ints) -> Ints:
    """The places that are true, or not zero."""
    return found.nonzero()[0]


def changes(values: Ints) -> Bools:
    """For each value whether it differs from the one before; the first always does."""
    found = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def distinct(values: Ints) -> Ints:
    """The different values in order. `np.unique` would import the whole of masked arrays for its first answer."""
    in_order = np.sort(values)
    return in_order[changes(in_order)]


class Letters:
    """A set of characters, looked up for many code points at once."""

    def __init__(self, letters: str) -> None:
        self._holds = np.zeros(max(map(ord, letters), default=0) + 2, bool)
        self._holds[[ord(letter) for letter in letters]] = True

    def holds(self, code_points: Ints) -> Bools:
        """For each code point whether it is one of the characters."""
        return self._holds.take(code_points, mode="clip")


def sums_by_case(cases: Ints, rows: Ints, count: int) -> Floats:
    """The sum of the rows of each of `count` cases, no larger than 32 bits hold; `cases` rises, and says whose each row
    is."""
    sums = np.zeros((count, rows.shape[1]))
    if len(cases):
        first = indexes(changes(cases))
        sums[cases[first]] = np.add.reduceat(rows, first, dtype=np.int32)
    return sums
