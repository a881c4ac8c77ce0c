"""The entries of a report as the page's script reads them, and the marks that show them in the text."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from summarizer.contract.report import Check, Commitment, Excluded, Indicator, Report, SectionInfo, Span
from summarizer.knowledge.vocabulary import Language
from summarizer.show.page.marks import Mark, shown
from summarizer.show.summary import figure, finding

_HEADING, _COMMITMENT, _QUOTE, _NUMBER = range(4)

Entry = dict[str, object]


@dataclass(frozen=True, slots=True)
class Entries:
    """`listed` holds one entry a finding, then one for each mark in the order of the text; the `data-i` of a mark is
    the place of its entry in the list."""

    listed: list[Entry]
    marks: list[Mark]


def collect(report: Report, lang: Language) -> Entries:
    """Every finding, heading, commitment, indicator and excluded number of a report."""
    listed = [_shown(_finding(item, lang)) for item in report.checks]
    marks: list[Mark] = []
    clauses: dict[tuple[int, int], list[int]] = defaultdict(list)
    anchors: set[str] = set()
    for item, span, depth in sorted(_placed(report), key=lambda placed: (placed[1].start, placed[2], -placed[1].end)):
        place = len(listed)
        entry, tag, classes = _entry(item, lang)
        anchor = None if item.id in anchors or not item.id or any(char.isspace() for char in item.id) else item.id
        anchors.add(item.id)
        listed.append(_shown({"id": item.id, "at": [span.start, span.end], **entry}))
        attributes = Markup(f'class="{classes}" data-i="{place}"')
        marks.append(Mark(span.start, span.end, depth, tag, attributes, anchor))
        if isinstance(item, Indicator):
            clauses[item.quote.start, item.quote.end].append(place)
    for (start, end), places in clauses.items():
        attributes = Markup(f'class="q" data-q="{" ".join(map(str, places))}"')
        marks.append(Mark(start, end, _QUOTE, "span", attributes))
    return Entries(listed, marks)


def entry_of(item: SectionInfo | Commitment | Indicator | Excluded, lang: Language) -> Entry:
    """The entry of one item, as `collect` lists it."""
    span = item.heading if isinstance(item, SectionInfo) else item.span if isinstance(item, Commitment) else item.number
    return _shown({"id": item.id, "at": [span.start, span.end], **_entry(item, lang)[0]})


def _shown(entry: Entry) -> Entry:
    return {key: shown(value) if isinstance(value, str) else value for key, value in entry.items()}


_Item = SectionInfo | Commitment | Indicator | Excluded


def _placed(report: Report) -> Iterator[tuple[_Item, Span, int]]:
    yield from ((item, item.heading, _HEADING) for item in report.sections)
    yield from ((item, item.span, _COMMITMENT) for item in report.commitments)
    yield from ((item, item.number, _NUMBER) for item in report.indicators)
    yield from ((item, item.number, _NUMBER) for item in report.excluded)


def _entry(item: _Item, lang: Language) -> tuple[Entry, str, str]:
    """The fields of an entry beyond id and place, and the element and classes that mark it."""
    match item:
        case SectionInfo():
            fields: Entry = {"kind": "heading", "name": item.heading.text, "level": item.level, "part": item.kind}
            return fields, "b", "h"
        case Commitment():
            fields = item.model_dump(include=_COMMITMENT_FIELDS)
            return {"kind": "commitment", "quote": item.span.text, **fields}, "span", f"c {escape(item.strength)}"
        case Indicator():
            fields = item.model_dump(include=_INDICATOR_FIELDS)
            base = f"{item.normalized.value:,.12g} {item.normalized.unit}" if item.normalized else None
            told = {"kind": "indicator", "figure": figure(item, lang), "quote": item.quote.text, "normalized": base}
            return {**told, **fields}, "mark", f"n {item.status}"
        case Excluded():
            return {"kind": "excluded", "figure": item.number.text, "reason": item.reason}, "span", "x"


_COMMITMENT_FIELDS = {
    "section", "action", "strength", "specificity", "deadline", "topic", "quantities", "confidence", "source",
}  # fmt: skip
_INDICATOR_FIELDS = {"section", "name", "canon", "measure", "bound", "status", "period", "confidence", "source"}


def _finding(item: Check, lang: Language) -> Entry:
    return {
        "kind": "finding",
        "id": item.kind,
        "name": finding(item, lang),
        "severity": item.severity,
        "refs": item.ids,
    }
