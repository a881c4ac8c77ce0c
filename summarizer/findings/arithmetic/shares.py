"""Shares that must add up to a hundred, and shares that must be their part over their whole."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from summarizer.contract.report import Check, Indicator, Report
from summarizer.findings.arithmetic.rounding import Interval, half_digit, in_base
from summarizer.findings.arithmetic.said import finding, sentences, shown
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.han import HAN

_RATIO_GAP = re.compile(r"\s*[%％]?\s*[:：∶︰︓]\s*")
_OF = re.compile(
    rf"""
    占 (?: 到 | 全[市县区省州] )? (?P<whole> (?: {HAN} | [A-Z] ){{2,16}}? ) (?: 总量 | 总额 )?
    的? (?: 比重 | 比例 | 比 | 份额 )? (?: 为 | 达到? | 的 )? $
    """,
    re.VERBOSE,
)
# Ratios that are far from a hundred are of something else: odds, scores, mixtures.
_LEAST, _MOST = 60.0, 140.0


def ratios_of_parts(report: Report) -> Iterator[Check]:
    """Three shares or more written as a ratio (`9.4:31.9:58.7`) that cannot add up to one hundred."""
    text = report.source.text
    run: list[Indicator] = []
    for item in [*report.indicators, None]:
        if run and item is not None and _RATIO_GAP.fullmatch(text[run[-1].number.end : item.number.start]):
            run.append(item)
            continue
        if len(run) > 2:
            yield from _sum_of(run)
        run = [item] if item is not None else []


def _sum_of(run: Sequence[Indicator]) -> Iterator[Check]:
    values = [abs(item.value) for item in run]
    total = sum(values)
    # Each share is rounded by itself, to the digits that the finest of them has.
    room = sum([min(map(half_digit, values))] * len(run))
    if _LEAST < total < _MOST and abs(total - 100) > room + 0.05:
        sums = "+".join(f"{value:g}" for value in values)
        yield finding("ratio_sum", f"各部分比重之和不等于100%:{sums}={total:.6g}", list(run))


def shares_of_levels(report: Report) -> Iterator[Check]:
    """A share (占一般公共预算收入的72.5%) behind its part, held against the part over the whole of the same period."""
    text, catalogue = report.source.text, load_catalogue()
    levels: dict[tuple[str | None, str | None], Indicator] = {
        (item.canon, item.period): item
        for item in reversed(report.indicators)
        if item.canon and item.measure == "level" and item.bound == "eq"
    }
    for group in sentences(report):
        for part, share in pairwise(group):
            if share.measure != "share" or part.measure != "level" or share.unit not in {"%", "％"}:
                continue
            match = _OF.search(text[part.number.end : share.number.start])
            whole = levels.get((catalogue.canon_of(match["whole"], "level"), part.period)) if match else None
            if whole is not None and whole is not part:
                yield from _held_against(part, share, whole)


def _held_against(part: Indicator, share: Indicator, whole: Indicator) -> Iterator[Check]:
    above, below, said = in_base(part), in_base(whole), in_base(share)
    same = part.normalized and whole.normalized and part.normalized.unit == whole.normalized.unit
    if not same or above is None or below is None or said is None or below.low <= 0:
        return
    found = above / below
    if not found.meets(_rounded_by_hand(said)):
        likely = 100 * (above.low + above.high) / (below.low + below.high)
        message = f"比重与数值不符:{shown(part)}÷{shown(whole)}={likely:.3g}%,文中为{share.value:g}%"
        yield finding("share_of_whole", message, [part, whole, share])


def _rounded_by_hand(said: Interval) -> Interval:
    return Interval(said.low - 0.005, said.high + 0.005)
