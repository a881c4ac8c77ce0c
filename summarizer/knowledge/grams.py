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
        number, letters = _laid_out(pieces)
        nodes = self._trie.open(letters)
        at = indexes(nodes)
        nodes = nodes.take(at)
        found = [np.zeros(0, np.int64)]
        for length in range(1, self._trie.longest + 1):
            if length > 1:
                nodes = self._trie.follow(nodes, letters.take(at + (length - 1)))
                known = indexes(nodes)
                nodes, at = nodes.take(known), at.take(known)
            if length in self._trie.lengths:
                found.append(number.take(at) << self._bits | nodes)
        runs = np.concatenate(found)
        runs.sort()
        return runs[changes(runs)]


def _laid_out(pieces: Pieces) -> tuple[Ints, Ints]:
    """For each letter of all pieces, one behind the other, the number of its piece, and the letters; a 0 behind each
    piece, over which no run reaches."""
    sizes = pieces.ends - pieces.starts + 1
    ends = sizes.cumsum()
    count = np.arange(int(sizes.sum()))
    letters = np.append(pieces.letters, 0).take(count + (pieces.starts - (ends - sizes)).repeat(sizes))
    letters[ends - 1] = 0
    return np.arange(len(pieces)).repeat(sizes), letters
