"""Words of several classes, found at once where many pieces of a text begin, or where they end."""

from collections.abc import Mapping, Sequence

import numpy as np

from summarizer.knowledge.arrays import Ints
from summarizer.knowledge.trie import Trie


class WordClasses:
    """The longest word of each class at a place. A word is known by its number in `words`, where 0 is no word."""

    def __init__(self, classes: Mapping[str, Sequence[str]], *, backwards: bool = False) -> None:
        self.words = ("", *sorted({word for words in classes.values() for word in words}))
        self.lengths = np.fromiter(map(len, self.words), np.int64)
        self._way = -1 if backwards else 1
        self._trie = Trie.of([word[:: self._way] for word in self.words[1:]])
        number = {word: at for at, word in enumerate(self.words)}
        self._longest: dict[str, Ints] = {}
        for name, words in classes.items():
            own = np.array([number[word] for word in words], np.int64)
            values = np.zeros(len(self._trie) + 1, np.int64)
            values[self._trie.nodes[own - 1]] = own
            self._longest[name] = self._trie.inherited(values)

    def at(self, letters: Ints, places: Ints, room: Ints) -> Ints:
        """What stands at each place, for `longest`: words of at most `room` letters that begin there, or that end there
        where the classes are looked up backwards."""
        return self._trie.deepest(letters, places, room, self._way)

    def longest(self, name: str, found: Ints) -> Ints:
        """The number of the longest word of a class, given what `at` found."""
        return self._longest[name].take(found)

    def among(self, words: Sequence[str]) -> Ints:
        """For each number whether its word is one of these, as 0 or 1."""
        return np.array([word in words for word in self.words], np.int64)
