"""One statistic that a report states twice for one period, with different values."""

import re
from collections import defaultdict
from collections.abc import Iterator

from summarizer.contract.report import Check, Indicator, Report
from summarizer.findings.arithmetic.rounding import Interval, stated
from summarizer.findings.arithmetic.said import finding, shown
from summarizer.knowledge.catalogue import load_catalogue

_ADDS = re.compile(r"新增|净增|增产|增收|增加")
# A sentence that names a target may state several, one of which is taken for a result.
_AIMS = re.compile(r"目标|任务")
_ANOTHER, _SLIP = 3.0, 1000.0


def repeated_with_other_values(report: Report) -> Iterator[Check]:
    """A core statistic under one name, or a rate under one name, with figures that cannot be one.

    Additions and totals do not contradict each other, and neither do figures of a glossary.
    """
    groups: dict[tuple[str, ...], list[Indicator]] = defaultdict(list)
    counted = {known.id for known in load_catalogue().statistics if known.counts_new}
    explained = {section.id for section in report.sections if section.kind == "appendix"}
    for item in report.indicators:
        if not item.canon or not item.period or item.bound != "eq" or item.measure not in {"level", "growth", "share"}:
            continue
        adds = item.measure == "level" and (item.canon in counted or _ADDS.search(item.quote.text))
        if item.section in explained or adds or _AIMS.search(_sentence_before(item, report.source.text)):
            continue
        base = item.normalized.unit if item.normalized else item.unit
        groups[item.name, item.measure, item.status, item.period, base].append(item)
    for items in groups.values():
        first = items[0]
        other = next((item for item in items[1:] if not _could_be_one(first, item) and _of_one_kind(first, item)), None)
        if other is not None:
            figures = f"{shown(first)},{shown(other)}"
            yield finding("contradiction", f"同一指标有不同数值:{figures}", items)


def _sentence_before(item: Indicator, text: str) -> str:
    """The sentence that a figure stands in, up to the figure."""
    start, end = 0, item.number.start
    for mark in "\n。！!？?":
        # Not before what was found: a mark that the text never uses would be looked for back to its beginning.
        start = max(start, text.rfind(mark, start, end) + 1)
    return text[start:end]


def _could_be_one(a: Indicator, b: Indicator) -> bool:
    """Whether two figures can be one, each rounded by hand as well as to its digits."""
    first, second = stated(a), stated(b)
    if a.unit != b.unit and a.normalized and b.normalized and a.value and b.value:
        first = first.scaled(a.normalized.value / a.value)
        second = second.scaled(b.normalized.value / b.value)
    return _loosened(first).meets(_loosened(second))


def _of_one_kind(a: Indicator, b: Indicator) -> bool:
    """Whether one of two figures may be a slip of the other: not three times as much, which is another thing (the
    growth of five years, an addition), unless it is as many times as a slip of the unit makes it."""
    if not a.value or not b.value or a.normalized is None or b.normalized is None:
        return True
    times = abs(a.normalized.value / b.normalized.value)
    times = max(times, 1 / times)
    return times < _ANOTHER or times > _SLIP


def _loosened(interval: Interval) -> Interval:
    return interval.widened(0.003)
