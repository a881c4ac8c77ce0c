"""The promised actions of the earlier report, one for each thing that can be kept or not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizer.contract.report import Commitment, Indicator, Report
from summarizer.findings.tracking.statements import Statement

# A bare clause of the plan that sets a date or a result is a promise though no verb of doing opens it:
# 甲厂8月份达到投产条件.
_DATED = re.compile(r"\d{1,2}月(?:份|底|末|中旬)?(?:之?前)?|年底(?:之?前)?|年内|上半年|[一二三四]季度")
_RESULT = re.compile(r"建成|完工|竣工|投产|投用|投运|投入|运营|具备|达到|完成|交付|通车|开工|启动|上线|实现")


@dataclass(frozen=True, slots=True)
class Promise:
    """An action promised: its clauses, and the figures in them. `commitment` is None for a bare clause."""

    id: str
    start: int
    end: int
    clauses: tuple[str, ...]
    text: str
    quantities: tuple[Indicator, ...]
    commitment: Commitment | None


def promises(report: Report, said: Sequence[Statement]) -> list[Promise]:
    """The commitments of a report, and the dated results in its plan that stand in none of them, in order."""
    stated = {item.id: item for item in report.indicators}
    found = [_of_commitment(item, stated, said) for item in report.commitments]
    found += _bare(report, said)
    return sorted(found, key=lambda promise: promise.start)


def _of_commitment(item: Commitment, stated: dict[str, Indicator], said: Sequence[Statement]) -> Promise:
    clauses = tuple(part for part in re.split(r"[,，。；;！!\n]+", item.span.text) if part.strip())
    figures = tuple(stated[id_] for id_ in item.quantities)
    return Promise(item.id, item.span.start, item.span.end, clauses, item.span.text, figures, item)


def _bare(report: Report, said: Sequence[Statement]) -> Iterator[Promise]:
    held = sorted((item.span.start, item.span.end) for item in report.commitments)
    at = 0
    for statement in said:
        while at < len(held) and held[at][1] <= statement.start:
            at += 1
        inside = at < len(held) and held[at][0] <= statement.start
        if not inside and statement.kind == "plan" and _DATED.search(statement.text) and _RESULT.search(statement.text):
            figures = tuple(i for i in report.indicators if statement.start <= i.number.start < statement.end)
            yield Promise(
                statement.id, statement.start, statement.end, (statement.text,), statement.text, figures, None
            )
