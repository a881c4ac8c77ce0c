"""Correcting the labels of a report: one act at a time, recorded beside what the machine said."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from summarizer.corrections.log import standing
from summarizer.errors import LabelError
from summarizer.store.corrections import log_of, named_person, of_other_texts
from summarizer.store.labellings import layer_over
from summarizer.store.layers import CORRECTIONS
from summarizer.web.labelled import Asked, record, refused, remember, told, who_of
from summarizer.web.pages import language_of, render
from summarizer.web.workbench import workbench

router = APIRouter(include_in_schema=False)


@router.post("/who")
def name_oneself(request: Request, name: Annotated[str, Body(embed=True, max_length=200)]) -> Response:
    """Keep the name that a person gives, for all that they will say."""
    try:
        who = named_person(name)
    except LabelError as error:
        return refused(language_of(request), str(error))
    response = JSONResponse({"who": who})
    remember(response, who)
    return response


@router.post("/reports/{report_id}/labels")
def change_labels(request: Request, report_id: str, asked: Asked) -> Response:
    """Record one act over the machine's labels, and tell what the items that it touched say now; see `record`."""
    shared, lang = workbench(request), language_of(request)
    with shared.store.reading() as connection:
        reading = shared.readings.find(connection, report_id, asked.revision)
    if reading is None:
        raise HTTPException(404)
    return record(shared, reading.report, reading.subject, asked, who=who_of(request), lang=lang)


@router.get("/reports/{report_id}/log")
def log_page(request: Request, report_id: str) -> Response:
    """Who said what of a report's labels, the newest first, and what has no place in its text any more."""
    shared = workbench(request)
    with shared.store.reading() as connection:
        reading = shared.readings.find(connection, report_id)
        if reading is None:
            raise HTTPException(404)
        entries = log_of(connection, reading.subject.text_id, CORRECTIONS)
        now = layer_over(connection, reading.subject)
        elsewhere = of_other_texts(connection, report_id, reading.subject.text_id)
    held = {entry.seq for entry in standing(entries)}
    lost: list[dict[str, Any]] = [{**told(each.entry), "reason": each.reason} for each in now.lost]
    lost += [{**told(entry), "reason": "other_text"} for entry in standing(elsewhere)]
    context = {
        "report": reading.report,
        "report_id": report_id,
        "entries": [{**told(entry), "holds": entry.seq in held} for entry in reversed(entries)],
        "lost": lost,
    }
    return render(request, "log.html.j2", context)
