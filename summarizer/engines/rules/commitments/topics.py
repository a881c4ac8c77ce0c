"""What a commitment is about: the words of `schemas/topics.yaml` in its text, in the commitments beside it and in the
headings above it, and its pairs of characters, weighed by a chain over the commitments of a section, whose weights are
data (`schemas/learned/topics.json`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from summarizer.errors import UsageError
from summarizer.knowledge.arrays import Bools, Ints, changes, indexes
from summarizer.knowledge.chain import Chain
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.resources import read_yaml
from summarizer.knowledge.templates import Filled, Listed, Template, Templates
from summarizer.knowledge.word_index import WordIndex, pairs

_REACH = 4
# How far the commitments beside one stand, and what each counts.
_BESIDE = tuple((step, 1 / abs(step)) for step in range(-_REACH, _REACH + 1) if step)
_MUCH, _MOST = 1.0, 1.8
_NONE = "none"


@dataclass(slots=True)
class Placed:
    """Commitments, which lie apart, the number of the section that each stands in, and for each such number the heading
    above it (the innermost, and its parent's)."""

    pieces: Pieces
    sections: Ints
    headings: Mapping[int, tuple[str, str]]


@cache
def vocabulary() -> WordIndex:
    """The words of `schemas/topics.yaml`, each standing for its topic; a word under two topics goes to the first."""
    meaning: dict[str, str] = {}
    for topic, entry in read_yaml("topics.yaml").items():
        if not isinstance(entry, dict) or not isinstance(entry.get("words"), str):
            raise UsageError(f"schemas/topics.yaml: topic {topic} must have words separated by spaces")
        for word in entry["words"].split():
            meaning.setdefault(word, topic)
    return WordIndex(meaning)


@cache
def _topics() -> tuple[str, ...]:
    """The topics in the order of the alphabet."""
    return tuple(sorted(set(vocabulary().meaning.values())))


# What is told of each commitment: a matrix says of which topics, a vector of which one, if any, -1 for none.
Told = Ints | Bools

_NAMES = (
    "first word", "last word", "longest word", "word", "words", "heading", "only heading", "heading ends", "above",
    "beside", "beside much", "beside most", "beside mostly", "only beside", "before", "behind",
)  # fmt: skip


@cache
def _templates() -> Templates:
    return Templates([Template(name, ("topic",)) for name in _NAMES], {"topic": Listed((*_topics(), _NONE))})


def topics_of(row: Placed, model: Chain) -> list[tuple[str, float]]:
    """The topic of each commitment of a text and how probable it is; those of one section are judged together."""
    scores = model.template_scores(_templates(), _evidence(row), len(row.pieces)) + model.scores([["bias"]])
    scores += model.gram_scores(row.pieces, shortest=2, longest=2)
    return model.likeliest(model.marginals(scores, indexes(changes(row.sections))))


def topic_features(row: Placed) -> list[list[str]]:
    """The features of each of a row of commitments in the order of the text as names, as the chain is fitted on them."""
    rows = [["bias"] for _ in row.sections]
    _templates().add_names(rows, _evidence(row))
    return [[*names, *pairs(words)] for names, words in zip(rows, row.pieces.words(), strict=True)]


def _evidence(row: Placed) -> list[Filled]:
    """What the words of topics tell in each commitment, above it and beside it."""
    own, tells = _own(row.pieces)
    told = {**own, **_headings(row, tells), **_beside(row.sections, tells)}
    filled = []
    for name, found in told.items():
        cases, topics = _topics_by_case(found)
        filled.append(Filled(_NAMES.index(name), cases, (topics,)))
    return filled


def _topics_by_case(told: Told) -> tuple[Ints, Ints]:
    if told.ndim == 2:
        cases, topics = np.nonzero(told)
        return cases, topics
    cases = indexes(told >= 0)
    return cases, told[cases].astype(np.int64)


def _own(pieces: Pieces) -> tuple[dict[str, Told], Bools]:
    """What the words of each commitment tell, and of which topics there is one at all."""
    count, width = len(pieces), len(_topics())
    words, starts, ends = vocabulary().found(pieces.text).T
    case, topic, size = (
        pieces.starts.searchsorted(starts, side="right") - 1,
        _topic_of_word().take(words),
        ends - starts,
    )
    counts = np.bincount(case * width + topic, minlength=count * width).reshape(count, width)
    first, last, longest, none = (np.full(count, -1) for _ in range(4))
    opens = indexes(np.diff(case, prepend=-1))
    cases = case[opens]
    none[counts.sum(1) == 0] = width
    if opens.size:
        first[cases] = topic[opens]
        last[cases] = topic[np.append(opens[1:], len(case)) - 1]
        # The first of the longest.
        at = np.arange(len(case))
        longest[cases] = topic[len(case) - 1 - np.maximum.reduceat(size * len(case) + at[::-1], opens) % len(case)]
    told: dict[str, Told] = {"first word": first, "last word": last, "longest word": longest}
    return told | {"word": np.column_stack([counts > 0, none >= 0]), "words": counts > 1}, counts > 0


@cache
def _topic_of_word() -> Ints:
    """For each word of the vocabulary, in its order, the place of its topic."""
    return np.array([_topics().index(topic) for topic in vocabulary().meaning.values()], np.int64)


def _headings(row: Placed, tells: Bools) -> dict[str, Told]:
    """What the headings above the commitments tell."""
    number: dict[str, int] = {}
    places = np.zeros((max(row.headings, default=0) + 1, 2), np.int64)
    for section, above_it in row.headings.items():
        places[section] = [number.setdefault(heading, len(number)) for heading in above_it]
    inner, above = places.take(row.sections, axis=0).T
    headings = Pieces.lines(list(number))
    words, at = vocabulary().in_pieces(headings)
    topic = _topic_of_word().take(words)
    told, ends = np.zeros((len(number), len(_topics())), bool), np.full(len(number), -1)
    told[at, topic] = True
    ends[at] = topic  # The last of a heading stays.
    silent = tells.sum(1, keepdims=True) == 0
    return {
        "heading": told[inner], "only heading": told[inner] & silent,
        "heading ends": ends[inner], "above": told[above],
    }  # fmt: skip


def _beside(section: Ints, tells: Bools) -> dict[str, Told]:
    """What the commitments beside each in its section speak of, nearer ones counting more."""
    near = np.zeros(tells.shape)
    side: dict[int, Bools] = {}
    for step, share in _BESIDE:
        side[step] = _shifted(tells, section, step)
        near += share * side[step]
    # The last of the alphabet on a tie.
    mostly = np.where(near.max(1) > 0, len(_topics()) - 1 - near[:, ::-1].argmax(1), -1)
    return {
        "beside": near > 0, "beside much": near >= _MUCH, "beside most": near >= _MOST, "beside mostly": mostly,
        "only beside": np.where(tells.sum(1) > 0, -1, mostly), "before": side[-1], "behind": side[1],
    }  # fmt: skip


def _shifted(tells: Bools, section: Ints, step: int) -> Bools:
    """For each commitment what the one that stands `step` behind it tells, if it is of the same section."""
    found = np.zeros_like(tells)
    if abs(step) < len(tells):
        here, there = (slice(None, -step), slice(step, None)) if step > 0 else (slice(-step, None), slice(None, step))
        found[here] = tells[there] & (section[here] == section[there])[:, None]
    return found
