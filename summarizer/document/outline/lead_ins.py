"""Level 3: `1.` and `一是…。` headings, `——` labels, and short topic sentences that open a paragraph."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise

from summarizer.document.outline.headings import CN, STARTER, Heading, Layout, ordinal

_ITEM = re.compile(r"(?:^|(?<=[\n。！!？?；; \t\u3000]))(?P<mark>(?P<number>\d{1,2})[.．、])(?=[^\d\s])", re.MULTILINE)
_FIRSTLY = re.compile(
    rf"(?:^|(?<=[\n。！!；;：: \u3000]))(?P<mark>(?P<number>[{CN}]{{1,2}})是)(?=[^\s,，])", re.MULTILINE
)
_DASHED = re.compile(
    r"""
    (?: ^ | (?<=[\n。 \t\u3000]) ) (?P<mark> —— | -- | — )
    (?P<label> [^\d\s—,，。;；:：] [^,，。;；:：\n]{2,24} ) (?P<close> [:：] )""",
    re.MULTILINE | re.VERBOSE,
)
_CLOSE = re.compile(r"[。\n;；]")
_FIRSTLY_REACH, _ITEM_REACH = 44, 40
_MARKER = re.compile(rf"[{CN}]{{1,2}}是|\n")
_AMOUNT = re.compile(r"[:：]|\d+(?:\.\d+)?(?:%|亿|万)")
_RESULT_FIGURE = re.compile(r"\d|增长|下降")

_SENTENCE = re.compile(r"[^。！!？?\n]+")
_PARAGRAPH_ENDS = re.compile(r"\n|。[ \u3000]")
_LAST_CLAUSE_ENDS = " \u3000;；。"
_RETROSPECT = re.compile(r"(?:这|过去)(?:[一二三四五]年)[,，是]")
_DATE = re.compile(r"(?:19|20)\d\d年")
_NOT_IN_A_TOPIC = re.compile(r"[,，;；:：|\d]")
_TELLS = re.compile(r"[了着过]|的(?!\S)|(?:如下|以下)")
_ADDRESS = re.compile(
    r"^(?:今年是|\S{0,6}年是|各位代表|同志们|主任|尊敬的|现在|请予|展望|回顾|总之|今后|当前|同时|此外|我们|这)"
)
_RESULT = re.compile(
    r"""(?:
        取得\S{0,8}(?:进展|成效|胜利|突破|成果|成绩|成就|实效)
      | (?:实现|呈现|展现|开创|迈出|跃上|绽放|焕发|保持|得到|有)\S{0,3}(?:新|大|历史性|合理|有效|有序|更大|异彩)\S{0,6}
      | (?:更加|更趋|持续|稳步|显著|明显|不断|加快|有序|深入|圆满|强力|全面|充分|协调|纵深|扎实|大幅|有效|总体|创新|加速
          |快速|平稳|健康|逐步|日益|深化)\S{2,6}
      | (?:收官|巩固|成果丰硕|成绩斐然|成效明显|成效显著|成效初显|有力|有为|有效|向好|稳定|复苏|回升|落实到位|提档升级
          |硬仗|基本盘|有序|加快补齐|增强|胜利|攻坚战|夯实)
    )$""",
    re.VERBOSE,
)
# The verb opens the sentence, or follows its adverb (`高标准优化…`, `深层次推进…`).
_PURSUED = re.compile(rf"\S{{0,3}}(?:{STARTER}|率先|助力|千方)")


def lead_ins(text: str, layout: Layout, found: Sequence[Heading], kinds: Mapping[int, str]) -> list[Heading]:
    """Every heading of level 3, given those above them and the kinds of the parts by offset."""
    firsts = _firsts(text)
    marked = [*firsts, *_items(text, found), *_dashes(text)]
    inner = _under_firsts(text, firsts, [*found, *marked], kinds)
    return [*marked, *inner, *_topics(text, layout, found, [*marked, *inner], kinds)]


def _topics(
    text: str, layout: Layout, found: Sequence[Heading], marked: Sequence[Heading], kinds: Mapping[int, str]
) -> list[Heading]:
    """Short topic sentences, closed by a full stop and followed by what they announce."""
    taken = sorted((h.start, h.end) for h in (*found, *marked))
    starts = [start for start, _ in taken]
    heads = {h.end for h in found}
    opened = sorted(kinds)
    first = found[0].start if found else 0
    out: list[Heading] = []
    last = -200
    for match in _SENTENCE.finditer(text):
        end = match.end()
        if end <= first or text[end : end + 1] != "。":
            continue
        raw = match.group()
        body = raw.strip(_LAST_CLAUSE_ENDS)
        start = match.start() + raw.find(body) if body else match.start()
        at = bisect_right(starts, start) - 1
        after_heading = at >= 0 and taken[at][0] <= start < taken[at][1]
        if after_heading:
            start = taken[at][1]
            body = text[start:end].strip(_LAST_CLAUSE_ENDS + ":：")
            start = text.find(body, start) if body else start
        else:
            after_heading = any(place in heads for place in range(start - 3, start + 1))
        if start < first or not _is_topic(text, body, start, end, layout, after_heading, start - last):
            continue
        part = bisect_right(opened, start) - 1
        kind = kinds[opened[part]] if part >= 0 else "preamble"
        if not layout.lines and not layout.spaced and not _is_shaped(body, kind):
            continue
        out.append(Heading(start, start + len(body), 3))
        last = start
    return out


def _under_firsts(
    text: str, firsts: Sequence[Heading], headings: Sequence[Heading], kinds: Mapping[int, str]
) -> list[Heading]:
    """Result sentences that divide the paragraph of an `一是…。` heading: at least two, each with a body of its own.

    In other paragraphs such sentences are the paragraph's own text.
    """
    starts = sorted(h.start for h in headings)
    opened = sorted(kinds)
    out: list[Heading] = []
    for first in firsts:
        part = bisect_right(opened, first.start) - 1
        if part < 0 or kinds[opened[part]] != "review":
            continue
        after = bisect_right(starts, first.start)
        until = starts[after] if after < len(starts) else len(text)
        broken = _PARAGRAPH_ENDS.search(text, first.end, until)
        sentences = list(_SENTENCE.finditer(text, first.end + 1, broken.start() if broken else until))
        inner = [
            Heading(one.start(), one.end(), 3)
            for one, following in pairwise(sentences)
            if _is_inner(one[0], following[0]) and text[one.end()] == "。"
        ]
        out += inner if len(inner) > 1 else []
    return out


def _is_inner(sentence: str, following: str) -> bool:
    return (
        5 <= len(sentence) <= 16
        and len(following) >= 18
        and not _NOT_IN_A_TOPIC.search(sentence)
        and _RESULT.search(sentence) is not None
    )


def _is_shaped(body: str, kind: str) -> bool:
    """Whether a sentence has the form of a topic: an action in a plan part, elsewhere an action or a result."""
    return _PURSUED.match(body) is not None or (kind != "plan" and _RESULT.search(body) is not None)


def _is_topic(text: str, body: str, start: int, end: int, layout: Layout, after_heading: bool, since: int) -> bool:
    """A short topic sentence that opens a paragraph: no inner comma, no figure, a longer text behind it.

    Where paragraphs were lost it keeps its distance (`since`, in characters) from the one before.
    """
    if _RETROSPECT.match(body):
        return len(body) <= 26
    if not 3 <= len(body) <= 24 or _NOT_IN_A_TOPIC.search(_DATE.sub("", body)) or _ADDRESS.match(body):
        return False
    if _TELLS.search(body[-4:]) or body.count("“") != body.count("”"):
        return False
    behind = _SENTENCE.match(text, end + 1, end + 40)
    if behind is None or len(behind[0].strip()) < 4:
        return False
    before = text[max(0, start - 2) : start]
    if layout.lines:
        return before.endswith(("\n", "\u3000")) or not before.strip()
    if layout.spaced:
        return before.endswith((" ", "\u3000")) or (after_heading and len(body) <= 16)
    return len(body) <= 20 and (after_heading or since >= 60)


def _firsts(text: str) -> list[Heading]:
    """`一是…。` sentences that stand as headings: closed by a full stop, with a body before the next one."""
    out = []
    for match in _FIRSTLY.finditer(text):
        body = match.end()
        close = _CLOSE.search(text, body + 4, body + _FIRSTLY_REACH + 1)
        if close is None or close[0] != "。":
            continue
        words = text[body : close.start()]
        commas = words.count(",") + words.count("，")
        if commas > 2 or (commas and re.search(r"\d", words)):
            continue
        behind = text[close.end() : close.end() + 15]
        if not behind.strip() or behind[0] == "\n" or _MARKER.match(behind.lstrip()):
            continue
        out.append(Heading(match.start("mark"), close.start(), 3, ordinal(match["number"])))
    return out


def _items(text: str, found: Sequence[Heading]) -> list[Heading]:
    """`1.` headings: a run of numbers from 1, each a short phrase closed by a full stop or a line end."""
    out: list[Heading] = []
    bounds = [h.start for h in found]
    expected, section = 1, -1
    for match in _ITEM.finditer(text):
        if (now := bisect_right(bounds, match.start())) != section:
            expected, section = 1, now
        number, body = int(match["number"]), match.end()
        close = _CLOSE.search(text, body, body + _ITEM_REACH + 1)
        if number not in {1, expected} or close is None or close.start() - body < 3 or close[0] in ";；":
            continue
        if _AMOUNT.search(text[body : close.start()]):
            continue
        out.append(Heading(match.start("mark"), close.start(), 3, number))
        expected = number + 1
    return out


def _dashes(text: str) -> list[Heading]:
    """`——城市道路建设项目:`: a label closed by a colon."""
    return [
        Heading(match.start("mark"), match.start("close"), 3)
        for match in _DASHED.finditer(text)
        if not _RESULT_FIGURE.search(match["label"])
    ]
