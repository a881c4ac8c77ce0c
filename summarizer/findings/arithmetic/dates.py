"""Dates that are not in the calendar."""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator

from summarizer.contract.report import Check, Report

_DATE = re.compile(r"(?<![\d.])(?:(?P<year>(?:19|20)\d\d)年)?(?P<month>\d{1,2})月(?:份)?(?:(?P<day>\d{1,2})日)?(?!\d)")
# A leap day is allowed where no year is said.
_LEAP = 2024
# As many characters as a date has before its 月 (2024年12), and behind it (月份15日), with the one that may not follow.
_BEFORE_MONTH, _BEHIND_MONTH = 7, 7


def impossible_dates(report: Report) -> Iterator[Check]:
    """A month above twelve, or a day that its month does not have."""
    text = report.source.text
    impossible = list(_impossible(text))
    if not impossible:
        return
    places = sorted(
        [(item.number.start, item.id) for item in report.indicators]
        + [(item.number.start, item.id) for item in report.excluded]
    )
    for match in impossible:
        first = bisect_left(places, (match.start(), ""))
        ids = [id_ for start, id_ in places[first : first + 3] if start < match.end()]
        yield Check(kind="impossible_date", severity="warning", message=f"日期不存在:{match.group()}", ids=ids)


def _impossible(text: str) -> Iterator[re.Match[str]]:
    """The dates of a text that are not in the calendar, looked for only around the word for month."""
    at, end = text.find("月"), 0
    while at >= 0:
        match = _DATE.search(text, max(end, at - _BEFORE_MONTH), min(len(text), at + _BEHIND_MONTH))
        if match is not None and match.end("month") == at:
            end = match.end()
            month, day = int(match["month"]), int(match["day"] or 1)
            year = int(match["year"]) if match["year"] else _LEAP
            if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
                yield match
        at = text.find("月", max(at + 1, end))
