"""Runs of characters that weigh something, found in many pieces of a text at once.

Each run counts once a piece, however often it stands there.
"""

import numpy as np

from summarizer.knowledge.arrays import Floats, Ints, changes, indexes, sums_by_case
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.trie import Trie


class GramWeights:
    """Runs of characters, all weighed for the same classes: `rows` holds the weights of each run."""

    def __init__(self, grams: Trie, rows: Ints) -> None:
        self._trie = grams
        self._rows = np.zeros((len(self._trie) + 1, rows.shape[1]), rows.dtype)
        self._rows[self._trie.nodes] = rows
        self._bits = np.int64(len(self._trie).bit_length())

    def sums(self, pieces: Pieces) -> Floats:
        """The sum of the weights of the different runs of each piece, one row a piece."""
        runs = self._runs(pieces)
        number, nodes = runs >> self._bits, runs & ((1 << self._bits) - 1)
        return sums_by_case(number, self._rows.take(nodes, axis=0), len(pieces))

    def _runs(self, pieces: Pieces) -> Ints:
        """The different runs of each piece in order, as the number of the piece before the node of the run."""
        number, at, left = places(pieces.starts, pieces.ends)
        letters = pieces.letters.take(at)
        nodes, alive = self._trie.open(letters), np.arange(len(letters))
        found = [np.zeros(0, np.int64)]
        for length in range(1, self._trie.longest + 1):
            if length > 1:
                open_ = indexes(left.take(alive) >= length)
                alive = alive.take(open_)
                nodes = self._trie.follow(nodes.take(open_), letters.take(alive + (length - 1)))
            known = indexes(nodes)
            nodes, alive = nodes.take(known), alive.take(known)
            if length in self._trie.lengths:
                found.append(number.take(alive) << self._bits | nodes)
        runs = np.concatenate(found)
        runs.sort()
        return runs[changes(runs)]


def places(starts: Ints, ends: Ints) -> tuple[Ints, Ints, Ints]:
    """Every place of the pieces of a text, in order: the number of the piece, the place in the text, and how many
    characters of the piece are left from there."""
    sizes = ends - starts
    after = sizes.cumsum()
    pieces = np.arange(len(starts)).repeat(sizes)
    count = np.arange(len(pieces))
    return pieces, count + (starts - (after - sizes)).repeat(sizes), after.repeat(sizes) - count
