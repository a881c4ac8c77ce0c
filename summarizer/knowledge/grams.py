"""Runs of characters that weigh something, found in many pieces of a text at once.

A piece is `[start, end)` of a text whose characters are given as code points. Each run counts once a piece, however
often it stands there.
"""

from collections.abc import Sequence

import numpy as np

from summarizer.knowledge.arrays import Floats, Ints
from summarizer.knowledge.key_table import KeyTable

_PLANES = 21  # Bits of a code point.


def code_points(text: str) -> Ints:
    """The characters of a text as numbers."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)


class Trie:
    """Words as paths of characters. A node is a number from 1; `nodes` holds that of each word, in the order given."""

    def __init__(self, words: Sequence[str]) -> None:
        self.longest = max(map(len, words), default=0)
        letters = code_points("".join(words))
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        begins = np.cumsum(lengths) - lengths
        self.nodes = np.zeros(len(words), np.int64)
        # The lengths of words: nodes at other depths are only on the way.
        self.lengths = frozenset(np.unique(lengths).tolist())
        levels: list[Ints] = []
        count = 0
        for depth in range(self.longest):
            alive = np.flatnonzero(lengths > depth)
            keys, place = np.unique(_step(self.nodes[alive], letters[begins[alive] + depth]), return_inverse=True)
            self.nodes[alive] = count + 1 + place
            count += len(keys)
            levels.append(keys)
        self._table = KeyTable(np.concatenate(levels) if levels else np.zeros(0, np.int64))
        # The first step is taken most often: a node for each code point up to the highest that opens a word, then 0.
        opening = levels[0] if levels else np.zeros(0, np.int64)
        self._roots = np.zeros(int(opening.max(initial=0)) + 2, np.int32)
        self._roots[opening] = np.arange(1, len(opening) + 1)

    def __len__(self) -> int:
        return len(self._table)

    def open(self, letters: Ints) -> Ints:
        """The node that each letter leads to from the root, 0 where no word begins with it."""
        return self._roots.take(letters, mode="clip")

    def follow(self, nodes: Ints, letters: Ints) -> Ints:
        """The node that each letter leads to from a node, 0 where no word goes on so."""
        return self._table.find(_step(nodes, letters))


def _step(nodes: Ints, letters: Ints) -> Ints:
    return (nodes.astype(np.int64) << _PLANES) | letters


class GramWeights:
    """Runs of characters, all weighed for the same classes: `rows` holds the weights of each run."""

    def __init__(self, grams: Sequence[str], rows: Floats) -> None:
        self._trie = Trie(grams)
        self._rows = np.zeros((len(self._trie) + 1, rows.shape[1]))
        self._rows[self._trie.nodes] = rows
        self._bits = np.int64(len(self._trie).bit_length())

    def sums(self, letters: Ints, starts: Ints, ends: Ints) -> Floats:
        """For each piece of a text the sum of the weights of its different runs, one row a piece."""
        runs = self._runs(letters, starts, ends)
        pieces, nodes = runs >> self._bits, runs & ((1 << self._bits) - 1)
        sums = np.zeros((len(starts), self._rows.shape[1]))
        if runs.size:
            first = np.flatnonzero(np.diff(pieces, prepend=-1))
            sums[pieces[first]] = np.add.reduceat(self._rows.take(nodes, axis=0), first)
        return sums

    def _runs(self, letters: Ints, starts: Ints, ends: Ints) -> Ints:
        """The different runs of each piece in order, as the number of the piece before the node of the run."""
        pieces, at, left = places(starts, ends)
        letters = letters.take(at)
        nodes, alive = self._trie.open(letters), np.arange(len(letters))
        found = [np.zeros(0, np.int64)]
        for length in range(1, self._trie.longest + 1):
            if length > 1:
                open_ = np.flatnonzero(left.take(alive) >= length)
                alive = alive.take(open_)
                nodes = self._trie.follow(nodes.take(open_), letters.take(alive + (length - 1)))
            known = np.flatnonzero(nodes)
            nodes, alive = nodes.take(known), alive.take(known)
            if length in self._trie.lengths:
                found.append(pieces.take(alive) << self._bits | nodes)
        runs = np.concatenate(found)
        runs.sort()
        different: Ints = runs[np.diff(runs, prepend=-1) != 0]
        return different


def places(starts: Ints, ends: Ints) -> tuple[Ints, Ints, Ints]:
    """Every place of the pieces of a text, in order: the number of the piece, the place in the text, and how many
    characters of the piece are left from there."""
    sizes = ends - starts
    after = np.cumsum(sizes)
    pieces = np.repeat(np.arange(len(starts)), sizes)
    count = np.arange(len(pieces))
    return pieces, count + np.repeat(starts - (after - sizes), sizes), np.repeat(after, sizes) - count
