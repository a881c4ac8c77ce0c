"""Correcting the labels of a report: one act at a time, recorded beside what the machine said."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from summarizer.corrections.items import Item
from summarizer.corrections.log import standing
from summarizer.errors import LabelError, StaleError
from summarizer.store.corrections import CORRECTIONS, act, log_of, named_person, of_other_texts
from summarizer.store.labellings import layer_over
from summarizer.web.labelled import Asked, remember, told, updates, who_of
from summarizer.web.pages import language_of, render
from summarizer.web.workbench import workbench

router = APIRouter(include_in_schema=False)
# What changes the marks of the text, so that the page has to be drawn again.
_REDRAWN = frozenset({"add", "remove"})


@router.post("/who")
def name_oneself(name: Annotated[str, Body(embed=True, max_length=200)]) -> Response:
    """Keep the name that a person gives, for all that they will say."""
    try:
        who = named_person(name)
    except LabelError as error:
        return JSONResponse({"error": str(error)}, 422)
    response = JSONResponse({"who": who})
    remember(response, who)
    return response


@router.post("/reports/{report_id}/labels")
def change_labels(request: Request, report_id: str, asked: Asked) -> Response:
    """Record one act, and tell what the items that it touched say now.

    422 for what cannot be, 409 where somebody changed the item since it was loaded: with what it says now, and nothing
    recorded.
    """
    shared, lang = workbench(request), language_of(request)
    with shared.store.reading() as connection:
        reading = shared.readings.find(connection, report_id, asked.revision)
    if reading is None:
        raise HTTPException(404)
    subject = reading.subject
    try:
        change = asked.change()
        with shared.store.writing() as connection:
            now = act(connection, subject, change, who=who_of(request), seen=asked.seen)
            newest = log_of(connection, subject.text_id, CORRECTIONS)
    except StaleError as error:
        with shared.store.reading() as connection:
            now = layer_over(connection, subject)
        fresh = updates(reading.report, now, [Item.parse(asked.item)], lang)
        return JSONResponse({"error": str(error), "updates": fresh}, 409)
    except LabelError as error:
        return JSONResponse({"error": str(error)}, 422)
    added = [entry for entry in newest if entry.act == newest[-1].act]
    touched = [entry for entry in newest if entry.act in {newest[-1].act, newest[-1].undoes}]
    items = list(dict.fromkeys(entry.item for entry in added))
    return JSONResponse(
        {
            "updates": updates(reading.report, now, items, lang),
            "redraw": any(each.action in _REDRAWN or each.item.kind in ("section", "meta") for each in touched),
            "counts": {"changed": len(now.changed), "accepted": len(now.accepted)},
        }
    )


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
