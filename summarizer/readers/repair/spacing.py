"""Spaces that set figures and marks apart from words, where a text has them throughout: `达 341 亿元`."""

import re
from collections.abc import Iterator

from summarizer.knowledge.han import HAN
from summarizer.knowledge.patterns import regex
from summarizer.knowledge.rule import Rule
from summarizer.readers.repair.characters import Mending
from summarizer.readers.repair.digits import has_unit
from summarizer.readers.repair.edits import Edit

_AROUND_FIGURE = regex(rf"(?<={HAN})[ ](?=\d)(?!\d{{1,2}}[.．、]\D)|(?<=[\d%％])[ ](?={HAN})")
_FIGURE_APART, _FIGURE_CLOSE = regex(rf"[\d%％][ ](?={HAN})"), regex(rf"[\d%％](?={HAN})")
_LINE_NUMBER = regex(r"\s*\d{1,2}(?:\.\d{1,2})*")
_BEHIND_MARK = regex(rf"(?<=[，；。、：])[ ](?={HAN}|[\d“《（])|(?<=[,;])[ ](?={HAN}|[“《（])")
_MARK_CLOSE = regex(rf"[，；。,;](?={HAN})")
# How often a text has it so at least.
_A_FEW = 3


def _around_figures(text: str) -> Iterator[Edit]:
    """The spaces around figures part nothing, but no word is found across them. Those before and behind the number of a
    heading (`1 总体要求`, `如下 1.加快`) stay."""
    if not _outnumber(_FIGURE_APART, _FIGURE_CLOSE, text):
        return
    for match in _AROUND_FIGURE.finditer(text):
        start = match.start()
        opens = _LINE_NUMBER.fullmatch(text, text.rfind("\n", 0, start) + 1, start)
        if not opens or has_unit(text, start):
            yield Edit(start, match.end())


def _behind_marks(text: str) -> Iterator[Edit]:
    if _outnumber(_BEHIND_MARK, _MARK_CLOSE, text):
        yield from (Edit(match.start(), match.end()) for match in _BEHIND_MARK.finditer(text))


def _outnumber(apart: re.Pattern[str], close: re.Pattern[str], text: str) -> bool:
    """Whether a text has spaces in such a place more often than none."""
    found = len(apart.findall(text)) if " " in text else 0
    return found >= _A_FEW and found >= len(close.findall(text))


RULES: tuple[Mending, ...] = (
    Rule("mend.set-apart", _around_figures, "set_apart", "<流转土地 9150 亩，建成大棚 330 余栋，产值达 1.13 亿元>",
         "spaces around figures part nothing"),
    Rule("mend.spaced-mark", _behind_marks, "set_apart", "<抓项目， 稳增长， 惠民生， 促改革>",
         "spaces behind marks part nothing"),
)  # fmt: skip
