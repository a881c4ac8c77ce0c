"""Level 3: `1.` and `一是…。` headings, `——` labels, and short topic sentences that open a group of sentences.

A linear chain over the sentences of a text tells them from its other sentences, by the words and the shape of a
sentence and of its neighbours. Its weights are the learned part `lead_ins`.
"""

import re
from collections.abc import Sequence

from summarizer.document.outline.headings import CN, Heading, Layout
from summarizer.document.outline.sentences import Sentence
from summarizer.knowledge.learned import Learned

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
_COMMA = re.compile(r"[,，;；]")
_LENGTHS = (4, 6, 8, 10, 12, 14, 17, 20, 25, 32, LONGEST)


def lead_ins(lines: Sequence[Sentence], layout: Layout, learned: Learned) -> list[Heading]:
    """Every heading of level 3 among the sentences of a text."""
    chain = learned.chain("lead_ins")
    favour = [_FAVOUR if name == HEADING else 0.0 for name in chain.classes]
    scores = []
    behind = [*lines[1:], None][: len(lines)]
    for one, after, features in zip(lines, behind, lead_in_features(lines, layout), strict=True):
        row = [score + more for score, more in zip(chain.scores(features), favour, strict=True)]
        scores.append(row if is_short(one) and _opens_something(one, after) else chain.barring(row, TEXT))
    tags = [chain.classes[place] for place in chain.best_path(scores)]
    return [Heading(one.start, one.end, 3) for one, tag in zip(lines, tags, strict=True) if tag == HEADING]


def _opens_something(one: Sentence, after: Sentence | None) -> bool:
    """Whether a text stands behind a sentence: not the end, and not the next item of its list."""
    if after is None:
        return False
    mark, next_mark = _MARK.match(one.text), _MARK.match(after.text)
    return mark is None or next_mark is None or mark.lastgroup != next_mark.lastgroup or mark.lastgroup == "dash"


def is_short(one: Sentence) -> bool:
    """Whether a sentence has the length of a topic phrase, and is none that never is one."""
    return 3 <= len(one.text) <= LONGEST and not _NEVER.search(one.text)


def lead_in_features(lines: Sequence[Sentence], layout: Layout) -> list[list[str]]:
    """What bears on whether each sentence is a heading: its shape, its words, its place, and the shape of those around
    it."""
    shapes = [_shape(one) for one in lines]
    way = "lines" if layout.lines else "spaced" if layout.spaced else "run on"
    found: list[list[str]] = []
    for at, (one, shape, group) in enumerate(zip(lines, shapes, _groups(lines), strict=True)):
        length, comma = f"length={shape['length']}", f"comma={shape['comma']}"
        opens, kind = f"opens={one.opens}", f"kind={one.kind}"
        features = [f"{name}={value}" for name, value in shape.items()]
        features += [opens, f"{way}:{opens}", f"{opens}+{comma}", f"{opens}+{length}"]
        features += [kind, f"{kind}+mark={shape['mark']}", f"{kind}+{length}+{comma}", *group]
        for step, name in ((-1, "before"), (1, "behind"), (2, "after")):
            near = shapes[at + step] if 0 <= at + step < len(lines) else {"length": "none"}
            features += [f"{name}:{key}={value}" for key, value in near.items()]
            if step == 1:
                features.append(f"{length}+behind={near['length']}+{comma}")
        if at + 1 < len(lines):
            features += [f"behind:opens={lines[at + 1].opens}", f"behind:begins:{lines[at + 1].text[:2]}"]
        found.append(features + _words(one) if is_short(one) else features)
    return found


def _groups(lines: Sequence[Sentence]) -> list[list[str]]:
    """Of each sentence the place in its paragraph, and how many topic-like sentences that has."""
    found: list[list[str]] = []
    begin = 0
    for at in range(1, len(lines) + 1):
        if at < len(lines) and not lines[at].opens:
            continue
        group = lines[begin:at]
        short = [_is_topic_like(one) for one in group]
        for place, one in enumerate(short):
            others = min(3, sum(short) - one)
            ahead = next((step for step, other in enumerate(short[place + 1 :]) if other), 9)
            at_place = f"place={min(3, place)}"
            found.append(
                [
                    at_place,
                    f"size={min(6, len(group))}",
                    f"others={others}",
                    f"{at_place}+others={others}",
                    f"ahead={min(4, ahead)}",
                    f"first={short[0]}",
                    f"last={place == len(group) - 1}",
                ]
            )
        begin = at
    return found


def _is_topic_like(one: Sentence) -> bool:
    return 4 <= len(one.text) <= 20 and not _COMMA.search(one.text)


def _shape(one: Sentence) -> dict[str, str]:
    text = one.text
    mark = _MARK.match(text)
    return {
        "length": str(sum(len(text) > edge for edge in _LENGTHS)),
        "comma": str(min(3, len(_COMMA.findall(text)))),
        "digit": str(any(char.isdigit() for char in text[mark.end() if mark else 0 :])),
        "mark": (mark.lastgroup or "") if mark else "",
        "closer": one.closer if one.closer in "。：:\n" else "other",
    }


def _words(one: Sentence) -> list[str]:
    """The words of a short sentence as pairs of characters, and how it begins and ends, without its mark."""
    mark = _MARK.match(one.text)
    bare = one.text[mark.end() if mark else 0 :]
    pairs = {f"2:{bare[at : at + 2]}" for at in range(len(bare) - 1)}
    begins = [f"begins:{bare[:size]}" for size in (1, 2, 3)]
    ends = [f"ends:{bare[-size:]}" for size in (1, 2, 3)]
    return [*pairs, *begins, *ends, f"kind={one.kind}+begins:{bare[:2]}", f"kind={one.kind}+ends:{bare[-2:]}"]
