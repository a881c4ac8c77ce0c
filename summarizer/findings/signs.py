"""Figures whose sign says the opposite of the word before it: `下降-3%` is a fall of three per cent, or a rise."""

import re
from collections.abc import Iterator

from summarizer.contract.report import Check, Report
from summarizer.knowledge.lexicon import either

# A triangle says the same as the word of a fall; only a minus behind it denies the word.
_DENIED = re.compile(rf"(?:{either('@fall')})(?:了|幅度|率)?(?:[达为]到?)?\s?[-－−–]\s?$")
_REACH = 16


def signs_against_wording(report: Report) -> Iterator[Check]:
    """A minus behind a word that says the figure fell: it is read as a fall, and the text may mean a rise."""
    text = report.source.text
    for item in report.indicators:
        start = max(item.quote.start, item.number.start - _REACH)
        if item.measure in {"growth", "avg_growth", "change"} and _DENIED.search(text, start, item.number.start):
            said = text[start : item.number.end] + item.unit
            yield Check(
                kind="sign_against_wording",
                severity="warning",
                message=f"数值的负号与“下降”等措辞相反,按下降处理:{said.strip()}",
                ids=[item.id],
            )
