"""Words as paths of characters, followed from many places of a text at once."""

from collections.abc import Sequence

import numpy as np

from summarizer.knowledge.arrays import Ints, distinct, indexes
from summarizer.knowledge.key_table import KeyTable
from summarizer.knowledge.pieces import code_points

_PLANES = 21  # Bits of a code point.


class Trie:
    """Words as paths of characters. A node is a number from 1; `nodes` holds that of each word, in the order given."""

    def __init__(self, letters: Ints, begins: Ints, lengths: Ints) -> None:
        """Words of so many letters each, which begin at places of `letters`."""
        self.longest = int(lengths.max(initial=0))
        self.nodes = np.zeros(len(lengths), np.int32)
        # The lengths of words: nodes at other depths are only on the way.
        self.lengths = frozenset(lengths.tolist())
        self._levels: list[Ints] = [np.zeros(0, np.int64)]
        count = 0
        for depth in range(self.longest):
            alive = indexes(lengths > depth)
            steps = _step(self.nodes[alive], letters[begins[alive] + depth])
            keys = distinct(steps)
            self.nodes[alive] = count + 1 + keys.searchsorted(steps)
            count += len(keys)
            self._levels.append(keys)
        self._table = KeyTable(np.concatenate(self._levels))
        # The first step is taken most often: a node for each code point up to the highest that opens a word, then 0.
        opening = self._levels[1] if self.longest else self._levels[0]
        self._roots = np.zeros(int(opening.max(initial=0)) + 2, np.min_scalar_type(len(opening)))
        self._roots[opening] = np.arange(1, len(opening) + 1)

    @classmethod
    def of(cls, words: Sequence[str]) -> "Trie":
        """The same for words given as such."""
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        return cls(code_points("".join(words)), lengths.cumsum() - lengths, lengths)

    def __len__(self) -> int:
        return len(self._table)

    def open(self, letters: Ints) -> Ints:
        """The node that each letter leads to from the root, 0 where no word begins with it."""
        return self._roots.take(letters, mode="clip")

    def follow(self, nodes: Ints, letters: Ints) -> Ints:
        """The node that each letter leads to from a node, 0 where no word goes on so."""
        return self._table.find(_step(nodes, letters))

    def deepest(self, letters: Ints, places: Ints, room: Ints, way: int) -> Ints:
        """The last node on the path from each place, at most `room` letters long; `way` is 1 for a path that goes on
        with the text, -1 for one that goes back."""
        open_ = indexes(room > 0)
        found = np.zeros(len(places), np.int64)
        found[open_] = self.open(letters.take(places.take(open_)))
        alive = indexes(found)
        for depth in range(1, self.longest):
            alive = alive[room.take(alive) > depth]
            if not alive.size:
                break
            nodes = self.follow(found.take(alive), letters.take(places.take(alive) + way * depth))
            going_on = indexes(nodes)
            alive = alive.take(going_on)
            found[alive] = nodes.take(going_on)
        return found

    def inherited(self, values: Ints) -> Ints:
        """Values of nodes, 0 meaning none: a node without one has that of the nearest node before it on its path."""
        values = values.copy()
        begin = 1
        for keys in self._levels[1:]:
            own = values[begin : begin + len(keys)]
            values[begin : begin + len(keys)] = np.where(own == 0, values[keys >> _PLANES], own)
            begin += len(keys)
        return values


def _step(nodes: Ints, letters: Ints) -> Ints:
    return (nodes.astype(np.int64) << _PLANES) | letters
