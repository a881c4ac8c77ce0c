"""`summarizer index` and `explain`: what the ledger of a report holds, and why the rules label it so."""

import json
import sys
from typing import TYPE_CHECKING

from summarizer.document.source import Source
from summarizer.errors import UsageError
from summarizer.pipeline import make_document
from summarizer.readers import read

if TYPE_CHECKING:
    from summarizer.contract.labels import Labels
    from summarizer.document.document import Document
    from summarizer.document.ledger import Entry


def _one(file: str) -> Source:
    sources = read(file)
    if len(sources) > 1:
        print(f"summarizer: {file} holds {len(sources)} reports; this is the first", file=sys.stderr)
    return sources[0]


def print_index(file: str, as_json: bool) -> None:
    """The ledger of a file: JSON, or the text with ids before every clause `[c1]` and number `#n1:`."""
    document = make_document(_one(file))
    if as_json:
        entries = {
            name: [{"id": e.id, "start": e.start, "end": e.end, "text": e.text} for e in found]
            for name, found in (("numbers", document.numbers), ("clauses", document.clauses))
        }
        print(json.dumps(entries, ensure_ascii=False))
        return
    numbers = iter([*document.numbers, None])
    number = next(numbers)
    for clause in document.clauses:
        shown, last = "", clause.start
        while number is not None and number.start < clause.end:
            shown += document.text[last : number.start] + f"#{number.id}:"
            last, number = number.start, next(numbers)
        print(f"[{clause.id}] {shown}{document.text[last : clause.end]}".replace("\n", " "))


def print_explanation(file: str, id_: str) -> None:
    """What the rules made of one id, and which of them decided. Raises UsageError for an id the ledger lacks."""
    from summarizer.engines.rules import RuleEngine

    document = make_document(_one(file))
    entry = next((e for e in (*document.numbers, *document.clauses) if e.id == id_), None)
    if entry is None:
        raise UsageError(f"{id_} is not in the ledger of {file}; summarizer index lists its ids")
    labels = RuleEngine().label_now(document)
    clause, section = document.clause_at(entry.start), document.section_at(entry.start)
    heading = document.text[section.heading_start : section.heading_end] if section else "-"
    rows = [
        ("clause", f"{clause.id} {clause.text}" if clause else "-"),
        ("section", f"{heading} ({section.kind if section else 'preamble'})"),
        *(_number_rows(labels, id_) if id_.startswith("n") else _clause_rows(document, labels, entry)),
    ]
    for name, value in rows:
        print(f"{name:8} {value}".replace("\n", " "))


def _number_rows(labels: "Labels", id_: str) -> list[tuple[str, str]]:
    label = next(label for label in labels.numbers if label.id == id_)
    said = [label.cls]
    if label.cls == "q":
        moved = "falls" if label.falls else ""
        said += [label.name, label.canon or "-", label.measure, label.unit or "-", moved, label.bound, label.status]
        said += [label.period or "-"]
    return [("label", " · ".join(word for word in said if word)), ("rules", " → ".join(label.why))]


def _clause_rows(document: "Document", labels: "Labels", entry: "Entry") -> list[tuple[str, str]]:
    order = {clause.id: clause.index for clause in document.clauses}
    for promise in labels.commitments:
        if order[promise.first] <= entry.index <= order[promise.last]:
            said = [promise.action, promise.strength, promise.specificity, promise.deadline, promise.topic]
            told = " · ".join(word or "-" for word in said)
            return [("label", f"commitment {promise.first} to {promise.last}: {told}")]
    return [("label", f"no commitment: {labels.passed_over.get(entry.id, 'not in a forward-looking part')}")]
