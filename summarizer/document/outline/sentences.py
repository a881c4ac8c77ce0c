"""The text between headings as sentences, each with its surroundings: the places where a lead-in can stand."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from summarizer.document.outline.headings import CN, Heading

# A sentence ends at its full stop or its line's end, and where a list of `一是` begins a new item behind `；` or `：`.
_ENDS = re.compile(
    rf"[。！!？?\n] | [；;：:] (?= \s* [{CN}]{{1,2}} [是要、] ) | [ \u3000] (?= \d{{1,2}} [.．、] [^\d\s] )", re.VERBOSE
)
_LABEL = re.compile(
    rf"""
      (?: —— | -- | — | [{CN}]{{1,2}}是 | \d{{1,2}}[.．、] | [(（]\d{{1,2}}[)）] ) [^,，。;；:：|\n]{{2,30}} (?= [:：] )
    | [^,，。;；:：|\n\d“]{{4,12}} (?= [:：] )
    """,
    re.VERBOSE,
)
_BLANK = " \t\u3000\u00a0"
_STRIPPED = _BLANK + "；;：:"


@dataclass(frozen=True, slots=True)
class Sentence:
    """The characters `[start, end)` between two stops. `closer` is the stop behind it (`""` at the end of the text),
    `opens` what it opens: a `line`, a `space` (where lines were lost), the text below a `heading`, or nothing."""

    start: int
    end: int
    text: str
    closer: str
    opens: str
    kind: str


def sentences(text: str, headings: Sequence[Heading], kinds: Mapping[int, str], first_kind: str) -> list[Sentence]:
    """The sentences of a text without its headings of levels 1 and 2; `kinds` are those of the parts by offset,
    `first_kind` that of what stands before them."""
    starts = sorted(kinds)
    found: list[Sentence] = []
    for begin, end, below in _stretches(headings, len(text)):
        part = bisect_right(starts, begin) - 1
        kind = kinds[starts[part]] if part >= 0 else first_kind
        at = begin
        while at < end:
            stop = _ENDS.search(text, at, end)
            until = stop.start() if stop else end
            if (one := _sentence(text, at, until, below and not found_since(found, begin), kind)) is not None:
                found.append(one)
                if one.end < until and text[one.end] in ":：":
                    at = one.end + 1
                    continue
            at = until + 1
    return found


def found_since(found: Sequence[Sentence], begin: int) -> bool:
    """Whether a sentence was found in the stretch that begins there."""
    return bool(found) and found[-1].start >= begin


def _stretches(headings: Sequence[Heading], length: int) -> list[tuple[int, int, bool]]:
    """The text between headings: where it begins and ends, and whether a heading stands before it."""
    edges = [(0, headings[0].start if headings else length, False)]
    ends = [*(h.start for h in headings[1:]), length][: len(headings)]
    return edges + [(heading.end, end, True) for heading, end in zip(headings, ends, strict=True)]


def _sentence(text: str, begin: int, end: int, below: bool, kind: str) -> Sentence | None:
    start = begin
    while start < end and text[start] in _STRIPPED:
        start += 1
    if below and start < end and text[start] in "。":
        start += 1
    if start >= end:
        return None
    if label := _LABEL.match(text, start, end):
        end = label.end()
    stop = end
    while stop > start and text[stop - 1] in _BLANK:
        stop -= 1
    before = text[max(0, start - 2) : start]
    opens = "heading" if below else "line" if not before.strip(_BLANK) or before[-1:] == "\n" else ""
    if not opens and before[-1:] in _BLANK and before:
        opens = "space"
    if opens == "line" and "\n" not in before and start > 1:
        opens = "space"
    return Sentence(start, stop, text[start:stop], text[end : end + 1], opens, kind)
