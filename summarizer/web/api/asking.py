"""What the calls of the API take: their parameters, each declared once."""

from typing import Annotated

from fastapi import Path, Query
from fastapi.routing import APIRoute
from starlette.requests import Request

from summarizer.errors import UsageError
from summarizer.store.finding.paging import MOST

_LONGEST = 200

ReportId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{16}-[0-9]{1,6}$", description="The id of a report.", examples=["0123456789abcdef-1"])
]
Text = Annotated[str | None, Query(max_length=_LONGEST)]
Region = Annotated[
    str | None,
    Query(max_length=_LONGEST, description="A name, the beginning of one, one with those above it, or a code."),
]
Year = Annotated[int | None, Query(ge=1000, le=9999)]
Revision = Annotated[
    int | None, Query(ge=1, lt=2**31, description="Which reading of the report; the newest without it.")
]
Corrected = Annotated[bool, Query(description="As people corrected it; false for the engine's own reading.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many entries at most.")]
Cursor = Annotated[
    str | None, Query(max_length=2000, description="`next` of the page before, for the entries behind it.")
]


def only_known(request: Request) -> None:
    """Raises UsageError for a parameter that the call does not have: misspelt, it would narrow nothing, and everything
    would pass for what was asked."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    known = [field.alias for field in route.dependant.query_params]
    unknown = next((name for name in request.query_params if name not in known), None)
    if unknown is not None:
        has = f"its parameters are {', '.join(known)}" if known else "it has none"
        raise UsageError(f"the call has no parameter {unknown!r}; {has}")
