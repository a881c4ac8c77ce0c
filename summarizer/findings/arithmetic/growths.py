"""Growth against the levels it is said of: 由A增长到B, this year's level against last year's, and what a verb says."""

from collections.abc import Iterator
from itertools import pairwise

from summarizer.contract.report import Check, Indicator, Report
from summarizer.findings.arithmetic.bounds import load_bounds
from summarizer.findings.arithmetic.rounding import Interval, in_base, stated
from summarizer.findings.arithmetic.said import finding, sentences, shown
from summarizer.knowledge.lexicon import either
from summarizer.knowledge.patterns import regex

_FROM = regex(r"[由从](?![此而来])[^。；;\n]{0,24}$")
_RISES = regex(rf"(?:{either('@rise')}|扩大|跃升)(?:到了?|至)")
_FALLS = regex(rf"(?:{either('@fall')})(?:到了?|至)")
# Growth on last year, or in each of the years, is not that from A to B.
_OTHER_BASE = regex(r"同比|上年|去年")
_YEARLY = regex(r"年均|每年|平均")
_RATIO = regex(r"[:：∶]")
_YEAR = regex(r"\d{4}")
_ROOM = 0.011


def moves_against_wording(report: Report) -> Iterator[Check]:
    """由A提高到B with a smaller B, or 由A下降到B with a larger one."""
    for first, second, between in _moves(report):
        up, down = bool(_RISES.search(between)), bool(_FALLS.search(between))
        before, after = in_base(first) or stated(first), in_base(second) or stated(second)
        if up != down and ((up and after.high < before.low) or (down and after.low > before.high)):
            word = "上升" if up else "下降"
            message = (
                f"数值变化与措辞相反:说是{word},却由{first.value:.12g}{first.unit}到{second.value:.12g}{second.unit}"
            )
            yield finding("move_against_wording", message, [first, second])


def _moves(report: Report) -> Iterator[tuple[Indicator, Indicator, str]]:
    """Each 由A…到B of one thing in one unit, with the words between."""
    text = report.source.text
    for group in sentences(report):
        for first, second in pairwise(group):
            lead = text[max(0, first.quote.start) : first.number.start]
            between = text[first.number.end : second.number.start]
            plain = first.bound == "eq" and first.measure == second.measure != "rank"
            # 2.9∶1 is a ratio, not a 1.
            plain = plain and not _RATIO.search(text[second.number.end : second.number.end + 1] + between)
            if plain and first.unit == second.unit and len(between) < 16 and _FROM.search(lead):
                yield first, second, between


def growths_against_levels(report: Report) -> Iterator[Check]:
    """由A增长到B,年均增长g, and a level with last year's level and the growth between them."""
    constant = load_bounds().constant_prices
    for first, second, growth in _stated_moves(report):
        if first.canon not in constant and second.bound == "eq":
            yield from _from_to(first, second, growth)
    yield from _year_on_year(report)


def _stated_moves(report: Report) -> Iterator[tuple[Indicator, Indicator, Indicator]]:
    text = report.source.text
    moves = {second.id: (first, second) for first, second, _ in _moves(report)}
    for group in sentences(report):
        for second, growth in pairwise(group):
            pair = moves.get(second.id)
            gap = text[second.number.end : growth.number.start]
            about = growth.measure in {"growth", "avg_growth", "change"} and growth.bound == "eq"
            about = about and not (growth.measure == "change" and _YEARLY.search(gap))
            if pair and about and len(gap) < 14 and not _OTHER_BASE.search(gap):
                yield *pair, growth


def _from_to(first: Indicator, second: Indicator, growth: Indicator) -> Iterator[Check]:
    before, after = in_base(first), in_base(second)
    if before is None or after is None or before.low <= 0 or after.low <= 0:
        return
    if growth.measure == "change":
        yield from _changed(first, second, growth, after - before)
        return
    if first.measure != "level" or growth.unit not in {"%", "％"}:
        return
    years = _years(first.period, second.period) if growth.measure == "avg_growth" else 1
    if not years:
        return
    found = (after / before).power(1 / years) - Interval(1, 1)
    said = stated(growth).scaled(0.01)
    # 年均 is counted over one year less or more by some reports.
    spans = [found] + [(after / before).power(1 / n) - Interval(1, 1) for n in (years - 1, years + 1) if n > 1]
    if any(_loosened(each).meets(said) for each in (spans if growth.measure == "avg_growth" else [found])):
        return
    likely = 100 * (found.low + found.high) / 2
    formula = f"({second.value:.12g}÷{first.value:.12g})" + (f"^(1/{years})" if years > 1 else "")
    message = f"增速与数值不符:{first.name}{formula}-1≈{likely:.3g}%,文中为{growth.value:g}%"
    yield finding("growth_against_level", message, [first, second, growth])


def _changed(first: Indicator, second: Indicator, growth: Indicator, found: Interval) -> Iterator[Check]:
    """A difference in the same unit: 由82%提高到88%,提高6个百分点."""
    said = stated(growth)
    points = "百分点" in growth.unit and first.unit in {"%", "％"}
    if not points and growth.unit != first.unit:
        return
    scale = first.value / first.normalized.value if first.normalized and first.normalized.value else 1.0
    if not found.scaled(scale).widened(1e-6).meets(said) and not found.scaled(-scale).meets(said):
        difference = second.value - first.value
        formula = f"{second.value:.12g}-{first.value:.12g}={difference:.6g}"
        message = f"增减与数值不符:{formula},文中为{growth.value:g}{growth.unit}"
        yield finding("growth_against_level", message, [first, second, growth])


def _years(first: str | None, second: str | None) -> int:
    """How many years lie between two periods; 0 where that is unknown."""
    ends = [_YEAR.findall(period)[-1] if period else None for period in (first, second)]
    return int(ends[1]) - int(ends[0]) if ends[0] and ends[1] else 0


def _year_on_year(report: Report) -> Iterator[Check]:
    """This year's level, last year's, and the growth, where one report gives all three in current prices."""
    constant = load_bounds().constant_prices
    levels: dict[tuple[str, str], Indicator] = {}
    growths: dict[tuple[str, str], Indicator] = {}
    for item in report.indicators:
        plain = item.canon and item.period and len(item.period) == 4 and item.status == "actual" and item.bound == "eq"
        if plain and item.canon not in constant:
            if item.measure == "level":
                levels.setdefault((item.canon or "", item.period or ""), item)
            elif item.measure == "growth" and item.unit in {"%", "％"}:
                growths.setdefault((item.canon or "", item.period or ""), item)
    for (canon, period), growth in growths.items():
        now, before = levels.get((canon, period)), levels.get((canon, str(int(period) - 1)))
        if now is None or before is None or now.name != before.name:
            continue
        top, base = in_base(now), in_base(before)
        same = now.normalized and before.normalized and now.normalized.unit == before.normalized.unit
        if not same or top is None or base is None or base.low <= 0:
            continue
        found = top / base - Interval(1, 1)
        # Last year's figure is revised before it is grown from: two points are allowed for that.
        if not Interval(found.low - 0.02, found.high + 0.02).meets(stated(growth).scaled(0.01)):
            likely = 100 * (found.low + found.high) / 2
            message = (
                f"增速与数值不符:{shown(now)}÷{before.value:.12g}{before.unit}-1≈{likely:.3g}%,文中为{growth.value:g}%"
            )
            yield finding("growth_against_level", message, [now, before, growth])


def _loosened(interval: Interval) -> Interval:
    return Interval(interval.low - _ROOM, interval.high + _ROOM)
