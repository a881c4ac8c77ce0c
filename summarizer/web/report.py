"""One report: the self-contained page, inside the application."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from summarizer.contract.report import Report
from summarizer.document.ledger import list_clauses, list_numbers
from summarizer.show.page import page_context
from summarizer.store.reports import find_stored, load_report, revisions_of
from summarizer.web.pages import language_of, render
from summarizer.web.workbench import workbench

router = APIRouter(prefix="/reports", include_in_schema=False)


@router.get("/{report_id}")
def report_page(request: Request, report_id: str, revision: int | None = None) -> Response:
    """The page of a report, of its newest revision unless another is asked for."""
    report, shown = stored_report(request, report_id, revision)
    with workbench(request).store.reading() as connection:
        revisions = revisions_of(connection, report_id)
    lang = language_of(request)
    text = report.source.text
    clauses = [[clause.start, clause.end] for clause in list_clauses(text, list_numbers(text))]
    about = {"report": {"id": report_id, "revision": shown, "chars": len(text), "clauses": clauses}}
    context = {"report_id": report_id, "revision": shown, "revisions": revisions}
    return render(request, "report.html.j2", page_context(report, lang, about) | context)


def stored_report(request: Request, report_id: str, revision: int | None = None) -> tuple[Report, int]:
    """A report of the store and its revision, the newest unless one is named. Raises HTTPException (404) for one that
    is not there."""
    with workbench(request).store.reading() as connection:
        stored = find_stored(connection, report_id, revision)
        if stored is None:
            raise HTTPException(404)
        return load_report(connection, stored), stored.revision
