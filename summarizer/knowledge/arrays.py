"""The types of arrays: of whole numbers, of floating-point numbers, of truth values; and sums by case."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger[Any]]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def sums_by_case(cases: Ints, rows: Floats, count: int) -> Floats:
    """The sum of the rows of each of `count` cases; `cases` rises, and says whose each row is."""
    sums = np.zeros((count, rows.shape[1]))
    if len(cases):
        first = np.flatnonzero(np.diff(cases, prepend=-1))
        sums[cases[first]] = np.add.reduceat(rows, first)
    return sums
