"""The periods a report looks back on and plans for: from its headings, title, day and words.

Each finding is a clue for the year under review, the most trusted first. Years of documents and of goals far ahead
(《…2035年远景目标纲要》, 到2035年) are no clues, and neither is the day a page was put up, except that no report is of
a later year.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from summarizer.document.document import Section
from summarizer.document.metadata.dates import YEAR, page_year, spoken_day, year_of
from summarizer.document.metadata.titles import is_communique, names_genre
from summarizer.document.years import PLANS
from summarizer.knowledge.arrays import indexes
from summarizer.knowledge.characters import SPACES, class_of, matches_at, places_of, points_of
from summarizer.knowledge.patterns import regex

_TITLED = regex(r"《[^》\n]{0,60}》")
_YEARS = regex(rf"(?P<year>{YEAR}) (?= \s*年 | 年?\s*[-—–~至]+\s*{YEAR} )", re.VERBOSE)
_GOAL_BEFORE = regex(r"[到至]$")
_GOAL_BEHIND = regex(r"\s*年(?:远景|[前末底]|基本实现)")
_DONE_IN_TITLE = regex(r"执行情况|总结|完成情况|公报")
_HALF = regex(rf"(?P<year>{YEAR}) \s*年? (?:度)? \s* 上半年", re.VERBOSE)
_PLAN = r"[“‘]? (?P<plan> 十[一二三四五六]五 | [八九十]五 ) [”’]? (?:规划|计划)? 的?"
_CLOSES = regex(
    rf"{_PLAN} (?:圆满|胜利|完美)? (?:收官|最后一年|决胜之年) | 收官 [“‘]? (?P<named> 十[一二三四五六]五 )", re.VERBOSE
)
_OPENS = regex(rf"{_PLAN} (?:开局|起步|第一年|首年)", re.VERBOSE)
_NTH_PLAN = regex(r"第(?P<nth>十?[一二三四五六七八九十])个五年(?:规划|计划)")
_NTH_NAMES = {name.removesuffix("五"): name for name in PLANS}
_SAID_OF_A_YEAR = regex(
    rf"""
    (?: ^ | (?<=[\n。！!；;]) ) [\s—–-]*
    (?P<year>{YEAR}) \s*年
    (?: [,，]? (?:是|我们|全[省市县区州旗国]|面对|在|极不|注定) )
    """,
    re.VERBOSE,
)
_PAST_YEAR = regex(rf"(?:刚刚|已经)过去的 \s* (?P<year>{YEAR}) \s*年 | 回顾 \s* (?P<recalled>{YEAR}) \s*年", re.VERBOSE)
_PLANNED_YEAR = regex(
    rf"""
    (?P<year>{YEAR}) \s*年 [^。；;\n到至]{{0,24}}?
    (?:预期目标|主要目标|工作安排|重点工作|总体要求|工作思路|将重点|我们要)
    """,
    re.VERBOSE,
)
_COUNTED = regex(rf"(?P<year>{YEAR}) \s*年 (?!底|末|前|远景)", re.VERBOSE)
_SHORTEST_TO_COUNT = 800
# The characters that these begin with, and where what is said of a year can begin: patterns are tried there alone.
_OPENS_YEAR, _OPENS_PAST = class_of("12一二"), class_of("刚已回")
_BEFORE_SAID, _OPENS_SAID = class_of("\n。！!；;"), class_of(f"12一二—–-{SPACES}")
_OPENS_PLAN, _OPENS_CLOSING = class_of("“‘十八九"), class_of("“‘十八九收")


@dataclass(frozen=True, slots=True)
class Periods:
    """`review` and `plan` as explicit periods, None where the text gives no clue; `weak` where one weak clue did."""

    review: str | None
    plan: str | None
    weak: bool = False


def read_periods(text: str, title: str | None, sections: Sequence[Section]) -> Periods:
    """The periods of a report. A half-year report reviews H1 and plans H2, a communiqué plans nothing; else the plan
    year is the one after the year under review."""
    title = _TITLED.sub("", title or "")
    if is_communique(title):
        found = _years_in(title) or _years_in(text[:200])
        return Periods(str(max(found)) if found else None, None)
    if spans := _plan_outline(title):
        return spans
    headings = [text[s.heading_start : s.heading_end] for s in sections if s.level == 1]
    opening = [title, *headings[:1]]
    if half := next((match for said in opening if (match := _HALF.search(said))), None):
        of_half = year_of(half["year"])
        return Periods(f"{of_half}H1", f"{of_half}H2")
    year, weak = _review_year(text, title, sections)
    if year is None:
        return Periods(None, None)
    if any("上半年" in said for said in opening):
        return Periods(f"{year}H1", f"{year}H2", weak)
    if names_genre(title) or not sections:
        return Periods(str(year), str(year + 1), weak)
    # A piece of a report has the periods that it speaks of and no others.
    kinds = {section.kind for section in sections}
    review = str(year) if "review" in kinds else None
    return Periods(review, str(year + 1) if kinds & {"plan", "outlook"} else None, weak)


def _plan_outline(title: str) -> Periods | None:
    """The periods of a five-year plan itself (五年规划纲要): it plans its five years, after the last one before."""
    named = _NTH_PLAN.search(title)
    if named is None or "纲要" not in title or "执行" in title:
        return None
    plan = PLANS.get(_NTH_NAMES.get(named["nth"], ""))
    return Periods(str(plan[0] - 1), f"{plan[0]}-{plan[1]}") if plan else None


def _years_in(words: str) -> list[int]:
    """The years that `words` name, without goals far ahead."""
    return [
        year_of(match["year"])
        for match in _YEARS.finditer(words)
        if not _is_goal(words, match) and not _GOAL_BEHIND.match(words, match.end())
    ]


def _is_goal(text: str, year: re.Match[str]) -> bool:
    """Whether a year is one to be reached: 到2035年."""
    return _GOAL_BEFORE.search(text[max(0, year.start() - 2) : year.start()]) is not None


def _review_year(text: str, title: str, sections: Sequence[Section]) -> tuple[int | None, bool]:
    """The year under review, and whether it is no sure one: only counted, or contradicted by another clue."""
    latest = page_year(text) or 2100
    clues = list(islice((year for year in _clues(text, title, sections) if year <= latest), 3))
    if clues:
        return clues[0], len(set(clues)) > 1
    counted = _by_counting(text, latest)
    return counted, counted is not None


def _clues(text: str, title: str, sections: Sequence[Section]) -> Iterator[int]:
    """Years under review, the most trusted first."""
    for section in sections:
        years = _years_in(text[section.heading_start : section.heading_end]) if section.level == 1 else []
        if years and section.kind == "review":
            yield max(years)
            break
        if years and section.kind == "plan":
            yield min(years) - 1
            break
    done = _DONE_IN_TITLE.search(title)
    if day := spoken_day(text):
        year, month = int(day[:4]), int(day[5:7])
        yield year - 1 if month <= 6 else year
    if years := _years_in(title):
        yield min(years) if done else min(years) - 1
    yield from _said_in_text(text, sections)
    kinds = _kinds(text, sections)
    points = points_of(text)
    if closing := next(matches_at(_CLOSES, text, places_of(points, _OPENS_CLOSING)), None):
        year = PLANS[closing["plan"] or closing["named"]][1]
        yield year - (1 if kinds(closing.start()) == "plan" else 0)
    if opening := next(matches_at(_OPENS, text, places_of(points, _OPENS_PLAN)), None):
        yield PLANS[opening["plan"]][0] - (0 if kinds(opening.start()) == "review" else 1)


def _said_in_text(text: str, sections: Sequence[Section]) -> Iterator[int]:
    """What the text says of a year: 刚刚过去的2025年, 2022年是… in a review part, 2024年…预期目标 in a plan part."""
    plain = _TITLED.sub(lambda match: " " * len(match[0]), text)
    points = points_of(plain)
    if past := next(matches_at(_PAST_YEAR, plain, places_of(points, _OPENS_PAST)), None):
        yield year_of(past["year"] or past["recalled"])
    kinds = _kinds(text, sections)
    openings = np.concatenate(([0], indexes(_BEFORE_SAID.take(points[:-1])) + 1))
    openings = openings.compress(_OPENS_SAID.take(points.take(openings))) if plain else openings[:0]
    for match in matches_at(_SAID_OF_A_YEAR, plain, openings.tolist()):
        kind = kinds(match.start())
        if kind in {"review", "plan"}:
            yield year_of(match["year"]) - (kind == "plan")
            break
    for match in matches_at(_PLANNED_YEAR, plain, places_of(points, _OPENS_YEAR)):
        if kinds(match.start()) in {"plan", None} and not _is_goal(plain, match):
            yield year_of(match["year"]) - 1
            break


def _kinds(text: str, sections: Sequence[Section]) -> Callable[[int], str | None]:
    """The kind of the part at an offset; before the first heading None."""

    def at(offset: int) -> str | None:
        return next((section.kind for section in reversed(sections) if section.start <= offset), None)

    return at


def _by_counting(text: str, latest: int) -> int | None:
    """The last resort: of the years that a text of some length states, the latest that stands there twice."""
    if len(text) < _SHORTEST_TO_COUNT:
        return None
    stated = Counter(year_of(match["year"]) for match in _COUNTED.finditer(_TITLED.sub("", text)))
    often = [year for year, count in stated.items() if count >= 2 and 1990 <= year <= min(latest, 2034)]
    if not often:
        return None
    return max(often) - (1 if "今年" in text[:3000] and len(often) > 1 else 0)
