"""The library: every report of the store, to search, filter and sort, a page at a time."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from summarizer.store.finding.library import SORTS, Wanted, choices, list_reports
from summarizer.web.pages import render
from summarizer.web.upload import upload_context
from summarizer.web.workbench import workbench

router = APIRouter(include_in_schema=False)
_ROWS, _MOST_PAGES = 50, 100_000
_FIELDS = ("text", "region", "level", "type", "year", "engine", "finding", "sort")
_Text = Annotated[str, Query(max_length=200)]


@router.get("/")
def library(
    request: Request,
    text: _Text = "",
    region: _Text = "",
    level: _Text = "",
    type: _Text = "",
    year: _Text = "",
    engine: _Text = "",
    finding: _Text = "",
    sort: _Text = "added",
    page: Annotated[int, Query(ge=1, le=_MOST_PAGES)] = 1,
) -> Response:
    """The newest revision of each report that is wanted, as people corrected it."""
    wanted = Wanted(
        text=text, region=region, level=level, type=type, year=year, engine=engine, finding=finding, sort=sort
    )
    with workbench(request).asking() as connection:
        listing = list_reports(connection, wanted, limit=_ROWS, offset=(page - 1) * _ROWS)
        known = choices(connection)
    asked = {name: getattr(wanted, name) for name in _FIELDS}
    narrowed = {name: word for name, word in asked.items() if word and (name, word) != ("sort", "added")}
    context = {
        "rows": listing.rows,
        "total": listing.total,
        "known": known,
        "asked": asked,
        "is_narrowed": bool(set(narrowed) - {"sort"}),
        "sorts": SORTS,
        "sorted_by": {name: _address(narrowed | {"sort": name}) for name in SORTS},
        "page": page,
        "pages": max(1, -(-listing.total // _ROWS)),
        "before": _address(narrowed | {"page": str(page - 1)}),
        "after": _address(narrowed | {"page": str(page + 1)}),
    }
    return render(request, "library.html.j2", context | upload_context(request, finished=False))


def _address(query: dict[str, str]) -> str:
    return f"/?{urlencode(query)}"
