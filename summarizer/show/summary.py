"""The parts of a report that a person asks for first: headline statistics, commitments by topic, counts."""

from collections import Counter
from dataclasses import dataclass

from summarizer.contract.report import Check, Commitment, Indicator, Report
from summarizer.findings.main_targets import main_targets
from summarizer.findings.ranges import Figure, joined
from summarizer.findings.targets import Aim, measured_against
from summarizer.knowledge.catalogue import Statistic, load_catalogue
from summarizer.knowledge.vocabulary import Language, named, statistic_name, unit_name

_BEFORE: dict[Language, dict[str, str]] = {
    "zh": {"gt": "超", "lt": "近", "approx": "约"},
    "en": {"gt": "> ", "lt": "nearly ", "approx": "about ", "ge": "≥ ", "le": "≤ "},
}
_BEHIND = {"ge": "以上", "le": "以内"}
_FALLS = {"growth": "降", "avg_growth": "降", "change": "减"}
_RISES = {"change": "增"}
# A bound is said of the size of a fall: at least 3 % down is -3 % or less.
_TURNED = {"ge": "le", "le": "ge", "gt": "lt", "lt": "gt"}


@dataclass(frozen=True, slots=True)
class Headline:
    """One core statistic: what was reached, how it grew, its place, the target the report measures it against, the
    next one, and what is said of several years up to the one looked back on, which is no figure of that year. Each may
    be missing; `main` says that the report lists it among its main targets."""

    canon: str
    name: str
    level: Indicator | None
    growth: Indicator | None
    rank: Indicator | None
    aim: Aim | None
    target: Figure | None
    years: Indicator | None
    main: bool


def figure(item: Indicator, lang: Language = "zh") -> str:
    """An indicator's figure as the source states it, with its bound: `超30亿元`, `7%以上`, `降3%以上`; in English
    `> 30 hundred million yuan`, `≥ 7%`, `≤ -3%`. A change has its sign, so as not to pass for a level: `+1个百分点`."""
    digits = item.number.text if item.number.text[:1].isascii() else f"{abs(item.value):g}"
    unit = unit_name(item.unit, lang, one=digits == "1")
    if item.measure == "rank":
        return f"第{digits}{unit}" if lang == "zh" else f"no. {digits}"
    falls = item.value < 0 and not digits.startswith("-")
    rises = item.value > 0 and item.measure == "change"
    sign = "-" if falls else "+" if rises else ""
    if lang == "zh":
        moves = _FALLS if falls else _RISES
        moved = moves.get(item.measure, sign) if sign and item.bound != "eq" else sign
        return f"{moved}{_BEFORE[lang].get(item.bound, '')}{digits}{unit}{_BEHIND.get(item.bound, '')}"
    bound = _TURNED.get(item.bound, item.bound) if falls else item.bound
    before = "almost " if falls and item.bound == "lt" else _BEFORE[lang].get(bound, "")
    apart = " " if unit and not unit.startswith(("%", "‰", "°")) else ""
    return f"{before}{sign}{digits}{apart}{unit}"


def whole_figure(stated: Figure, lang: Language = "zh") -> str:
    """A figure with both ends where it is a range: `5%—5.5%`, `100—120亿元`; in English `5%–5.5%`."""
    if stated.upper is None:
        return figure(stated.item, lang)
    ends = [figure(item.model_copy(update={"bound": "eq"}), lang) for item in stated.ends]
    unit = unit_name(stated.item.unit, lang)
    if not unit.startswith(("%", "％", "‰")):
        ends[0] = ends[0].removesuffix(unit).rstrip()
    return ("—" if lang == "zh" else "–").join(ends)


def headlines(report: Report, lang: Language = "zh") -> list[Headline]:
    """The core statistics the report states for its review period or sets for its plan: first those of its main
    targets, in the report's order, then the others in the catalogue's."""
    review, plan = report.meta.review_period, report.meta.plan_period
    # A plan for a half-year names the year's targets too.
    periods = _Periods(review, frozenset({plan, plan[:4] if plan else None}))
    listed = main_targets(report)
    main: dict[str, Indicator] = {}
    for item in listed.figures if listed else ():
        main.setdefault(item.canon or "", item)
    by_canon: dict[str, list[Indicator]] = {}
    for item in report.indicators:
        by_canon.setdefault(item.canon or "", []).append(item)
    found = []
    for statistic in load_catalogue().statistics:
        items = by_canon.get(statistic.id)
        if items:
            row = _headline(statistic, items, periods, main.get(statistic.id), lang)
            if row.level or row.growth or row.aim or row.target or row.years:
                found.append(row)
    order = {canon: place for place, canon in enumerate(main)}
    return sorted(found, key=lambda row: order.get(row.canon, len(order)))


@dataclass(frozen=True, slots=True)
class _Periods:
    """The period looked back on, and those that count as planned for."""

    review: str | None
    ahead: frozenset[str | None]


def _headline(
    statistic: Statistic, items: list[Indicator], periods: _Periods, main: Indicator | None, lang: Language
) -> Headline:
    if statistic.counts_new:
        # Of an addition and the total, which is no smaller, the total.
        items.sort(key=lambda i: -(i.normalized.value if i.normalized else i.value) if i.measure == "level" else 0)
    past = [item for item in items if item.status == "actual" and item.period == periods.review]
    next_targets = [item for item in items if item.status == "target" and item.period in periods.ahead]
    target = main or _first(next_targets, "growth", "level", "share", "change", "avg_growth")
    return Headline(
        statistic.id,
        statistic_name(statistic.id, lang),
        _first(past, "level", "share"),
        _first(past, "growth", "change"),
        _first(past, "rank"),
        measured_against(statistic, items, periods.review),
        next((whole for whole in joined(next_targets) if target in whole.ends), None),
        _first(_of_years(items, periods.review), "avg_growth", "level", "growth"),
        main is not None,
    )


def _of_years(items: list[Indicator], review: str | None) -> list[Indicator]:
    """The results of several years (`2021-2025`) that end with the year looked back on."""
    ending = f"-{review}"
    return [i for i in items if i.status == "actual" and i.period and len(i.period) == 9 and i.period.endswith(ending)]


def _first(items: list[Indicator], *measures: str) -> Indicator | None:
    return next((item for measure in measures for item in items if item.measure == measure), None)


def by_topic(report: Report) -> list[tuple[str, list[Commitment]]]:
    """Commitments by topic, those topics first that have most quantified ones. Within one: what has a figure and a
    date, then what names money, the most first, then what has a figure, a date, a name, and the rest; of two alike the
    one that stands first."""
    stated = {item.id: item for item in report.indicators}
    groups: dict[str, list[Commitment]] = {}
    for item in report.commitments:
        groups.setdefault(item.topic, []).append(item)
    for items in groups.values():
        items.sort(key=lambda item: (*_weight(item, stated), item.span.start))
    return sorted(
        groups.items(), key=lambda pair: (-sum(i.specificity == "quantified" for i in pair[1]), -len(pair[1]), pair[0])
    )


def _weight(item: Commitment, stated: dict[str, Indicator]) -> tuple[int, float]:
    """The class of a commitment in the order of `by_topic`, and within its class the money, most first."""
    if not item.quantities:
        if item.deadline:
            return 3, 0
        return (4 if item.specificity == "named" else 5 if item.specificity == "quantified" else 6), 0
    bases = [stated[id_].normalized for id_ in item.quantities]
    money = max((base.value for base in bases if base and base.unit == "CNY"), default=0.0)
    if item.deadline:
        return 0, -money
    return (1, -money) if money else (2, 0)


def finding(item: Check, lang: Language = "zh") -> str:
    """A finding in words: its own, which are Chinese, or in English the name of its kind."""
    return item.message if lang == "zh" else named("check", item.kind, lang)


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
