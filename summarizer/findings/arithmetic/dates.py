"""Dates that are not in the calendar."""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator

from summarizer.contract.report import Check, Report

_DATE = re.compile(r"(?<![\d.])(?:(?P<year>(?:19|20)\d\d)年)?(?P<month>\d{1,2})月(?:份)?(?:(?P<day>\d{1,2})日)?(?!\d)")
# A leap day is allowed where no year is said.
_LEAP = 2024


def impossible_dates(report: Report) -> Iterator[Check]:
    """A month above twelve, or a day that its month does not have."""
    text = report.source.text
    places = sorted(
        [(item.number.start, item.id) for item in report.indicators]
        + [(item.number.start, item.id) for item in report.excluded]
    )
    for match in _DATE.finditer(text):
        month, day = int(match["month"]), int(match["day"] or 1)
        year = int(match["year"]) if match["year"] else _LEAP
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            continue
        first = bisect_left(places, (match.start(), ""))
        ids = [id_ for start, id_ in places[first : first + 3] if start < match.end()]
        yield Check(kind="impossible_date", severity="warning", message=f"日期不存在:{match.group()}", ids=ids)
