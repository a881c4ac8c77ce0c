"""Calls for analysts: the panel."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request

from summarizer.contract.terms import Status
from summarizer.store.finding.panel import FoundPanel, PanelAsked, find_panel
from summarizer.web.api.asking import Year
from summarizer.web.api.description import problems
from summarizer.web.workbench import workbench

router = APIRouter(tags=["analysis"], responses=problems(400))
_Column = Annotated[str, Query(max_length=60)]
_Region = Annotated[str, Query(max_length=200)]


@router.get("/panel")
def get_panel(
    request: Request,
    column: Annotated[list[_Column], Query(min_length=1, max_length=40, examples=[["gdp_growth"]])],
    region: Annotated[list[_Region] | None, Query(max_length=500, description="Names; all regions without.")] = None,
    first: Year = None,
    last: Year = None,
    status: Status | None = None,
    parts: Annotated[bool, Query(description="Half-years, quarters and months, too.")] = False,
) -> FoundPanel:
    """Statistics of regions over years, as `summarizer export --pivot` chooses them, each cell with its quote.

    A column is a statistic and a measure: `gdp_growth`, `budget_revenue_level`. `amount` is in the unit of its column,
    growth and shares are fractions.
    """
    asked = PanelAsked(
        columns=tuple(column), regions=tuple(region or ()), first=first, last=last, status=status, parts=parts
    )
    with workbench(request).store.reading() as connection:
        return find_panel(connection, asked)
