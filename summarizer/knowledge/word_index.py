"""Words looked up at a place of a text: longest match first, one dictionary step per character, so that a scan is
linear in the text."""

import itertools
import re
from collections.abc import Mapping
from functools import cache

from summarizer.knowledge.lexicon import words


class WordIndex:
    """Words that stand for something (a class, a topic), found by their first two characters, longest first."""

    def __init__(self, meaning: Mapping[str, str]) -> None:
        self.meaning = dict(meaning)
        self._longest = max(map(len, meaning), default=0)
        self._first = frozenset(word[0] for word in meaning)
        self._last = frozenset(word[-1] for word in meaning)
        self._single = {word: (word, means) for word, means in meaning.items() if len(word) == 1}
        self._index: dict[str, list[tuple[str, str]]] = {}
        for word, means in sorted(meaning.items(), key=lambda item: (-len(item[0]), item[0])):
            if len(word) > 1:
                self._index.setdefault(word[:2], []).append((word, means))

    def _find(self, text: str, place: int) -> tuple[str, str] | None:
        """The longest word that starts at `place`, with its meaning."""
        for found in self._index.get(text[place : place + 2], ()):
            if text.startswith(found[0], place):
                return found
        return self._single.get(text[place : place + 1])

    def at(self, text: str, place: int = 0) -> str:
        """The longest word that starts at `place`; empty if there is none."""
        if text[place : place + 1] not in self._first:
            return ""
        found = self._find(text, place)
        return found[0] if found else ""

    def ending(self, text: str) -> tuple[str, str]:
        """The longest word that closes `text`, with its meaning; empty strings if there is none."""
        if text[-1:] not in self._last:
            return "", ""
        for length in range(min(self._longest, len(text)), 0, -1):
            if means := self.meaning.get(text[-length:]):
                return text[-length:], means
        return "", ""

    def scan(self, text: str) -> list[tuple[str, str]]:
        """Words of `text` from left to right with their meanings, longest first, none overlapping another."""
        return [found for _, found in self._hits(text)]

    def gaps(self, text: str) -> list[int]:
        """Lengths of the runs of Chinese characters of `text` that no word covers."""
        masked = text
        for place, (word, _) in self._hits(text):
            masked = f"{masked[:place]}{' ' * len(word)}{masked[place + len(word) :]}"
        return [len(run) for run in _CHINESE.findall(masked)]

    def _hits(self, text: str) -> list[tuple[int, tuple[str, str]]]:
        """The words of `text` with their places; one may start where its first two characters are those of a word."""
        index, single, first, until = self._index, self._single, self._first, 0
        hits = []
        for place, char in enumerate(text):
            if char not in first or place < until:
                continue
            for found in index.get(text[place : place + 2], ()):
                if text.startswith(found[0], place):
                    break
            else:
                if char not in single:
                    continue
                found = single[char]
            hits.append((place, found))
            until = place + len(found[0])
        return hits


_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


@cache
def index_of(*names: str) -> WordIndex:
    """An index over classes, each word standing for the first of the classes that holds it."""
    meaning: dict[str, str] = {}
    for name in names:
        for word in words(name):
            meaning.setdefault(word, name)
    return WordIndex(meaning)


def pairs(text: str) -> list[str]:
    """The pairs of neighbouring characters of `text`."""
    return [a + b for a, b in itertools.pairwise(text)]
