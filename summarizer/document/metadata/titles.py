"""What a report calls itself: its title and its genre."""

import re

from summarizer.knowledge.han import HAN
from summarizer.knowledge.patterns import regex

# What a title is followed by on a line that lost its breaks, and what stands before it there.
_GENRE = regex(
    r"""
      (?:政府)? 工\s?作 (?:的)? \s? 报\s?告
    | 国民经济和社会发展 (?:第\S{1,4}个五年)? (?:年度)? 计划 \S{0,12} (?:执行|草案) \S{0,30} 报告
    | 计划 (?:完成|执行) 情况 \S{0,30} 报告
    | 工作总结 (?: (?:和|及|与|暨) \S{0,20} (?:计划|打算|思路|要点|安排) )?
    | 统计公报
    | 五年 (?:规划|计划) \S{0,20} (?:纲要|建议)
    """,
    re.VERBOSE,
)
_BRACKETED = regex(r"^[【\[][^】\]]*[】\]]")
_LABELLED = regex(r"^(?:标\s*题|题\s*目|名\s*称)\s*[:：]\s*")
_ENDS_TITLE = regex(r"[。,，;；]|各位代表|各位委员|尊敬的|——|―|--|(?<=报告)(?=[12二一])")
_BROKEN_BEFORE_AND = regex(rf"(?<={HAN})\s+(?=[及和暨与])")
_NO_TITLE = regex(r"现在|请予|审议|报告时说|《|[>＞]")
_SPACED_OUT = regex(rf"(?<={HAN})[ \u3000](?={HAN}(?:[ \u3000]|$))")
_SENTENCE = regex(r"[。；;，,：:！!]|^[一二三四五六七八九十]、|^[(（]|^——|会议上$")
_LONGEST, _LINES, _HEAD = 60, 14, 1500

_PLAN_EXECUTION = regex(r"国民经济和社会发展\S{0,20}计划|计划\S{0,10}执行情况")
_WORK_REPORT = regex(
    r"""
      政府工作(?:的)?报告 | ^\S{0,20}工作报告 | 报告政府工作
    | 向大会 (?:作|做|报告) \S{0,2} (?:政府)?工作
    """,
    re.VERBOSE,
)
_SUMMARY = regex(r"工作总结|总结(?:和|及|与|暨)|工作(?:计划|打算|要点|思路)")
_ADDRESSED = regex(r"各位代表|人民代表大会")
_NEIGHBOUR = regex(r"统计公报|五年(?:规划|计划)\S{0,20}(?:纲要|建议)(?!草案)")


def read_title(text: str) -> str | None:
    """The first line that names the genre, without a site's label in brackets or a table's cells around it; else a
    first line that could be a title and is no sentence."""
    lines = [line for line in text[:_HEAD].split("\n") if line.strip()][:_LINES]
    titles = [title for line in lines for cell in line.split("|") if (title := _named(cell))]
    if titles:
        # A site's own heading (工作报告) above the title says less than the title.
        return next((title for title in titles[1:3] if len(titles[0]) < 5 < len(title)), titles[0])
    first = lines[0].strip() if lines else ""
    return first if 4 <= len(first) <= _LONGEST and not _SENTENCE.search(first) else None


def _named(cell: str) -> str | None:
    bare = _LABELLED.sub("", _BRACKETED.sub("", cell.strip()).strip("# \u3000"))
    words = _ENDS_TITLE.split(bare)[0].strip()
    title = _SPACED_OUT.sub("", _BROKEN_BEFORE_AND.sub("", words))
    return title if names_genre(title) and len(title) <= _LONGEST and not _NO_TITLE.search(title) else None


def names_genre(words: str | None) -> bool:
    """Whether `words` say what kind of document this is."""
    return words is not None and _GENRE.search(words) is not None


def is_communique(title: str | None) -> bool:
    """Whether a title is that of a statistical communiqué, all of whose figures are of its year."""
    return title is not None and "统计公报" in title


def report_type(title: str | None, text: str, *, has_plan_and_review: bool) -> str | None:
    """The genre as the contract names it; None for what is none of the three, such as a 统计公报."""
    if title and _NEIGHBOUR.search(title):
        return None
    for words in (title or "", text[:_HEAD]):
        if _PLAN_EXECUTION.search(words):
            return "plan_execution_report"
        if _WORK_REPORT.search(words):
            return "government_work_report"
        if _SUMMARY.search(words):
            return "work_summary_and_plan"
    # A text that lost its head but looks back and ahead, and speaks to an assembly or of one.
    return "government_work_report" if has_plan_and_review and _ADDRESSED.search(text) else None
