"""The targets of a report: every figure it aims at, a range as one, glossaries left out."""

from summarizer.contract.report import Indicator, Report
from summarizer.findings.ranges import Figure, joined

_OPEN, _CLOSE = frozenset("〔［[【"), frozenset("〕］]】")


def figures(report: Report) -> list[Figure]:
    """Every figure of a report in the order of the text, a range as one, without those that aim at nothing: a glossary
    explains what is said elsewhere, so its figures are no targets."""
    explained = {section.id for section in report.sections if section.kind == "appendix"}
    found = joined(item for item in report.indicators if not _is_note_mark(item, report.source.text))
    return [stated for stated in found if stated.item.status != "target" or stated.item.section not in explained]


def _is_note_mark(item: Indicator, text: str) -> bool:
    """Whether a number is the mark of a note (〔12〕), which states nothing."""
    return (
        text[item.number.start - 1 : item.number.start] in _OPEN
        and text[item.number.end : item.number.end + 1] in _CLOSE
    )


def goals(report: Report) -> list[Figure]:
    """The targets that a report states, as `figures` has them."""
    return [stated for stated in figures(report) if stated.item.status == "target"]
