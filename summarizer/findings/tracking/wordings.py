"""How much of what one clause names another names too: shared pairs of characters, the rare ones counting most.

A pair of characters says little where many clauses have it (建设, 园区) and much where few do (a project's name), so
each counts by the inverse of how often it occurs, as terms do in retrieval (Spärck Jones 1972).
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from summarizer.knowledge.han import HAN
from summarizer.knowledge.lexicon import words
from summarizer.knowledge.units import read_unit

# Words, and names such as 5G, 4A, S248; a figure with its unit is neither.
_RUN = re.compile(rf"{HAN}+|[A-Za-z]+\d+|\d?[A-Za-z]+")
_FIGURE = re.compile(r"\d[\d.,]*(?![A-Za-z\d.,])")
_MARK = re.compile(r"[〔\[［]\d+[〕\]］]")
_COMMON = 40  # A pair that so many clauses have tells nothing.
_TIMES = re.compile(r"(?:\d+月(?:\d+日|份)?|上半年|下半年|年)(?:底|末|内|中)?(?:之?前|以内)?|[一二三四]季度")


@dataclass(frozen=True)
class Weights:
    """How much each pair of characters counts, from the clauses of both reports."""

    seen: Mapping[str, int]
    _known: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    @staticmethod
    def of(texts: Iterable[str]) -> "Weights":
        counted: Counter[str] = Counter()
        for text in texts:
            counted.update(pairs(text))
        return Weights(counted)

    def of_pair(self, pair: str) -> float:
        """0 for a pair that is everywhere, 1 for one that occurs once."""
        known = self._known.get(pair)
        if known is None:
            known = max(0.0, math.log(_COMMON / (1 + self.seen.get(pair, 0))) / math.log(_COMMON / 2))
            self._known[pair] = known
        return known

    def total(self, found: Iterable[str]) -> float:
        return sum(map(self.of_pair, found))

    def shared(self, wanted: frozenset[str], other: frozenset[str]) -> float:
        """Which part of what `wanted` names `other` names, from 0 to 1."""
        both = wanted & other
        whole = self.total(wanted) if both else 0.0
        return self.total(both) / whole if whole else 0.0


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters within the words of a text, figures and note marks left out."""
    bare = _MARK.sub("", text)
    return frozenset(run[at : at + 2].upper() for run in _RUN.findall(bare) for at in range(len(run) - 1))


def core(text: str) -> str:
    """A promise without dates and the words of any promise: what it is about."""
    return _common().sub(" ", _without_figures(_TIMES.sub(" ", _MARK.sub("", text))))


def _without_figures(text: str) -> str:
    """The text with every figure and its unit as a blank."""
    pieces, last = [], 0
    for match in _FIGURE.finditer(text):
        unit = read_unit(text, match.end())
        pieces.append(text[last : match.start()])
        last = max(last, unit.end if unit else match.end())
    return " ".join([*pieces, text[last:]])


@cache
def _common() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words("of_any_promise"))))
