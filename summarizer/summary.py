"""The parts of a report that a person asks for first: headline statistics, commitments by topic, counts."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

import yaml

from summarizer.catalogue import load_catalogue
from summarizer.models import Commitment, Indicator, Report
from summarizer.resources import data_dir

_BOUNDS_BEFORE = {"gt": "超", "lt": "近", "approx": "约"}
_BOUNDS_AFTER = {"ge": "以上", "le": "以内"}
LEVEL_NAMES = {"national": "国家级", "province": "省级", "city": "地市级", "county": "县级"}
TYPE_NAMES = {
    "government_work_report": "政府工作报告",
    "plan_execution_report": "计划执行情况报告",
    "work_summary_and_plan": "工作总结与计划",
}
REASON_NAMES = {"date": "日期", "time": "时间", "name": "名称", "ordinal": "序号", "qual": "门槛", "other": "其他"}
STRENGTH_NAMES = {"must": "确保", "strive": "力争", "will": "将"}
SPECIFICITY_NAMES = {"quantified": "量化", "named": "具体", "general": "一般"}


@dataclass(frozen=True, slots=True)
class Headline:
    """One core statistic: what was reached, how it grew, its place, and what is aimed at. Each may be missing."""

    canon: str
    name: str
    level: Indicator | None
    growth: Indicator | None
    rank: Indicator | None
    target: Indicator | None


def figure(item: Indicator) -> str:
    """An indicator's figure as the source states it, with its bound: `超30亿元`, `7%以上`."""
    sign = "-" if item.value < 0 and item.number.text[:1] != "-" else ""
    digits = item.number.text
    if not digits[:1].isascii():
        digits = f"{abs(item.value):g}"
    place = f"第{digits}{item.unit}" if item.measure == "rank" else f"{digits}{item.unit}"
    return f"{_BOUNDS_BEFORE.get(item.bound, '')}{sign}{place}{_BOUNDS_AFTER.get(item.bound, '')}"


def headlines(report: Report) -> list[Headline]:
    """The core statistics the report states for its review period or sets for its plan, in catalogue order."""
    review, plan = report.meta.review_period, report.meta.plan_period
    found = []
    for statistic in load_catalogue().statistics:
        items = [item for item in report.indicators if item.canon == statistic.id]
        if not items:
            continue
        past = [i for i in items if i.status == "actual" and i.period == review]
        ahead = [i for i in items if i.status == "target" and (i.period in {plan, (plan or "")[:4]} or not past)]
        row = Headline(
            statistic.id,
            statistic.zh,
            _first(past, "level", "share"),
            _first(past, "growth", "change"),
            _first(past, "rank"),
            _first(ahead, "growth", "level", "share", "change", "avg_growth"),
        )
        if row.level or row.growth or row.target:
            found.append(row)
    return found


def _first(items: list[Indicator], *measures: str) -> Indicator | None:
    return next((item for measure in measures for item in items if item.measure == measure), None)


@cache
def topic_names() -> dict[str, str]:
    """Chinese names of the topics, in the order of `schemas/topics.yaml`."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load((data_dir("schemas") / "topics.yaml").read_text(encoding="utf-8"), Loader=loader)
    return {name: entry["zh"] for name, entry in data.items()}


def by_topic(report: Report) -> list[tuple[str, list[Commitment]]]:
    """Commitments by topic, the fullest topics first; within one, quantified and dated before named before general."""
    order = {"quantified": 0, "named": 1, "general": 2}
    groups: dict[str, list[Commitment]] = {}
    for item in report.commitments:
        groups.setdefault(item.topic, []).append(item)
    for items in groups.values():
        items.sort(key=lambda item: (order[item.specificity], item.deadline is None, item.span.start))
    return sorted(
        groups.items(), key=lambda pair: (-sum(i.specificity == "quantified" for i in pair[1]), -len(pair[1]), pair[0])
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was found; `excluded` by reason, commitments by strength and specificity."""

    indicators: int
    actual: int
    targets: int
    excluded: dict[str, int]
    commitments: int
    strength: dict[str, int]
    specificity: dict[str, int]


def counts(report: Report) -> Counts:
    targets = sum(item.status == "target" for item in report.indicators)
    return Counts(
        indicators=len(report.indicators),
        actual=len(report.indicators) - targets,
        targets=targets,
        excluded=dict(Counter(item.reason for item in report.excluded)),
        commitments=len(report.commitments),
        strength=dict(Counter(item.strength for item in report.commitments)),
        specificity=dict(Counter(item.specificity for item in report.commitments)),
    )
