"""How findings name the figures they are about, and sentences of indicators."""

import re
from collections.abc import Iterator
from itertools import pairwise

from summarizer.contract.report import Check, Indicator, Report
from summarizer.contract.terms import Severity

_END = re.compile(r"[。！!？?\n；;]")


def shown(item: Indicator) -> str:
    """A figure with its name and unit: 地区生产总值747.7亿元."""
    return f"{item.name}{item.value:.12g}{item.unit}"


def finding(kind: str, message: str, items: list[Indicator], severity: Severity = "warning") -> Check:
    return Check(kind=kind, severity=severity, message=message, ids=[item.id for item in items])


def sentences(report: Report) -> Iterator[list[Indicator]]:
    """The indicators of each sentence that has some, in order; semicolons end one too."""
    text = report.source.text
    group: list[Indicator] = []
    for item, following in pairwise([*report.indicators, None]):
        if item is None:
            break
        group.append(item)
        if following is None or _END.search(text, item.number.end, following.number.start):
            yield group
            group = []
    if group:
        yield group
