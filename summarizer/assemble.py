"""Document + Labels → the parts of a Report: figures are read from the source here, and nowhere else."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from summarizer.contract.labels import Account, CommitmentLabel, Labels, NumberLabel
from summarizer.contract.report import (
    AuditInfo,
    Commitment,
    Coverage,
    Excluded,
    Indicator,
    MetaInfo,
    RepairInfo,
    SectionInfo,
    SourceInfo,
)
from summarizer.contract.terms import State
from summarizer.document.document import Document, Meta
from summarizer.document.ledger import Entry
from summarizer.errors import LabelError
from summarizer.knowledge.numerals import read_value
from summarizer.knowledge.units import normalize

# The fields of a model of the contract, before they are validated.
_Fields = dict[str, Any]


def _span(text: str, start: int, end: int) -> _Fields:
    return {"start": start, "end": end, "text": text[start:end]}


def _section_id(document: Document, offset: int) -> str | None:
    section = document.section_at(offset)
    return section.id if section else None


# What is left of a confidence where a recognized character is unsure: one of the figure itself, or one of its clause.
_OF_FIGURE, _OF_CLAUSE = 0.4, 0.8


def source_info(document: Document) -> SourceInfo:
    source = document.source
    return SourceInfo(
        name=source.name,
        sha256=source.sha256,
        part=source.part,
        media_type=source.media_type,
        encoding=source.encoding,
        media=source.media,
        url=source.url,
        retrieved=source.retrieved,
        unsure=list(source.unsure),
        repairs=[RepairInfo(start=repair.start, end=repair.end, text=repair.text) for repair in source.repairs],
        chars=len(source.text),
        text=source.text,
    )


def meta_info(meta: Meta) -> MetaInfo:
    return MetaInfo.model_validate({name: getattr(meta, name) for name in Meta.__dataclass_fields__})


def section_infos(document: Document) -> list[SectionInfo]:
    text = document.text
    return _sections().validate_python(
        [
            {
                "id": section.id,
                "parent": section.parent,
                "level": section.level,
                "kind": section.kind,
                "heading": _span(text, section.heading_start, section.heading_end),
                "span": {"start": section.start, "end": section.end},
            }
            for section in document.sections
        ]
    )


# What is validated together costs a third of what is validated one by one.
@cache
def _sections() -> TypeAdapter[list[SectionInfo]]:
    return TypeAdapter(list[SectionInfo])


@cache
def _indicators() -> TypeAdapter[list[Indicator]]:
    return TypeAdapter(list[Indicator])


@cache
def _excluded() -> TypeAdapter[list[Excluded]]:
    return TypeAdapter(list[Excluded])


@cache
def _commitments() -> TypeAdapter[list[Commitment]]:
    return TypeAdapter(list[Commitment])


def indicators(document: Document, labels: Labels) -> tuple[list[Indicator], list[Excluded]]:
    """Every number of the ledger as an indicator or, with its reason, excluded. Raises LabelError for an id without
    a label, labelled twice, or unknown."""
    by_id = _by_id(document, labels)
    stated: list[_Fields] = []
    excluded: list[_Fields] = []
    for number in document.numbers:
        label = by_id[number.id]
        if label.cls == "q":
            stated.append(_indicator(document, number, label))
        else:
            figure = _span(document.text, number.start, number.end)
            excluded.append({"id": number.id, "number": figure, "reason": label.cls})
    return _indicators().validate_python(stated), _excluded().validate_python(excluded)


def _by_id(document: Document, labels: Labels) -> Mapping[str, NumberLabel]:
    by_id: dict[str, NumberLabel] = {}
    for label in labels.numbers:
        if label.id in by_id:
            raise LabelError(f"{document.source.name}: {label.id} is labelled twice")
        by_id[label.id] = label
    known = {number.id for number in document.numbers}
    for id_ in [*sorted(by_id.keys() - known), *sorted(known - by_id.keys())]:
        problem = "is not a number of the ledger" if id_ in by_id else "has no label"
        raise LabelError(f"{document.source.name}: {id_} {problem}")
    return by_id


def _indicator(document: Document, number: Entry, label: NumberLabel) -> _Fields:
    text = document.text
    clause = document.clause_at(number.start)
    quoted = clause or number
    figure = read_value(number.text)
    value = -figure if label.falls and figure else figure
    # A rank is no amount of its unit: 第2位 are not two people.
    base = normalize(value, label.unit) if label.measure != "rank" else None
    return {
        "id": number.id,
        "number": _span(text, number.start, number.end),
        "quote": _span(text, quoted.start, quoted.end),
        "section": _section_id(document, number.start),
        "name": label.name,
        "canon": label.canon,
        "measure": label.measure,
        "value": value,
        "unit": label.unit,
        "normalized": {"value": base[0], "unit": base[1]} if base else None,
        "bound": label.bound,
        "status": label.status,
        "period": label.period,
        "confidence": _less_doubt(document, number.start, number.end, quoted, label.confidence),
        "source": label.source,
    }


def _less_doubt(document: Document, start: int, end: int, quote: Entry, confidence: float | None) -> float | None:
    """The confidence, less where the characters of the figure or of its clause are not sure themselves."""
    unsure = document.source.unsure
    if confidence is None or not unsure:
        return confidence
    first = bisect_left(unsure, start)
    if first < len(unsure) and unsure[first] < end:
        return round(confidence * _OF_FIGURE, 3)
    first = bisect_left(unsure, quote.start)
    return round(confidence * _OF_CLAUSE, 3) if first < len(unsure) and unsure[first] < quote.end else confidence


def commitments(document: Document, labels: Labels, stated: list[Indicator]) -> list[Commitment]:
    """The commitments in order, with the indicators that stand in them. Raises LabelError for clauses that do not
    exist, run backwards or overlap."""
    clauses = {clause.id: clause for clause in document.clauses}
    found: list[_Fields] = []
    ids = [item.id for item in stated]
    starts = [item.number.start for item in stated]
    last = -1
    for index, label in enumerate(labels.commitments, 1):
        first, final = _extent(document, clauses, label)
        if first.index <= last:
            raise LabelError(f"{document.source.name}: the commitment at {label.first} overlaps the one before")
        last = final.index
        inside = ids[bisect_left(starts, first.start) : bisect_left(starts, final.end)]
        found.append(_commitment(document, f"m{index}", first, final, label, inside))
    return _commitments().validate_python(found)


def _extent(document: Document, clauses: Mapping[str, Entry], label: CommitmentLabel) -> tuple[Entry, Entry]:
    for id_ in (label.first, label.last):
        if id_ not in clauses:
            raise LabelError(f"{document.source.name}: {id_} is not a clause of the ledger")
    first, final = clauses[label.first], clauses[label.last]
    if final.index < first.index:
        raise LabelError(f"{document.source.name}: the commitment {label.first}-{label.last} runs backwards")
    return first, final


def _commitment(
    document: Document, id_: str, first: Entry, final: Entry, label: CommitmentLabel, quantities: list[str]
) -> _Fields:
    return {
        "id": id_,
        "span": _span(document.text, first.start, final.end),
        "section": _section_id(document, first.start),
        "action": label.action,
        "strength": label.strength,
        "specificity": label.specificity,
        "deadline": label.deadline,
        "topic": label.topic,
        "quantities": quantities,
        "confidence": label.confidence,
        "source": label.source,
    }


def coverage(document: Document, account: Account) -> Coverage:
    """How every number and clause came by its label, from the account of an engine that asked a model."""

    def counted(entries: Iterable[Entry]) -> dict[State, int]:
        return dict(sorted(Counter(account.states[entry.id] for entry in entries).items()))

    audit = account.audit
    return Coverage(
        numbers=counted(document.numbers),
        clauses=counted(document.clauses),
        reasons=dict(sorted(account.reasons.items(), key=lambda pair: (pair[0][0] != "n", int(pair[0][1:])))),
        strayed=account.strayed,
        audit=AuditInfo(asked=audit.asked, disagreed=audit.disagreed) if audit else None,
    )
