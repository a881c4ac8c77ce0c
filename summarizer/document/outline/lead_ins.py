"""Level 3: `1.` and `一是…。` headings, `——` labels, and short topic sentences that open a group of sentences.

A linear chain over the sentences of a text tells them from its other sentences, by the words and the shape of a
sentence and of its neighbours. Its weights are the learned part `lead_ins`.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from summarizer.document.outline.headings import CN, Heading, Layout
from summarizer.document.outline.sentences import Sentence
from summarizer.knowledge.learned import Learned
from summarizer.knowledge.sequences import OPEN

HEADING, TEXT = "H", "O"
# A longer sentence is no topic phrase; it is never a heading, and only its shape is looked at.
LONGEST = 48
# Added to the score of a heading: the best path misses more headings than it invents.
_FAVOUR = 0.4

_MARK = re.compile(
    rf"""
      (?P<first> [{CN}]{{1,2}} 是 ) | (?P<must> [{CN}]{{1,2}} 要 ) | (?P<dash> ——|--|— )
    | (?P<item> \d{{1,2}} [.．、)）] | [(（]\d{{1,2}}[)）] | [①-⑳] )
    """,
    re.VERBOSE,
)
# Address, result told with 了, and statement of an amount: short sentences of the text.
_NEVER = re.compile(
    r"""
      ^ (?:各位|同志们|尊敬的|谢谢)
    | 了 $
    | \d+ (?:\.\d+)? [余多]? (?: [%％] | [亿万]? [元个家人户亩吨项件次公平] ) (?! [一-鿿]* 工程 )
    """,
    re.VERBOSE,
)
_DIGIT = re.compile(r"\d")
_COMMA = re.compile(r"[,，;；]")
_LENGTHS = (4, 6, 8, 10, 12, 14, 17, 20, 25, 32, LONGEST)


def lead_ins(lines: Sequence[Sentence], layout: Layout, learned: Learned) -> list[Heading]:
    """Every heading of level 3 among the sentences of a text."""
    chain = learned.chain("lead_ins")
    behind = [*lines[1:], None][: len(lines)]
    may_be = [is_short(one) and _opens_something(one, after) for one, after in zip(lines, behind, strict=True)]
    scores = chain.scores(lead_in_features(lines, layout, may_be))
    scores[:, chain.classes.index(HEADING)] += _FAVOUR
    known = np.where(np.array(may_be, bool), OPEN, chain.classes.index(TEXT))
    tags = chain.best_paths(scores, np.zeros(min(1, len(lines)), np.int64), known) == chain.classes.index(HEADING)
    return [Heading(lines[at].start, lines[at].end, 3) for at in np.flatnonzero(tags).tolist()]


def _opens_something(one: Sentence, after: Sentence | None) -> bool:
    """Whether a text stands behind a sentence: not the end, and not the next item of its list."""
    if after is None:
        return False
    mark, next_mark = _MARK.match(one.text), _MARK.match(after.text)
    return mark is None or next_mark is None or mark.lastgroup != next_mark.lastgroup or mark.lastgroup == "dash"


def is_short(one: Sentence) -> bool:
    """Whether a sentence has the length of a topic phrase, and is none that never is one."""
    return 3 <= len(one.text) <= LONGEST and not _NEVER.search(one.text)


def lead_in_features(
    lines: Sequence[Sentence], layout: Layout, wanted: Sequence[bool] | None = None
) -> list[list[str]]:
    """What bears on whether each sentence is a heading: its shape, its words, its place, and the shape of those around
    it; nothing for those that are not `wanted`."""
    shapes: list[_Shape] = [_shape(one) for one in lines]
    way = "lines" if layout.lines else "spaced" if layout.spaced else "run on"
    found: list[list[str]] = []
    for at, (one, place) in enumerate(zip(lines, _places(lines), strict=True)):
        if wanted is not None and not wanted[at]:
            found.append([])
            continue
        features = [*_of_shape(shapes[at], one.opens, one.kind, way), *_of_place(place)]
        for step, name in ((-1, "before"), (1, "behind"), (2, "after")):
            near = shapes[at + step] if 0 <= at + step < len(lines) else None
            features += _of_near(name, near)
            if step == 1:
                features.append(_of_pair(shapes[at], near))
        if at + 1 < len(lines):
            features += [f"behind:opens={lines[at + 1].opens}", f"behind:begins:{lines[at + 1].text[:2]}"]
        found.append(features + _words(one) if is_short(one) else features)
    return found


class _Place(NamedTuple):
    """Where a sentence stands in its paragraph: its place, the sentences of the paragraph, how many others of them are
    topic-like, how far ahead the next of those is, and whether the first is one; all capped, and whether it is the
    last."""

    place: int
    size: int
    others: int
    ahead: int
    first: bool
    last: bool


def _places(lines: Sequence[Sentence]) -> list[_Place]:
    """The place of each sentence in its paragraph."""
    found: list[_Place] = []
    begin = 0
    for at in range(1, len(lines) + 1):
        if at < len(lines) and not lines[at].opens:
            continue
        short = [_is_topic_like(one) for one in lines[begin:at]]
        size, all_short = len(short), sum(short)
        ahead, behind = 9, []
        for one in reversed(short):
            behind.append(min(4, ahead))
            ahead = 0 if one else ahead + 1
        for place, (one, next_short) in enumerate(zip(short, reversed(behind), strict=True)):
            others = min(3, all_short - one)
            found.append(_Place(min(3, place), min(6, size), others, next_short, short[0], place == size - 1))
        begin = at
    return found


@lru_cache(maxsize=8192)
def _of_place(at: _Place) -> tuple[str, ...]:
    place, others = f"place={at.place}", f"others={at.others}"
    return (
        *(place, f"size={at.size}", others, f"{place}+{others}"),
        *(f"ahead={at.ahead}", f"first={at.first}", f"last={at.last}"),
    )


def _is_topic_like(one: Sentence) -> bool:
    return 4 <= len(one.text) <= 20 and not _COMMA.search(one.text)


class _Shape(NamedTuple):
    """What a sentence looks like; there are few shapes, so their features are made once."""

    length: int
    comma: int
    digit: bool
    mark: str
    closer: str


def _shape(one: Sentence) -> _Shape:
    text = one.text
    mark = _MARK.match(text)
    return _Shape(
        bisect_left(_LENGTHS, len(text)),
        min(3, len(_COMMA.findall(text))),
        _DIGIT.search(text, mark.end() if mark else 0) is not None,
        (mark.lastgroup or "") if mark else "",
        one.closer if one.closer in "。：:\n" else "other",
    )


@lru_cache(maxsize=8192)
def _of_shape(shape: _Shape, opens: str, kind: str, way: str) -> tuple[str, ...]:
    length, comma, opens, kind = f"length={shape.length}", f"comma={shape.comma}", f"opens={opens}", f"kind={kind}"
    own = tuple(f"{name}={value}" for name, value in shape._asdict().items())
    with_place = (opens, f"{way}:{opens}", f"{opens}+{comma}", f"{opens}+{length}")
    return (*own, *with_place, kind, f"{kind}+mark={shape.mark}", f"{kind}+{length}+{comma}")


@lru_cache(maxsize=8192)
def _of_near(name: str, near: _Shape | None) -> tuple[str, ...]:
    if near is None:
        return (f"{name}:length=none",)
    return tuple(f"{name}:{key}={value}" for key, value in near._asdict().items())


@lru_cache(maxsize=8192)
def _of_pair(shape: _Shape, near: _Shape | None) -> str:
    return f"length={shape.length}+behind={'none' if near is None else near.length}+comma={shape.comma}"


def _words(one: Sentence) -> list[str]:
    """The words of a short sentence as pairs of characters, and how it begins and ends, without its mark."""
    mark = _MARK.match(one.text)
    bare = one.text[mark.end() if mark else 0 :]
    pairs = {f"2:{bare[at : at + 2]}" for at in range(len(bare) - 1)}
    begins = [f"begins:{bare[:size]}" for size in (1, 2, 3)]
    ends = [f"ends:{bare[-size:]}" for size in (1, 2, 3)]
    return [*pairs, *begins, *ends, f"kind={one.kind}+begins:{bare[:2]}", f"kind={one.kind}+ends:{bare[-2:]}"]
