"""Findings about a report: figures that do not fit together, and things a reader should know before using them.

Each check is one small function, listed in `_CHECKS`. A finding names the entries it is about; it never changes them.
Messages are Chinese, as the figures they speak of.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from summarizer.catalogue import load_catalogue
from summarizer.digest import end_year
from summarizer.models import Check, Indicator, Report
from summarizer.wording import amount, figure, period

_SEVERITY_ORDER = {"error": 0, "warning": 1, "info": 2}
_SHARES = ("第一产业占比", "第二产业占比", "第三产业占比")
# Wholes that are the sum of their parts by definition.
_SUMS = {
    "gdp": ("primary_va", "secondary_va", "tertiary_va"),
    "trade_total": ("exports", "imports"),
}
# Rates that cannot pass 100 per cent; a completion rate or a gross enrolment rate can.
_AT_MOST_ALL = re.compile(
    r"(?:覆盖|失业|达标|合格|优良|城镇化|城市化|普及|处理|处置|入户|通达|通畅|参保|绿化|入园|巩固|化解|破案|及格)率$"
    r"|占.{0,12}(?:比重|比例|比)$|占比$"
)
# A masked place or figure; `**` alone also marks bold type in a Markdown file.
_STARS = re.compile(r"\*{2,}")
_CROSSES = re.compile(r"[×✕╳]{2,}|[XxＸ]{2,}(?=[年月日省市县区州镇乡亿万元人个项家%])")
_BIG_GROWTH = 200.0


def check(report: Report) -> list[Check]:
    """Every finding about `report`, the severe ones first, else in the order of the checks."""
    found = [finding for run in _CHECKS for finding in run(report)]
    return sorted(found, key=lambda finding: _SEVERITY_ORDER[finding.severity])


def _no_indicators(report: Report) -> Iterator[Check]:
    if not report.indicators:
        yield Check(kind="no_indicators", severity="warning", message="全文未见指标，请确认这是一份报告")


def _no_commitments(report: Report) -> Iterator[Check]:
    if not report.commitments:
        yield Check(kind="no_commitments", severity="warning", message="全文未见承诺，可能缺少工作安排部分")


def _no_period(report: Report) -> Iterator[Check]:
    meta = report.meta
    missing = [
        word for word, value in (("回顾期", meta.review_period), ("部署期", meta.plan_period)) if value is None
    ]
    if missing:
        yield Check(kind="no_period", severity="warning", message=f"未能确定{'和'.join(missing)}，指标所属时期可能不全")


def _masked_text(report: Report) -> Iterator[Check]:
    text = report.source.text
    count = len(_CROSSES.findall(text))
    if report.source.media_type != "text/markdown":
        count += len(_STARS.findall(text))
    if count:
        yield Check(kind="masked_text", severity="info", message=f"原文有 {count} 处以星号或叉号隐去内容，相关条目可能不全")


def _implausible_growth(report: Report) -> Iterator[Check]:
    for item in report.indicators:
        if not item.canon or item.measure not in {"growth", "avg_growth"}:
            continue
        if abs(item.value) > _BIG_GROWTH or item.value < -100:
            yield _finding("implausible_growth", f"{item.name}的增幅 {amount(item)} 异常", item)


def _implausible_unit(report: Report) -> Iterator[Check]:
    known = load_catalogue().by_id
    for item in report.indicators:
        statistic = known.get(item.canon or "")
        base = item.normalized.unit if item.normalized else None
        if item.measure in {"growth", "avg_growth"} and base not in {"fraction", "times"}:
            yield _finding("implausible_unit", f"{item.name}的增幅 {amount(item)} 不是百分比", item)
        elif statistic and item.measure == "level" and not _is_of(statistic.unit, base, item):
            yield _finding("implausible_unit", f"{item.name} {amount(item)} 的单位与该指标不符", item)


def _is_of(expected: str | None, base: str | None, item: Indicator) -> bool:
    if expected in {"CNY", "USD"}:
        return base in {"CNY", "USD", "EUR", "HKD", "JPY"}
    if expected in {"kg", "ug/m3"}:
        return base == expected
    if expected is None or expected.startswith("person"):
        return base not in {"CNY", "USD", "fraction", "kg", "ha", "m"}
    return True


def _rate_out_of_range(report: Report) -> Iterator[Check]:
    known = load_catalogue().by_id
    for item in report.indicators:
        if item.measure != "share" or not (item.normalized and item.normalized.unit == "fraction"):
            continue
        bounded = (item.canon in known and known[item.canon].unit == "fraction") or _AT_MOST_ALL.search(item.name)
        if item.value < 0 or (bounded and item.normalized.value > 1):
            yield _finding("rate_out_of_range", f"{item.name} {amount(item)} 不在 0—100% 之间", item)


def _ratio_sum(report: Report) -> Iterator[Check]:
    items = report.indicators
    for first, second, third in zip(items, items[1:], items[2:], strict=False):
        if (first.name, second.name, third.name) != _SHARES:
            continue
        total = round(first.value + second.value + third.value, 4)
        if abs(total - 100) > 0.5:
            yield _finding("ratio_sum", f"三次产业占比之和为 {total:g}%，不是 100%", first, second, third)


def _sum_mismatch(report: Report) -> Iterator[Check]:
    results = _first_results(report)
    for canon, when in results:
        parts = [results.get((part, when)) for part in _SUMS.get(canon, ())]
        whole = _base_value(results[canon, when])
        values = [_base_value(part) for part in parts if part is not None]
        if whole is None or len(values) != len(_SUMS.get(canon, ())) or None in values or not values:
            continue
        total = sum(value for value in values if value is not None)
        if abs(total - whole) > 0.01 * abs(whole):
            entries = [results[canon, when], *(part for part in parts if part is not None)]
            said = "、".join(f"{entry.name} {amount(entry)}" for entry in entries)
            yield _finding("sum_mismatch", f"分项之和与总数相差超过 1%：{said}", *entries)


def _first_results(report: Report) -> dict[tuple[str, str], Indicator]:
    """The first level that the report states of each core statistic as a result of each period."""
    found: dict[tuple[str, str], Indicator] = {}
    for item in report.indicators:
        if item.canon and item.period and item.measure == "level" and item.status == "actual":
            found.setdefault((item.canon, item.period), item)
    return found


def _base_value(item: Indicator) -> float | None:
    return item.normalized.value if item.normalized and item.bound == "eq" else None


def _contradiction(report: Report) -> Iterator[Check]:
    groups: dict[tuple[str, ...], list[Indicator]] = {}
    for item in report.indicators:
        if item.canon and item.period and item.bound == "eq" and item.measure not in {"rank", "change"}:
            key = (item.canon, item.measure, item.status, item.period)
            groups.setdefault(key, []).append(item)
    for (_, name, *_), items in groups.items():
        differing = [item for item in items[1:] if not _agree(items[0], item)]
        if differing:
            entries = [items[0], *differing]
            said = "、".join(dict.fromkeys(amount(entry) for entry in entries))
            yield _finding("contradiction", f"{period(items[0].period)}{name}前后不一：{said}", *entries)


def _agree(one: Indicator, other: Indicator) -> bool:
    """Whether two figures are the same within the coarser of the two roundings, or not to be compared."""
    if one.normalized is None or other.normalized is None:
        return one.unit != other.unit or one.value == other.value
    if one.normalized.unit != other.normalized.unit:
        return True
    coarser = max(_rounding(one), _rounding(other))
    return abs(one.normalized.value - other.normalized.value) <= coarser * 1.000001


def _rounding(item: Indicator) -> float:
    """One unit of the last stated digit, in the base unit: 0.1 亿元 for 747.7亿元."""
    if item.normalized is None or not item.value:
        return 0.0
    _, _, decimals = item.number.text.replace("．", ".").partition(".")
    return float(abs(item.normalized.value / item.value) * 10.0 ** -len(decimals))


def _level_growth_mismatch(report: Report) -> Iterator[Check]:
    """Two yearly levels and a growth rate that do not fit. Rates at constant prices differ from nominal ones, so only
    a gap of more than ten points counts."""
    levels = _first_results(report)
    rates = {
        (item.canon, item.period): item
        for item in reversed(report.indicators)
        if item.canon and item.measure == "growth" and item.status == "actual" and item.bound == "eq"
    }
    for canon, when in levels:
        rate = rates.get((canon, when))
        before = levels.get((canon, str(int(when[:4]) - 1) + when[4:])) if len(when) < 9 else None
        if rate is None or before is None:
            continue
        then, now = _base_value(before), _base_value(levels[canon, when])
        if then and now is not None and abs((now / then - 1) * 100 - rate.value) > 10:
            said = f"{amount(before)} → {amount(levels[canon, when])}，所述增幅 {amount(rate)}"
            yield _finding("level_growth_mismatch", f"{rate.name}的总量与增幅不符：{said}", levels[canon, when], before, rate)


def _range_reversed(report: Report) -> Iterator[Check]:
    for lower, upper in pairwise(report.indicators):
        joined = report.source.text[lower.number.end : upper.number.start].strip("%％ ")
        if lower.name == upper.name and joined in {"-", "—", "——", "~", "～", "至", "－"} and lower.value > upper.value > 0:
            yield _finding("range_reversed", f"{lower.name}的区间 {amount(lower)}—{amount(upper)} 上下颠倒", lower, upper)


def _future_result(report: Report) -> Iterator[Check]:
    """A result said to be of a year after the report: the period or the status of the label is wrong."""
    meta = report.meta
    latest = max((end_year(value) for value in (meta.plan_period, meta.review_period, meta.date) if value), default=None)
    for item in report.indicators:
        if latest and item.canon and item.status == "actual" and item.period and end_year(item.period) > latest:
            yield _finding("future_result", f"{item.name} {figure(item)} 记为{period(item.period)}的实绩，晚于报告", item)


def _finding(kind: str, message: str, *items: Indicator) -> Check:
    return Check(kind=kind, severity="warning", message=message, ids=[item.id for item in items])


_CHECKS: tuple[Callable[[Report], Iterator[Check]], ...] = (
    _no_indicators,
    _no_commitments,
    _no_period,
    _contradiction,
    _sum_mismatch,
    _ratio_sum,
    _level_growth_mismatch,
    _range_reversed,
    _implausible_growth,
    _implausible_unit,
    _rate_out_of_range,
    _future_result,
    _masked_text,
)
