"""What every finder of headings shares: a heading's place, the layout of a text, numerals, and the genre's verbs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from summarizer.knowledge.lexicon import either

CN = "一二三四五六七八九十"
_ORDER = {name: value for value, name in enumerate(CN, 1)}
# A heading's end is looked for this far; beyond, the text has no separators and a search to its end would cost n².
REACH = 300

STARTER = either("@action_openers")


@dataclass(slots=True)
class Heading:
    """The characters `[start, end)` of a heading; `number` is its place in a numbered list, 0 for none."""

    start: int
    end: int
    level: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text is broken: by lines, by spaces where lines were lost, or not at all."""

    lines: bool
    spaced: bool

    @classmethod
    def of(cls, text: str) -> "Layout":
        paragraphs = [line for line in text.split("\n") if line.strip()]
        longest = max((len(line) for line in paragraphs), default=0)
        # A short text has few lines, but none as long as a text that lost its breaks.
        lines = (len(paragraphs) >= 8 and longest < 0.4 * len(text)) or (len(paragraphs) >= 4 and longest < 240)
        sentences = text.count("。") or 1
        spaced = not lines and len(re.findall(r"。[ \u3000]+(?=\S)", text)) > sentences * 0.08
        return cls(lines, spaced)


def ordinal(number: str) -> int:
    """The value of `7`, `七`, `十七` or `十 七`; 0 for what is no numeral."""
    number = re.sub(r"\s", "", number)
    if number.isdigit():
        return int(number)
    tens, ten, ones = number.partition("十")
    if not ten:
        return _ORDER.get(number, 0)
    return _ORDER.get(tens, 1) * 10 + _ORDER.get(ones, 0)


def settled(headings: Iterable[Heading]) -> list[Heading]:
    """In order of the text, without overlaps; at one place the higher level wins."""
    kept: list[Heading] = []
    for heading in sorted(headings, key=lambda h: (h.start, h.level)):
        if kept and heading.start < kept[-1].end:
            continue
        kept.append(heading)
    return kept


def without_contents(text: str, parts: Sequence[Heading]) -> list[Heading]:
    """The part headings without those that stand there twice: the first is of a table of contents, or of the beginning
    that a page quotes above the report. A quoted heading may run on into its text."""
    kept: list[Heading] = []
    later: set[str] = set()
    for part in reversed(parts):
        words = _bare(text[part.start : part.end])
        if not any(words[:size] in later for size in range(6, len(words) + 1)):
            kept.append(part)
        later.add(words)
    return kept[::-1]


def _bare(words: str) -> str:
    return re.sub(r"[\s。.，,：:…]+", "", words)
