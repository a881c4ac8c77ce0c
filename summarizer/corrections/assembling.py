"""The report that a sheet makes: what nobody changed keeps its confidence and source, the rest is a person's."""

from collections.abc import Collection
from dataclasses import replace

from summarizer import assemble
from summarizer.contract.labels import CommitmentLabel, Labels, NumberLabel
from summarizer.contract.report import Check, Commitment, Excluded, Indicator, MetaInfo, Report, SectionInfo
from summarizer.corrections.items import META, Item, Ledger, Row, Sheet, ordered
from summarizer.corrections.log import Layered
from summarizer.corrections.sheet import sheet_of
from summarizer.corrections.validating import number_label
from summarizer.document.document import Document, Meta
from summarizer.document.nesting import Titled, nested
from summarizer.document.source import Source
from summarizer.findings.checks import check
from summarizer.show.brief import write_brief

HUMAN = "human"


def corrected(report: Report, now: Layered) -> Report:
    """The report as people corrected it: sections, figures, commitments, findings and brief follow their labels.

    `source` of a corrected entry is `human`, and it has no confidence. The engine of `run` stays: it read the rest.
    """
    base = sheet_of(report)
    changed = {item for item, row in now.sheet.items() if base.get(item) != row}
    return assembled(report, now.sheet, changed) if changed or base.keys() != now.sheet.keys() else report


def assembled(report: Report, sheet: Sheet, changed: Collection[Item]) -> Report:
    """The report that a whole sheet makes of a report's text; items `changed` are a person's, all others keep what the
    report has of them."""
    ledger = Ledger.of(report.source.text)
    document = _document(report, ledger, sheet)
    labels = Labels(_numbers(report, ledger, sheet, changed), _commitments(report, ledger, sheet, changed))
    stated, excluded = assemble.indicators(document, labels)
    made = Report(
        source=report.source,
        meta=_meta(report.meta, sheet[META]) if META in changed else report.meta,
        sections=assemble.section_infos(document),
        indicators=stated,
        excluded=excluded,
        commitments=assemble.commitments(document, labels, stated),
        run=report.run,
    )
    made = made.model_copy(update={"checks": [*check(made), *_of_reading(report)]})
    return made.model_copy(update={"brief": write_brief(made)})


Piece = Indicator | Excluded | Commitment | SectionInfo


def piece(report: Report, ledger: Ledger, base: Sheet, sheet: Sheet, item: Item) -> Piece | None:
    """What a report says of one number or commitment, or of a heading, where the sheet takes the place of its own,
    `base`; None where it has no such item. Nothing else is assembled, so that a person who labels need not wait."""
    row = sheet.get(item)
    if row is None or item == META:
        return None
    document = _document(report, ledger, sheet)
    changed = {item} if base.get(item) != row else set()
    if item.kind == "section":
        return next(each for each in assemble.section_infos(document) if each.heading.start == item.start)
    one = {item: row}
    if item.kind == "commitment":
        labels = Labels((), _commitments(report, ledger, one, changed))
        stated = [each for each in report.indicators if item.start <= each.number.start < item.end]
        return assemble.commitments(document, labels, stated)[0]
    entry = ledger.numbers[item.start, item.end]
    alone = replace(document, numbers=(entry,))
    numbers = _numbers(report, replace(ledger, numbers={(item.start, item.end): entry}), one, changed)
    stated, excluded = assemble.indicators(alone, Labels(numbers, ()))
    return stated[0] if stated else excluded[0]


def _of_reading(report: Report) -> list[Check]:
    """The findings of a report that do not follow from its labels: what was mended in its text, what befell a model."""
    followed = {(each.kind, each.message) for each in check(report)}
    return [each for each in report.checks if (each.kind, each.message) not in followed]


def _document(report: Report, ledger: Ledger, sheet: Sheet) -> Document:
    source = report.source
    titled = [
        Titled(int(row["level"] or 1), str(row["kind"]), item.start, item.end)
        for item, row in ordered(sheet, "section")
    ]
    return Document(
        Source(source.text, source.name, source.sha256, source.media_type),
        Meta(),
        nested(titled, len(source.text)),
        tuple(ledger.numbers.values()),
        ledger.clauses,
    )


def _meta(meta: MetaInfo, row: Row) -> MetaInfo:
    before = meta.model_dump()
    moved = before["region"] != row["region"]
    codes = {"region_code": None, "parent_code": None, "region_edition": None} if moved else {}
    weak = [name for name in meta.weak if before[name] == row[name]]
    return MetaInfo.model_validate({**before, **row, **codes, "weak": weak, "source": HUMAN})


def _numbers(report: Report, ledger: Ledger, sheet: Sheet, changed: Collection[Item]) -> tuple[NumberLabel, ...]:
    said = {(each.number.start, each.number.end): each for each in report.indicators}
    found = []
    for extent, entry in ledger.numbers.items():
        item = Item("number", *extent)
        known = said.get(extent)
        found.append(
            _as_before(known) if known is not None and item not in changed else number_label(entry.id, sheet[item])
        )
    return tuple(found)


def _as_before(item: Indicator) -> NumberLabel:
    return NumberLabel(
        item.id,
        "q",
        item.name,
        item.canon,
        item.measure,
        item.unit,
        item.value < 0,
        item.bound,
        item.status,
        item.period,
        item.confidence,
        item.source,
    )


def _commitments(
    report: Report, ledger: Ledger, sheet: Sheet, changed: Collection[Item]
) -> tuple[CommitmentLabel, ...]:
    said = {(each.span.start, each.span.end): each for each in report.commitments}
    found = []
    for item, row in ordered(sheet, "commitment"):
        run = ledger.run(item)
        assert run is not None, f"{item} was checked to be whole clauses"
        known = None if item in changed else said.get((item.start, item.end))
        found.append(_promise(run[0].id, run[1].id, row, known))
    return tuple(found)


def _promise(first: str, last: str, row: Row, known: Commitment | None) -> CommitmentLabel:
    return CommitmentLabel(
        first,
        last,
        action=str(row["action"] or ""),
        strength=str(row["strength"]),
        specificity=str(row["specificity"]),
        deadline=None if row["deadline"] is None else str(row["deadline"]),
        topic=str(row["topic"]),
        confidence=known.confidence if known else None,
        source=known.source if known else HUMAN,
    )
