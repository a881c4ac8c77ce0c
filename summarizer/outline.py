"""Headings of a report, in every style of the genre, as a tree of sections with kinds.

Level 1 is `一、` or an unnumbered part title, level 2 `(一)`, level 3 `1.`, `一是…。` or a short topic sentence that opens a
paragraph. Headings stand on their own line, run in after a space, or run in with no separator at all where a page lost
its paragraphs; the numbering's own sequence then tells a heading from a list inside a sentence.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.document import Section

_CN = "一二三四五六七八九十"
_ORDER = {name: value for value, name in enumerate(_CN, 1)}
_OPENS = r"(?:^|(?<=[\n。！!？?；;：:”》)）]))[ \t\u3000]*"
_PART = re.compile(
    rf"{_OPENS}(?P<mark>第[{_CN}]{{1,3}}(?:部分|篇)[ \u3000、:：]*|(?P<number>[{_CN}](?:[ \u3000]?[{_CN}]){{0,2}})[ \u3000]?、)[ \u3000]*(?=\S)",
    re.MULTILINE,
)
_SECTION = re.compile(
    rf"{_OPENS}(?P<mark>[(（][ \u3000]?(?P<number>[{_CN}]{{1,3}})[ \u3000]?[)）])[ \u3000、.]*(?=\S)", re.MULTILINE
)
_ITEM = re.compile(
    r"(?:^|(?<=[\n。！!？?；; \u3000]))[ \t\u3000]*(?P<mark>(?P<number>\d{1,2})[.．、])(?=[^\d\s])", re.MULTILINE
)
_FIRSTLY = re.compile(
    rf"(?:^|(?<=[\n。！!；;：: \u3000]))(?P<mark>(?P<number>[{_CN}]{{1,2}})是)(?=[^\s,，])", re.MULTILINE
)
_DASHED = re.compile(r"^[ \t\u3000]*(?P<mark>(?:——|--|—))(?=[^\d\s—][^,，。;；:：\n]{2,24}[:：。\n])", re.MULTILINE)
_TITLE_WORDS = re.compile(
    r"(?:回顾|总结|主要成就|执行情况|完成情况|重点工作(?:安排|任务)?|工作(?:安排|任务|部署|打算|思路|重点|建议|情况)|主要(?:目标|任务|目标任务|措施)|目标任务|远景目标(?:考虑)?|"
    r"总体要求(?:和\S{2,10})?|发展目标|基本思路|惠民实事|民生实事|名词解释|名词注释|注\s*释|用语说明|相关说明|附\s*件|附\s*录|自身建设|指导思想|的建议|主要工作)$"
)
_RUN_ON_TITLE = re.compile(
    r"(?<=[。！!])[ \u3000]*(?P<title>(?:(?:19|20)\d\d年|“?十[一二三四五]?五”?|过去|今后|未来|上半年|下半年)[^,，。;；！!\n]{0,36}?"
    r"(?:工作回顾|主要成就|工作总结|重点工作安排|工作安排|远景目标考虑|主要目标任务|目标任务|工作重点|重点工作|工作思路|工作部署))(?=(?:19|20)\d\d年|“十|[ \u3000]|今年|过去|五年|我们)"
)
_APPENDIX = re.compile(r"(?:名词|用语|术语)?(?:解释|注释)|用语说明|^附[件录表]|有关说明")
_PAST = re.compile(
    r"回顾|总结|执行情况|完成情况|工作情况|成就|取得的|过去|以来的?(?:主要)?工作|运行情况|工作进展|主要成效|落实情况"
)
_LATER = re.compile(
    r"“?十[一二三四五六]?五”?|远景|今后五年|未来五年|五年(?:规划|目标|发展|奋斗|的)|(?:19|20)(?:25|30|35|50)年|届政府|中长期"
)
_NEXT = re.compile(r"重点|安排|任务|目标|措施|打算|建议|部署|计划|要求|思路|下半年|自身建设|今年|明年|工作$|做好")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATED = re.compile(r"(?:19|20)\d\d年")
_RETROSPECT = re.compile(r"(?:这|过去)(?:[一二三四五]年)[,，是]")
_META_LINE = re.compile(r"\||发布|来源|索引|文号|浏览|字号|打印|责任编辑|审核|作者|日期|时间[:：]")


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    end: int
    level: int
    number: int
    rule: str


def outline(text: str) -> tuple[Section, ...]:
    """The sections of a report in order, as a flat list whose `parent` makes the tree. Linear in the text."""
    layout = _Layout.of(text)
    parts = _settled([*_numbered(text, _PART, 1), *_titles(text, layout)])
    found = _settled([*parts, *_numbered(text, _SECTION, 2, [part.start for part in parts])])
    appendix = next((h.start for h in found if _APPENDIX.search(text[h.start : h.end])), len(text))
    lead_ins = [h for h in _lead_ins(text, layout, found) if h.start < appendix]
    return _tree(text, _settled([*found, *lead_ins]))


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a text is broken: by lines, by spaces where lines were lost, or not at all."""

    lines: bool
    spaced: bool

    @classmethod
    def of(cls, text: str) -> "_Layout":
        paragraphs = [line for line in text.split("\n") if line.strip()]
        longest = max((len(line) for line in paragraphs), default=0)
        lines = len(paragraphs) >= 8 and longest < 0.4 * len(text)
        sentences = text.count("。") or 1
        spaced = not lines and len(re.findall(r"。[ \u3000]+(?=\S)", text)) > sentences * 0.08
        return cls(lines, spaced)


def _ordinal(number: str) -> int:
    number = re.sub(r"\s", "", number)
    if number.isdigit():
        return int(number)
    tens, ten, ones = number.partition("十")
    if not ten:
        return _ORDER.get(number, 0)
    return _ORDER.get(tens, 1) * 10 + _ORDER.get(ones, 0)


def _numbered(text: str, pattern: re.Pattern[str], level: int, parts: Sequence[int] = ()) -> list[_Heading]:
    """Numbered headings whose numbers run on: each is the next one, or a new first one. They start anew in each of
    the `parts` that begin at these offsets."""
    found: list[_Heading] = []
    expected, part = 1, 0
    for match in pattern.finditer(text):
        mark = match.start("mark")
        if (now := bisect_right(parts, mark)) != part:
            expected, part = 1, now
        if "|" in text[match.end() : text.find("\n", match.end()) % (len(text) + 1)][:200]:
            continue
        number = _ordinal(match["number"]) if match["number"] else _ordinal(re.sub(rf"[^{_CN}]", "", match["mark"]))
        skipped = expected < number <= expected + 1 and number > 2
        if number not in {1, expected} and not skipped:
            continue
        end = _heading_end(text, mark, match.end())
        if end - match.end() < 2 or (number == 1 and expected > 1 and not _follows(text, pattern, match, 2)):
            continue
        found.append(_Heading(mark, end, level, number, "numbered"))
        expected = number + 1
    if len(found) == 1 and level == 1 and found[0].number != 1:
        return []
    return found


def _follows(text: str, pattern: re.Pattern[str], match: re.Match[str], number: int) -> bool:
    """Whether a marker with `number` comes later: a new `一、` opens a new list only if `二、` follows."""
    later = pattern.search(text, match.end())
    while later is not None:
        found = _ordinal(later["number"] or re.sub(rf"[^{_CN}]", "", later["mark"]))
        if found in {1, number}:
            return found == number
        later = pattern.search(text, later.end())
    return False


_STARTER = (
    "毫不放松|加快|加强|强化|加大|做精|做强|做大|做优|做实|做好|确保|打响|打好|打造|推动|推进|深入|全力|全面|坚决|切实|促进|提升|完善|健全|优化|实施|深化|狠抓|着力|大力|持续|积极|统筹|巩固|坚持|"
    "牢牢|不断|进一步|稳步|努力|扎实|严格|继续|突出|聚焦|围绕|培育|壮大|建立|创新|发展|扩大|激发|抓好|抓实|落实|办好|保障|增强|改善|繁荣|维护|守牢|严守|严明|严肃|提高|拓展|构建|建设|支持|"
    "防范|化解|激活|释放|弘扬|厉行|规范|转变|改进|树立|树牢|加速|高质量|高标准|高水平|多措并举|奋力|力促|力争|科学|主动|紧盯|紧扣|紧抓|抢抓|精准"
)
_RUN_ON = re.compile(rf"(?<=[^\s,，、“(（])(?={_STARTER})")


def _heading_end(text: str, start: int, body: int) -> int:
    """Where a numbered heading ends: before its full stop or colon, at a line end or a space, or, run on without any
    separator, where a new sentence starts with a verb of its own."""
    stop = re.compile(r"[。：:！!\n]|(?<=[^\d\s])[ \u3000]+(?=\S)").search(text, body + 2)
    end = stop.start() if stop else len(text)
    while stop and text[stop.start()] in " \u3000" and stop.start() - body < 5:
        stop = re.compile(r"[。：:！!\n]|[ \u3000]+(?=\S)").search(text, stop.end())
        end = stop.start() if stop else len(text)
    run = text[body:end]
    if year := re.search(
        r"(?<=[\u4e00-\u9fff”])(?=(?:19|20)\d\d年是|去年[,，]|今年[,，]|各位代表|(?:19|20)\d\d年[,，])", run[3:]
    ):
        return body + 3 + year.start()
    if text[end : end + 1] == "。" and len(run) > 24 and text[max(0, start - 1) : start] != "\n":
        cut = _run_on_cut(run)
        if cut:
            return body + cut
    if end - body > 70:
        comma = re.compile(r"[,，。;；]").search(text, body + 4)
        return comma.start() if comma else body + 40
    return end


def _run_on_cut(run: str) -> int:
    """The place in a heading's run where a lead-in sentence starts without a separator; 0 if there is none.

    A heading has two halves (`着力…,不断…`), so the cut lies in the second one.
    """
    half = max(run.rfind(",", 0, len(run) - 4), run.rfind("，", 0, len(run) - 4)) + 1
    if half == 0:
        return 0
    cuts = [match.start() for match in _RUN_ON.finditer(run, half + 7) if len(run) - match.start() >= 5]
    cuts = [cut for cut in cuts if not re.search(rf"(?:{_STARTER})$", run[half:cut])]
    return cuts[-1] if cuts else 0


def _titles(text: str, layout: _Layout) -> list[_Heading]:
    """Unnumbered part titles: on a line of their own, between spaces, or run on before a year."""
    found = [_Heading(m.start("title"), m.end("title"), 1, 0, "run-on title") for m in _RUN_ON_TITLE.finditer(text)]
    if layout.lines:
        position = 0
        for index, line in enumerate(text.split("\n")):
            found += _own_line(text, position, line, index)
            position += len(line) + 1
    else:
        for match in re.finditer(r"(?<=[。！!])[ \u3000]+([^\s,，。;；！!、]{4,30})[ \u3000]+(?=\S)", text):
            if _TITLE_WORDS.search(match.group(1)):
                found.append(_Heading(match.start(1), match.end(1), 1, 0, "spaced title"))
        for match in re.finditer(r"(?<=\S)[ \u3000]+((?:名词|用语|术语)(?:解释|注释|说明))[ \u3000:：]*(?=\S)", text):
            found.append(_Heading(match.start(1), match.end(1), 1, 0, "glossary"))
    return found


def _own_line(text: str, position: int, line: str, index: int) -> list[_Heading]:
    bare = line.strip()
    start = position + line.find(bare) if bare else position
    short = 4 <= len(bare) <= 34 and not re.search(r"[。;；,，！!？?|]$|[|]|代表[:：]$|[:：]$", bare)
    if (
        not short
        or index < 2
        or _META_LINE.search(bare)
        or re.match(rf"[(（]|[{_CN}]+[、是]|\d|——|第[{_CN}]+[章节条]", bare)
    ):
        return []
    if re.search(r"政府工作报告|的报告$|市长|区长|县长|省长|州长|主任|代表大会|会议上$", bare):
        return []
    if _TITLE_WORDS.search(bare):
        level = (
            1 if re.search(r"回顾|总结|解释|注释|附|总体要求|(?:19|20)\d\d年|“?十[一二三四五]五|过去|今后", bare) else 2
        )
        return [_Heading(start, start + len(bare), level, 0, "title line")]
    return []


_REVIEW_LEAD = re.compile(
    r"(?:取得\S{0,8}(?:进展|成效|胜利|突破|成果|成绩|成就|实效)|(?:实现|呈现|展现|开创|迈出|跃上|绽放|焕发|保持|得到|有)\S{0,3}(?:新|大|历史性|合理|有效|有序|更大|异彩)\S{0,6}|"
    r"(?:更加|更趋|持续|稳步|显著|明显|不断|加快|有序|深入|圆满|强力|全面|充分|协调|纵深|扎实|大幅|有效|总体|创新|加速|快速|平稳|健康|逐步|日益|深化)\S{2,6}|"
    r"(?:收官|巩固|成果丰硕|成绩斐然|成效明显|成效显著|成效初显|有力|有为|有效|向好|稳定|复苏|回升|落实到位|提档升级|硬仗|基本盘|有序|加快补齐|增强|胜利|攻坚战|夯实))$"
)
_PLAN_LEAD = re.compile(
    rf"^(?:{_STARTER})\S*$|(?:产业|交通|设施|体系|建设|工程|行动|工作|保障|服务|环境|改革|治理|消费|投资|开放|安全|振兴)$"
)
_ADDRESS = re.compile(
    r"^(?:今年是|\S{0,6}年是|各位代表|同志们|主任|尊敬的|现在|请予|展望|回顾|总之|今后|当前|同时|此外|我们|这)"
)


def _lead_ins(text: str, layout: _Layout, found: list[_Heading]) -> list[_Heading]:
    out = [*_firsts(text), *_items(text, found), *_dashes(text)]
    taken = [(h.start, h.end) for h in found] + [(h.start, h.end) for h in out]
    taken.sort()
    starts = [start for start, _ in taken]
    heads = {h.end for h in found}
    first = found[0].start if found else 0
    last_lead = -200
    parts = [h for h in found if h.level == 1]
    part_starts = [h.start for h in parts]
    for match in re.finditer(r"[^。！!？?\n]+(?=[。])", text):
        raw = match.group()
        body = raw.strip(" \u3000;；。")
        start = match.start() + raw.find(body) if body else match.start()
        at = bisect_right(starts, start) - 1
        if at >= 0 and taken[at][0] <= start < taken[at][1]:
            start = taken[at][1]
            body = text[start : match.end()].strip(" \u3000;；。:：")
            start = text.find(body, start) if body else start
            after_heading = True
        else:
            after_heading = any(place in heads for place in range(start - 3, start + 1))
        if start < first or not _is_lead_in(text, body, start, match.end(), layout, after_heading, last_lead):
            continue
        part = parts[bisect_right(part_starts, start) - 1] if parts and parts[0].start <= start else None
        forward = part is not None and _kind_of(text[part.start : part.end], None) in {"plan", "outlook"}
        if not layout.lines and not layout.spaced and not _shaped(body, forward):
            continue
        out.append(_Heading(start, start + len(body), 3, 0, "lead-in"))
        last_lead = start
    return out


def _shaped(body: str, forward: bool) -> bool:
    return (
        bool(_PLAN_LEAD.search(body))
        if forward
        else bool(_REVIEW_LEAD.search(body) or re.match(rf"(?:{_STARTER}|率先|助力|奋力|多措|千方)", body))
    )


def _is_lead_in(
    text: str, body: str, start: int, end: int, layout: _Layout, after_heading: bool, last_lead: int
) -> bool:
    """A short topic sentence that opens a paragraph: no inner comma, no figure, a longer text behind it."""
    if _RETROSPECT.match(body):
        return len(body) <= 26
    if not 3 <= len(body) <= 24 or re.search(r"[,，;；:：|\d]", _DATED.sub("", body)) or _ADDRESS.match(body):
        return False
    if re.search(r"[了着过]|的(?!\S)|(?:如下|以下)", body[-4:]) or body.count("“") != body.count("”"):
        return False
    follower = re.compile(r"[^。！!？?\n]*").match(text, end + 1)
    behind = follower.group() if follower else ""
    if len(behind.strip()) < 4 or text[end + 1 : end + 2] == "\n":
        return False
    before = text[max(0, start - 2) : start]
    if layout.lines:
        return before.endswith(("\n", "\u3000")) or not before.strip()
    if layout.spaced:
        return before.endswith((" ", "\u3000")) or (after_heading and len(body) <= 16)
    return len(body) <= 20 and (after_heading or start - last_lead >= 60)


def _firsts(text: str) -> list[_Heading]:
    """`一是…。` sentences that stand as headings: closed by a full stop, with a body before the next one."""
    marks = list(_FIRSTLY.finditer(text))
    out = []
    for match in marks:
        end = re.compile(r"[。\n;；]").search(text, match.end())
        stop = end.start() if end else len(text)
        if text[stop : stop + 1] != "。" or stop - match.end() > 44 or not stop - match.end() >= 4:
            continue
        if "," in text[match.end() : stop] and re.search(r"\d", text[match.end() : stop]):
            continue
        if text[match.end() : stop].count(",") + text[match.end() : stop].count("，") > 2:
            continue
        behind = text[stop + 1 : stop + 16].lstrip()
        if not behind or re.match(rf"[{_CN}]{{1,2}}是|\n", behind) or text[stop + 1 : stop + 2] == "\n":
            continue
        out.append(_Heading(match.start("mark"), stop, 3, _ordinal(match["number"]), "firstly"))
    return out


def _items(text: str, found: list[_Heading]) -> list[_Heading]:
    """`1.` headings: a run of numbers from 1, each a short phrase closed by a full stop or a line end."""
    out: list[_Heading] = []
    expected = 1
    bounds = sorted(h.start for h in found)
    last_section = -1
    for match in _ITEM.finditer(text):
        section = bisect_right(bounds, match.start())
        if section != last_section:
            expected, last_section = 1, section
        number = int(match["number"])
        stop = re.compile(r"[。\n;；]").search(text, match.end())
        end = stop.start() if stop else len(text)
        if number not in {1, expected} or end - match.end() > 40 or end - match.end() < 3:
            continue
        body = text[match.end() : end]
        if re.search(r"[:：]|\d+(?:\.\d+)?(?:%|亿|万)", body) or text[end : end + 1] in {";", "；"}:
            continue
        out.append(_Heading(match.start("mark"), end, 3, number, "item"))
        expected = number + 1
    return out


def _dashes(text: str) -> list[_Heading]:
    """`——城市道路建设项目:` at the start of a line: a label closed by a colon."""
    out = []
    for match in _DASHED.finditer(text):
        stop = re.compile(r"[:：。\n]").search(text, match.end())
        if stop and text[stop.start()] in ":：" and not re.search(r"\d|增长|下降", text[match.end() : stop.start()]):
            out.append(_Heading(match.start("mark"), stop.start(), 3, 0, "dash"))
    return out


def _settled(headings: list[_Heading]) -> list[_Heading]:
    """In order of the text, without overlaps; the higher level wins."""
    kept: list[_Heading] = []
    for heading in sorted(headings, key=lambda h: (h.start, h.level)):
        if kept and heading.start < kept[-1].end:
            continue
        kept.append(heading)
    return kept


def _kind_of(heading: str, before: str | None) -> str | None:
    """The kind that a heading's own words tell, else the kind of the part before it."""
    if _APPENDIX.search(heading):
        return "appendix"
    if _PAST.search(heading) and not re.search(r"(?:计划|安排|任务|重点|打算|建议)(?!执行|完成)\S{0,4}$", heading):
        return "review"
    if before != "plan" and _LATER.search(heading) and not re.search(r"重点工作|工作安排|今年", heading):
        return "outlook"
    if _NEXT.search(heading) and (before is not None or re.search(r"(?:19|20)\d\d|今年|下半年|下一步|明年", heading)):
        years = _YEAR.findall(heading)
        if before is None or before == "review" or years:
            return "plan"
    return before


def _ends(headings: list[_Heading], length: int) -> list[int]:
    """Where each heading's text ends: at the next heading of its level or above."""
    after = {1: length, 2: length, 3: length}
    ends: list[int] = []
    for heading in reversed(headings):
        ends.append(after[heading.level])
        after |= {level: heading.start for level in after if level >= heading.level}
    return ends[::-1]


def _tree(text: str, headings: list[_Heading]) -> tuple[Section, ...]:
    sections: list[Section] = []
    open_ids: dict[int, str] = {}
    kind: str | None = None
    ends = _ends(headings, len(text))
    for index, heading in enumerate(headings):
        words = text[heading.start : heading.end]
        if heading.level == 1 or not open_ids:
            kind = _kind_of(words, kind) or "review"
        open_ids = {level: id_ for level, id_ in open_ids.items() if level < heading.level}
        parent = open_ids[max(open_ids)] if open_ids else None
        id_ = f"s{index + 1}"
        sections.append(Section(id_, parent, heading.level, kind or "review", heading.start, heading.end, ends[index]))
        open_ids[heading.level] = id_
    return tuple(sections)
