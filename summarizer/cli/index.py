"""`summarizer index`: what the ledger of a report holds."""

import json
from dataclasses import dataclass
from typing import Annotated

import typer

from summarizer.cli.options import File, TimeLimit, new_app, takes_job
from summarizer.cli.screen import printable, say
from summarizer.document.document import Document
from summarizer.limits import TIME_LIMIT
from summarizer.pipeline import make_document
from summarizer.readers import read

app = new_app()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer index`."""

    file: File
    time_limit: TimeLimit = TIME_LIMIT
    json_: Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of marked text.")] = False


@app.command()
@takes_job
def index(job: Job) -> None:
    """List the ledger: every number and clause of a report, with its id."""
    print_index(first_document(job.file, job.time_limit), job.json_)


def first_document(file: str, time_limit: float = TIME_LIMIT) -> Document:
    """The report of a file, or the first of several, which is told."""
    sources = read(file, time_limit)
    if len(sources) > 1:
        say(f"{file} holds {len(sources)} reports; this is the first")
    return make_document(sources[0])


def print_index(document: Document, as_json: bool) -> None:
    """The ledger of a document: JSON, or the text with ids before every clause `[c1]` and number `#n1:`."""
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
        print(printable(f"[{clause.id}] {shown}{document.text[last : clause.end]}"))
