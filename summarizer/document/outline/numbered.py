"""Numbered headings `一、` `第一部分` `(一)`: a list's own sequence tells them from markers inside a sentence."""

import re
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from summarizer.document.outline.headings import CN, REACH, STARTER, Heading, ordinal
from summarizer.document.outline.titles import title_end
from summarizer.knowledge.arrays import indexes
from summarizer.knowledge.characters import class_of, matches_at, points_of
from summarizer.knowledge.han import HAN
from summarizer.knowledge.patterns import regex

_BEFORE_MARK = class_of("\n。！!？?；;：:”》)）")
_OPENS = r"(?:^|(?<=[\n。！!？?；;：:”》)）]))[ \t\u3000]*"
PART = regex(
    rf"""{_OPENS}
    (?P<mark>
        第 (?P<part> [{CN}]{{1,3}} ) (?:部分|篇) [ \u3000、:：]*                # 第一部分
      | (?P<number> [{CN}] (?:[ \u3000]?[{CN}]){{0,2}} ) [ \u3000]? [、．]      # 一、  十 一、
    )
    [ \u3000]* (?=\S)""",
    re.MULTILINE | re.VERBOSE,
)
SECTION = regex(
    rf"{_OPENS}(?P<mark>[(（][ \u3000]?(?P<number>[{CN}]{{1,3}})[ \u3000]?[)）])[ \u3000、.]*(?=\S)", re.MULTILINE
)
# The characters that each begins with, which are looked at before it is tried.
_OPENS_MARK = {PART: class_of(f"{CN}第 \t\u3000"), SECTION: class_of("(（ \t\u3000")}
_STOP = regex(r"[。：:！!\n]|(?<=[^\d\s])[ \u3000]+(?=\S)")
_STOP_OR_SPACE = regex(r"[。：:！!\n]|[ \u3000]+(?=\S)")
_COMMA = regex(r"[,，。;；]")
_YEAR_OPENS = regex(rf"(?:(?<={HAN})|(?<=”))(?=(?:19|20)\d\d年是|去年[,，]|今年[,，]|各位代表|(?:19|20)\d\d年[,，])")
_RUN_ON = regex(rf"(?<=[^\s,，、“(（])(?={STARTER})")
_ENDS_IN_STARTER = regex(rf"(?:{STARTER})$")
_FIGURE = regex(rf"\d(?:%|[多余]?{HAN})")


def numbered(text: str, pattern: re.Pattern[str], level: int, parts: Sequence[int] = ()) -> list[Heading]:
    """Headings whose numbers run on: each is the next one, or a new first one that a second one follows.

    Numbers start anew in each of the `parts` that begin at these offsets.
    """
    points = points_of(text)
    openings = np.concatenate(([0], indexes(_BEFORE_MARK.take(points[:-1])) + 1))
    may_open = indexes(_OPENS_MARK[pattern].take(points.take(openings))).tolist() if text else []
    matches = list(matches_at(pattern, text, openings.take(may_open).tolist()))
    numbers = [ordinal(match.groupdict().get("part") or match["number"]) for match in matches]
    followed = _followed_by_second(numbers)
    found: list[Heading] = []
    expected, part = 1, 0
    for match, number, begins_list in zip(matches, numbers, followed, strict=True):
        mark, body = match.start("mark"), match.end()
        if (now := bisect_right(parts, mark)) != part:
            expected, part = 1, now
        if "|" in text[body : body + 200].partition("\n")[0]:
            continue
        # One number may be lost to a damaged marker.
        skipped = expected < number <= expected + 1 and number > 2
        if number not in {1, expected} and not skipped:
            continue
        end = _end_of(text, mark, body)
        if end - body < 2 or (number == 1 and expected > 1 and not begins_list):
            continue
        found.append(Heading(mark, end, level, number))
        expected = number + 1
    if len(found) == 1 and level == 1 and found[0].number != 1:
        return []
    return found


def _followed_by_second(numbers: Sequence[int]) -> list[bool]:
    """For each marker, whether the next marker numbered 1 or 2 is a 2: only then does a new list begin."""
    flags: list[bool] = []
    coming = 0
    for number in reversed(numbers):
        flags.append(coming == 2)
        if number in {1, 2}:
            coming = number
    return flags[::-1]


def _end_of(text: str, start: int, body: int) -> int:
    """Where a numbered heading ends: before its full stop or colon, at a line end or a space, or, run on without any
    separator, where the sentence after it begins."""
    reach = min(len(text), body + REACH)
    stop = _STOP.search(text, body + 2, reach)
    end = stop.start() if stop else reach
    while stop and text[stop.start()] in " \u3000" and stop.start() - body < 5:
        stop = _STOP_OR_SPACE.search(text, stop.end(), reach)
        end = stop.start() if stop else reach
    run = text[body:end]
    if year := _YEAR_OPENS.search(run, 3):
        return body + year.start()
    closed_by_line = text[end : end + 1] in {"\n", " ", "\u3000", ""}
    if not closed_by_line and (cut := title_end(run)):
        return body + cut
    if text[end : end + 1] == "。" and len(run) > 24 and text[max(0, start - 1) : start] != "\n":
        cut = _run_on_cut(run)
        if cut:
            return body + cut
    if end - body > 70 or (not closed_by_line and len(run) > 30 and _FIGURE.search(run)):
        return body + _first_clauses(run)
    return end


def _first_clauses(run: str) -> int:
    """The end of a run-on heading that shows no better one: two short clauses, or one."""
    commas = [match.start() for match in _COMMA.finditer(run, 4)]
    short = [comma for comma in commas[:2] if comma <= 40 and not _FIGURE.search(run[:comma])]
    if not short:
        return min(commas[0] if commas else len(run), 40)
    return short[-1]


def _run_on_cut(run: str) -> int:
    """The place in a heading's run where a lead-in sentence starts without a separator; 0 if there is none.

    A heading has two halves (`着力…,不断…`), so the cut lies in the second one.
    """
    half = max(run.rfind(",", 0, len(run) - 4), run.rfind("，", 0, len(run) - 4)) + 1
    if half == 0:
        return 0
    cuts = [match.start() for match in _RUN_ON.finditer(run, half + 7) if len(run) - match.start() >= 5]
    cuts = [cut for cut in cuts if not _ENDS_IN_STARTER.search(run[half:cut])]
    return cuts[-1] if cuts else 0
