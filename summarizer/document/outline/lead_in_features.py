"""What bears on whether a sentence is a heading of level 3: its shape, its words, its place in its paragraph, and the
shape of the sentences around it.

All sentences of a text are looked at together, as templates over columns; names of features are made only to fit the
weights. A column `before …` is one of the sentence before, `behind …` of the next one, `after …` of the one after that.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import get_args

import numpy as np

from summarizer.contract.terms import Kind
from summarizer.document.outline.headings import CN, Layout
from summarizer.document.outline.sentences import Sentence
from summarizer.knowledge.arrays import Bools, Floats, Ints, Letters, indexes
from summarizer.knowledge.chain import Chain
from summarizer.knowledge.pieces import Pieces, code_points
from summarizer.knowledge.templates import Filled, Listed, Spelled, Template, Templates, spelled
from summarizer.knowledge.word_index import pairs

MARK = re.compile(
    rf"""
      (?P<first> [{CN}]{{1,2}} 是 ) | (?P<must> [{CN}]{{1,2}} 要 ) | (?P<dash> ——|--|— )
    | (?P<item> \d{{1,2}} [.．、)）] | [(（]\d{{1,2}}[)）] | [①-⑳] )
    """,
    re.VERBOSE,
)
_OPENS_MARK = frozenset(f"{CN}—-0123456789０１２３４５６７８９(（①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
# A longer sentence is no topic phrase; it is never a heading, and only its shape is looked at.
LONGEST = 48
_LENGTHS = (4, 6, 8, 10, 12, 14, 17, 20, 25, 32, LONGEST)
_NO_LENGTH = len(_LENGTHS) + 1
_DIGITS, _COMMAS = Letters("0123456789０１２３４５６７８９"), Letters(",，;；")
_MOST_COMMAS, _LAST_PLACE, _MOST_SENTENCES, _MOST_OTHERS, _FARTHEST = 3, 3, 6, 3, 4
_SHORTEST_TOPIC, _LONGEST_TOPIC = 4, 20

_MARKS, _CLOSERS = ("", *MARK.groupindex), ("", "。", "：", ":", "\n", "other")
_CLOSER, _OTHER = {closer: place for place, closer in enumerate(_CLOSERS)}, _CLOSERS.index("other")
_OPENS, _WAYS, _KINDS = ("", "line", "space", "heading"), ("run on", "lines", "spaced"), get_args(Kind)
_NEAR = {"before": -1, "behind": 1, "after": 2}
_SHAPE = ("comma", "digit", "mark", "closer")

# Of the sentences around one the length is told even where there is none, the rest only where there is one.
_EVERYWHERE = (
    *(Template(name, (name,)) for name in ("length", *_SHAPE, "opens", "kind")),
    *(Template(name, (name,)) for name in ("place", "size", "others", "ahead", "first", "last")),
    Template("way,opens", ("way", "opens")),
    Template("opens,comma", ("opens", "comma")),
    Template("opens,length", ("opens", "length")),
    Template("kind,mark", ("kind", "mark")),
    Template("kind,length,comma", ("kind", "length", "comma")),
    Template("place,others", ("place", "others")),
    Template("length,behind,comma", ("length", "behind length", "comma")),
    *(Template(f"{near}:length", (f"{near} length",)) for near in _NEAR),
)
_AROUND = {near: tuple(Template(f"{near}:{name}", (f"{near} {name}",)) for name in _SHAPE) for near in _NEAR}
_AROUND["behind"] += (Template("behind:opens", ("behind opens",)), Template("behind:begins", ("behind begins",)))
_WORDS = (
    *(Template("begins", (f"begins[:{size}]",)) for size in (1, 2, 3)),
    *(Template("ends", (f"ends[-{size}:]",)) for size in (1, 2, 3)),
    Template("begins,kind", ("begins[:2]", "kind")),
    Template("ends,kind", ("ends[-2:]", "kind")),
)
_ALL = (*_EVERYWHERE, *(template for templates in _AROUND.values() for template in templates), *_WORDS)
_NUMBER = {template: number for number, template in enumerate(_ALL)}


@cache
def _templates() -> Templates:
    truth, length = Listed(("False", "True")), Listed((*map(str, range(_NO_LENGTH)), "none"))
    own: dict[str, Listed | Spelled] = {
        "length": length, "comma": _numbers(_MOST_COMMAS), "digit": truth, "mark": Listed(_MARKS),
        "closer": Listed(_CLOSERS), "opens": Listed(_OPENS), "kind": Listed(_KINDS), "way": Listed(_WAYS),
        "place": _numbers(_LAST_PLACE), "size": _numbers(_MOST_SENTENCES), "others": _numbers(_MOST_OTHERS),
        "ahead": _numbers(_FARTHEST), "first": truth, "last": truth, "behind begins": Spelled(2),
        **{f"begins[:{size}]": Spelled(size) for size in (1, 2, 3)},
        **{f"ends[-{size}:]": Spelled(size) for size in (1, 2, 3)},
    }  # fmt: skip
    near = {f"{near} {name}": own[name] for near in _NEAR for name in ("length", *_SHAPE, "opens")}
    return Templates(_ALL, own | near)


def _numbers(last: int) -> Listed:
    return Listed(tuple(map(str, range(last + 1))))


@dataclass(frozen=True, slots=True)
class Seen:
    """What some sentences of a text show: filled templates, and their words without a mark, of the cases `worded`."""

    filled: Sequence[Filled]
    worded: Ints
    words: Pieces


def lead_in_scores(lines: Sequence[Sentence], layout: Layout, wanted: Bools, chain: Chain) -> Floats:
    """What `chain` gives each sentence that is `wanted`, all of them short; nothing to the others."""
    seen = _seen(lines, layout, wanted, wanted)
    scores = chain.template_scores(_templates(), seen.filled, len(lines))
    scores[seen.worded] += chain.gram_scores(seen.words, shortest=2, longest=2)
    return scores


def lead_in_features(lines: Sequence[Sentence], layout: Layout, short: Sequence[bool]) -> list[list[str]]:
    """The features of each sentence as names, as the chain is fitted on them; words only of those that are `short`."""
    seen = _seen(lines, layout, np.ones(len(lines), bool), np.array(short, bool))
    rows: list[list[str]] = [[] for _ in lines]
    _templates().add_names(rows, seen.filled)
    for case, words in zip(seen.worded.tolist(), seen.words.words(), strict=True):
        rows[case] += pairs(words)
    return rows


def marks(lines: Iterable[Sentence]) -> list[re.Match[str] | None]:
    """The mark that each sentence opens with."""
    return [MARK.match(one.text) if one.text[:1] in _OPENS_MARK else None for one in lines]


def _seen(lines: Sequence[Sentence], layout: Layout, wanted: Bools, short: Bools) -> Seen:
    text = "".join([one.text for one in lines])
    sizes = np.array([len(one.text) for one in lines], np.int64)
    ends = sizes.cumsum()
    pieces = Pieces(text, code_points(text), ends - sizes, ends)
    found = marks(lines)
    bare = pieces.starts + np.array([mark.end() if mark else 0 for mark in found], np.int64)
    way = "lines" if layout.lines else "spaced" if layout.spaced else "run on"
    columns = {
        **_shapes(pieces, bare),
        "mark": np.array([_MARKS.index(mark.lastgroup or "") if mark else 0 for mark in found], np.int64),
        "closer": np.array([_CLOSER.get(one.closer, _OTHER) for one in lines], np.int64),
        "opens": np.array([_OPENS.index(one.opens) for one in lines], np.int64),
        "kind": np.array([_KINDS.index(one.kind) for one in lines], np.int64),
        "way": np.full(len(lines), _WAYS.index(way), np.int64),
    }
    columns |= _places(
        columns["opens"], (sizes >= _SHORTEST_TOPIC) & (sizes <= _LONGEST_TOPIC) & (columns["comma"] == 0)
    )
    cases = indexes(wanted)
    filled = _fill(_EVERYWHERE, columns | _lengths_around(columns["length"]), cases)
    columns["begins"] = spelled(pieces.letters, pieces.starts, ends, 2)
    for near, templates in _AROUND.items():
        with_it = cases[(cases + _NEAR[near] >= 0) & (cases + _NEAR[near] < len(lines))]
        there = with_it + _NEAR[near]
        filled += [
            Filled(_NUMBER[one], with_it, (columns[one.columns[0].removeprefix(f"{near} ")].take(there),))
            for one in templates
        ]
    worded = indexes(short)
    filled += _fill(_WORDS, columns | _edges(pieces, bare), worded)
    return Seen(filled, worded, Pieces(text, pieces.letters, bare.take(worded), ends.take(worded)))


def _fill(templates: Sequence[Template], columns: Mapping[str, Ints], cases: Ints) -> list[Filled]:
    return [Filled(_NUMBER[one], cases, tuple(columns[name].take(cases) for name in one.columns)) for one in templates]


def _shapes(pieces: Pieces, bare: Ints) -> dict[str, Ints]:
    """How long each sentence is, how many commas it has, and whether a digit stands in it behind its mark."""
    commas = np.concatenate([[0], _COMMAS.holds(pieces.letters).cumsum()])
    digits = np.concatenate([[0], _DIGITS.holds(pieces.letters).cumsum()])
    return {
        "length": np.searchsorted(_LENGTHS, pieces.ends - pieces.starts),
        "comma": np.minimum(commas.take(pieces.ends) - commas.take(pieces.starts), _MOST_COMMAS),
        "digit": (digits.take(pieces.ends) > digits.take(bare)).astype(np.int64),
    }


def _lengths_around(lengths: Ints) -> dict[str, Ints]:
    around = np.concatenate([[_NO_LENGTH], lengths, [_NO_LENGTH, _NO_LENGTH]])
    return {f"{near} length": around[1 + step : 1 + step + len(lengths)] for near, step in _NEAR.items()}


def _edges(pieces: Pieces, bare: Ints) -> dict[str, Ints]:
    """How each sentence begins and ends without its mark."""
    begins = {f"begins[:{size}]": spelled(pieces.letters, bare, pieces.ends, size) for size in (1, 2, 3)}
    return begins | {
        f"ends[-{size}:]": spelled(pieces.letters, np.maximum(pieces.ends - size, bare), pieces.ends, size)
        for size in (1, 2, 3)
    }


def _places(opens: Ints, like_topic: Bools) -> dict[str, Ints]:
    """Where each sentence stands in its paragraph: its place, how many sentences the paragraph has, how many others of
    them are like a topic, how far ahead the next of those is, whether the first is one, and whether this is the last;
    all capped."""
    count = len(opens)
    begins = opens > 0
    begins[:1] = True
    first = indexes(begins)
    paragraph = begins.cumsum() - 1
    size = np.diff(first, append=count)
    at = np.arange(count)
    end = (first + size).take(paragraph)
    topics = np.add.reduceat(like_topic, first, dtype=np.int64) if count else size
    later = np.minimum.accumulate(np.where(like_topic, at, 2 * count)[::-1])[::-1]
    following = np.concatenate([later[1:], [2 * count]])[:count]
    ahead = np.where(following < end, following - at - 1, _FARTHEST)
    return {
        "place": np.minimum(at - first.take(paragraph), _LAST_PLACE),
        "size": np.minimum(size.take(paragraph), _MOST_SENTENCES),
        "others": np.minimum(topics.take(paragraph) - like_topic, _MOST_OTHERS),
        "ahead": np.minimum(ahead, _FARTHEST),
        "first": like_topic.take(first).astype(np.int64).take(paragraph),
        "last": (at == end - 1).astype(np.int64),
    }
