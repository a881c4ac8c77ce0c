"""Calls for analysts: the panel, what became of promises, and how well the engines do."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request

from summarizer.contract.terms import Status
from summarizer.evaluation.history import RunSummary, WholeRun, list_runs, read_run
from summarizer.findings.tracking.model import Tracking
from summarizer.store.finding.panel import FoundPanel, PanelAsked, find_panel
from summarizer.store.reports import stored_in
from summarizer.web.api.asking import Corrected, ReportId, Year
from summarizer.web.api.description import problems
from summarizer.web.tracking import pairs_of, tracked
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
    corrected: Corrected = True,
) -> FoundPanel:
    """Statistics of regions over years, as `summarizer export --pivot` chooses them, each cell with its quote.

    A column is a statistic and a measure: `gdp_growth`, `budget_revenue_level`. `amount` is in the unit of its column,
    growth and shares are fractions; `labelled_by` is `human` where a person corrected the figure.
    """
    asked = PanelAsked(
        columns=tuple(column), regions=tuple(region or ()), first=first, last=last, status=status, parts=parts
    )
    with workbench(request).asking(corrected=corrected) as connection:
        return find_panel(connection, asked)


class TrackedPair(BaseModel):
    """Two reports of one region, the second of the year after the first."""

    region: str
    old: str = Field(description="The earlier report.")
    new: str = Field(description="The later one.")
    reviewed: str = Field(description="The period that the later one looks back on.")


@router.get("/tracking")
def list_pairs(
    request: Request,
    region: Annotated[str | None, Query(max_length=200, description="A region by its whole name.")] = None,
    corrected: Corrected = True,
) -> list[TrackedPair]:
    """The pairs of reports of following years."""
    with workbench(request).asking(corrected=corrected) as connection:
        pairs = pairs_of(stored_in(connection), region)
    return [
        TrackedPair(region=old.region, old=old.report_id, new=new.report_id, reviewed=new.year) for old, new in pairs
    ]


@router.get("/tracking/{old}/{new}", responses=problems(404))
def get_tracking(request: Request, old: ReportId, new: ReportId, corrected: Corrected = True) -> Tracking:
    """What the report `new` tells of the targets and commitments of `old`.

    They are of one place and `new` is the later one: that is for the caller to know.
    """
    return tracked(workbench(request), old, new, corrected=corrected)[0]


@router.get("/evaluations")
def list_evaluations(request: Request) -> list[RunSummary]:
    """The runs of `summarizer eval`, the newest first."""
    return list_runs(workbench(request).runs)


@router.get("/evaluations/{name}", responses=problems(404))
def get_evaluation(request: Request, name: Annotated[str, Path(max_length=120)]) -> WholeRun:
    """One run with its misses, but for those of held reports."""
    run = read_run(workbench(request).runs, name)
    if run is None:
        raise HTTPException(404)
    return run
