"""A report's labels as a sheet, and the report that a sheet makes."""

from summarizer.contract.report import Report, SectionInfo
from summarizer.corrections.items import FIELDS, META, Item, Row, Sheet
from summarizer.corrections.validating import NOTHING


def heading_item(section: SectionInfo) -> Item:
    """The item of a heading, without the space that an outline may have left behind it."""
    heading = section.heading
    return Item("section", heading.start, heading.start + len(heading.text.rstrip()))


def sheet_of(report: Report) -> Sheet:
    """What a report says of every item, without who said it and how surely."""
    sheet: dict[Item, Row] = {META: {name: getattr(report.meta, name) for name in FIELDS["meta"]}}
    for section in report.sections:
        sheet[heading_item(section)] = {"level": section.level, "kind": section.kind}
    for each in report.indicators:
        sheet[Item("number", each.number.start, each.number.end)] = {
            "class": "q",
            "name": each.name or None,
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
