"""Label mode: one person goes through a text item by item, by keyboard, with the machine's suggestions or without."""

from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from summarizer.contract.report import Report
from summarizer.corrections.items import CHOICES, FIELDS, META, Item
from summarizer.corrections.log import Layered
from summarizer.corrections.sheet import heading_item
from summarizer.document.forward import FORWARD
from summarizer.show.page import json_in_page
from summarizer.store.corrections import Subject, named_person
from summarizer.store.labellings import (
    Labelling,
    begin,
    finish,
    labelling_subject,
    labellings_of,
    layer_over,
    listed_labellings,
    unlabelled,
)
from summarizer.web.labelled import Asked, compact, record, refused, remember, state_of, who_of
from summarizer.web.pages import app_words, language_of, render
from summarizer.web.readings import Reading
from summarizer.web.workbench import Workbench, workbench

router = APIRouter(prefix="/label", include_in_schema=False)


@router.get("")
def list_labellings(request: Request) -> Response:
    """Who labels which text, and how far they are."""
    with workbench(request).store.reading() as connection:
        rows = listed_labellings(connection)
    return render(request, "labellings.html.j2", {"rows": rows, "who": who_of(request)})


@router.get("/{report_id}")
def label_page(request: Request, report_id: str) -> Response:
    """The labelling of the person at the browser; or the form that begins it."""
    shared = workbench(request)
    reading = _reading(shared, request, report_id)
    labelling = _labelling(shared, reading, who_of(request))
    if labelling is None:
        context = {"report": reading.report, "report_id": report_id, "who": who_of(request)}
        return render(request, "label_begin.html.j2", context)
    subject = labelling_subject(reading.report, labelling)
    with shared.store.reading() as connection:
        now = layer_over(connection, subject)
    data = _data(reading, subject, labelling, now) | {"words": _words(request)}
    context = {"data": json_in_page(data), "report": reading.report, "report_id": report_id, "labelling": labelling}
    return render(request, "label.html.j2", context)


@router.post("/{report_id}/begin")
def begin_labelling(
    request: Request, report_id: str, name: Annotated[str, Form()] = "", hidden: Annotated[bool, Form()] = False
) -> Response:
    """Begin a labelling under a name, which the browser keeps."""
    shared = workbench(request)
    reading = _reading(shared, request, report_id)
    who = named_person(name)
    with shared.store.writing() as connection:
        begin(connection, reading.subject, who, hidden=hidden)
    response = RedirectResponse(f"/label/{report_id}", 303)
    remember(response, who)
    return response


@router.post("/{report_id}/labels")
def label(request: Request, report_id: str, asked: Asked) -> Response:
    """Record one act in the labelling of the person at the browser; see `record`."""
    shared = workbench(request)
    reading = _reading(shared, request, report_id)
    labelling = _labelling(shared, reading, who_of(request))
    if labelling is None:
        return refused(language_of(request), "begin a labelling of this report first")
    subject = labelling_subject(reading.report, labelling)
    return record(shared, reading.report, subject, asked, who=labelling.who, lang=language_of(request))


@router.post("/{report_id}/finish")
def finish_labelling(request: Request, report_id: str) -> Response:
    """Declare a labelling finished; 422 while a number has no label."""
    shared = workbench(request)
    reading = _reading(shared, request, report_id)
    labelling = _labelling(shared, reading, who_of(request))
    if labelling is None:
        return refused(language_of(request), "begin a labelling of this report first")
    with shared.store.writing() as connection:
        left = unlabelled(layer_over(connection, labelling_subject(reading.report, labelling)), reading.subject.ledger)
        if left:
            told = app_words(language_of(request))["label_mode"]["numbers_left"].format(n=len(left))
            return JSONResponse({"error": told}, 422)
        finish(connection, reading.subject.text_id, labelling.who)
    return JSONResponse({"finished": True})


def _reading(shared: Workbench, request: Request, report_id: str) -> Reading:
    with shared.store.reading() as connection:
        reading = shared.readings.find(connection, report_id)
    if reading is None:
        raise HTTPException(404)
    return reading


def _labelling(shared: Workbench, reading: Reading, who: str) -> Labelling | None:
    with shared.store.reading() as connection:
        known = labellings_of(connection, reading.subject.text_id)
    return next((each for each in known if each.who == who), None)


def _data(reading: Reading, subject: Subject, labelling: Labelling, now: Layered) -> dict[str, Any]:
    """What the script of the page starts from. Where suggestions are hidden it holds nothing that the machine said of a
    number or a commitment."""
    report, ledger = reading.report, subject.ledger
    return {
        "report": {"id": subject.report_id, "text": report.source.text},
        "clauses": [[clause.start, clause.end] for clause in ledger.clauses],
        "forward": _forward(report, subject),
        "hidden": labelling.hidden,
        "queue": [str(item) for item in queue(report, subject, labelling)],
        "rows": {str(item): compact(row) for item, row in now.sheet.items()},
        "versions": {str(item): version for item, version in now.versions.items()},
        "states": {str(item): state_of(now, item) for item in {*now.changed, *now.accepted}},
        "periods": [report.meta.review_period, report.meta.plan_period] if not labelling.hidden else [],
        "fields": FIELDS,
        "choices": CHOICES,
    }


def queue(report: Report, subject: Subject, labelling: Labelling) -> list[Item]:
    """The items in the order in which they are gone through: the numbers of the ledger, the commitments (or, where
    suggestions are hidden, nothing for them: the page goes over the clauses), the headings, the report as a whole.

    With suggestions the least certain come first, and then what has no certainty; without, the text's own order.
    """
    numbers = [Item("number", *extent) for extent in subject.ledger.numbers]
    sections = [heading_item(each) for each in report.sections]
    if labelling.hidden:
        return [*numbers, *sections, META]
    sure = {(each.number.start, each.number.end): each.confidence for each in report.indicators}
    sure |= {(each.span.start, each.span.end): each.confidence for each in report.commitments}
    promises = [Item("commitment", each.span.start, each.span.end) for each in report.commitments]

    def certainty(item: Item) -> tuple[float, int]:
        known = sure.get((item.start, item.end))
        return (2.0 if known is None else known, item.start)

    return [*sorted(numbers, key=certainty), *sorted(promises, key=certainty), *sections, META]


def _forward(report: Report, subject: Subject) -> list[int]:
    """The clauses, by index, of the parts that look forward, without those of headings: where commitments stand."""
    found, at = [], -1
    headings = [(each.heading.start, each.heading.end) for each in report.sections]
    for clause in subject.ledger.clauses:
        while at + 1 < len(report.sections) and headings[at + 1][0] < clause.end:
            at += 1
        within = at >= 0 and headings[at][0] <= clause.start and clause.end <= headings[at][1]
        if at >= 0 and report.sections[at].kind in FORWARD and not within:
            found.append(clause.index)
    return found


def _words(request: Request) -> dict[str, Any]:
    said = app_words(language_of(request))
    groups = (
        "guide", "label_mode", "label_fields", "label_items", "label_words", "labels", "admin_level", "report_type",
        "measure", "bound", "status", "reason", "strength", "specificity", "part", "topics", "canon",
    )  # fmt: skip
    return {name: said[name] for name in groups}
