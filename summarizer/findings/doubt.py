"""What lowers the confidence of a figure beyond its label: a mended or odd place, a finding against it, a weak year.

The models of confidence are fitted on whole texts, where these hardly occur, so the factors are set by hand: what was
mended is nearly always right; what stands in odd surroundings or contradicts another figure is wrong half the time.
"""

import re
from collections.abc import Sequence

from summarizer.contract.report import Indicator, Report
from summarizer.document.source import OF_STYLE, Mend

_SPOKEN_AGAINST = {
    "contradiction": 0.5, "ratio_sum": 0.5, "sign_against_wording": 0.5, "rate_out_of_range": 0.4,
    "implausible_growth": 0.4, "implausible_unit": 0.3,
}  # fmt: skip
_MENDED, _MENDED_NEAR, _LOST, _ODD, _WEAK_YEAR = 0.9, 0.96, 0.6, 0.5, 0.7
_UNIT = 4  # characters of a unit behind the digits
_PLAIN_NAME = re.compile(r"[\w\s（）()、，,“”‘’\"《》〈〉·•/％%+＋.．—–-]*")
_ODD_BEFORE = re.compile(
    r"(?:\d[ \u3000\xa0]|\d[.．·]|[_*^~`#\\@$=<>\ufffd]\s?|[^\n。！？：；|>、]{8}[^\n。！？：；，|]\n)$"
)
_ODD_BEHIND = re.compile(r"[ \u3000\xa0]\d|[.．]\d|\s?[_*^~`#\\@$=<\ufffd]|[,，]\d{3}(?!\d)")


def doubted(report: Report, mends: Sequence[Mend]) -> Report:
    """The report with the confidence of its figures lowered where something speaks against them."""
    against: dict[str, float] = {}
    for finding in report.checks:
        for id_ in finding.ids if finding.kind in _SPOKEN_AGAINST else ():
            against[id_] = min(against.get(id_, 1.0), _SPOKEN_AGAINST[finding.kind])
    meta = report.meta
    weak = {getattr(meta, name) for name in meta.weak if name.endswith("period")} - {None}
    places = [mend for mend in mends if mend.kind not in OF_STYLE]
    found, at = [], 0
    for item in report.indicators:
        while at < len(places) and places[at].end < item.quote.start:
            at += 1
        factor = against.get(item.id, 1.0) * _by_place(item, places, at) * _by_surroundings(report.source.text, item)
        found.append(_lowered(item, factor * (_WEAK_YEAR if item.period in weak else 1.0)))
    return report.model_copy(update={"indicators": found})


def _lowered(item: Indicator, factor: float) -> Indicator:
    if item.confidence is None or factor >= 1:
        return item
    return item.model_copy(update={"confidence": round(item.confidence * factor, 3)})


def _by_place(item: Indicator, places: Sequence[Mend], at: int) -> float:
    """By what was mended, from the `at`-th mend on, in the figure or in its clause."""
    factor = 1.0
    while at < len(places) and places[at].start <= item.quote.end:
        mend = places[at]
        if mend.kind == "lost":
            factor = min(factor, _LOST)
        elif mend.end >= item.number.start and mend.start <= item.number.end + _UNIT:
            factor = min(factor, _MENDED)
        else:
            factor = min(factor, _MENDED_NEAR)
        at += 1
    return factor


def _by_surroundings(text: str, item: Indicator) -> float:
    """By what stands next to the digits, and in the name."""
    start, end = item.number.start, item.number.end
    # Nothing odd is a Chinese character, which stands there most often.
    before, behind = _is_chinese(text[start - 1 : start]), _is_chinese(text[end : end + 1])
    odd = (not before and _ODD_BEFORE.search(text, max(0, start - 12), start)) or (
        not behind and _ODD_BEHIND.match(text, end, end + 6)
    )
    return _ODD if odd or not _PLAIN_NAME.fullmatch(item.name) else 1.0


def _is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
