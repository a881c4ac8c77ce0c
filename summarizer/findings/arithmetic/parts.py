"""Parts against their wholes: by what the statistics are, and by 其中 within a sentence."""

from collections.abc import Iterator

from summarizer.contract.report import Check, Indicator, Report
from summarizer.findings.arithmetic.bounds import load_bounds
from summarizer.findings.arithmetic.rounding import Interval, in_base, stated
from summarizer.findings.arithmetic.said import finding, sentences, shown
from summarizer.knowledge.patterns import regex

_Levels = dict[tuple[str, str, str], Indicator]


def parts_of_statistics(report: Report) -> Iterator[Check]:
    """Levels of one period: a part larger than its whole, and wholes that are not the sum of their parts."""
    levels = _levels(report)
    bounds = load_bounds()
    moments = {(period, status) for _, period, status in levels}
    for period, status in sorted(moments):
        for part, whole in bounds.parts:
            one, all_ = levels.get((part, period, status)), levels.get((whole, period, status))
            if one and all_ and _exceeds(one, all_):
                yield finding("part_above_whole", f"部分大于总体:{shown(one)}>{shown(all_)}", [one, all_])
        for whole, *parts in bounds.sums:
            total = levels.get((whole, period, status))
            found = [levels.get((part, period, status)) for part in parts]
            if total is not None:
                yield from _sum(total, [item for item in found if item is not None], len(parts))


def _levels(report: Report) -> _Levels:
    """The first plain level of each statistic, period and status; those stated in different ways are left to others."""
    found: _Levels = {}
    for item in report.indicators:
        if item.canon and item.measure == "level" and item.period and item.bound == "eq":
            found.setdefault((item.canon, item.period, item.status), item)
    return found


def _exceeds(part: Indicator, whole: Indicator) -> bool:
    one, all_ = in_base(part), in_base(whole)
    same = part.normalized and whole.normalized and part.normalized.unit == whole.normalized.unit
    return bool(same and one and all_ and one.low > all_.high)


def _sum(total: Indicator, parts: list[Indicator], count: int) -> Iterator[Check]:
    """Rounding apart, reports revise totals and parts at different times: a hundredth is allowed for that."""
    intervals = [in_base(part) for part in parts]
    whole = in_base(total)
    if len(parts) != count or whole is None or any(interval is None for interval in intervals):
        return
    if len({part.normalized.unit for part in (*parts, total) if part.normalized}) != 1:
        return
    found = Interval(0, 0)
    for interval in intervals:
        found = found + (interval or found)
    if not found.widened(0.01).meets(whole):
        sums = "+".join(f"{part.value:.12g}{part.unit}" for part in parts)
        message = f"各部分之和不等于总体:{sums}≠{shown(total)}"
        yield finding("parts_to_total", message, [total, *parts])


_AVERAGE = 0.15
_NEXT = regex(r"[^。；;\n，,、]{0,4}、[^。；;\n，,、]{1,12}")
_AMONG = regex(r"^[^。；;\n]{0,8}[,，、（(]?\s*其中")


def parts_within_sentences(report: Report) -> Iterator[Check]:
    """`完成投资30亿元,其中工业投资42亿元`: a part behind 其中 that is larger than its whole, in the same unit."""
    text = report.source.text
    for group in sentences(report):
        for at, whole in enumerate(group[:-1]):
            if whole.measure != "level":
                continue
            parts = _among(whole, group[at + 1 :], text)
            too_large = [part for part in parts[:1] if _exceeds_plainly(stated(part), whole)]
            if too_large:
                part = too_large[0]
                yield finding("part_above_whole", f"其中项大于总项:{shown(part)}>{shown(whole)}", [whole, part])
            elif len(parts) > 1 and _exceeds_plainly(sum((stated(p) for p in parts), Interval(0, 0)), whole):
                sums = "+".join(f"{part.value:.12g}" for part in parts)
                yield finding("parts_to_total", f"其中各项之和大于总项:{sums}>{shown(whole)}", [whole, *parts])


def _among(whole: Indicator, others: list[Indicator], text: str) -> list[Indicator]:
    """The parts that 其中 lists right behind a whole: of its unit and period, one behind the other."""
    found: list[Indicator] = []
    for part in others:
        gap = text[(found[-1] if found else whole).number.end : part.number.start]
        comparable = part.measure == "level" and part.unit == whole.unit and part.period == whole.period
        listed = _NEXT.fullmatch(gap) if found else _AMONG.match(gap)
        if not comparable or not listed or part.bound not in {"eq", "gt", "ge"}:
            break
        found.append(part)
    return found


def _exceeds_plainly(part: Interval, whole: Indicator) -> bool:
    return whole.value > 0 and part.low > stated(whole).high


def per_head(report: Report) -> Iterator[Check]:
    """GDP per head that is not GDP over the population, a seventh allowed: the average population is divided by."""
    levels = _levels(report)
    for (canon, period, status), head in levels.items():
        total, people = levels.get(("gdp", period, status)), levels.get(("population", period, status))
        if canon != "gdp_per_capita" or total is None or people is None:
            continue
        above, below, said = in_base(total), in_base(people), in_base(head)
        if above is None or below is None or said is None or below.low <= 0:
            continue
        found = above / below
        if not found.widened(_AVERAGE).meets(said):
            likely = (found.low + found.high) / 2
            message = f"人均与总量不符:{shown(total)}÷{shown(people)}≈{likely:.4g}元,文中为{head.value:.12g}{head.unit}"
            yield finding("per_head", message, [total, people, head])
