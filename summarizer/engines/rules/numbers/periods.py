"""When a figure holds: its period, from the scope of its clause and the words of its sentence. An ordered book."""

import re
from collections.abc import Callable

from summarizer.document.years import PLAN, PLANS, YEAR, plan_span, times, year_number, year_of, years_back
from summarizer.engines.rules.numbers.frame import Frame
from summarizer.engines.rules.numbers.standing import STANDING
from summarizer.knowledge.rule import Book, Rule

_END_OF_PLAN = re.compile(rf"{PLAN}(?:规划)?(?:时期)?(?:期)?末")
_PLAN_SPAN = re.compile(rf"{PLAN}(?:规划)?(?:时期|期间|以来)")
_SINCE = re.compile(rf"(?:比|较|对比)(?:(?P<year>{YEAR})\s*年|{PLAN}(?:规划)?(?:期)?末)")
_WHOLE_YEAR = re.compile(r"全年|年内|年度|年底前|今年底|本年")
_ONE_YEAR = re.compile(r"同比|比上年|较上年|比去年|较去年|当年")

Dating = Callable[[Frame], str | None]
Fits = Callable[[Frame], object]


def _review(frame: Frame) -> str | None:
    return frame.meta.review_period


def _plan(frame: Frame) -> str | None:
    return frame.meta.plan_period


def _whole(period: str | None) -> str | None:
    return period[:4] if period else None


def _dated(frame: Frame) -> str | None:
    return frame.dated.period if frame.dated else None


def _span(frame: Frame) -> str | None:
    return frame.scope.span


def _end(frame: Frame) -> str | None:
    span = frame.scope.span
    review = frame.meta.review_period
    if frame.scope.state == "back" and span and review and span[-4:] == review[:4]:
        return review
    return span[-4:] if span else None


def _of_years(frame: Frame) -> str | None:
    """The years spoken of for what adds up over them, their last for what stands at their end."""
    rule = STANDING.first(frame)
    return _end(frame) if rule and rule.produces else frame.scope.span


def _before_span(frame: Frame) -> str | None:
    return str(int(frame.scope.span[:4]) - 1) if frame.scope.span else None


def _year_before(frame: Frame) -> str | None:
    return str(frame.base_year - 1) if frame.base_year else None


def _end_of_plan(frame: Frame) -> str | None:
    named = list(_END_OF_PLAN.finditer(re.split(r"由|从", frame.lead)[-1]))
    return str(PLANS[named[-1]["plan"]][1]) if named else None


def _base_dated(frame: Frame) -> str | None:
    stated = [time.period for time in times(re.split(r"由|从", frame.lead)[-1], frame.base_year)]
    return stated[-1] if stated else None


def _average(frame: Frame) -> str | None:
    """The years an average is over: those stated, those of a plan, those spoken of, else five."""
    if frame.dated and frame.dated.form == "range":
        return frame.dated.period
    if named := _PLAN_SPAN.search(frame.near):
        return plan_span(named["plan"])
    return frame.scope.span if frame.scope.state == "back" else years_back(frame.meta)


def _since(frame: Frame) -> str | None:
    """`比2015年增长56%`: the years since; the one year where it is the year before."""
    named, year = _SINCE.search(frame.near), year_of(frame.meta.review_period)
    if named is None or year is None:
        return frame.meta.review_period
    first = (year_number(named["year"]) if named["year"] else PLANS[named["plan"]][1]) + 1
    return f"{first}-{year}" if first < year else frame.meta.review_period


def _named_plan(frame: Frame) -> str | None:
    named = list(_PLAN_SPAN.finditer(frame.near))
    return plan_span(named[-1]["plan"]) if named else None


def _target_since(frame: Frame) -> str | None:
    """`到2030年比2020年翻一番`: the years between."""
    named = _SINCE.search(frame.near)
    end = frame.dated.period[-4:] if frame.dated and frame.dated.form == "year" else frame.scope.span
    if named is None or end is None:
        return None
    first = (year_number(named["year"]) if named["year"] else PLANS[named["plan"]][1]) + 1
    return f"{first}-{end[-4:]}" if first < int(end[-4:]) else None


def _rises_since(frame: Frame) -> object:
    return frame.measure in {"growth", "change"} and _target_since(frame)


def _to_year(frame: Frame) -> str | None:
    return f"{frame.meta.plan_period[:4]}-{frame.scope.span}" if frame.meta.plan_period else frame.scope.span


def _is_target(fits: Fits) -> Fits:
    return lambda frame: frame.status == "target" and fits(frame)


def _changes_since(frame: Frame) -> bool:
    return frame.measure in {"growth", "change"} and _SINCE.search(frame.near) is not None


_PAST = "一、2025年工作回顾\n"
_NEXT = "一、2025年工作回顾\n二、2026年工作安排\n"
_HALF = "2021年上半年工作总结和下半年工作计划\n一、2021年上半年工作总结\n"

PERIODS: Book[Frame, Dating] = Book("period", ("period",), (
    Rule("period.base-end-of-plan", lambda frame: frame.is_base and _end_of_plan(frame), _end_of_plan,
         _PAST + "城镇化率由“十三五”末的<50>%提高到60%。", "a base of a plan's end"),
    Rule("period.base-dated", lambda frame: frame.is_base and _base_dated(frame), _base_dated,
         _PAST + "城镇化率由2020年的<50>%提高到60%。", "a base of a year that is named"),
    Rule("period.base-before-span", lambda frame: frame.is_base and frame.scope.state in {"back", "ahead"}, _before_span,
         _PAST + "五年来，城镇化率由<50>%提高到60%。", "a base before the years spoken of"),
    Rule("period.base-year-before", lambda frame: frame.is_base, _year_before,
         _PAST + "城镇化率由<50>%提高到60%。", "a base of the year before"),
    Rule("period.average-to-year", _is_target(lambda frame: frame.scope.state == "by" and frame.measure == "avg_growth"),
         _to_year, _NEXT + "到2030年，地区生产总值年均增长<5>%。", "an average over the years to come"),
    Rule("period.target-average", _is_target(lambda frame: frame.measure == "avg_growth" and _named_plan(frame)), _named_plan,
         _NEXT + "到2030年，在“十五五”时期，地区生产总值年均增长<5>%。", "an average over the plan that is named"),
    Rule("period.target-since", _is_target(_rises_since), _target_since,
         _NEXT + "到2030年，地区生产总值比2020年增长<50>%。", "a change from a year that is named"),
    Rule("period.by-year", _is_target(lambda frame: frame.scope.state == "by"), _span,
         _NEXT + "到2030年，城镇化率达到<70>%。", "by the year that is named"),
    Rule("period.target-plan-year", _is_target(lambda frame: frame.forward and frame.dated and frame.dated.period == _whole(
         frame.meta.plan_period)), _plan, _NEXT + "2026年新增就业<5>万人。", "the plan year by its number"),
    Rule("period.target-dated", _is_target(lambda frame: frame.dated), _dated,
         _NEXT + "2030年城镇化率达到<70>%。", "the year that is named"),
    Rule("period.target-whole-year", _is_target(
         lambda frame: frame.forward and "H" in (frame.meta.plan_period or "") and _WHOLE_YEAR.search(frame.near)),
         lambda frame: _whole(frame.meta.plan_period),
         _HALF + "二、2021年下半年工作计划\n全年新增就业<5>万人。", "the whole year in a plan of half a year"),
    Rule("period.target-of-years", _is_target(lambda frame: frame.scope.state == "ahead" and frame.scope.span), _of_years,
         _NEXT + "“十五五”时期，城镇化率达到<70>%。", "over the years ahead, or at their end"),
    Rule("period.target-plan", _is_target(lambda frame: frame.forward), _plan,
         _NEXT + "新增就业<5>万人。", "the plan period"),
    Rule("period.target-restated", _is_target(lambda frame: True), lambda frame: _whole(frame.meta.review_period),
         _PAST + "年度目标任务<50>个。", "a target of the year under review"),
    Rule("period.average", lambda frame: frame.measure == "avg_growth", _average,
         _PAST + "五年来，地区生产总值年均增长<5>%。", "an average over years"),
    Rule("period.since", _changes_since, _since,
         _PAST + "地区生产总值比2020年增长<25>%。", "a change since a year"),
    Rule("period.dated", lambda frame: frame.dated, _dated,
         _PAST + "2023年城镇化率达到<70>%。", "the year that is named"),
    Rule("period.of-one-year", lambda frame: frame.scope.state == "back" and _ONE_YEAR.search(frame.near), _review,
         _PAST + "五年来，面貌一新，地区生产总值同比增长<5>%。", "a change on the year before"),
    Rule("period.of-years", lambda frame: frame.scope.state == "back", _of_years,
         _PAST + "五年来，新建农村公路<120>公里。", "over the years spoken of, or at their end"),
    Rule("period.review", lambda frame: True, _review,
         _PAST + "新增就业<5>万人。", "the period under review"),
))  # fmt: skip


# Of what is a base, of targets and of results: the last of each fits all of them, so that none behind it is tried.
_place = [rule.id for rule in PERIODS].index
_BASES_END, _TARGETS_END = _place("period.base-year-before") + 1, _place("period.target-restated") + 1
_OF_BASES, _OF_TARGETS = PERIODS.rules[:_BASES_END], PERIODS.rules[_BASES_END:_TARGETS_END]
_OF_RESULTS = PERIODS.rules[_TARGETS_END:]


def period_of(frame: Frame) -> tuple[str | None, tuple[str, ...]]:
    """The period of a figure, None where the report's own year is unknown, and the rules that decided."""
    rules = _OF_BASES if frame.is_base else _OF_TARGETS if frame.status == "target" else _OF_RESULTS
    rule = PERIODS.first(frame, rules)
    assert rule is not None
    if rule.produces is not _of_years:
        return rule.produces(frame), (rule.id,)
    standing = STANDING.first(frame)
    assert standing is not None
    return _end(frame) if standing.produces else frame.scope.span, (rule.id, standing.id)
