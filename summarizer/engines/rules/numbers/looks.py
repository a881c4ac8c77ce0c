"""How names look, many at once: what they open with, whether they end like a statistic, how long they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from summarizer.engines.rules.numbers.phrases import begins_with_verb, is_attribute, is_statistic, verb_of
from summarizer.knowledge.arrays import Ints, Letters, distinct, indexes
from summarizer.knowledge.lexicon import words
from summarizer.knowledge.pieces import Pieces, code_points
from summarizer.knowledge.word_classes import WordClasses
from summarizer.knowledge.word_index import index_of

PLANES = 21  # Bits of a character.
# What a name opens with (a noun, a verb, nothing but verbs), and whether it ends like a statistic or an attribute.
SHAPES = tuple(opening + statistic + own for opening in "nvV" for statistic in ("", "s") for own in ("", "a"))
# Lengths (in pairs of characters) and counts of verbs from these on are one.
LONGEST_LENGTH, MOST_VERBS = 10, 3
# `verb_of` takes no further verb from this character on.
_VERBS_REACH = 6
# Characters of a name that tell something wherever they stand.
TELLING = "、和等的“及与对为"
_CLOSES_BRACKET = Letters(")）")
_NEW, _HAN = ord("新"), (0x4E00, 0x9FFF)
# For each code point the place of the character in `TELLING`, from 1; 0 for others and, at the end, for those beyond.
_TELLING_AT = np.zeros(max(map(ord, TELLING)) + 2, np.int64)
_TELLING_AT[[ord(char) for char in TELLING]] = range(1, len(TELLING) + 1)


@dataclass(frozen=True, slots=True)
class Looks:
    """How each of a row of names looks: its shape as the place in `SHAPES`, its length and how many verbs it has, both
    capped. `ends` are its last character, and its last two; `begins` its first; characters are numbers, of two the first
    is shifted by `PLANES` bits, and a name of one has that one twice. `telling` are the different characters of
    `TELLING` in each: the places of the names, and those of the characters."""

    shapes: Ints
    lengths: Ints
    verbs: Ints
    ends: tuple[Ints, Ints]
    begins: tuple[Ints, Ints]
    telling: tuple[Ints, Ints]


def length_of(name: str) -> int:
    """The length of a name in pairs of characters, capped."""
    return min(len(name) // 2, LONGEST_LENGTH)


def shape_of(name: str) -> str:
    """The shape of one name; `looks_of` tells it of many."""
    verb = verb_of(name) if begins_with_verb(name) else ""
    opening = "n" if not verb else "V" if verb == name else "v"
    return opening + ("s" if is_statistic(name) else "") + ("a" if is_attribute(name) else "")


def key_of(characters: str) -> int:
    """One or two characters as `Looks` has them."""
    key = 0
    for character in characters:
        key = key << PLANES | ord(character)
    return key


def looks_of(names: Sequence[str]) -> Looks:
    """How names look, none of which is empty."""
    text = "\n".join(names) + "\n"
    sizes = np.fromiter(map(len, names), np.int64, len(names))
    ends = (sizes + 1).cumsum() - 1
    pieces = Pieces(text, code_points(text), ends - sizes, ends)
    verbs, opening = _verbs(pieces)
    letters, last = pieces.letters, ends - 1
    begin, end = letters.take(pieces.starts), letters.take(last)
    long = sizes > 1
    return Looks(
        opening * 4 + _endings_of(names, pieces),
        np.minimum(sizes // 2, LONGEST_LENGTH),
        np.minimum(verbs, MOST_VERBS),
        (end, np.where(long, letters.take(last - 1) << PLANES | end, end)),
        (begin, np.where(long, begin << PLANES | letters.take(pieces.starts + 1), begin)),
        _telling(pieces),
    )


def _verbs(pieces: Pieces) -> tuple[Ints, Ints]:
    """How many verbs each name has, and whether it opens with none (0), with one (1), or is nothing but verbs (2)."""
    _, begins, ends = index_of("verbs").found(pieces.text).T
    starts, letters = pieces.starts, pieces.letters
    counts = np.bincount(starts.searchsorted(begins, "right") - 1, minlength=len(starts))
    end_at = np.zeros(len(letters) + 1, np.int64)
    end_at[begins] = ends
    behind = starts
    for _ in range(_VERBS_REACH):
        following = end_at.take(behind)
        goes_on = (following > 0) & (behind - starts < _VERBS_REACH)
        if not goes_on.any():
            break
        behind = np.where(goes_on, following, behind)
    second = letters.take(starts + 1)
    new = (behind == starts) & (letters.take(starts) == _NEW) & (second >= _HAN[0]) & (second <= _HAN[1])
    return counts, ((behind > starts) | new).astype(np.int64) + (behind + new >= pieces.ends)


def _telling(pieces: Pieces) -> tuple[Ints, Ints]:
    which = _TELLING_AT.take(pieces.letters, mode="clip")
    found = indexes(which)
    names = pieces.starts.searchsorted(found, "right") - 1
    different = distinct(names * len(_TELLING_AT) + which.take(found))
    return different // len(_TELLING_AT), different % len(_TELLING_AT) - 1


@cache
def _endings() -> WordClasses:
    return WordClasses({name: words(name) for name in ("heads", "attributes")}, backwards=True)


def _endings_of(names: Sequence[str], pieces: Pieces) -> Ints:
    """Twice whether `is_statistic` holds of a name (0 or 1), and once whether `is_attribute` does."""
    last, endings = pieces.ends - 1, _endings()
    found = endings.at(pieces.letters, last, pieces.ends - pieces.starts)
    statistic, own = (endings.longest(name, found) > 0 for name in ("heads", "attributes"))
    for at in indexes(_CLOSES_BRACKET.holds(pieces.letters.take(last))).tolist():
        statistic[at] = is_statistic(names[at])
    for at in indexes(own).tolist():
        own[at] = is_attribute(names[at])
    return statistic * 2 + own
