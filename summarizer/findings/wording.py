"""How firmly a target is worded: the words around its figure, and whether they bind."""

import re
from dataclasses import dataclass

from summarizer.findings.ranges import Figure
from summarizer.knowledge.lexicon import either, word_set

_CUE = re.compile(either("@binding", "@aspiring"))
# Behind the figure and its unit: 6%以上, 5%左右.
_BEHIND = re.compile(rf".{{0,6}}?({either('@floors')}|左右|上下)")
_BETWEEN = re.compile(r"[,，。；;：:！!\n]")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that say how firm a target is, joined by a comma (`确保,以上`), and what they make of it: `hard` is
    True where they bind, False where they only aim, None where a plain figure says neither."""

    text: str | None
    hard: bool | None


def wording_of(stated: Figure, text: str) -> Wording:
    """The wording of a target in the source text `text`.

    Of two words in front the one nearest to the figure counts: 确保6%、力争7%. A word in front (确保, 力争) is stronger
    than a bound behind (以上, 左右): 力争增长8%以上 is no promise. A bound alone binds; 左右 and 约 do not.
    """
    first, last = stated.ends[0], stated.ends[-1]
    lead = text[first.quote.start : first.number.start]
    cues = [match.group() for match in _CUE.finditer(lead)]
    front = cues[-1] if cues else None
    rest = text[last.number.end : max(last.quote.end, last.number.end)]
    cut = _BETWEEN.search(rest)
    match = _BEHIND.match(rest[: cut.start()] if cut else rest)
    behind = match[1] if match else None
    words = ",".join(word for word in (front, behind) if word) or None
    if front is not None:
        return Wording(words, front in word_set("binding"))
    if behind is not None:
        return Wording(words, behind in word_set("floors"))
    return Wording(words, None)
