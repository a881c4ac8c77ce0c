"""By when a commitment is to be kept: the book of deadlines. Only what the words state; the first rule that fits wins."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from summarizer.document.years import PLAN, PLANS, YEAR, count_number, year_number
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.rule import Book, Rule
from summarizer.knowledge.word_index import WordIndex


@dataclass(slots=True)
class Pledge:
    """The words of one commitment, and the year that is planned for, if it is known."""

    text: str
    year: int | None


class By:
    """The condition of a rule: its pattern stands in the words; where it names no year, the plan year is known. All that
    the pattern finds holds `sign`."""

    def __init__(self, sign: str, pattern: str, *, of_plan_year: bool = True) -> None:
        self._sign = sign
        self._find = re.compile(pattern, re.VERBOSE).search
        self._of_plan_year = of_plan_year

    def __call__(self, pledge: Pledge) -> re.Match[str] | None:
        match = self._find(pledge.text) if self._sign in pledge.text else None
        if match and self._of_plan_year and pledge.year is None and not match.groupdict().get("year"):
            return None
        return match


def _year(pledge: Pledge, match: re.Match[str]) -> int:
    said = match.groupdict()
    if said.get("year"):
        return year_number(said["year"])
    return (pledge.year or 0) + bool(said.get("next"))


def _this_year(pledge: Pledge, match: re.Match[str]) -> str:
    return str(_year(pledge, match))


def _month(pledge: Pledge, match: re.Match[str]) -> str:
    return f"{_year(pledge, match)}-{int(match['month']):02d}"


def _quarter(pledge: Pledge, match: re.Match[str]) -> str:
    return f"{_year(pledge, match)}Q{count_number(match['quarter'])}"


def _half(pledge: Pledge, match: re.Match[str]) -> str:
    return f"{_year(pledge, match)}H1"


def _plan_end(pledge: Pledge, match: re.Match[str]) -> str:
    return str(PLANS[match["plan"]][1])


def _within(pledge: Pledge, match: re.Match[str]) -> str:
    return str(_year(pledge, match) + count_number(match["count"]) - 1)


Produce = Callable[[Pledge, re.Match[str]], str]

_NAMED = rf"(?: (?P<year>{YEAR}) \s* 年 | (?P<next>明年) )?"
_DONE = r"(?:完成|建成|开工|启动|投产|实现|全面|全部|基本|竣工|投用)"
# A year that only describes something (2020年前投入使用的医院) is no deadline.
_NOT_DESCRIBING = r"(?![^,，、]{1,8}的)"
_FIGURE = r"[一二两三四五六七八九十1-9]"

DEADLINES: Book[Pledge, Produce] = Book("deadline", ("deadline",), (
    Rule("deadline.month",
         By("月", rf"{_NAMED} (?<!\d) (?P<month>1[0-2]|0?[1-9]) 月 (?:\d{{1,2}}日|底|末|份)? (?: 之?前 | 以?内 | 底 | 末 )"),
         _month, "<6月底前>完成道路改造", "a month by whose end it is done"),
    Rule("deadline.quarter",
         By("季", rf"{_NAMED} 第? (?P<quarter>[一二三四1-4]) 个?季度 (?: [前内末底] | {_DONE} )"),
         _quarter, "<2025年一季度建成>县医院", "a quarter, of the year that is named with it or of the plan year"),
    Rule("deadline.half",
         By("上半年", rf"{_NAMED} 上半年 (?: [前内底] | {_DONE} )"),
         _half, "<上半年建成>农贸市场", "the first half of the year"),
    Rule("deadline.year-end",
         By("年", rf"(?P<year>{YEAR}) \s* 年 (?: [底末] (?:之?前)? | 之?前 | 以?内 ) {_NOT_DESCRIBING}"),
         _this_year, "<2025年底前>建成县医院", "a year by whose end it is done"),
    Rule("deadline.to-year",
         By("年", rf"(?: 到 | 至 | 力争 | 确保 | 争取 | 计划 ) (?P<year>{YEAR}) \s* 年"),
         _this_year, "<到2025年>建成综合交通网", "a year that is worked towards"),
    Rule("deadline.in-year",
         By("年", rf"(?P<year>{YEAR}) \s* 年 (?= {_DONE} )"),
         _this_year, "<2021年>建成县医院", "a year before a verb that completes"),
    Rule("deadline.plan-end",
         By("五", rf"{PLAN} (?:规划|计划)? (?:时期|期间)? 的? (?: 期?末 | 结束 | 收官 )", of_plan_year=False),
         _plan_end, "到<“十五五”末>建成综合交通网", "the last year of a five-year plan"),
    Rule("deadline.within",
         By("年", rf"(?<![\d第十]) (?P<count>{_FIGURE}) \s* (?: 年之?内 | 年(?:左右的?)?(?:时间|努力) )"),
         _within, "用<3年时间>完成改造", "so many years, the plan year being the first"),
    Rule("deadline.this-year",
         By("年", r"""
         (?<![\d一二两三四五六七八九十几数近多半这些])年内 | (?<=[今本当])年(?:底|末|内) | (?<=[争取保在完])年(?:底|末|内)
         | (?<![\d一二两三四五几])年(?:底|末)(?:之?前)? | 年度内 | (?:当|本)年度?(?=内|完成|新增|实现)
         """),
         _this_year, "<年内>建成县医院", "the end of the plan year"),
    Rule("deadline.whole-year",
         By("年", r"全年(?!龄|级) | ^年度(?=新增|完成|实现)"),
         _this_year, "<全年>建设高标准农田3万亩", "what is to be done over the plan year"),
    Rule("deadline.done-this-year",
         By("今年", r"今年(?:要|将|拟|再|力争|确保|争取|计划)*(?=新增|新开工|新建|完成|建成|投产|开工|培育|引进|实现)"),
         _this_year, "<今年力争>建成县医院", "the plan year before a verb that completes; 今年要重点做好… has none"),
    Rule("deadline.season",
         By("前", r"(?: 汛期 | 雨季 | 春节 | 国庆 | 元旦 | 入冬 | 供暖季 | 秋季开学 | 七一 ) 前"),
         _this_year, "<汛期前>完成水库加固", "a day or season of the plan year"),
))  # fmt: skip

_SIGNS = "年 月 季 前 末 结束 收官"  # Every deadline says one of these.


@cache
def _signs() -> WordIndex:
    return WordIndex(dict.fromkeys(_SIGNS.split(), ""))


def deadline_of(text: str, plan_period: str | None) -> str | None:
    """The stated deadline as an explicit period; None where none is stated or the plan year is unknown."""
    pledge = Pledge(text, int(plan_period[:4]) if plan_period else None)
    rule = DEADLINES.first(pledge)
    match = rule.fits(pledge) if rule else None
    return rule.produces(pledge, match) if rule and isinstance(match, re.Match) else None


def deadlines_of(commitments: Pieces, plan_period: str | None) -> list[str | None]:
    """The stated deadline of each of these pieces of a text, as `deadline_of` has it."""
    found: list[str | None] = [None] * len(commitments)
    words = commitments.words()
    for at in _signs().pieces_with(commitments):
        found[at] = deadline_of(words[at], plan_period)
    return found
