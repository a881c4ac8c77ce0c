"""A file that holds several reports, one after the other, cut into them.

A page may list reports, each behind a bullet; then every item of the list is one. Otherwise a report starts at a short
title line that names the genre and is followed by a long body before the next such line. What a page puts between
reports – bullets, its footer – belongs to none of them.
"""

import itertools
import re
from dataclasses import dataclass

from summarizer.knowledge.han import HAN
from summarizer.knowledge.patterns import regex

_GENRE = regex(
    r"""
      政府工作 (?:的)? 报告
    | 国民经济和社会发展 \S{0,30} 计划 \S{0,40} 报告
    | 计划执行情况 \S{0,30} 报告
    | 工作总结 (?:和|及|与|暨) \S{0,20} (?:计划|打算|安排|思路)
    | ^ \S{0,20} 工作报告 $
    """,
    re.VERBOSE,
)
_DRAFT = regex(r"[(（][^()（）]{0,8}(?:稿|草案)[)）]")
_ABOUT = regex(r"名词|注释|说明|附件|解读|目录|审议|决议|解释|意见")
_SENTENCE = regex(r"[。；;！!？?，,]")
_ENUMERATED = regex(r"^(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|第\S{1,3}部分)")
_PLACE = regex(rf"{HAN}(?:省|市|县|区|州|盟|旗|镇|乡|街道|国务院|人民政府)")
_BULLET = regex(r"^\s*(?:[-*•·]|\d{1,2}[.、]?)\s*$")
_DATE_LINE = regex(r"^\s*(?:发布(?:时间|日期)[:：]?\s*)?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*$")
_ADDRESS = regex(r"各位代表|我(?:谨)?(?:代表|受)\S{1,30}(?:政府|委托)|请予(?:审议|审查)|向大会(?:作|报告)")
_OPENING = regex(rf"{_ADDRESS.pattern}|[一二]、|\(一\)|（一）|回顾")
_FURNITURE = regex(
    r"""
    ^ \s* (?: [-•·] \s+ \S{2,10} $ | 打印 | 关闭 | 上一[篇条] | 下一[篇条] | 分享 | 联系我们 | 网站地图 | 相关(?:链接|阅读|文章)
            | 版权所有 | 主办 | 承办 | 有想补充 | copyright | ©
          )
    | ICP备 | 公网安备 | 网站标识码
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Characters of text: of a report under a title, of an item in a list, of the prose that a cover or a preface may hold.
_BODY, _LISTED_BODY, _PREFACE = 1500, 100, 200


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


def split_reports(text: str) -> list[tuple[int, int]]:
    """Where the reports of a text stand: the whole, unless it holds at least two titles with long bodies of their own."""
    lines = _lines(text)
    starts = _listed(lines) or _titled(lines)
    if len(starts) < 2:
        return [(0, len(text))]
    if _length(lines[: starts[0]]) >= _BODY:
        starts = [0, *starts]  # a long text without a title that can be told is kept all the same
    return [_report(lines, first, last) for first, last in itertools.pairwise([*starts, len(lines)])]


def _lines(text: str) -> list[_Line]:
    lines, position = [], 0
    for raw in text.split("\n"):
        lines.append(_Line(position, min(len(text), position + len(raw) + 1), raw))
        position += len(raw) + 1
    return lines


def _length(lines: list[_Line]) -> int:
    return sum(len(line.text) for line in lines)


def _listed(lines: list[_Line]) -> list[int]:
    """The first lines of a list's items: behind a bullet that stands alone, most of them titles, each with a body."""
    bullets = [index for index, line in enumerate(lines[:-1]) if _BULLET.match(line.text)]
    items = [
        first + 1
        for first, last in itertools.pairwise([*bullets, len(lines)])
        if _is_short(lines[first + 1].text) and _length(lines[first + 2 : last]) >= _LISTED_BODY
    ]
    titles = [_same(lines[index].text) for index in items if _is_title(lines[index].text)]
    # The same title again and again is the running head of pages, and the bullets are their numbers.
    return items if len(titles) >= max(2, 0.5 * len(items)) and len(set(titles)) > 0.5 * len(titles) else []


def _titled(lines: list[_Line]) -> list[int]:
    """Title lines with a body of their own. A title in a list of links, or in a table of contents, has none."""
    titles = [index for index in range(len(lines)) if _title_at(lines, index)]
    starts: list[int] = []
    for position, index in enumerate(titles):
        until = titles[position + 1] if position + 1 < len(titles) else len(lines)
        if _has_body(lines, index, until, starts):
            starts.append(_with_cover(lines, titles, position))
    return starts


def _title_at(lines: list[_Line], index: int) -> bool:
    """Whether a title stands at a line, alone or with its second half on the next."""
    line = lines[index].text
    if _is_title(line):
        return True
    following = lines[index + 1].text if index + 1 < len(lines) else ""
    broken = _is_short(line) and "国民经济" in line and _is_short(following) and not _is_title(following)
    return broken and _is_title(line.strip() + following.strip())


def _is_short(line: str) -> bool:
    return 4 <= len(line.strip()) <= 60 and "|" not in line and not re.search("[。；;]", line)


def _is_title(line: str) -> bool:
    bare = _DRAFT.sub("", line.strip().strip("#").strip())
    fits = 4 <= len(bare) <= 60 and "|" not in bare and not _SENTENCE.search(bare) and not _ABOUT.search(bare)
    return fits and _GENRE.search(bare) is not None


def _same(line: str) -> str:
    return re.sub(r"\s", "", line)


def _has_body(lines: list[_Line], index: int, until: int, starts: list[int]) -> bool:
    """Whether a report follows a title: long, and opening as one does.

    A heading inside a report may name the genre too (`一、…计划执行情况的报告`), and so may the head of each page: where
    the title is numbered, names no place or has been said before, only the address to an assembly tells a report.
    """
    title = lines[index].text.strip()
    labelled = title.startswith("【")
    if _length(lines[index + 1 : until]) < (_LISTED_BODY if labelled else _BODY):
        return False
    opening = "".join(line.text for line in lines[index + 1 : min(until, index + 8)])[:1200]
    repeated = any(_same(lines[start].text) == _same(title) for start in starts)
    if repeated or _ENUMERATED.match(title) or (starts and not _PLACE.search(title)):
        return _ADDRESS.search(opening) is not None
    return labelled or _OPENING.search(opening) is not None


def _with_cover(lines: list[_Line], titles: list[int], position: int) -> int:
    """The line where a report begins whose title is said twice: on a cover or by the page, and again above the body.

    A table of contents ends in a title too, so the one before must be the same title, or be alone.
    """
    index = titles[position]
    if position == 0:
        return index
    before = titles[position - 1]
    if index - before > 4 or _length(lines[before + 1 : index]) > _PREFACE:
        return index
    above, title = _same(lines[before].text), _same(lines[index].text)
    alone = position < 2 or before - titles[position - 2] > 4 or _length(lines[titles[position - 2] : before]) > _BODY
    return before if alone and (title in above or above in title) else index


def _report(lines: list[_Line], first: int, last: int) -> tuple[int, int]:
    """Where the lines of one report stand; the page's bullets behind it and, after a closing date line, its footer are left out."""
    end = last
    closes_page = last == len(lines)
    while end > first + 1 and _is_between(lines[end - 1].text, closes_page):
        end -= 1
    dates = [index for index in range(first + 1, end) if _DATE_LINE.match(lines[index].text)]
    if dates and all(
        len(line.text) < 40 and not _SENTENCE.search(line.text[-2:]) for line in lines[dates[-1] + 1 : end]
    ):
        end = dates[-1] + 1
    return lines[first].start, lines[end - 1].end


def _is_between(line: str, closes_page: bool) -> bool:
    """Whether a line is what a page puts behind a report: nothing, a bullet, at its end a piece of its footer."""
    footer = closes_page and len(line) < 60 and _FURNITURE.search(line) is not None
    return not line.strip() or _BULLET.match(line) is not None or footer
