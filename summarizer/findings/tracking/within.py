"""Targets that a report restates for the period it looks back on, each with the result that answers it there."""

from summarizer.contract.report import Report
from summarizer.findings.goals import goals
from summarizer.findings.tracking.results import Answer, Results, answer_to
from summarizer.findings.tracking.wordings import Weights


def restated(report: Report) -> dict[str, Answer]:
    """For each target of the period looked back on, by the id of its number (of a range, of its lower end): met,
    missed, near or not reported, and by how much."""
    review = report.meta.review_period
    targets = [stated for stated in goals(report) if review is not None and stated.item.period == review]
    if not targets:
        return {}
    weights = Weights.of(item.quote.text for item in report.indicators)
    results = Results.of(report, weights)
    return {stated.item.id: answer_to(stated, results) for stated in targets}
