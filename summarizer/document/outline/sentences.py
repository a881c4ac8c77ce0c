"""The text between headings as sentences, each with its surroundings: the places where a lead-in can stand."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from summarizer.document.outline.headings import CN, Heading
from summarizer.knowledge.characters import class_of, places_of, points_of

# A sentence ends at its full stop or its line's end, and where a list of `一是` begins a new item behind `；` or `：`.
_COLONS = class_of(":：")
_STOPS, _MAY_STOP = class_of("。！!？?\n"), class_of("。！!？?\n；;：: \u3000")
_BEGINS_ITEM = re.compile(
    rf"[；;：:] (?= \s* [{CN}]{{1,2}} [是要、] ) | [ \u3000] (?= \d{{1,2}} [.．、] [^\d\s] )", re.VERBOSE
)
_LABEL = re.compile(
    rf"""
      (?: —— | -- | — | [{CN}]{{1,2}}是 | \d{{1,2}}[.．、] | [(（]\d{{1,2}}[)）] ) [^,，。;；:：|\n]{{2,30}} (?= [:：] )
    | [^,，。;；:：|\n\d“]{{4,12}} (?= [:：] )
    """,
    re.VERBOSE,
)
_BLANK = " \t\u3000\u00a0"
_WIDEST_INDENT = 16
_STRIPPED = _BLANK + "；;：:"
_BEFORE_OPENING = _BLANK + "\n"


@dataclass(slots=True)
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
    points = points_of(text)
    stops, colons = places_of(points, _MAY_STOP), [*places_of(points, _COLONS), len(text) + 1]
    sure = set(places_of(points, _STOPS))
    found: list[Sentence] = []
    for begin, end, below in _stretches(headings, len(text)):
        part = bisect_right(starts, begin) - 1
        kind = kinds[starts[part]] if part >= 0 else first_kind
        at = begin
        within = stops[bisect_left(stops, begin) : bisect_left(stops, end)]
        for until in [*(stop for stop in within if stop in sure or _BEGINS_ITEM.match(text, stop, end)), end]:
            while at < until:
                may_label = colons[bisect_left(colons, at)] <= until
                one = _sentence(text, at, until, below and not found_since(found, begin), kind, may_label)
                if one is not None:
                    found.append(one)
                # A label is a sentence of its own, and what it labels another.
                at = one.end + 1 if one is not None and one.end < until and text[one.end] in ":：" else until
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


def _sentence(text: str, begin: int, end: int, below: bool, kind: str, may_label: bool) -> Sentence | None:
    """The sentence of a stretch without its edges, up to the end of its label where it opens with one; for that a colon
    must stand in it or close it."""
    start = begin
    while start < end and text[start] in _STRIPPED:
        start += 1
    if below and start < end and text[start] == "。":
        start += 1
    if start >= end:
        return None
    if may_label and (label := _LABEL.match(text, start, end)):
        end = label.end()
    stop = end
    while stop > start and text[stop - 1] in _BLANK:
        stop -= 1
    opens = "heading" if below else _opens(text, start)
    return Sentence(start, stop, text[start:stop], text[end : end + 1], opens, kind)


def _opens(text: str, start: int) -> str:
    """What a sentence that begins there opens, by what stands before it; an indent is of its line."""
    if start and text[start - 1] not in _BEFORE_OPENING:
        return ""
    before = text[max(0, start - _WIDEST_INDENT) : start]
    behind = before.rstrip(_BLANK)
    if behind.endswith("\n") or (not behind and start < _WIDEST_INDENT):
        return "line"
    return "space" if behind != before else ""
