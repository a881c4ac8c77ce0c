"""A file that holds several reports, one after the other, cut into them.

A report starts at a short title line that names the genre and is followed by a long body before the next such line. What
a page puts between reports – list bullets, its footer – belongs to none of them.
"""

import itertools
import re
from dataclasses import dataclass

_GENRE = re.compile(
    r"政府工作(?:的)?报告|国民经济和社会发展\S{0,30}计划\S{0,40}报告|计划执行情况\S{0,30}报告|工作总结(?:和|及|与|暨)\S{0,20}(?:计划|打算|安排|思路)|^\S{0,20}工作报告$"
)
_SENTENCE = re.compile(r"[。；;！!？?]|[,，]")
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.、]?)\s*$")
_DATE_LINE = re.compile(r"^\s*(?:发布(?:时间|日期)[:：]?\s*)?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*$")
_BODY, _LISTED_BODY = 1500, 300
_ABOUT = re.compile(r"名词|注释|说明|附件|解读|目录|审议|决议|解释|意见")
_OPENING = re.compile(
    r"各位代表|现在[,，]?我(?:代表|受)|请予(?:审议|审查)|向大会(?:作|报告)|[一二]、|\(一\)|（一）|回顾"
)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


def split_reports(text: str) -> list[str]:
    """The reports of a text: itself alone, unless it holds at least two titles with long bodies of their own."""
    lines = _lines(text)
    titles = [index for index, line in enumerate(lines) if _is_title(line.text)]
    starts = _starts(lines, titles)
    if len(starts) < 2:
        return [text]
    bounds = [*starts, len(lines)]
    return [_report(text, lines, first, last) for first, last in itertools.pairwise(bounds)]


def _lines(text: str) -> list[_Line]:
    lines, position = [], 0
    for raw in text.split("\n"):
        lines.append(_Line(position, min(len(text), position + len(raw) + 1), raw))
        position += len(raw) + 1
    return lines


def _is_title(line: str) -> bool:
    bare = line.strip().strip("#").strip()
    fits = 4 <= len(bare) <= 60 and "|" not in bare and not _SENTENCE.search(bare) and not _ABOUT.search(bare)
    return fits and _GENRE.search(bare) is not None


def _starts(lines: list[_Line], titles: list[int]) -> list[int]:
    """Title lines with a body of their own. A title repeated above its body, or a list of links, has none."""
    starts: list[int] = []
    for position, index in enumerate(titles):
        until = titles[position + 1] if position + 1 < len(titles) else len(lines)
        body = lines[index + 1 : until]
        length = sum(len(line.text) for line in body)
        opening = "".join(line.text for line in body[:7])[:1200]
        listed = _is_listed(lines, index)
        if length >= (_LISTED_BODY if listed else _BODY) and (listed or _OPENING.search(opening)):
            starts.append(index)
    return [
        index for place, index in enumerate(starts) if place == 0 or _is_new_report(lines, starts[place - 1], index)
    ]


def _is_listed(lines: list[_Line], index: int) -> bool:
    """Whether a page's own list sets the title apart: a bullet on the line before it, or a label in brackets."""
    before = next((line.text for line in reversed(lines[:index]) if line.text.strip()), "")
    return _BULLET.match(before) is not None or lines[index].text.lstrip().startswith("【")


def _is_new_report(lines: list[_Line], before: int, index: int) -> bool:
    """Not the same title said again inside one report (a cover and a first page)."""
    same = re.sub(r"\s", "", lines[before].text) == re.sub(r"\s", "", lines[index].text)
    return not same or index - before > 3


def _report(text: str, lines: list[_Line], first: int, last: int) -> str:
    """The lines of one report; the page's bullets behind it and, after a closing date line, its footer are left out."""
    end = last
    while end > first + 1 and (not lines[end - 1].text.strip() or _BULLET.match(lines[end - 1].text)):
        end -= 1
    dates = [index for index in range(first + 1, end) if _DATE_LINE.match(lines[index].text)]
    if dates and all(
        len(line.text) < 40 and not _SENTENCE.search(line.text[-2:]) for line in lines[dates[-1] + 1 : end]
    ):
        end = dates[-1] + 1
    return text[lines[first].start : lines[end - 1].end]
