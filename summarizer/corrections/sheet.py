"""A report's labels as a sheet, and the report that a sheet makes."""

from summarizer.contract.report import Report
from summarizer.corrections.items import FIELDS, META, Item, Row, Sheet
from summarizer.corrections.validating import NOTHING


def sheet_of(report: Report) -> Sheet:
    """What a report says of every item, without who said it and how surely."""
    sheet: dict[Item, Row] = {META: {name: getattr(report.meta, name) for name in FIELDS["meta"]}}
    for section in report.sections:
        item = Item("section", section.heading.start, section.heading.end)
        sheet[item] = {"level": section.level, "kind": section.kind}
    for each in report.indicators:
        sheet[Item("number", each.number.start, each.number.end)] = {
            "class": "q",
            "name": each.name,
            "canon": each.canon,
            "measure": each.measure,
            "unit": each.unit or None,
            "falls": each.value < 0,
            "bound": each.bound,
            "status": each.status,
            "period": each.period,
        }
    for other in report.excluded:
        sheet[Item("number", other.number.start, other.number.end)] = {"class": other.reason, **NOTHING}
    for promise in report.commitments:
        sheet[Item("commitment", promise.span.start, promise.span.end)] = {
            "strength": promise.strength,
            "specificity": promise.specificity,
            "topic": promise.topic,
            "deadline": promise.deadline,
            "action": promise.action or None,
        }
    return sheet
