"""`summarizer explain`: why the rules label a number or a clause as they do."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.index import first_document
from summarizer.cli.options import File, TimeLimit, new_app, takes_job
from summarizer.cli.screen import printable
from summarizer.errors import UsageError

if TYPE_CHECKING:
    from summarizer.contract.labels import Labels
    from summarizer.document.document import Document
    from summarizer.document.ledger import Entry
from summarizer.limits import TIME_LIMIT

app = new_app()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer explain`."""

    file: File
    id: Annotated[str, typer.Argument(help="A number (n45) or a clause (c120) of the ledger.")]
    time_limit: TimeLimit = TIME_LIMIT


@app.command()
@takes_job
def explain(job: Job) -> None:
    """Show why the rules labelled a number or clause as they did."""
    print_explanation(job.file, job.id, job.time_limit)


def print_explanation(file: str, id_: str, time_limit: float = TIME_LIMIT) -> None:
    """What the rules made of one id, and which of them decided. Raises UsageError for an id the ledger lacks."""
    from summarizer.engines.rules import RuleEngine

    document = first_document(file, time_limit)
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
        print(printable(f"{name:8} {value}"))


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
