"""What a reader asks first of a report, picked from its parts: headline statistics, promises by topic, counts.

The terminal view and the brief are two ways to set the same digest.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import get_args

from summarizer import wording
from summarizer.catalogue import load_catalogue
from summarizer.models import Commitment, Indicator, Report, Topic


@dataclass(frozen=True, slots=True)
class Headline:
    """One core statistic of the report's region. Each cell holds the indicators to show, in the order of the text.

    `level` and `growth` are results of the review period, or of the last period before it that the report gives;
    `target` is what the plan period, or else the nearest period after it, is to reach; `rank` is the place held.
    """

    canon: str
    name: str
    level: tuple[Indicator, ...] = ()
    growth: tuple[Indicator, ...] = ()
    rank: tuple[Indicator, ...] = ()
    target: tuple[Indicator, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in words, with its period where that is not the usual one, and the ids of the numbers it is read from
    (two for a range)."""

    words: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promises:
    """The commitments of one topic, most checkable first: quantified, then dated, then named, then the rest."""

    topic: str
    items: tuple[Commitment, ...]


def headlines(report: Report) -> list[Headline]:
    """One row for each core statistic that the report states, in the order of the catalogue."""
    by_canon: dict[str, list[Indicator]] = {}
    for item in report.indicators:
        if item.canon:
            by_canon.setdefault(item.canon, []).append(item)
    listed = load_catalogue().by_id
    ordered = [*(canon for canon in listed if canon in by_canon), *sorted(by_canon.keys() - listed.keys())]
    rows = (
        _headline(canon, listed[canon].zh if canon in listed else by_canon[canon][0].name, by_canon[canon], report)
        for canon in ordered
    )
    return [row for row in rows if row.level or row.growth or row.rank or row.target]


def _headline(canon: str, name: str, items: list[Indicator], report: Report) -> Headline:
    review, plan = report.meta.review_period, report.meta.plan_period
    actual = [item for item in items if item.status == "actual"]
    level = [item for item in actual if item.measure in {"level", "share"} and item.unit != "倍"]
    growth = [item for item in actual if item.measure in {"growth", "change"}]
    average = [item for item in actual if item.measure == "avg_growth"]
    return Headline(
        canon,
        name,
        level=_one_statement(level, review),
        growth=_one_statement(growth, review) or _one_statement(average, review),
        rank=_one_statement([item for item in actual if item.measure == "rank"], review),
        target=_targets([item for item in items if item.status == "target"], plan, review),
    )


def cells(row: Headline, report: Report) -> tuple[list[Figure], list[Figure], list[Figure], list[Figure]]:
    """The cells of a row in words: level, growth, rank, target."""
    review, plan = report.meta.review_period, report.meta.plan_period
    return (
        _figures(row.level, wording.figure, review),
        _figures(row.growth, _in_growth_column, review),
        _figures(row.rank, wording.figure, review),
        _figures(row.target, _in_target_column, plan),
    )


def _figures(items: tuple[Indicator, ...], say: Callable[[Indicator], str], usual: str | None) -> list[Figure]:
    found: list[Figure] = []
    for item in items:
        lower = items[items.index(item) - 1] if item is not items[0] else None
        when = f"（{wording.period(item.period)}）" if item.period and item.period != usual else ""
        if lower is not None and _is_range(lower, item):
            found[-1] = Figure(f"{_without_bound(say, lower)}—{wording.amount(item)}{when}", (lower.id, item.id))
        else:
            found.append(Figure(say(item) + when, (item.id,)))
    return found


def _without_bound(say: Callable[[Indicator], str], item: Indicator) -> str:
    return say(item.model_copy(update={"bound": "eq"}))


def _in_growth_column(item: Indicator) -> str:
    words = wording.figure(item)
    if item.measure == "avg_growth":
        return f"年均{words}"
    return f"+{words}" if item.measure == "change" and item.value > 0 else words


def _in_target_column(item: Indicator) -> str:
    return wording.figure(item) if item.measure in {"level", "share"} else wording.movement(item)


def _one_statement(items: list[Indicator], period: str | None) -> tuple[Indicator, ...]:
    """The first statement for `period`, or for the latest period before it; both ends where it is a range."""
    if not items:
        return ()
    best = max(items, key=lambda item: _nearness(item.period, period))
    chosen = [item for item in items if item.period == best.period]
    return _with_upper_end(chosen[0], chosen)


def _targets(items: list[Indicator], plan: str | None, review: str | None) -> tuple[Indicator, ...]:
    """What is to be reached next: one statement of each measure, for the plan period or the nearest after it."""
    ahead = [item for item in items if not _is_over(item.period, review)]
    if not ahead:
        return ()
    nearest = min(ahead, key=lambda item: _distance_ahead(item.period, plan))
    chosen = [item for item in ahead if item.period == nearest.period]
    cell: list[Indicator] = []
    for kind in ({"growth", "avg_growth"}, {"level", "share"}, {"change"}):
        same = [item for item in chosen if item.measure in kind]
        if same:
            cell += _with_upper_end(same[0], same)
    return tuple(cell)


def _with_upper_end(first: Indicator, items: list[Indicator]) -> tuple[Indicator, ...]:
    """`first`, and the end of its range when the very next number closes one (6%—8%: `ge`, then `le`)."""
    at = items.index(first) + 1
    return (first, items[at]) if at < len(items) and _is_range(first, items[at]) else (first,)


def _is_range(lower: Indicator, upper: Indicator) -> bool:
    near = 0 <= upper.number.start - lower.number.end <= len(lower.unit) + 3
    return near and lower.bound == "ge" and upper.bound == "le" and lower.measure == upper.measure


def _nearness(period: str | None, wanted: str | None) -> tuple[int, str]:
    """Larger is better: the wanted period, then none stated, then the latest that ends no later, then any."""
    if wanted is not None and period == wanted:
        return (3, "")
    if period is None:
        return (2, "")
    ended = wanted is None or end_year(period) <= end_year(wanted)
    single = len(period) != 9
    return (1 if ended else 0, f"{end_year(period)}{int(single)}")


def end_year(period: str) -> str:
    """The year in which a period ends: `2021H1` → `2021`, `2016-2020` → `2020`."""
    return period[5:] if len(period) == 9 else period[:4]


def _is_over(period: str | None, review: str | None) -> bool:
    return period is not None and review is not None and (period == review or end_year(period) < end_year(review))


def _distance_ahead(period: str | None, plan: str | None) -> tuple[int, str]:
    if period is None or period == plan:
        return (0, "")
    return (1, end_year(period) + period)


def promises(report: Report) -> list[Promises]:
    """The commitments by topic, the topic with the most first, the order of the guide between equals."""
    by_topic: dict[str, list[Commitment]] = {topic: [] for topic in get_args(Topic)}
    for item in report.commitments:
        by_topic[item.topic].append(item)
    groups = (Promises(topic, tuple(sorted(items, key=_checkable))) for topic, items in by_topic.items() if items)
    return sorted(groups, key=lambda group: -len(group.items))


def _checkable(item: Commitment) -> tuple[bool, bool, bool, int, int]:
    weight = {"must": 0, "strive": 1, "will": 2}[item.strength]
    named = item.specificity == "named"
    return (item.specificity != "quantified", item.deadline is None, not named, weight, item.span.start)


def counts(values: Iterable[str], words: dict[str, str]) -> str:
    """How often each value occurs, in words, most frequent first: `日期 80，名称 20`."""
    return "，".join(f"{words.get(value, value)} {count}" for value, count in Counter(values).most_common())


def quantified_or_dated(items: Iterable[Commitment]) -> int:
    """How many of `items` state an amount or a date, so that a reader can hold the government to them."""
    return sum(item.specificity == "quantified" or item.deadline is not None for item in items)
