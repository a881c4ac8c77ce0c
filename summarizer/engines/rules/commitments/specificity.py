"""How specific a commitment is: `quantified` where it states an amount or a date, else `named` where it names a project,
place, institution, document or programme, else `general`. Names are told by a softmax (`schemas/learned/specificity.json`)."""

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from summarizer.engines.rules.commitments.topics import vocabulary
from summarizer.knowledge.arrays import Ints, Letters, indexes
from summarizer.knowledge.chain import Chain
from summarizer.knowledge.lexicon import words
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.templates import Filled, Listed, Spelled, Template, Templates, spelled
from summarizer.knowledge.word_index import WordIndex, grams

LONGEST = 4  # Characters of a run that is looked at.
_QUOTED = re.compile(r"“[^”]+”")
_QUOTE, _SUCH = Letters("“"), Letters("等")
_SIGNS = {
    "document": Letters("《"),
    "latin": Letters(string.ascii_letters),
    "digit": Letters(string.digits + "０１２３４５６７８９"),
}
_SUCH_AS_LAST = re.compile(r"等[^,，。]{0,14}$|等\d")
_LENGTHS, _LISTS, _LONGEST_RUN, _RUNS = 7, 4, 5, 3  # What is more counts as so much.

_ENDS = tuple(Template(name, (name,)) for name in ("length", "listed", "start", "end"))
_UNKNOWN = tuple(Template(name, (name,)) for name in ("unknown run", "unknown runs", "unknown"))
_TEMPLATES = Templates(
    (*_ENDS, *_UNKNOWN),
    {"start": Spelled(2), "end": Spelled(2)}
    | {
        name: Listed(tuple(map(str, range(highest + 1))))
        for name, highest in (
            ("length", _LENGTHS), ("listed", _LISTS), ("unknown run", _LONGEST_RUN), ("unknown runs", _RUNS), ("unknown", 10)
        )
    },
)  # fmt: skip


@cache
def _titles() -> WordIndex:
    return WordIndex({word: word for word in words("titles")})


@cache
def _known() -> WordIndex:
    classes = ("action_verbs", "action_adverbs", "effects", "ability", "scene", "growth", "peak", "sense", "common")
    meaning = {word: name for name in classes for word in words(name)}
    return WordIndex(meaning | dict(vocabulary().meaning))


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence for names in commitments, apart from their runs of characters: of their ends, of how much of them is
    unknown, and few other features by commitment."""

    ends: Sequence[Filled]
    few: Mapping[int, Sequence[str]]
    unknown: Sequence[Filled]


def specificity_of(pieces: Pieces, model: Chain) -> list[tuple[str, float]]:
    """The specificity of the commitments that are these pieces of a text and state no quantity and no deadline, and how
    probable `model` finds each."""
    seen = _evidence(pieces)
    scores = model.template_scores(_TEMPLATES, [*seen.ends, *seen.unknown], len(pieces)) + model.scores([["bias"]])
    scores[list(seen.few)] += model.scores(list(seen.few.values()))
    scores += model.gram_scores(pieces, shortest=1, longest=LONGEST)
    # The title of a document is a name, whatever else is said.
    return [
        ("named", 1.0) if "document" in seen.few.get(at, ()) else found
        for at, found in enumerate(model.classify(scores))
    ]


def specificity_features(pieces: Pieces) -> list[list[str]]:
    """The features of each commitment as names, as the classifier is fitted on them."""
    seen = _evidence(pieces)
    rows = [["bias"] for _ in range(len(pieces))]
    _TEMPLATES.add_names(rows, seen.ends)
    for at, few in seen.few.items():
        rows[at] += few
    _TEMPLATES.add_names(rows, seen.unknown)
    return [[*row, *grams(text, LONGEST)] for row, text in zip(rows, pieces.words(), strict=True)]


def _evidence(pieces: Pieces) -> Evidence:
    sizes = pieces.ends - pieces.starts
    listed = _within(pieces, indexes(pieces.letters == ord("、")))
    ends = (
        np.minimum(sizes // 5, _LENGTHS),
        np.minimum(listed, _LISTS),
        spelled(pieces.letters, pieces.starts, pieces.ends, 2),
        spelled(pieces.letters, np.maximum(pieces.ends - 2, pieces.starts), pieces.ends, 2),
    )
    every = np.arange(len(pieces))
    return Evidence(
        [Filled(at, every, (codes,)) for at, codes in enumerate(ends)],
        _few(pieces),
        [Filled(at, every, (codes,)) for at, codes in enumerate(_unknown(pieces), len(ends))],
    )


def _within(pieces: Pieces, places: Ints) -> Ints:
    """How many of some places of the text, which rise, lie within each piece."""
    return np.searchsorted(places, pieces.ends) - np.searchsorted(places, pieces.starts)


def _few(pieces: Pieces) -> dict[int, list[str]]:
    """Quotations, signs, and a list that ends in 等, for the pieces that have one of these."""
    quoted, such, *named = (_with(pieces, signs) for signs in (_QUOTE, _SUCH, *_SIGNS.values()))
    found = {}
    for at in sorted(quoted.union(such, *named)):
        text = pieces.text[pieces.starts[at] : pieces.ends[at]] if at in quoted or at in such else ""
        row = _quotation(text) if at in quoted else []
        row += [name for name, holding in zip(_SIGNS, named, strict=True) if at in holding]
        if at in such and _SUCH_AS_LAST.search(text):
            row.append("such as")
        if row:
            found[at] = row
    return found


def _with(pieces: Pieces, signs: Letters) -> set[int]:
    """The pieces in which one of these signs stands."""
    _, at = pieces.holding(indexes(signs.holds(pieces.letters)))
    return set(at.tolist())


def _quotation(text: str) -> list[str]:
    row = []
    for match in _QUOTED.finditer(text):
        behind = _titles().at(text, match.end())
        row += ["quoted", f"quoted {behind or 'alone'}"]
        if re.search(r"[\d+]", match.group()):
            row.append("quoted figure")
    return row


def _unknown(pieces: Pieces) -> tuple[Ints, Ints, Ints]:
    """How much of each piece no word list knows, as its longest run, its runs of two characters and more, and tenths of
    it: names are made of the rest. No word reaches over the end of a piece."""
    found = _known().found(pieces.text)
    edges = np.zeros(len(pieces.letters) + 1, np.int64)
    edges[found[:, 1]] += 1
    edges[found[:, 2]] -= 1
    is_chinese = (pieces.letters >= ord("一")) & (pieces.letters <= ord("鿿"))
    unknown = np.concatenate([[False], is_chinese & (np.cumsum(edges[:-1]) == 0), [False]])
    turns = indexes(unknown[1:] != unknown[:-1])
    starts, sizes = turns[::2], turns[1::2] - turns[::2]
    first, last = np.searchsorted(starts, pieces.starts), np.searchsorted(starts, pieces.ends)
    runs = [np.concatenate([[0], np.cumsum(kind)]) for kind in (sizes, sizes >= 2)]
    total, long = (run[last] - run[first] for run in runs)
    longest = np.zeros(len(pieces), np.int64)
    has_run = indexes(last > first)
    if has_run.size:
        edges = np.column_stack([first[has_run], last[has_run]]).ravel()
        longest[has_run] = np.maximum.reduceat(np.append(sizes, 0), edges)[::2]
    share = total * 10 // np.maximum(pieces.ends - pieces.starts, 1)
    return np.minimum(longest, _LONGEST_RUN), np.minimum(long, _RUNS), share
