"""What is said of each clause of the forward-looking parts, as columns: the shape of the clause, and its place in its
sentence and under the headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from summarizer.document.document import Document
from summarizer.document.forward import Stretch
from summarizer.document.sentences import BREAKS, LINE, STOP
from summarizer.engines.rules.commitments.clause import (
    EFFECTS,
    at_close,
    beginnings,
    effects,
    hanging,
    inner_verbs,
    leaning,
    marked,
    openings,
    works,
)
from summarizer.knowledge.arrays import Bools, Ints, changes, indexes
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.templates import Listed, Spelled, spelled
from summarizer.knowledge.word_index import index_of

# A word of several of these classes stands for the first; features go by the alphabet.
_FLAGS = ("ideology", "frame", "situation", "states", "targets")
FLAGS = tuple(sorted(_FLAGS))
_LENGTHS = (3, 5, 8, 11, 15, 20, 28, 40)
_LONGEST_SENTENCE, _LAST_PLACE = 6, 3
# The grammar of an opening: an adverb; a verb of two characters, of one, or none; manner; result.
_OPENINGS = tuple(
    f"{adverb}{verb}{manner}{result}"
    for adverb in ("", "A") for verb in ("N", "V1", "V2") for manner in ("", "m") for result in ("", "r")
)  # fmt: skip
_AT = ("first,last", "first,inside", "later,last", "later,inside")


@cache
def values() -> Mapping[str, Listed | Spelled]:
    """What each column can say."""
    known, truth, start, opening = Listed(beginnings().words), Listed(("False", "True")), Spelled(2), Listed(_OPENINGS)
    return {
        "opening": opening, "opening[:1]": _cut(_OPENINGS, slice(1)), "opening[:2]": _cut(_OPENINGS, slice(2)),
        "opening[-2:]": _cut(_OPENINGS, slice(-2, None)), "at": Listed(_AT), "at[-4:]": _cut(_AT, slice(-4, None)),
        "verb": known, "adverb": known, "result": known, "has manner": truth, "has result": truth,
        "effect": Listed(("", *EFFECTS)), "has effect": Listed(("False", *["True"] * len(EFFECTS))),
        "works": truth, "marked": truth, "inner": truth, "hangs": truth, "short": truth,
        "leans": Listed(("", "weak", "strong")), "length": _numbers(len(_LENGTHS)),
        "start[:1]": Spelled(1), "start": start, "end": Spelled(2), "break": Listed(BREAKS), "flag": Listed((*FLAGS, "none")),
        "size": _numbers(_LONGEST_SENTENCE), "place": _numbers(_LAST_PLACE), "is first": truth,
        "sentence start": start, "sentence opening": opening, "level": _numbers(9),
    }  # fmt: skip


def _numbers(last: int) -> Listed:
    return Listed(tuple(map(str, range(last + 1))))


def _cut(values: Sequence[str], part: slice) -> Listed:
    return Listed(tuple(value[part] for value in values))


@dataclass(slots=True)
class Shapes:
    """The columns of a row of clauses, by name, and what features hang on: `flags` of each clause, of its sentence and of
    the sentence before, a bit for each of `FLAGS`; which clauses are headings, and which have a neighbour before and
    behind within their stretch. The columns `verb`, `adverb` and `result` are numbers of `beginnings()`."""

    pieces: Pieces
    columns: Mapping[str, Ints]
    flags: Ints
    flags_of_sentence: Ints
    flags_before: Ints
    is_heading: Bools
    has_before: Bools
    has_behind: Bools


def numbers_of(parts: Sequence[Stretch]) -> Ints:
    """The numbers of the clauses of the forward-looking parts."""
    runs = [np.arange(part.clauses[0].index, part.clauses[-1].index + 1) for part in parts]
    return np.concatenate([np.zeros(0, np.int64), *runs])


def shapes_of(document: Document, parts: Sequence[Stretch], pieces: Pieces) -> Shapes:
    """Look at all clauses of the forward-looking parts, which are `pieces`, stretch by stretch."""
    numbers = numbers_of(parts)
    is_heading = np.isin(numbers, [index for part in parts for index in part.headings])
    opens_stretch = np.zeros(len(numbers) + 1, bool)
    opens_stretch[np.cumsum([0, *(len(part.clauses) for part in parts)])] = True
    columns = _own(pieces)
    columns["break"] = np.where(opens_stretch[:-1], LINE, document.break_kinds.take(numbers))
    flags = _flags(pieces)
    after_heading = np.concatenate([[False], is_heading[:-1]])
    opens = opens_stretch[:-1] | (columns["break"] >= STOP) | after_heading
    sentences = _Sentences(opens)
    columns |= sentences.columns(columns)
    columns["level"] = _levels(document, document.pieces.starts.take(numbers))
    of_sentence = np.bitwise_or.reduceat(flags, sentences.first) if len(numbers) else flags
    before = np.where(opens_stretch[sentences.first], 0, np.concatenate([[0], of_sentence])[:-1])
    return Shapes(
        pieces=pieces,
        columns=columns,
        flags=flags,
        flags_of_sentence=of_sentence.take(sentences.number),
        flags_before=before.take(sentences.number),
        is_heading=is_heading,
        has_before=~opens_stretch[:-1] & ~after_heading,
        has_behind=~opens_stretch[1:] & ~np.concatenate([is_heading[1:], [False]]),
    )


def _own(pieces: Pieces) -> dict[str, Ints]:
    """The columns that look at a clause alone."""
    open_, closes = openings(pieces), at_close(pieces)
    effect = effects(pieces, closes)
    letters, ends, sizes = pieces.letters, pieces.ends, pieces.ends - pieces.starts
    verb_length = np.minimum(beginnings().lengths.take(open_.verb), 2)
    opening = (open_.adverb > 0) * 12 + verb_length * 4 + (open_.manner > 0) * 2 + (open_.result > 0)
    start = spelled(letters, open_.head, ends, 2)
    return {
        **dict.fromkeys(("opening", "opening[:1]", "opening[:2]", "opening[-2:]"), opening),
        "verb": open_.verb, "adverb": open_.adverb, "result": open_.result,
        "has manner": _truth(open_.manner > 0), "has result": _truth(open_.result > 0),
        "effect": effect, "has effect": effect, "works": works(closes), "marked": marked(pieces),
        "inner": inner_verbs(pieces, open_), "hangs": hanging(pieces, closes), "short": _truth(sizes < 5),
        "leans": np.where(leaning().take(open_.manner) > 0, 2, _truth(open_.manner > 0)),
        "length": np.searchsorted(_LENGTHS, sizes), "start[:1]": spelled(letters, open_.head, ends, 1),
        "start": start, "end": spelled(letters, np.maximum(ends - 2, pieces.starts), ends, 2),
    }  # fmt: skip


def _truth(found: Bools) -> Ints:
    return found.astype(np.int64)


def _flags(pieces: Pieces) -> Ints:
    """The classes of `FLAGS` whose words stand in each clause, as bits."""
    found = np.zeros(len(pieces), np.int64)
    words, at = index_of(*_FLAGS).in_pieces(pieces)
    first = indexes(changes(at))
    if first.size:
        found[at.take(first)] = np.bitwise_or.reduceat(_bit_of_word().take(words), first)
    return found


@cache
def _bit_of_word() -> Ints:
    return np.array([1 << FLAGS.index(name) for name in index_of(*_FLAGS).meaning.values()], np.int64)


def _levels(document: Document, places: Ints) -> Ints:
    """The level of the section that each of these offsets stands in, 0 for none."""
    starts = np.array([section.start for section in document.sections], np.int64)
    levels = np.array([0, *(section.level for section in document.sections)], np.int64)
    return levels.take(starts.searchsorted(places, side="right"))


class _Sentences:
    """Sentences of clauses, given which clauses open one: the number of the sentence of each clause, and the first
    clause of each sentence."""

    def __init__(self, opens: Bools) -> None:
        self.first = indexes(opens)
        self.number = np.cumsum(opens) - 1
        self._sizes = np.diff(self.first, append=len(opens))

    def columns(self, own: Mapping[str, Ints]) -> dict[str, Ints]:
        """Where each clause stands in its sentence, and how the sentence begins."""
        first, size = self.first.take(self.number), self._sizes.take(self.number)
        place = np.arange(len(self.number)) - first
        at = 2 * (place > 0) + (place + 1 < size)
        return {
            "at": at, "at[-4:]": at, "size": np.minimum(size, _LONGEST_SENTENCE),
            "place": np.minimum(place, _LAST_PLACE), "is first": _truth(place == 0),
            "sentence start": own["start"].take(first), "sentence opening": own["opening"].take(first),
        }  # fmt: skip
