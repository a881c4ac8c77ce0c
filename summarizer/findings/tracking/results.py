"""The figure of the later report that answers a target of the earlier one, and whether the target was met."""

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from summarizer.contract.report import Indicator, Report
from summarizer.findings.ranges import Figure
from summarizer.findings.targets import comparable, half_digit, met
from summarizer.findings.tracking.fates import Later
from summarizer.findings.tracking.model import Reported, TargetVerdict
from summarizer.findings.tracking.wordings import Weights, core, pairs
from summarizer.knowledge.catalogue import Statistic, load_catalogue
from summarizer.knowledge.lexicon import either

# How much of the name of what is aimed at the name of a result must hold, and the other way round.
_SAME_NAME = 0.6
_SPEAKS = 0.7
_NEAR, _NEAR_POINTS = 0.05, 0.5
_ADDS = re.compile(r"新增|净增|新发展|新培育|新认定|新建")
_TOTAL = re.compile(r"累计|总数|总量|共有|拥有|保有|达到|达")
_ATTRIBUTES = re.compile(f"{either('@attributes')}$")
_KEPT_DOWN = re.compile(r"控制在|压减|不超过|不高于")
_LESS = re.compile(either("@fall"))
_ENDS_IN = 9


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a target: a verdict, the figure it rests on, how far that is from the target, how it is told."""

    verdict: TargetVerdict
    result: Indicator | None
    distance: float | None
    reported: Reported
    likeness: float


@dataclass(frozen=True)
class Results:
    """The figures of a report that tell what happened, by what they can answer."""

    by_canon: dict[tuple[str, str], list[Indicator]]
    by_measure: dict[str, list[tuple[Indicator, frozenset[str]]]]
    weights: Weights

    @staticmethod
    def of(report: Report, weights: Weights) -> "Results":
        by_canon: dict[tuple[str, str], list[Indicator]] = defaultdict(list)
        by_measure: dict[str, list[tuple[Indicator, frozenset[str]]]] = defaultdict(list)
        for item in report.indicators:
            if item.status == "actual":
                if item.canon:
                    by_canon[item.canon, item.measure].append(item)
                by_measure[item.measure].append((item, pairs(_bare(item.name))))
        return Results(dict(by_canon), dict(by_measure), weights)


def answer_to(target: Figure, results: Results) -> Answer:
    """The answer to a target: of several figures, one of just its period before one of a span that ends with it."""
    item = target.item
    found = _of_statistic(target, results) if item.canon else _of_name(target, results)
    usable = [(likeness, rank, other) for likeness, rank, other in found if comparable(item, other) is not None]
    if not usable:
        return Answer("not_reported", None, None, "silent", max((entry[0] for entry in found), default=0.0))
    likeness, _, result = min(usable, key=lambda entry: (entry[1], -entry[0], entry[2].number.start))
    verdict, distance = _judged(target, result)
    exact = result.period == item.period
    return Answer(verdict, result, distance, "direct" if exact else "indirect", likeness)


def _of_statistic(target: Figure, results: Results) -> list[tuple[float, int, Indicator]]:
    item = target.item
    known = load_catalogue().by_id.get(item.canon or "")
    found = results.by_canon.get((item.canon or "", item.measure), [])
    return [
        (1.0, rank, other)
        for other in found
        if (rank := _rank(item, other)) is not None and _same_kind(item, other, known)
    ]


def _of_name(target: Figure, results: Results) -> list[tuple[float, int, Indicator]]:
    """Figures of something of the same name: each name must hold most of the other."""
    item = target.item
    wanted = pairs(_bare(item.name))
    found = []
    for other, named in results.by_measure.get(item.measure, ()):
        if wanted.isdisjoint(named):
            continue
        rank = _rank(item, other) if not other.canon else None
        if rank is None or not _same_kind(item, other, None):
            continue
        there, back = results.weights.shared(wanted, named), results.weights.shared(named, wanted)
        if min(there, back) >= _SAME_NAME:
            found.append((min(there, back), rank, other))
    return found


def _bare(name: str) -> str:
    """A name without the words of any promise and without what is measured of it: 食用菌种植面积 is 食用菌."""
    for less in (_ATTRIBUTES.sub("", core(name)), core(name)):
        if len(pairs(less)) > 1:
            return less
    return name


def _rank(target: Indicator, other: Indicator) -> int | None:
    """How well the period of a figure fits a target's: 0 the same, 1 unknown, 2 a span that ends with it."""
    if other.period == target.period:
        return 0
    if other.period is None or target.period is None:
        return 1
    ends = len(other.period) == _ENDS_IN and other.period[-4:] == target.period[:4]
    return 2 if ends and target.measure != "avg_growth" else None


def _same_kind(target: Indicator, other: Indicator, known: Statistic | None) -> bool:
    """An addition does not answer for a total, nor a total for an addition."""
    if target.measure != "level" or (known is not None and not known.counts_new):
        return True
    adds = bool(_ADDS.search(target.name)), bool(_ADDS.search(other.name))
    if adds[0] == adds[1]:
        return True
    total = target if adds[1] else other
    return not _TOTAL.search(total.quote.text)


def _judged(target: Figure, result: Indicator) -> tuple[TargetVerdict, float | None]:
    known = load_catalogue().by_id.get(target.item.canon or "") or _unknown(target.item)
    if known.better is None and _KEPT_DOWN.search(target.item.quote.text):
        known = replace(known, better="less")
    end = target.item
    if target.upper is not None and (known.better == "more") != (end.value >= 0):
        end = target.upper
    figures = comparable(end, result)
    distance = round(figures[1] - figures[0], 6) if figures else None
    reached = met(end, result, known)
    if reached is None:
        reached = distance is not None and (distance <= 0 if known.better == "less" else distance >= 0)
    if reached:
        return "met", distance
    loose = target.bound in {"eq", "approx"} and distance is not None
    return ("near" if loose and _is_near(end, distance or 0.0) else "missed"), distance


def _is_near(target: Indicator, distance: float) -> bool:
    """Whether a plain or rough target was missed by little: a twentieth of it, or half a point of a rate."""
    room = abs(target.value) * _NEAR + half_digit(target) * (target.bound == "approx")
    return abs(distance) <= (max(room, _NEAR_POINTS) if target.unit in {"%", "％"} else room)


def _unknown(item: Indicator) -> Statistic:
    """A statistic that the catalogue does not know: more of it is better, unless it is to fall."""
    better = "less" if item.value < 0 or _LESS.search(item.name) or item.bound in {"le", "lt"} else "more"
    return Statistic("", item.name, "", (), None, better, frozenset({item.measure}))


def named_by(target: Figure, later: Later) -> bool:
    """Whether a clause of the parts that look back names what is aimed at, though no figure answers it."""
    found = later.naming(pairs(_bare(target.item.name)))[:5]
    return any(share >= _SPEAKS and not later.statements[at].is_plan for share, at in found)
