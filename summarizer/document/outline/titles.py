"""Unnumbered part titles (`2018年重点工作`): on a line of their own, between spaces, or run on into the text."""

import re

import numpy as np

from summarizer.document.outline.headings import CN, Heading, Layout
from summarizer.knowledge.arrays import indexes
from summarizer.knowledge.characters import class_of, matches_at, points_of
from summarizer.knowledge.han import HAN
from summarizer.knowledge.patterns import regex

# The nouns that a part's title ends with, and by which a title is told from a sentence.
_NOUN = r"""(?:
    回顾 | 总结 | 主要成[就效] | (?:执行|完成|进展|运行|落实|开展|推进)情况
  | (?:重点|主要)?工作(?:总体)?(?:安排|任务|部署|打算|思路|重点|要点|建议|情况|计划|举措|措施|目标)(?:和重点)?
  | 重点工作 | 主要(?:目标任务|目标|任务|措施|举措|工作)
  | (?:目标|重点)任务 | (?:奋斗|发展|预期|总体)目标 | 远景目标(?:考虑)?
  | 总体(?:要求|思路|部署) | 基本思路 | 指导思想 | 政策取向
  | (?:惠民|民生)实事 | 自身建设 | 的建议 | 存在的?\S{0,6}(?:问题|困难|不足)
)"""
_GLOSSARY = r"(?:(?:名词|名称|用语|术语|词语|词汇)(?:解释|注释|说明|释义)|注\s*释|相关说明|有关说明|附\s*件|附\s*录)"
# What a period has: its work, of a title that says no more (过去一年的工作, 二〇二五年政府工作).
_ANY_YEAR = r"(?:(?:19|20)\d\d|二[〇○0零Ｏ]{1,2}[〇○零一二三四五六七八九]{1,2}|[Xx×*＊]{2,4})\s*年"
_WORK_OF_PERIOD = regex(
    rf"(?:关于)?(?:{_ANY_YEAR}|今年|去年|过去[一二三四五]?年|上一年|新的一年|下一步|下一阶段|下半年|上半年|今后)(?:的)?"
    rf"(?:主要|重点|政府|全年)?(?:的)?工作"
)
_TITLE = regex(rf"(?:{_NOUN}(?:和\S{{2,10}})?|{_GLOSSARY})$", re.VERBOSE)
_NOUN_GOES_ON = regex(rf"{_NOUN}(?![和及与暨的、]|任务|安排|重点|要求|目标|[^,，]{{0,2}}情况)", re.VERBOSE)
_PERIOD = rf"(?:{_ANY_YEAR}|“?十[一二三四五]?五”?|过去|今后|未来|上半年|下半年)"
_SENTENCE_OPENS = (
    r"(?=(?:19|20)\d\d年|“十|[ \u3000]|今年|过去|五年|一年来|我们|全年|全[省市县区州]|刚刚|各位代表|新的一年|做好|根据|"
    r"按照|总的|综合|面对|本届|上半年|下半年|在[^\s,，]{2,12}[下上,，])"
)
_RUN_ON_TITLE = regex(
    rf"(?<=[。！!])[ \u3000]*(?P<title>{_PERIOD}[^,，。;；！!\n]{{0,36}}?{_NOUN}){_SENTENCE_OPENS}", re.VERBOSE
)
_STOPS, _SPACES = class_of("。！!：:"), class_of(" \u3000")
# The characters that titles run on can begin with, which are looked at before they are tried.
_OPENS_GLOSSARY = class_of("《名用术词注相有附")
_OPENS_RUN_ON = class_of("12二XxX×*＊“十五过今未上下 \u3000")
_SPACED_TITLE = regex(r"(?<=[。！!：:])[ \u3000]+(?P<title>[^\s,，。;；！!、]{4,30})[ \u3000]+(?=\S)")
_GLOSSARY_TITLE = regex(
    rf"""
    (?: (?<=\S)[ \u3000]+ (?P<spaced> (?:《[^》\n]{{2,12}}》)? {_GLOSSARY} ) [ \u3000:：]* (?=\S)
      | (?<=[。！!]) (?P<run_on> (?:《[^》\n]{{2,12}}》)? {_GLOSSARY} ) [:：]? (?=[\d一“①(（])
    )""",
    re.VERBOSE,
)
_RUN_IN_TITLE = regex(r"[ \u3000]*(?P<title>[^\s,，。;；！!、:：]{4,30})[ \u3000]+(?=\S{8})")
_MARKED = regex(rf"[(（]|[{CN}]+[、是．]|\d{{1,2}}[.、．)）]|——|第[{CN}]+[章节条部篇]")
_META_LINE = regex(r"\||发布|来源|索引|文号|浏览|字号|打印|责任编辑|审核|作者|日期|时间[:：]")
_NAMES_THE_REPORT = regex(r"政府工作报告$|的报告$|市长|区长|县长|省长|州长|主任|代表大会|会议上$")
# A glossary's title on a line of its own may wear marks and a colon, late in the text.
_GLOSSARY_LINE = regex(rf"[\W_]{{0,4}}(?:附[:：\s]*)?(?:《[^》\n]{{2,20}}》)?(?:{HAN}{{0,8}}){_GLOSSARY}[\W_]{{0,4}}")
_CLOSED = regex(r"[。;；,，！!？?|:：]$|代表[:：]$")
# A title that names a period or what a part is for opens a part; another one divides it.
_OPENS_PART = regex(
    rf"回顾|总结|{_GLOSSARY}|总体要求|自身建设|{_ANY_YEAR}|“?十[一二三四五]五|过去|今后|未来|今年|去年|新的一年|下一步|下半年"
)
_NOTES = regex(r"注\s*释")
_LONGEST_TITLE = 34


def titles(text: str, layout: Layout) -> list[Heading]:
    """Every unnumbered part title of a text."""
    points = points_of(text)
    stops = indexes(_STOPS.take(points[:-1])) + 1
    behind = points.take(stops)
    titled, spaced = (stops.take(indexes(opens.take(behind))).tolist() for opens in (_OPENS_RUN_ON, _SPACES))
    found = [Heading(m.start("title"), m.end("title"), 1) for m in matches_at(_RUN_ON_TITLE, text, titled)]
    found += [
        Heading(m.start("title"), m.end("title"), 1)
        for m in matches_at(_SPACED_TITLE, text, spaced)
        if _TITLE.search(m["title"]) and not _MARKED.match(m["title"])
    ]
    if not layout.lines:
        run_on = stops.take(indexes(_OPENS_GLOSSARY.take(behind)))
        places = np.sort(np.concatenate((run_on, indexes(_SPACES.take(points)))))
        glossaries = matches_at(_GLOSSARY_TITLE, text, places.tolist())
        found += [Heading(*m.span(m.lastgroup or 0), 1) for m in glossaries]
        return found
    position = 0
    for index, line in enumerate(text.split("\n")):
        glossary = _GLOSSARY_LINE.fullmatch(line.strip()) if 3 < len(line) < 50 and position > len(text) / 2 else None
        if glossary:
            start = position + line.find(glossary[0])
            found.append(Heading(start, start + len(glossary[0].rstrip(":：")), 1))
        elif index >= 2 and (title := _title_of(line)):
            start = position + line.find(title)
            found.append(Heading(start, start + len(title), 1 if _OPENS_PART.search(title) else 2))
        position += len(line) + 1
    return found


def _title_of(line: str) -> str:
    """The title that a line is, or that the text of the line runs in after; empty if there is none."""
    if len(line) > _LONGEST_TITLE + 10:
        run_in = _RUN_IN_TITLE.match(line)
        if run_in is None:
            return ""
        bare = run_in["title"]
    else:
        bare = line.strip()
    if bare[:1] == "注" and _NOTES.fullmatch(bare):
        return bare
    if not 4 <= len(bare) <= _LONGEST_TITLE or _CLOSED.search(bare) or _META_LINE.search(bare) or _MARKED.match(bare):
        return ""
    is_title = _TITLE.search(bare) or _WORK_OF_PERIOD.fullmatch(bare)
    return bare if is_title and not _NAMES_THE_REPORT.search(bare) else ""


def title_end(run: str) -> int:
    """Where a title ends that runs on into its text without a separator; 0 where no title's noun tells."""
    clause = re.split(r"[,，。;；]", run, maxsplit=1)[0]
    for match in _NOUN_GOES_ON.finditer(clause):
        # Before a comma the heading goes on: `加强自身建设,打造服务型政府`.
        if 4 <= match.end() < len(clause):
            return match.end()
    return 0
