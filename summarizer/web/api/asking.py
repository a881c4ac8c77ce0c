"""What the calls of the API take: their parameters, each declared once."""

from typing import Annotated

from fastapi import Path, Query

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
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many entries at most.")]
Cursor = Annotated[
    str | None, Query(max_length=2000, description="`next` of the page before, for the entries behind it.")
]
