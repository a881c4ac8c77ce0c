"""What a report is called where its title stands alone, on a tab, a sheet or a file: with place and year."""

import re

from summarizer.contract.report import Report

# What no file system takes in a name, and what separates words in a title.
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+|\s+')
_LONGEST = 80


def full_title(report: Report) -> str:
    """The report's title, with the place and the year before it that it does not say itself.

    The year is the one the report plans for, else the one it looks back on.
    """
    meta = report.meta
    title = " ".join((meta.title or report.source.name).split())
    years = [period[:4] for period in (meta.plan_period, meta.review_period) if period]
    place = [meta.region] if meta.region and meta.region not in title else []
    year = years[:1] if not any(each in title for each in years) else []
    return " ".join([*place, *year, title])


def file_name(report: Report) -> str:
    """The full title as the name of a file, without ending, on every system."""
    return _NOT_IN_NAMES.sub(" ", full_title(report)).strip(" .")[:_LONGEST].strip(" .") or "report"
