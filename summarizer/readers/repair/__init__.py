"""Mending a text that came to harm on its way: only where the damage is certain, with a record of every change.

A text without damage keeps its characters. Each module holds the rules of one kind, each with an example.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast

from summarizer.document.source import Mend, Repair, to_file
from summarizer.knowledge.rule import Book
from summarizer.readers.repair import characters, digits, markdown, notes, pages, spacing, wrapping
from summarizer.readers.repair.edits import Draft, Edit

# In this order: what shows nothing goes first, and lines are whole before the numbers in them are.
MENDS = Book(
    "mend",
    ("text",),
    (
        *notes.RAISED,
        *wrapping.SOFT_BREAKS,
        *characters.RULES,
        *markdown.RULES,
        *pages.RULES,
        *wrapping.RULES,
        *digits.RULES,
        *spacing.RULES,
        *notes.RULES,
    ),
)
_LOST = re.compile("\ufffd+")
_MARKDOWN = frozenset(rule.id for rule in markdown.RULES)


@dataclass(frozen=True, slots=True)
class Mended:
    """A mended text, its repairs as replacements in the text before, and the places of the mends in the text after."""

    text: str
    repairs: tuple[Repair, ...]
    mends: tuple[Mend, ...]

    def part(self, start: int, end: int) -> "Mended":
        """The stretch `[start, end)` of the text with what was mended in it; offsets count from its own beginnings."""
        if (start, end) == (0, len(self.text)):
            return self
        first, last = to_file(start, self.repairs), to_file(end, self.repairs)
        repairs = (
            Repair(r.start - first, r.end - first, r.text) for r in self.repairs if first <= r.start and r.end <= last
        )
        mends = (
            replace(m, start=m.start - start, end=m.end - start)
            for m in self.mends
            if start <= m.start and m.end <= end
        )
        return Mended(self.text[start:end], tuple(repairs), tuple(mends))


def mend(text: str, *, as_markdown: bool = False) -> Mended:
    """A text with its damage mended; marks of Markdown go where the file is of it, or plainly written in it."""
    draft = Draft(text, text)
    skipped = frozenset[str]() if as_markdown or markdown.is_markdown(text) else _MARKDOWN
    for rule in MENDS:
        if rule.id not in skipped:
            draft.apply(cast("Iterable[Edit]", rule.fits(draft.text)), rule.produces)
    lost = (Mend(match.start(), match.end(), "lost") for match in _LOST.finditer(draft.text))
    return Mended(draft.text, draft.repairs(), (*draft.marks(), *lost))
