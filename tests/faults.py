"""How the tests of field faults read a report and ask what became of its figures."""

import functools
import math
from typing import Any

from summarizer.contract.report import Indicator, Report
from summarizer.engines import create
from summarizer.engines.engine import Engine
from summarizer.pipeline import summarize_source
from summarizer.readers import read_bytes

HEAD = "栖霞河县人民政府工作报告\n——2024年1月16日在栖霞河县第十八届人民代表大会第四次会议上\n\n各位代表：\n"
REVIEW, PLAN = "一、2023年工作回顾\n", "二、2024年重点工作\n"


@functools.cache
def _rules() -> Engine:
    return create("rules")


def read_report(content: str | bytes, ending: str = ".txt") -> Report:
    """The report of a file that holds `content`."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return summarize_source(read_bytes(data, f"report{ending}")[0], _rules())


def reviewed(sentence: str) -> Report:
    """The report whose review of 2023 is `sentence`."""
    return read_report(f"{HEAD}{REVIEW}{sentence}\n")


def planned(sentence: str) -> Report:
    """The report whose plan for 2024 is `sentence`."""
    return read_report(f"{HEAD}{REVIEW}全年工作圆满完成。\n{PLAN}{sentence}\n")


def stated(report: Report, **fields: Any) -> list[Indicator]:
    """The indicators that have all these fields; `value` compared as figures, `name` by containment."""
    return [item for item in report.indicators if all(_fits(item, name, value) for name, value in fields.items())]


def _fits(item: Indicator, name: str, value: Any) -> bool:
    if name == "normalized":
        return item.normalized is not None and math.isclose(item.normalized.value, value)
    found = getattr(item, name)
    if name == "value":
        return math.isclose(found, value, abs_tol=1e-12)
    return value in found if name == "name" else bool(found == value)


def figures(report: Report) -> list[tuple[str | None, str, float, str]]:
    """Canon (or name), measure, value and unit of every indicator, in order."""
    return [(item.canon or item.name, item.measure, item.value, item.unit) for item in report.indicators]


def kinds(report: Report) -> set[str]:
    """The kinds of findings."""
    return {finding.kind for finding in report.checks}
