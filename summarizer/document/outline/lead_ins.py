"""Level 3: `1.` and `一是…。` headings, `——` labels, and short topic sentences that open a group of sentences.

A linear chain over the sentences of a text tells them from its other sentences, by the words and the shape of a
sentence and of its neighbours. Its weights are the learned part `lead_ins`.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from summarizer.document.outline.headings import Heading, Layout
from summarizer.document.outline.lead_in_features import LONGEST, lead_in_scores, marks
from summarizer.document.outline.sentences import Sentence
from summarizer.knowledge.han import HAN
from summarizer.knowledge.learned import Learned
from summarizer.knowledge.sequences import OPEN

HEADING, TEXT = "H", "O"
# Added to the score of a heading: the best path misses more headings than it invents.
_FAVOUR = 0.4

# Address, result told with 了, and statement of an amount: short sentences of the text.
_NEVER = re.compile(
    rf"""
      ^ (?:各位|同志们|尊敬的|谢谢)
    | 了 $
    | \d+ (?:\.\d+)? [余多]? (?: [%％] | [亿万]? [元个家人户亩吨项件次公平] ) (?! {HAN}* 工程 )
    """,
    re.VERBOSE,
)
# One of these stands in all of them.
_OPENS_ADDRESS, _DIGIT = "各同尊谢", re.compile(r"\d")


def lead_ins(lines: Sequence[Sentence], layout: Layout, learned: Learned) -> list[Heading]:
    """Every heading of level 3 among the sentences of a text."""
    if not lines:
        return []
    chain = learned.chain("lead_ins")
    kinds = [mark.lastgroup if mark else None for mark in marks(lines)]
    # The last opens nothing, and what stands before the next item of its list does not.
    goes_on = [kind is not None and kind == after != "dash" for kind, after in pairwise(kinds)]
    may_be = np.array([is_short(one) and not on for one, on in zip(lines, [*goes_on, True], strict=True)], bool)
    scores = lead_in_scores(lines, layout, may_be, chain)
    scores[:, chain.classes.index(HEADING)] += _FAVOUR
    known = np.where(may_be, OPEN, chain.classes.index(TEXT))
    tags = chain.best_paths(scores, np.zeros(1, np.int64), known) == chain.classes.index(HEADING)
    return [Heading(lines[at].start, lines[at].end, 3) for at in np.flatnonzero(tags).tolist()]


def is_short(one: Sentence) -> bool:
    """Whether a sentence has the length of a topic phrase, and is none that never is one."""
    words = one.text
    if not 3 <= len(words) <= LONGEST:
        return False
    may_never = words[-1] == "了" or words[0] in _OPENS_ADDRESS or _DIGIT.search(words)
    return not may_never or not _NEVER.search(words)
