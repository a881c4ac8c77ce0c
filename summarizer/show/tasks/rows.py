"""The commitments of a report as tasks: one row each, with its place in the text, its figures and its time limit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from summarizer.contract.report import Commitment, Indicator, Report
from summarizer.knowledge.vocabulary import topic_names
from summarizer.show.summary import figure

Only = Literal["quantified", "named"]
_MONTHS = {"H1": 6, "H2": 12, "Q1": 3, "Q2": 6, "Q3": 9, "Q4": 12}
_HALVES = {"H1": "上半年", "H2": "下半年"}
_QUARTERS = dict(zip(("Q1", "Q2", "Q3", "Q4"), "一二三四", strict=True))


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that a task is to reach: what is counted, how much, in what unit, and the bound on it."""

    name: str
    value: float
    unit: str
    bound: str
    shown: str


@dataclass(frozen=True, slots=True)
class Task:
    """One commitment: `text` is the source at `[start, end)`; `section` the headings above it, the outermost first."""

    id: str
    section: tuple[str, ...]
    text: str
    start: int
    end: int
    targets: tuple[Target, ...]
    deadline: str | None
    topic: str

    @property
    def goal(self) -> str:
        """The figures as an office writes them; empty where there are none."""
        return "；".join(f"{target.name} {target.shown}" for target in self.targets)


def tasks_of(report: Report, only: Only | None = None) -> list[Task]:
    """The tasks of a report in the order of its text; `only` those of one specificity."""
    stated = {item.id: item for item in report.indicators}
    names = topic_names("zh")
    return [
        Task(
            id=item.id,
            section=headings(report, item.section),
            text=item.span.text,
            start=item.span.start,
            end=item.span.end,
            targets=tuple(_target(stated[id_]) for id_ in item.quantities if _is_goal(stated[id_])),
            deadline=item.deadline,
            topic=names.get(item.topic, item.topic),
        )
        for item in report.commitments
        if only is None or _is(item, only)
    ]


def _is(item: Commitment, only: Only) -> bool:
    return item.specificity == only


def _is_goal(item: Indicator) -> bool:
    """A figure of a commitment that is aimed at; one that exists already describes its object."""
    return item.status == "target"


def _target(item: Indicator) -> Target:
    return Target(item.name, item.value, item.unit, item.bound, figure(item, "zh"))


def headings(report: Report, section: str | None) -> tuple[str, ...]:
    """The headings over a section and its own, the outermost first; lead-ins (level 3) are part of the text."""
    by_id = {item.id: item for item in report.sections}
    found: list[str] = []
    while section is not None:
        at = by_id[section]
        if at.level < 3:
            found.insert(0, at.heading.text)
        section = at.parent
    return tuple(found)


def last_day(period: str) -> date:
    """The last day of a period: `2021`, `2021H1`, `2021Q3`, `2021-06`, `2021-2025`."""
    if match := re.fullmatch(r"\d{4}-(\d{4})", period):
        return date(int(match[1]), 12, 31)
    year = int(period[:4])
    rest = period[4:].removeprefix("-")
    month = _MONTHS.get(rest) or (int(rest) if rest else 12)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def limit_in_words(period: str | None) -> str:
    """A time limit as an office writes it: `2021年底前`, `2021年6月底前`, `2021年上半年`; empty for none."""
    if period is None:
        return ""
    if match := re.fullmatch(r"\d{4}-(\d{4})", period):
        return f"{match[1]}年底前"
    year, rest = period[:4], period[4:]
    if rest in _HALVES:
        return f"{year}年{_HALVES[rest]}"
    if rest in _QUARTERS:
        return f"{year}年第{_QUARTERS[rest]}季度"
    return f"{year}年{int(rest[1:])}月底前" if rest else f"{year}年底前"


def title_of(report: Report) -> str:
    """The title of the table: the place, the year of the plan, and what it is."""
    year = (report.meta.plan_period or "")[:4]
    return f"{report.meta.region or ''}{year + '年' if year else ''}重点任务分解表"


def merged(rows: Sequence[tuple[str, ...]]) -> list[tuple[int, int]]:
    """Runs of equal neighbours, each as its first and last index."""
    runs: list[tuple[int, int]] = []
    for index, row in enumerate(rows):
        if runs and rows[runs[-1][0]] == row:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs
