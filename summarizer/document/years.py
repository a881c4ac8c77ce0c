"""Time in reports: five-year plans, and the years, parts of years and spans that a text states.

The forms are those of the genre: `2021年一季度`, `1—11月`, `二〇二五年`, `2023 年`, “十四五”末, `2016—2020年`, `3年内`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from summarizer.document.document import Meta

FORWARD_KINDS = frozenset({"plan", "outlook", "closing", "appendix"})

PLANS = {
    "八五": (1991, 1995), "九五": (1996, 2000), "十五": (2001, 2005), "十一五": (2006, 2010), "十二五": (2011, 2015),
    "十三五": (2016, 2020), "十四五": (2021, 2025), "十五五": (2026, 2030), "十六五": (2031, 2035),
}  # fmt: skip

# What a statement of time is: one year, a month, another part of a year, a span of years, a five-year plan, its end,
# some years from now.
Form = Literal["year", "month", "part", "range", "plan", "plan end", "within"]


@dataclass(slots=True)
class Time:
    """A statement of time in `text[start:end]`; `period` in the contract's form, `stated` if the text names a year."""

    start: int
    end: int
    form: Form
    period: str
    stated: bool


_DIGITS = {
    char: place
    for place, row in enumerate(("〇零○", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for char in row
}
_COUNT = r"[一二两三四五六七八九十]|[1-9]"
YEAR = r"(?:(?<![\d.])(?:19|20)\d\d|[一二][九〇零○][〇零○一二三四五六七八九]{2})"
_DASH = r"\s*(?:[-—–－~～]{1,2}|至|到)\s*"
PLAN = r"“?(?P<plan>十[一二三四五六]五|十五(?!五)|九五|八五)[”\"]?"
_PLAN_END = r"(?:规划|计划)?(?:时期|期间)?的?(?:期?末|结束)"
_PLAN_SPAN = r"(?:五年)?(?:规划|计划)?(?:的)?(?:时期|期间|以来|这?五年)"
_PART = rf"""(?:
    (?P<half>[上下]) 半年
  | (?P<so_far>前)? 第? (?P<quarter>[一二三四1-4]) 个? 季度
  | (?P<from>\d{{1,2}}) {_DASH} (?P<to>\d{{1,2}}) \s* 月份?
  | (?P<month>\d{{1,2}}) \s* 月份?
)"""
_TIMES = re.compile(
    rf"""
    (?= [\d一二两三四五六七八九十上下前第明“] )                               # what any form begins with
    (?: (?P<first>{YEAR}) \s*年?{_DASH} (?P<last>{YEAR}) \s* 年                # 2016—2020年
  | (?:(?P<year>{YEAR}) \s* 年度? \s* | (?P<next>明年))? (?<!\d) {_PART} (?!球|亮)            # 2021年一季度; 1—11月
  | (?P<only>{YEAR}) \s* 年 (?!来|以来|代)                                # 2023 年
  | {PLAN} (?: (?P<ends>{_PLAN_END}) | (?P<spans>{_PLAN_SPAN}) )           # “十四五”末; “十三五”时期
  | (?<![\d第十]) (?P<within>{_COUNT}) \s* (?: 年之?内 | 年(?:左右的?)?(?:时间|努力) )  # 三年内, 用3年时间
    )
    """,
    re.VERBOSE,
)


def year_number(digits: str) -> int:
    """`2025` or `二〇二五` as a number."""
    return int("".join(str(_DIGITS.get(char, char)) for char in digits))


def count_number(digit: str) -> int:
    """One figure between one and ten, in words or as a digit."""
    return 10 if digit == "十" else year_number(digit)


def times(text: str, base: int | None) -> Iterator[Time]:
    """The statements of time in a text, in order; a part of a year without one, and a stretch of years from now, are
    counted from the year `base`, and left out where that is unknown."""
    for match in _TIMES.finditer(text):
        form, period = _read(match, base)
        if period:
            named = bool(match["year"] or match["only"] or match["first"] or match["plan"])
            yield Time(match.start(), match.end(), form, period, named)


def _read(match: re.Match[str], base: int | None) -> tuple[Form, str]:
    if match["first"]:
        return "range", f"{year_number(match['first'])}-{year_number(match['last'])}"
    if match["only"]:
        return "year", str(year_number(match["only"]))
    if plan := match["plan"]:
        return ("plan end", str(PLANS[plan][1])) if match["ends"] else ("plan", plan_span(plan))
    if count := match["within"]:
        return "within", str(base + count_number(count) - 1) if base else ""
    year = year_number(match["year"]) if match["year"] else base and base + bool(match["next"])
    return "month" if match["month"] else "part", _part_of(year, match) if year else ""


def _part_of(year: int, match: re.Match[str]) -> str:
    """A part of a year in the contract's form; months that are no quarter and no half end with their last."""
    if half := match["half"]:
        return f"{year}H{'上下'.index(half) + 1}"
    if digit := match["quarter"]:
        quarter = count_number(digit)
        if not match["so_far"]:
            return f"{year}Q{quarter}"
        return {2: f"{year}H1", 4: str(year)}.get(quarter, f"{year}Q{quarter}")
    last = int(match["to"] or match["month"])
    first = int(match["from"] or last)
    if not 1 <= first <= last <= 12:
        return ""
    whole = {(1, 12): str(year), (1, 6): f"{year}H1", (7, 12): f"{year}H2"}
    whole |= {(3 * n - 2, 3 * n): f"{year}Q{n}" for n in range(1, 5)}
    return whole.get((first, last), f"{year}-{last:02d}")


def year_of(period: str | None) -> int | None:
    return int(period[:4]) if period else None


def plan_span(name: str) -> str:
    """`十三五` → `2016-2020`."""
    first, last = PLANS[name]
    return f"{first}-{last}"


def plan_holding(year: int) -> str | None:
    """The five-year plan that a year belongs to, as a span."""
    return next((f"{first}-{last}" for first, last in PLANS.values() if first <= year <= last), None)


def years_back(meta: Meta, count: int = 5) -> str | None:
    """The years that end with the review period."""
    year = year_of(meta.review_period)
    return f"{year - count + 1}-{year}" if year else None


def years_ahead(meta: Meta, count: int = 5) -> str | None:
    """The years that begin with the plan period."""
    year = year_of(meta.plan_period)
    return f"{year}-{year + count - 1}" if year else None
