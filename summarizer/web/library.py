"""The library: every report of the store, to search, filter and sort."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from summarizer.web.pages import render
from summarizer.web.workbench import workbench

router = APIRouter(include_in_schema=False)


@router.get("/")
def library(request: Request) -> Response:
    """The list of the newest revision of each report."""
    with workbench(request).store.reading() as connection:
        rows = connection.execute(
            "SELECT report_id, title, source_name, region, review_period FROM latest ORDER BY region, review_period"
        ).fetchall()
    return render(request, "library.html.j2", {"rows": rows})
