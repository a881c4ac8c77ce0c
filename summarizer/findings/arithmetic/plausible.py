"""Values that cannot be: outside what a statistic is at a level of government, above a hundred per cent, negative."""

from collections.abc import Iterator

from summarizer.contract.report import Check, Indicator, Report
from summarizer.findings.arithmetic.bounds import Range, load_bounds
from summarizer.findings.arithmetic.rounding import in_base, stated
from summarizer.findings.arithmetic.said import finding, shown
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.han import HAN
from summarizer.knowledge.lexicon import either, word_set
from summarizer.knowledge.patterns import regex
from summarizer.knowledge.vocabulary import named

# By the multiplier that stands there: the one that may be meant, and how many times as much that is.
_SLIPS = {"亿": (("万", 1e-4),), "万": (("亿", 1e4), ("", 1e-4)), "": (("万", 1e4),)}
_WHOLE_AT_MOST = regex(f"{either('@bounded_rates')}$")
_BEYOND = regex(r"完成率|增长|执行率|任务|计划|超额|入住|产销|同比|相当")
# A minus behind a word; behind a unit it joins the ends of a range (1000元-30万元).
_DASHES = "-－−"
_MINUS = regex(rf"(?<!\d{HAN})(?<!\d{HAN}{{2}})(?<={HAN})[-－−]$")
_SHARE_OF = regex(r"占(?:比|比重|比例)?(?:达到|达|为|到|的)?$")
_SIGNED = regex(r"净|利润|差|盈亏|赤字|顺差|逆差|增|减|变化|变动|温度|气温|海拔")
_NOT_THE_WHOLE = regex(r"新增|净增|增产|增收|增加(?!值)|其中|户均|日均|亩均")
_PER_HEAD = regex(r"[每均]")
_OF_YEARS = regex(r"[比较](?:“|十|\d{4}|二〇)|五年|累计|以来|翻")
_MEASURED = {"growth": "growth", "avg_growth": "growth", "share": "share", "level": "level"}


def implausible_values(report: Report) -> Iterator[Check]:
    """One finding a figure, the surest first: out of range, above one hundred per cent, negative, half a thing."""
    text = report.source.text
    for item in report.indicators:
        found = _out_of_range(item, report) or _above_whole(item, text) or _negative(item, text) or _half_a_thing(item)
        if found is not None:
            yield found


def _range_of(item: Indicator, level: str | None) -> Range | None:
    bounds, canon = load_bounds(), item.canon or ""
    if item.measure == "level":
        return bounds.levels.get(canon, {}).get(level or "")
    return bounds.shares.get(canon) if item.measure == "share" else bounds.growths.get(canon)


def _out_of_range(item: Indicator, report: Report) -> Check | None:
    level = report.meta.admin_level
    limits = _range_of(item, level) if item.canon and item.measure in _MEASURED else None
    if limits is None:
        return None
    known = load_catalogue().by_id.get(item.canon or "")
    base = stated(item) if known and item.unit in known.counted_in else in_base(item)
    if base is None:
        return None
    low, high = limits
    if base.high >= low and base.low <= high:
        return None
    if _counts_an_addition(item) or (item.measure != "level" and _OF_YEARS.search(item.quote.text)):
        return None
    likely = _likely(item, low, high)
    where = named("admin_level", level) if level and item.measure == "level" else ""
    kind = "implausible_growth" if _MEASURED[item.measure] == "growth" else "implausible_value"
    right = f",可能应为{likely}" if likely else ""
    return finding(kind, f"数值超出{where}合理范围:{shown(item)}{right}", [item])


def _counts_an_addition(item: Indicator) -> bool:
    """Whether a level may be an addition to the statistic, or a part of it: the range is of the whole."""
    return item.measure == "level" and bool(_NOT_THE_WHOLE.search(item.quote.text))


def _likely(item: Indicator, low: float, high: float) -> str | None:
    """The figure in the unit that a slip of the unit would have it in."""
    if item.normalized is None or item.measure != "level":
        return None
    scale = item.unit[:1] if item.unit[:1] in {"万", "亿"} else ""
    for right, factor in _SLIPS[scale]:
        if low <= item.normalized.value * factor <= high:
            return f"{item.value:.12g}{right}{item.unit.removeprefix(scale)}"
    return None


def _above_whole(item: Indicator, text: str) -> Check | None:
    """A rate that cannot exceed one hundred per cent, and does."""
    if item.measure != "share" or item.unit not in {"%", "％"} or item.value <= 100:
        return None
    lead = text[max(0, item.number.start - 6) : item.number.start]
    bounded = _WHOLE_AT_MOST.search(item.name) or _SHARE_OF.search(lead)
    if bounded and not _BEYOND.search(item.quote.text):
        return finding("rate_out_of_range", f"比率超过100%:{shown(item)}", [item])
    return None


def _negative(item: Indicator, text: str) -> Check | None:
    """A level or share below zero of what cannot be: by its value, or by a minus right behind a word."""
    if item.measure not in {"level", "share"} or not item.unit:
        return None
    start = item.number.start
    below = item.value < 0 or (text[start - 1 : start] in _DASHES and _MINUS.search(text[max(0, start - 5) : start]))
    if below and not _SIGNED.search(item.name):
        return finding("negative_value", f"数值不应为负:{shown(item)}", [item])
    return None


def _half_a_thing(item: Indicator) -> Check | None:
    """A fraction of what is counted in whole things: 小广告2.5处."""
    if (
        item.measure == "level"
        and item.value != int(item.value)
        and item.bound == "eq"
        and item.unit in word_set("whole_things")
        and not _PER_HEAD.search(item.quote.text)
    ):
        return finding("half_a_thing", f"计数不应为小数:{shown(item)},可能漏写“万”", [item])
    return None
