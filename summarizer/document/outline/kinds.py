"""What a part is about, told by its heading's words; where they are silent, by the tense of its text."""

import re
from collections.abc import Sequence

from summarizer.document.outline.headings import STARTER, Heading

_APPENDIX = re.compile(r"(?:名词|用语|术语)?(?:解释|注释)|用语说明|^附[件录表]|有关说明")
_PAST = re.compile(
    r"回顾|总结|执行情况|完成情况|工作情况|开展情况|推进情况|成就|取得的|过去|以来的?(?:主要)?工作|运行情况|工作进展|主要成效|落实情况"
)
_PLANNED_AFTER_ALL = re.compile(r"(?:计划|安排|任务|重点|打算|建议)(?!执行|完成)\S{0,4}$")
_PROBLEMS = re.compile(
    r"(?:存在|面临|遇到)的?\S{0,8}(?:问题|困难|不足|短板|挑战)$|^\S{0,6}(?:困难|问题|不足)[和与及、](?:困难|问题|不足|挑战|短板)$"
)
_FIVE_YEARS = re.compile(
    r"“?十[一二三四五六]?五”?(?!(?:规划|计划)?的?(?:开局|起步|首年|第一年|头一年|收官|最后|关键))|远景|中长期|"
    r"(?:今后|未来|下一个)[三五]年|五年(?:规划|目标|发展|奋斗|的)|届政府"
)
_PLAN_YEAR = re.compile(r"重点工作|工作安排|工作部署|工作任务|自身建设|今年|明年|新的一年|年内|下半年|下一步|下一阶段")
_NEXT = re.compile(r"重点|安排|任务|目标|措施|举措|打算|建议|部署|计划|要求|思路|取向|工作$|做好")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年?")
_DATED = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?:(\d{1,2})月)?")
_ACTION = re.compile(rf"^[\W\d一二三四五六七八九十]*(?:{STARTER})")

_WILL = re.compile(
    r"(?<![重主必需])要(?![求素闻点害道件])|将(?![军领])|力争|确保|争取|力求|继续|进一步|加快|抓好|做好|落实好"
)
_DID = re.compile(
    r"同比|比上年|较上年|累计|荣获|获评|获批|顺利|圆满|成功|已|了|被评为|年均|达到|位居|先后|全面完成|取得|新增|"
    r"实现"
)
_SAMPLE = 1500


def part_kinds(text: str, parts: Sequence[Heading], ends: Sequence[int]) -> list[str]:
    """The kind of each part heading in turn; `ends` are the offsets where the parts' texts end."""
    year = plan_year(text, parts)
    kinds: list[str] = []
    for index, (part, end) in enumerate(zip(parts, ends, strict=True)):
        before = kinds[-1] if kinds else None
        # A part that its title only opens (`2018年重点工作` above `一、`) is told by what comes below it.
        body = text[part.end : max(end, part.end + 400)][:_SAMPLE]
        runs_on = index > 0 and part.number == parts[index - 1].number + 1 and part.number > 1
        kinds.append(_kind_of(text[part.start : part.end], before, year, body, runs_on))
    return kinds


def _kind_of(words: str, before: str | None, year: int | None, body: str, runs_on: bool) -> str:
    if _APPENDIX.search(words):
        return "appendix"
    if _PROBLEMS.search(words):
        return "problems"
    if _PAST.search(words) and not _PLANNED_AFTER_ALL.search(words):
        return "review"
    if before != "plan" and _looks_beyond(words, year):
        return "outlook"
    named = {int(found) for found in _YEAR.findall(words)}
    if _PLAN_YEAR.search(words) or (named and _NEXT.search(words)) or year in named:
        return "plan"
    if before in {None, "review", "problems"} and _NEXT.search(words) and (before or tense(body) > 1):
        return "plan"
    if before is None or (before == "problems") or (before == "review" and runs_on and _ACTION.search(words)):
        return "plan" if tense(body) >= 1.5 else before or "review"
    return before


def _looks_beyond(words: str, year: int | None) -> bool:
    """Whether a heading names what lies beyond the plan period: a five-year plan, a year later than the plan's."""
    named = [int(found) for found in _YEAR.findall(words)]
    if year in named or _PLAN_YEAR.search(words):
        return False
    later = any(found > year for found in named) if year else bool(re.search(r"到20\d\d年|20(?:30|35|50)年", words))
    return later or _FIVE_YEARS.search(words) is not None


def plan_year(text: str, parts: Sequence[Heading]) -> int | None:
    """The year that a report plans for: after the one its review part names, else that of its opening's first date."""
    for part in parts:
        words = text[part.start : part.end]
        years = [int(found) for found in _YEAR.findall(words)]
        if years and _PAST.search(words):
            return max(years) + (0 if "半年" in words else 1)
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
