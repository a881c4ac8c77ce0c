"""Words looked up in a text: longest match first, all of them in one pass of an automaton (Aho and Corasick 1975)."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import chain
from operator import add

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind

from summarizer.knowledge.arrays import Ints, changes
from summarizer.knowledge.han import HAN
from summarizer.knowledge.lexicon import words
from summarizer.knowledge.patterns import regex
from summarizer.knowledge.pieces import Pieces


class WordIndex:
    """Words that stand for something (a class, a topic), found by their first two characters, longest first."""

    def __init__(self, meaning: Mapping[str, str]) -> None:
        self.meaning = dict(meaning)
        self._pairs = tuple(meaning.items())
        self._automaton = AhoCorasick(list(meaning), matchkind=MatchKind.LeftmostLongest)

    @cached_property
    def _single(self) -> frozenset[str]:
        return frozenset(word for word in self.meaning if len(word) == 1)

    @cached_property
    def _by_start(self) -> Mapping[str, Sequence[str]]:
        """The longer words by their first two characters, longest first."""
        found: dict[str, list[str]] = {}
        for word in sorted(self.meaning, key=lambda word: (-len(word), word)):
            if len(word) > 1:
                found.setdefault(word[:2], []).append(word)
        return found

    @cached_property
    def _lengths_by_end(self) -> Mapping[str, Sequence[int]]:
        """How long the words are that end with a character, longest first."""
        found: dict[str, set[int]] = {}
        for word in self.meaning:
            found.setdefault(word[-1], set()).add(len(word))
        return {end: sorted(lengths, reverse=True) for end, lengths in found.items()}

    def at(self, text: str, place: int = 0) -> str:
        """The longest word that starts at `place`; empty if there is none."""
        for word in self._by_start.get(text[place : place + 2], ()):
            if text.startswith(word, place):
                return word
        first = text[place : place + 1]
        return first if first in self._single else ""

    def ending(self, text: str) -> tuple[str, str]:
        """The longest word that closes `text`, with its meaning; empty strings if there is none."""
        for length in self._lengths_by_end.get(text[-1:], ()):
            if means := self.meaning.get(text[-length:]):
                return text[-length:], means
        return "", ""

    def scan(self, text: str) -> list[tuple[str, str]]:
        """Words of `text` from left to right with their meanings, longest first, none overlapping another."""
        pairs = self._pairs
        return [pairs[number] for number, _, _ in self._automaton.find_matches_as_indexes(text)]

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where the words of `text` begin and end, as `scan` finds them."""
        return tuple([(start, end) for _, start, end in self._automaton.find_matches_as_indexes(text)])

    def places(self, text: str) -> list[tuple[str, int]]:
        """What the words that `scan` finds mean, and where each begins."""
        pairs = self._pairs
        return [(pairs[number][1], start) for number, start, _ in self._automaton.find_matches_as_indexes(text)]

    def found(self, text: str) -> Ints:
        """The words that `scan` finds: a row for each, its place in `meaning`, where it begins and where it ends."""
        found = self._automaton.find_matches_as_indexes(text)
        return np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found)).reshape(-1, 3)

    def in_pieces(self, pieces: Pieces) -> tuple[Ints, Ints]:
        """The words in pieces of a text, as their places in `meaning`, and the numbers of the pieces that they stand
        in, in order; the pieces follow one another and no word reaches over the end of one."""
        words, starts, _ = self.found(pieces.text).T
        within, at = pieces.holding(starts)
        return words.take(within), at

    def pieces_with(self, pieces: Pieces) -> list[int]:
        """The numbers of the pieces in which a word stands, in order."""
        _, at = self.in_pieces(pieces)
        found: list[int] = at.compress(changes(at)).tolist()
        return found

    def gaps(self, text: str) -> list[int]:
        """Lengths of the runs of Chinese characters of `text` that no word covers."""
        apart, last = [], 0
        for _, start, end in self._automaton.find_matches_as_indexes(text):
            apart.append(text[last:start])
            last = end
        apart.append(text[last:])
        return [len(run) for run in _CHINESE.findall(" ".join(apart))]


_CHINESE = regex(f"{HAN}+")


@cache
def index_of(*names: str) -> WordIndex:
    """An index over classes, each word standing for the first of the classes that holds it."""
    meaning: dict[str, str] = {}
    for name in names:
        for word in words(name):
            meaning.setdefault(word, name)
    return WordIndex(meaning)


def pairs(text: str) -> Iterable[str]:
    """The different pairs of neighbouring characters of `text`, in order: sums over them are the same in every run."""
    return dict.fromkeys(map(add, text, text[1:]))


def grams(text: str, longest: int) -> Iterable[str]:
    """The different runs of up to `longest` characters of `text`, in order."""
    runs = list(text)
    found = dict.fromkeys(runs)
    for size in range(1, longest):
        runs = list(map(add, runs, text[size:]))
        found.update(dict.fromkeys(runs))
    return found
