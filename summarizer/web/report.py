"""One report: the self-contained page, inside the application."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from summarizer.contract.report import Report
from summarizer.knowledge.vocabulary import Language
from summarizer.show.page import page_context
from summarizer.store.corrections import of_other_texts
from summarizer.store.reports import revisions_of
from summarizer.web.labelled import editing, who_of
from summarizer.web.pages import app_words, language_of, render
from summarizer.web.workbench import workbench

router = APIRouter(prefix="/reports", include_in_schema=False)
Revision = Annotated[int | None, Query(ge=1, lt=2**31)]


@router.get("/{report_id}")
def report_page(request: Request, report_id: str, revision: Revision = None) -> Response:
    """The page of a report, of its newest revision unless another is asked for."""
    shared = workbench(request)
    with shared.store.reading() as connection:
        reading = shared.readings.find(connection, report_id, revision)
        if reading is None:
            raise HTTPException(404)
        report, now = shared.readings.corrected(connection, reading)
        elsewhere = of_other_texts(connection, report_id, reading.subject.text_id)
        revisions = revisions_of(connection, report_id)
    lang, who = language_of(request), who_of(request)
    text = report.source.text
    clauses = [[clause.start, clause.end] for clause in reading.subject.ledger.clauses]
    about: dict[str, object] = {
        "report": {"id": report_id, "revision": reading.revision, "chars": len(text), "clauses": clauses},
        "editing": {**editing(report, now, who), "words": _words(lang)},
    }
    counts = {"changed": len(now.changed), "accepted": len(now.accepted), "lost": len(now.lost) + len(elsewhere)}
    context = {"report_id": report_id, "revision": reading.revision, "revisions": revisions}
    context |= {"labels": counts, "who": who}
    return render(request, "report.html.j2", page_context(report, lang, about) | context)


def _words(lang: Language) -> dict[str, Mapping[str, str]]:
    """The words of the editor that its script needs."""
    said = app_words(lang)
    return {
        name: said[name]
        for name in ("label_fields", "label_items", "label_words", "labels", "admin_level", "report_type")
    }


def stored_report(request: Request, report_id: str, revision: int | None = None) -> tuple[Report, int]:
    """A report of the store as people corrected it, and its revision, the newest unless one is named. Raises
    HTTPException (404) for one that is not there."""
    shared = workbench(request)
    with shared.store.reading() as connection:
        reading = shared.readings.find(connection, report_id, revision)
        if reading is None:
            raise HTTPException(404)
        return shared.readings.corrected(connection, reading)[0], reading.revision
