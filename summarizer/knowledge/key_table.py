"""Many keys looked up at once: a hash table over arrays.

Fibonacci hashing (Knuth, The Art of Computer Programming, vol. 3, section 6.4); keys that lose their slot to another go
to a smaller table of their own, and so on, so that a look-up is a few gathers whatever the number of keys.
"""

import numpy as np

from summarizer.knowledge.arrays import Ints, indexes

# Odd numbers whose high bits spread well: 2^64 over the golden ratio, and others for the tables behind the first.
_SPREAD = tuple(map(np.uint64, (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)))
# Slots a key as powers of two: the first table is to fit the cache, those behind it are small and are to lose nothing.
_ROOM, _ROOM_BEHIND = 2, 5


class KeyTable:
    """Numbers of different non-negative keys, from 1 in the order given; any other key has the number 0."""

    def __init__(self, keys: Ints) -> None:
        self._keys = np.concatenate([np.array([-1], np.int64), keys])
        self._tables: list[tuple[np.uint64, np.uint64, Ints]] = []
        left = np.arange(1, len(self._keys), dtype=np.int32)
        while left.size or not self._tables:
            spread = _SPREAD[len(self._tables) % len(_SPREAD)]
            bits = int(left.size).bit_length() + (_ROOM_BEHIND if self._tables else _ROOM)
            shift = np.uint64(64 - bits)
            table = np.zeros(1 << bits, np.min_scalar_type(len(keys)))
            slots = _slots(self._keys[left], spread, shift)
            table[slots] = left
            self._tables.append((spread, shift, table))
            left = left[table[slots] != left]

    def __len__(self) -> int:
        return len(self._keys) - 1

    def find(self, keys: Ints) -> Ints:
        """The number of each key, which is of 64 bits; 0 for those that the table does not hold."""
        spread, shift, table = self._tables[0]
        # Numbers that one may reckon with: the table's own are as narrow as they can be, and know nothing below 0.
        found = table.take(_slots(keys, spread, shift)).astype(np.int64)
        found *= self._keys.take(found) == keys
        missing = indexes(found == 0)
        for spread, shift, table in self._tables[1:]:
            if not missing.size:
                break
            asked = keys[missing]
            numbers = table.take(_slots(asked, spread, shift))
            right = self._keys.take(numbers) == asked
            found[missing[right]] = numbers[right]
            missing = missing[~right]
        return found


def _slots(keys: Ints, spread: np.uint64, shift: np.uint64) -> Ints:
    return ((keys.view(np.uint64) * spread) >> shift).view(np.int64)
