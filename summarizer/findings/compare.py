"""What two readings of one report disagree on: rules against a model, an old version against a new one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from summarizer.contract.report import Commitment, Excluded, Extent, Indicator, Report, SectionInfo
from summarizer.errors import UsageError

_META = ("title", "region", "admin_level", "report_type", "date", "speaker", "review_period", "plan_period")
_NUMBER = ("name", "canon", "measure", "value", "unit", "bound", "status", "period")
_COMMITMENT = ("action", "strength", "specificity", "deadline", "topic")
_IOU = 0.5

Value = str | float | None
Fields = Mapping[str, tuple[Value, Value]]
"""Each field that differs, with its value in the one reading and in the other."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that the readings disagree on: `a` and `b` are its ids, None where only the other reading has it."""

    a: str | None
    b: str | None
    text: str
    section: str | None
    fields: Fields


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences of two readings by part, in the order of the text, and how many entries are the same."""

    meta: Fields
    sections: tuple[Difference, ...]
    numbers: tuple[Difference, ...]
    commitments: tuple[Difference, ...]
    same: Mapping[str, int]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.meta or self.sections or self.numbers or self.commitments)


def compare(a: Report, b: Report) -> Comparison:
    """What two readings of one text disagree on. Confidence, findings and the brief are no part of a reading.

    Raises UsageError where the two are not of the same text.
    """
    if a.source.text != b.source.text:
        raise UsageError(
            f"{a.source.name} and {b.source.name} are not the same text, so their readings cannot be compared; "
            "summarize the same file with both"
        )
    meta = _fields(a.meta, b.meta, _META)
    sections = tuple(_sections(a, b))
    numbers = tuple(_numbers(a, b))
    commitments = tuple(_commitments(a, b))
    same = {
        "meta": len(_META) - len(meta),
        "sections": len(a.sections) - sum(item.a is not None for item in sections),
        "numbers": len(a.indicators) + len(a.excluded) - len(numbers),
        "commitments": len(a.commitments) - sum(item.a is not None for item in commitments),
    }
    return Comparison(meta, sections, numbers, commitments, same)


def _fields(a: object, b: object, names: Sequence[str]) -> dict[str, tuple[Value, Value]]:
    pairs = {name: (getattr(a, name, None), getattr(b, name, None)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _headings(report: Report) -> dict[str | None, str]:
    return {section.id: section.heading.text for section in report.sections}


def _numbers(a: Report, b: Report) -> Iterator[Difference]:
    """Every number of the ledger is in both readings, so they are told by their ids."""
    headings = _headings(a)
    left, right = _ledger(a), _ledger(b)
    for id_, item in sorted(left.items(), key=lambda pair: pair[1].number.start):
        other = right[id_]
        kinds = (_class(item), _class(other))
        fields: Fields = {"class": kinds} if kinds[0] != kinds[1] else _fields(item, other, _NUMBER)
        if fields:
            stated = item if isinstance(item, Indicator) else other
            quote = stated.quote if isinstance(stated, Indicator) else stated.number
            section = headings.get(stated.section) if isinstance(stated, Indicator) else None
            yield Difference(id_, id_, quote.text, section, fields)


def _ledger(report: Report) -> dict[str, Indicator | Excluded]:
    items: list[Indicator | Excluded] = [*report.indicators, *report.excluded]
    return {item.id: item for item in items}


def _class(item: Indicator | Excluded) -> str:
    return item.reason if isinstance(item, Excluded) else "quantity"


def _commitments(a: Report, b: Report) -> Iterator[Difference]:
    """Commitments are the same one where their clauses overlap by half of both together, the best overlaps first."""
    pairs = _matched(a.commitments, b.commitments)
    taken = set(pairs.values())
    left, right = _headings(a), _headings(b)
    found: list[tuple[int, Difference]] = []
    for index, item in enumerate(a.commitments):
        other = b.commitments[pairs[index]] if index in pairs else None
        if other is None:
            difference = Difference(item.id, None, item.span.text, left.get(item.section), {})
        else:
            fields = _fields(item, other, _COMMITMENT)
            if item.span != other.span:
                fields = {"text": (item.span.text, other.span.text), **fields}
            if not fields:
                continue
            difference = Difference(item.id, other.id, item.span.text, left.get(item.section), fields)
        found.append((item.span.start, difference))
    for index, item in enumerate(b.commitments):
        if index not in taken:
            found.append((item.span.start, Difference(None, item.id, item.span.text, right.get(item.section), {})))
    return (difference for _, difference in sorted(found, key=lambda pair: pair[0]))


def _matched(a: Sequence[Commitment], b: Sequence[Commitment]) -> dict[int, int]:
    """Which commitment of `b` each of `a` is, by position in the lists; linear where neither list overlaps itself."""
    order = sorted(range(len(b)), key=lambda j: b[j].span.start)
    candidates: list[tuple[float, int, int]] = []
    first = 0
    for i in sorted(range(len(a)), key=lambda i: a[i].span.start):
        while first < len(order) and b[order[first]].span.end <= a[i].span.start:
            first += 1
        for j in order[first:]:
            if b[j].span.start >= a[i].span.end:
                break
            if (shared := _overlap(a[i].span, b[j].span)) >= _IOU:
                candidates.append((-shared, i, j))
    found: dict[int, int] = {}
    for _, i, j in sorted(candidates):
        if i not in found and j not in found.values():
            found[i] = j
    return found


def _overlap(a: Extent, b: Extent) -> float:
    """Characters of both as a share of characters of either."""
    shared = min(a.end, b.end) - max(a.start, b.start)
    return max(shared, 0) / max(max(a.end, b.end) - min(a.start, b.start), 1)


def _sections(a: Report, b: Report) -> Iterator[Difference]:
    """Headings are the same one where they begin at the same character."""
    left = {section.heading.start: section for section in a.sections}
    right = {section.heading.start: section for section in b.sections}
    for start in sorted(left.keys() | right.keys()):
        item, other = left.get(start), right.get(start)
        if other is None:
            yield Difference(left[start].id, None, left[start].heading.text, None, {})
        elif item is None:
            yield Difference(None, other.id, other.heading.text, None, {})
        elif fields := _section_fields(item, other, a, b):
            yield Difference(item.id, other.id, item.heading.text, None, fields)


def _section_fields(item: SectionInfo, other: SectionInfo, a: Report, b: Report) -> Fields:
    fields = _fields(item, other, ("level", "kind"))
    parents = (_headings(a).get(item.parent), _headings(b).get(other.parent))
    texts = (item.heading.text, other.heading.text)
    named = {"heading": texts, "parent": parents}
    return fields | {name: pair for name, pair in named.items() if pair[0] != pair[1]}
