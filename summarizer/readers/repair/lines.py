"""Lines of a text: which are prose that breaks off, and which open something new."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.knowledge.patterns import regex

_CLOSED = regex(r"[。！!？?：:；;…][”’」』）)》】\"]*\s*$")
_OPENS = regex(
    r"""
    \s* (?: [一二三四五六七八九十]{1,3} [、．.] | [(（] [一二三四五六七八九十\d]{1,3} [)）] | \d{1,2} [.．、)）] (?!\d)
          | 第 [一二三四五六七八九十\d]{1,3} (?:部分|章|节|条) | —— | [-*+•●◆■□▪·★#>①-⑳【]
          | 附件 | 各位代表 | 注[:：] | 表\d | 单位[:：] | [一二三四五六七八九]是
        )
    """,
    re.VERBOSE,
)
_INDENTED = regex(r"[\u3000\t]|[ \xa0]{2}")
_NARROW = regex(r"[\x00-\x7f]")
_STOP_WITHIN = regex("[，,。；;]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line `[start, end)` without its line end, and its width in columns: a Chinese character takes two."""

    start: int
    end: int
    text: str
    width: int

    @property
    def is_prose(self) -> bool:
        """Whether the line is running text, by the stops inside it, and no row of a table."""
        return _STOP_WITHIN.search(self.text) is not None and "|" not in self.text and "\t" not in self.text

    @property
    def is_open(self) -> bool:
        """Whether the line does not end where a sentence does, nor is a row of a table."""
        return not (_CLOSED.search(self.text) or "|" in self.text or "\t" in self.text)

    @property
    def breaks_off(self) -> bool:
        """Whether the line is running text that does not end where a sentence does."""
        return self.is_prose and self.is_open


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a text, in order."""
    start = 0
    for line in text.split("\n"):
        yield Line(start, start + len(line), line, width_of(line.rstrip()))
        start += len(line) + 1


def width_of(text: str) -> int:
    """The columns that a text takes: a character of ASCII one, all others two."""
    return 2 * len(text) - len(_NARROW.findall(text))


def opens_anew(line: str) -> bool:
    """Whether a line opens a paragraph, a heading, an item or a table, whatever stands before it."""
    return not line.strip() or "|" in line or _INDENTED.match(line) is not None or _OPENS.match(line) is not None
