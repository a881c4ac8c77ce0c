"""Where characters of a class stand in a text, found for all of it at once over an array of its code points."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from summarizer.knowledge.arrays import Ints, indexes

Class = NDArray[np.bool_]
_LAST = 0xFFFF  # no character; stands for all of the planes beyond
# What `str.strip` takes away and `\s` finds in a text.
SPACES = "".join(map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029)))
SPACES += "\u202f\u205f\u3000"


def class_of(characters: Iterable[str]) -> Class:
    """A class of characters of the basic plane."""
    table = np.zeros(_LAST + 1, np.bool_)
    table[[ord(character) for character in characters]] = True
    return table


@lru_cache(maxsize=1)  # for the text at hand, which ledger, outline and scopes look at one after the other
def points_of(text: str) -> Ints:
    """The code points of a text, those beyond the basic plane as one; not to be written to."""
    points: Ints = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)
    points = np.minimum(points, _LAST)
    points.flags.writeable = False
    return points


def places_of(points: Ints, characters: Class) -> list[int]:
    """The offsets of the characters of a class in a text, given its code points."""
    places: list[int] = indexes(characters.take(points)).tolist()
    return places


def matches_at(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` finds, for a pattern whose every match begins at one of these offsets, in order."""
    end = 0
    for place in places:
        if place >= end and (match := pattern.match(text, place)):
            end = match.end()
            yield match
