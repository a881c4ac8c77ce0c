"""What a part is about, told by its heading's words; where they are silent, by the tense of its text."""

import re
from collections.abc import Sequence

from summarizer.document.outline.headings import CN, STARTER, Heading
from summarizer.document.outline.tense import looks_ahead
from summarizer.document.years import PLANS
from summarizer.knowledge.learned import Learned
from summarizer.knowledge.lexicon import either
from summarizer.knowledge.patterns import regex

_APPENDIX = regex(r"(?:名词|用语|术语)?(?:解释|注释)|用语说明|^\W*附[件录表]|有关说明")
_PAST = regex(
    r"回顾|总结|过去[一二三四五]?年的?\S{0,2}工作|去年的?\S{0,2}工作|执行情况|完成情况|工作情况|开展情况|推进情况|成就|取得的|过去|以来的?(?:主要)?工作|运行情况|工作进展|主要成效|落实情况"
)
_PLANNED_AFTER_ALL = regex(r"(?:计划|安排|任务|重点|打算|建议)(?!执行|完成)\S{0,4}$")
_PROBLEMS = regex(
    r"(?:存在|面临|遇到)的?\S{0,8}(?:问题|困难|不足|短板|挑战)$|^\S{0,6}(?:困难|问题|不足)[和与及、](?:困难|问题|不足|挑战|短板)$"
)
_FIVE_YEARS = regex(
    r"""
      “? (?: 十[一二三四五六]五 | 十五(?!五) ) ”?+ (?! (?:规划|计划)? 的? (?:良好|实现)?
        (?:开局|开好|开门|开新|起步|起好|首年|第一年|头一年|收官|最后|关键) )
    | 第\S{1,3}个五年(?:规划|计划) | (?:今后|未来|下一个)[三五]年 | 五年(?:规划|目标|发展|奋斗|的)
    | 远景 | 中长期 | 届政府
    """,
    re.VERBOSE,
)
# In the text of a part whose heading says nothing: what lies beyond the year planned, and that year.
_FAR_AHEAD = regex(
    r"“?(?P<plan>十[一二三四五六]五)”?(?:时期|期间|主要|经济)|(?:今后|未来)五年|到(?P<goal>20[2-5][05])年"
)
_THIS_YEAR = regex(r"今年|新的一年|明年")
_GOALS_OF_A_PLAN = regex(r"“?十[一二三四五六]五”?(?:时期|规划|期间)?\S{0,12}(?:目标|纲要)|第\S{1,3}个五年(?:规划|计划)")
_PLAN_YEAR = regex(
    r"开好局|起好步|重点工作|工作安排|工作部署|工作任务|自身建设|今年|明年|新的一年|年内|下半年|下一步|下一阶段"
)
_NEXT = regex(r"重点|安排|任务|目标|措施|举措|打算|建议|部署|计划|要求|思路|取向|工作$|做好")
_YEAR = regex(r"(?<!\d)(?:19|20)\d\d(?=\s*年?)|二[〇○0零Ｏ]{1,2}[〇○零一二三四五六七八九]{1,2}(?=\s*年)")
_BARE_WORK = regex(r"(?:关于)?[^,，。]{4,8}年(?:的)?(?:主要|政府|全年)?(?:的)?工作$")
_DATED = regex(r"(?<!\d)((?:19|20)\d\d)年(?:(\d{1,2})月)?")
_ACTION = regex(rf"^[\W\d一二三四五六七八九十]*(?:{STARTER})")

_WILL = regex(rf"(?<![重主必需])要(?![求素闻点害道件])|将(?![军领])|{either('@words_of_intent')}")
_DID = regex(either("@words_of_result"))
_LISTED = regex(rf"([{CN}]{{1,2}})是")
_TROUBLE = either("@troubles")
_LISTS_PROBLEMS = regex(
    rf"""
    (?: 清醒地?(?:认识|看) | 正视[^。]{{0,6}}{_TROUBLE} | 也要看到 | [还仍]存在 | 依然存在 ) [^。！!]{{0,60}} {_TROUBLE}
    | (?: 存在 | 面临 | 清醒 | 看到 | 认识到 | 正视 | 还有 ) [^。！!]{{0,60}}
    {_TROUBLE} [^。！!]{{0,30}} [。：:,，;；！!]? $
    """,
    re.VERBOSE,
)
# Behind a list of problems: what is done about them.
_TURNS_TO_WORK = regex(r"对此|为此|针对|这些问题|我们将|我们要|新的一年|今年|各位代表|下一步")
_NUMERALS = "一二三四五六七八九"
_SAMPLE = 1500
_BEGINS_A_REPORT = regex(
    r"各位代表|各位委员|同志们|尊敬的|我代表|受\S{2,12}委托|向大会|请予审议|工作报告|工作总结|人民代表大会|公报|情况的?报告|来源[:：]"
)
_SHORTEST_PIECE = 30
# A heading that its line breaks off: the title of a document goes on below.
_CLEARLY_AHEAD = 2.5
_IS_CUT = regex(r"《[^》]*$")


def part_kinds(text: str, parts: Sequence[Heading], ends: Sequence[int]) -> list[str]:
    """The kind of each part heading in turn; `ends` are the offsets where the parts' texts end."""
    year = plan_year(text, parts)
    kinds: list[str] = []
    for index, (part, end) in enumerate(zip(parts, ends, strict=True)):
        before = kinds[-1] if kinds else None
        # A part that its title only opens (`2018年重点工作` above `一、`) is told by what comes below it.
        body = text[part.end : max(end, part.end + 400)][:_SAMPLE]
        runs_on = index > 0 and part.number == parts[index - 1].number + 1 and part.number > 1
        # A list that begins again after several points opens something new: its text tells what.
        if part.number == 1 and index > 0 and parts[index - 1].number >= 3:
            before = None
        words = text[part.start : part.end]
        if _IS_CUT.search(words):
            words = " ".join(text[part.start : part.end + 60].split())
        kinds.append(_kind_of(words, before, year, body, runs_on, "plan" in kinds))
    return kinds


def problem_points(text: str, headings: Sequence[Heading]) -> set[int]:
    """Where lead-ins start that list problems (一是…。二是…。 behind 还存在一些问题): they are of that kind, whatever
    their part is."""
    found: set[int] = set()
    listed = False
    for at, heading in enumerate(headings):
        if heading.level < 3:
            listed = False
            continue
        number = _LISTED.match(text, heading.start, heading.end)
        between = text[headings[at - 1].end if at else 0 : heading.start].rstrip()[-260:]
        if number is not None and number[1] != "一":
            continues = listed
        else:
            told = _LISTS_PROBLEMS.search(between[-140:]) is not None
            continues = told or (listed and number is None and not _TURNS_TO_WORK.search(between))
        listed = continues
        if listed:
            found.add(heading.start)
    return found


def _kind_of(words: str, before: str | None, year: int | None, body: str, runs_on: bool, planned: bool) -> str:
    if _APPENDIX.search(words):
        return "appendix"
    if _PROBLEMS.search(words):
        return "problems"
    if _PAST.search(words) and not _PLANNED_AFTER_ALL.search(words):
        return "review"
    if _looks_beyond(words, year) and (before != "plan" or _is_of_goals(words)):
        return "outlook"
    named = set(_years(words))
    if before is None and named and _BARE_WORK.search(words):
        return "plan" if year in named or tense(body) >= 1.5 else "review"
    if _PLAN_YEAR.search(words) or (named and _NEXT.search(words)) or year in named:
        return "plan"
    if before in {None, "review", "problems"} and _NEXT.search(words) and (before or tense(body) > 1):
        return "plan"
    far = _is_far_ahead(body, year)
    if before is None or before == "problems" or (before == "review" and runs_on and _ACTION.search(words)):
        ahead = "outlook" if far else "plan"
        is_ahead = tense(body) >= 1.5 or (before is None and far and _ACTION.search(words))
        return ahead if is_ahead else before or "review"
    if before == "review" and runs_on and far:
        return "outlook"
    if before == "review" and tense(body) >= _CLEARLY_AHEAD:
        return "plan"
    if before == "outlook" and not far and (planned or _THIS_YEAR.search(body)):
        return "plan"
    return before


def opening_kind(text: str, end: int, learned: Learned) -> str:
    """The kind of what stands before the first heading, up to `end`: the preamble of a report, or where a piece of one
    was cut out of its surroundings what its tense says."""
    opening = text[:end]
    if len(opening.strip()) < _SHORTEST_PIECE or _BEGINS_A_REPORT.search(opening[:_SAMPLE]):
        return "preamble"
    sample = opening[:_SAMPLE]
    if looks_ahead(sample, learned) <= 0:
        return "review"
    return "outlook" if _is_far_ahead(sample, None) and not _THIS_YEAR.search(sample) else "plan"


def _is_of_goals(words: str) -> bool:
    """Whether a heading behind plan parts names the goals of a five-year plan, and is no action under that plan."""
    return _GOALS_OF_A_PLAN.search(words) is not None and not _ACTION.search(words)


def _is_far_ahead(body: str, year: int | None) -> bool:
    """Whether the opening of a part speaks more of years beyond the plan's than of the plan's."""
    opening = body[:600]
    ends = [
        PLANS[match["plan"]][1] if match["plan"] else int(match["goal"]) if match["goal"] else 9999
        for match in _FAR_AHEAD.finditer(opening)
    ]
    return sum(end > (year or 2000) + 1 for end in ends) > len(_THIS_YEAR.findall(opening))


def _looks_beyond(words: str, year: int | None) -> bool:
    """Whether a heading names what lies beyond the plan period: a five-year plan, a year later than the plan's."""
    named = _years(words)
    if year in named or _PLAN_YEAR.search(words):
        return False
    later = any(found > year for found in named) if year else bool(re.search(r"到20\d\d年|20(?:30|35|50)年", words))
    return later or _FIVE_YEARS.search(words) is not None


def _years(words: str) -> list[int]:
    return [int(found) if found[0] in "12" else _in_digits(found) for found in _YEAR.findall(words)]


def _in_digits(year: str) -> int:
    return int("".join(str("零一二三四五六七八九".find(char)) if char in _NUMERALS else "0" for char in year))


def plan_year(text: str, parts: Sequence[Heading]) -> int | None:
    """The year that a report plans for: after the one its review part names, else that of its opening's first date."""
    for part in parts:
        words = text[part.start : part.end]
        years = _years(words)
        if years and _PAST.search(words):
            return max(years) + (0 if "半年" in words else 1)
    named = [year for part in parts for year in _years(text[part.start : part.end])]
    if len(set(named)) == 2 and max(named) - min(named) == 1 and named[0] < named[-1]:
        return max(named)
    opening = text[: parts[0].start if parts else 600][:600]
    if first := _DATED.search(opening):
        year, month = int(first[1]), int(first[2] or 1)
        done = re.match(r"\S{0,4}(?:国民经济|工作总结|计划执行)", opening[first.end() :]) is not None
        return year + (1 if month > 6 or (done and "半年" not in opening[:60]) else 0)
    return None


def tense(body: str) -> float:
    """How far a text looks ahead: words of intent for each word of result. Plan parts have 1.5 and more, reviews less
    than 1."""
    return (len(_WILL.findall(body)) + 1) / (len(_DID.findall(body)) + 1)
