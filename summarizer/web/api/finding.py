"""Calls that find: reports, figures, commitments, and the statistics there are."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request

from summarizer.contract.terms import AdminLevel, Measure, ReportType, Specificity, Status, Strength, Topic
from summarizer.store.finding.commitments import CommitmentsAsked, FoundCommitment, find_commitments
from summarizer.store.finding.figures import FiguresAsked, FoundFigure, find_figures
from summarizer.store.finding.paging import Page
from summarizer.store.finding.reports import Engine, FoundReport, ReportsAsked, find_reports
from summarizer.store.finding.statistics import FoundStatistic, find_statistics
from summarizer.web.api.asking import Corrected, Cursor, Limit, Region, Text, Year
from summarizer.web.api.description import problems
from summarizer.web.workbench import workbench

router = APIRouter(responses=problems(400))
_Id = Annotated[str | None, Query(max_length=40, description="Only of this report.")]


@router.get("/reports", tags=["reports"])
def list_reports(
    request: Request,
    text: Text = None,
    region: Region = None,
    year: Year = None,
    admin_level: AdminLevel | None = None,
    report_type: ReportType | None = None,
    engine: Engine | None = None,
    finding: Text = None,
    corrected: Corrected = True,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[FoundReport]:
    """The reports, by region and year. `text` stands in the title, the file's name or the region; `year` is the one
    that is looked back on; `finding` is a kind of finding that a report has."""
    asked = ReportsAsked(
        text=text,
        region=region,
        year=year,
        admin_level=admin_level,
        report_type=report_type,
        engine=engine,
        finding=finding,
    )
    with workbench(request).asking(corrected=corrected) as connection:
        return find_reports(connection, asked, limit=limit, cursor=cursor)


@router.get("/figures", tags=["entries"])
def list_figures(
    request: Request,
    statistic: Text = None,
    name: Text = None,
    region: Region = None,
    year: Year = None,
    measure: Measure | None = None,
    status: Status | None = None,
    report_id: _Id = None,
    corrected: Corrected = True,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[FoundFigure]:
    """Figures by statistic (its id or a name of it) or by the report's own words (`name`), each with its quote and
    place; `year` is that of the figure. A range is one figure with both ends."""
    asked = FiguresAsked(
        statistic=statistic,
        name=name,
        region=region,
        year=year,
        measure=measure,
        status=status,
        report_id=report_id,
    )
    with workbench(request).asking(corrected=corrected) as connection:
        return find_figures(connection, asked, limit=limit, cursor=cursor)


@router.get("/commitments", tags=["entries"])
def list_commitments(
    request: Request,
    topic: Topic | None = None,
    region: Region = None,
    year: Year = None,
    text: Text = None,
    strength: Strength | None = None,
    specificity: Specificity | None = None,
    report_id: _Id = None,
    corrected: Corrected = True,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[FoundCommitment]:
    """Commitments by topic, region, words and the year that is planned, each with its quote and place."""
    asked = CommitmentsAsked(
        topic=topic,
        region=region,
        year=year,
        text=text,
        strength=strength,
        specificity=specificity,
        report_id=report_id,
    )
    with workbench(request).asking(corrected=corrected) as connection:
        return find_commitments(connection, asked, limit=limit, cursor=cursor)


@router.get("/statistics", tags=["entries"])
def list_statistics(request: Request, region: Region = None, corrected: Corrected = True) -> list[FoundStatistic]:
    """The statistics that there are figures of."""
    with workbench(request).asking(corrected=corrected) as connection:
        return list(find_statistics(connection, region))
