"""What a report itself calls its main targets (主要预期目标): the passage that lists them for the year it plans."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizer.contract.report import Indicator, Report, Span
from summarizer.knowledge.lexicon import either
from summarizer.knowledge.patterns import regex

# 今年经济社会发展的主要预期目标是：…, 2021年主要目标建议为:…
_LEAD = regex(r"目标[^，,。；;：:\n]{0,8}?(?:(?:是|为)[：:]?|[：:])[^\S\n]*")
_SENTENCE = regex(r"[^。！\n]+[。！]?")
# A target in words that closes the list: 能耗等约束性指标完成省定任务。
_ASSIGNED = regex(rf"(?:完成|达到){either('@assigned_by')}[^，。；\n]{{0,6}}{either('@assigned_things')}")
# A list in lines of its own: ——地区生产总值增长10%。
_ITEM = regex(r"\s*(——|—|-|[•●·]|\d{1,2}[.．、]|[（(][\d一二三四五六七八九十]{1,2}[）)]|[一二三四五六七八九十]{1,2}是)")
_FEWEST, _MOST_ITEMS, _MOST_MORE = 2, 16, 3


@dataclass(frozen=True, slots=True)
class MainTargets:
    """The list in the report's own words, a span for each line of it, and the targets of the planned year in it."""

    spans: tuple[Span, ...]
    figures: tuple[Indicator, ...]


def main_targets(report: Report) -> MainTargets | None:
    """The list of main targets, of several the one with the most figures for the planned year; None without one."""
    plan = report.meta.plan_period
    ahead = {plan, plan[:4]} if plan else set()
    aimed = [item for item in report.indicators if item.status == "target" and item.period in ahead]
    found = [_listed(report.source.text, lead.end(), aimed) for lead in _LEAD.finditer(report.source.text)]
    best = max(found, key=lambda each: len(each.figures), default=None)
    return best if best and len(best.figures) >= _FEWEST else None


def _listed(text: str, start: int, aimed: list[Indicator]) -> MainTargets:
    spans = tuple(_lines(text, start) if text[start : start + 1] in {"\n", ""} else _sentences(text, start, aimed))
    within = (item for span in spans for item in _within(aimed, span.start, span.end) if item.number.end <= span.end)
    return MainTargets(spans, tuple(within))


def _within(items: Sequence[Indicator], start: int, end: int) -> Sequence[Indicator]:
    """Those of the indicators, which are in order, that begin in `[start, end)`."""
    first, last = (bisect_left(items, offset, key=lambda item: item.number.start) for offset in (start, end))
    return items[first:last]


def _sentences(text: str, start: int, aimed: list[Indicator]) -> Iterator[Span]:
    """The sentence behind the lead, with those behind it in the paragraph that name targets of the year, too."""
    end = start
    for count, match in enumerate(_SENTENCE.finditer(text, start, _end_of_line(text, start))):
        more = bool(_within(aimed, match.start(), match.end()))
        if count and (count > _MOST_MORE or not (more or _ASSIGNED.search(match.group()))):
            break
        end = match.end()
    yield Span(start=start, end=end, text=text[start:end])


def _lines(text: str, start: int) -> Iterator[Span]:
    """The lines behind the lead that begin with one kind of mark; empty lines between them count for nothing."""
    kind: str | None = None
    for _ in range(2 * _MOST_ITEMS):
        while text[start : start + 1] == "\n":
            start += 1
        end = _end_of_line(text, start)
        mark = _ITEM.match(text, start, end)
        shape = re.sub(r"[\d一二三四五六七八九十]+", "1", mark[1]) if mark else None
        if mark is None or shape != (kind or shape):
            return
        kind = shape
        yield Span(start=start, end=end, text=text[start:end])
        start = end


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
