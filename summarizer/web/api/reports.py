"""Calls about one report: itself as the contract has it, its text, brief and tables, and what people said of it."""

import io
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Query, UploadFile
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from summarizer.contract.report import Report
from summarizer.corrections.assembling import corrected as corrected_report
from summarizer.corrections.items import Value
from summarizer.corrections.log import Action
from summarizer.errors import InputError
from summarizer.knowledge.vocabulary import Language
from summarizer.readers import MAX_BYTES, too_big
from summarizer.show.brief import write_brief
from summarizer.store.corrections import log_of
from summarizer.store.labellings import layer_over, subject_of
from summarizer.store.layers import CORRECTIONS
from summarizer.store.reports import find_stored, load_report
from summarizer.tables import TABLES, text_id_of
from summarizer.tables.delimited import begin_csv
from summarizer.web.api.asking import Corrected, ReportId, Revision
from summarizer.web.api.description import problems
from summarizer.web.upload import name_of, place_of
from summarizer.web.workbench import workbench

router = APIRouter(prefix="/reports", tags=["reports"], responses=problems(404))
TableName = Literal["reports", "sections", "indicators", "excluded", "commitments", "checks", "figures"]


class Correction(BaseModel):
    """What a person said of one item of a report's text: one entry of the log, which only grows."""

    seq: int
    act: int = Field(description="The entries of one act share it.")
    kind: Literal["meta", "section", "number", "commitment"]
    start: int = Field(description="First code point of the item.")
    end: int = Field(description="Code point behind the last one.")
    quote: str
    action: Action
    before: dict[str, Value]
    after: dict[str, Value]
    undoes: int | None = Field(description="The act that an undo takes back.")
    who: str
    at: str = Field(description="When, as an ISO time.")


class TakenReport(BaseModel):
    """A report that the file held."""

    report_id: str
    title: str


class Taken(BaseModel):
    """What became of an uploaded file: `known` where the store had its reports already."""

    state: Literal["done", "known"]
    reports: list[TakenReport]
    told: str | None = Field(description="Of a file of several reports, why one of them could not be read.")


@router.post("", status_code=201, responses=problems(400, 413, 502, 507))
def add_reports(
    request: Request,
    file: Annotated[UploadFile, File(description="A txt, md, html, docx, pdf, … file, as the command line takes it.")],
    region: Annotated[
        str, Form(max_length=100, description="The place that it is of, where its text leaves that open.")
    ] = "",
) -> Taken:
    """Read a file into the store; the answer comes when it has been read. What cannot be read is a problem, and nothing
    of it is stored."""
    name = name_of(file)
    if file.size is not None and file.size > MAX_BYTES:
        raise InputError(too_big(name, file.size))
    done = workbench(request).uploads.read_now(name, file.file.read(MAX_BYTES + 1), place_of(region))
    found = [TakenReport(report_id=id_, title=title) for id_, title in done.reports]
    return Taken(state="known" if done.state == "known" else "done", reports=found, told=done.told)


@router.get("/{report_id}", response_model=Report)
def get_report(
    request: Request, report_id: ReportId, revision: Revision = None, corrected: Corrected = True
) -> Response:
    """The report as its JSON Schema has it."""
    report = _stored(request, report_id, revision, corrected=corrected)
    return Response(report.model_dump_json(), media_type="application/json")


@router.get("/{report_id}/text", response_class=PlainTextResponse)
def get_text(request: Request, report_id: ReportId, revision: Revision = None) -> str:
    """The source text, which every offset counts in."""
    return _stored(request, report_id, revision).source.text


@router.get("/{report_id}/brief", response_class=PlainTextResponse)
def get_brief(
    request: Request,
    report_id: ReportId,
    revision: Revision = None,
    corrected: Corrected = True,
    lang: Language = "zh",
) -> str:
    """A summary in Markdown, every figure cited by its id."""
    return write_brief(_stored(request, report_id, revision, corrected=corrected), lang).text


@router.get(
    "/{report_id}/tables/{name}.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def get_table(
    request: Request,
    report_id: ReportId,
    name: TableName,
    revision: Revision = None,
    corrected: Corrected = True,
    excel: Annotated[bool, Query(description="For Excel, as `summarizer export --excel` writes it.")] = False,
) -> Response:
    """One table of the report, as `summarizer export` writes it."""
    report = _stored(request, report_id, revision, corrected=corrected)
    table = next(table for table in TABLES if table.name == name)
    file = io.StringIO()
    begin_csv(file, [column.name for column in table.columns], for_excel=excel)(table.rows(report))
    return Response(file.getvalue(), media_type="text/csv; charset=utf-8")


@router.get("/{report_id}/corrections")
def list_corrections(request: Request, report_id: ReportId) -> list[Correction]:
    """What people corrected in the report, the oldest entry first."""
    report = _stored(request, report_id, None)
    with workbench(request).store.reading() as connection:
        entries = log_of(connection, text_id_of(report.source.text), CORRECTIONS)
    return [
        Correction(
            seq=entry.seq,
            act=entry.act,
            kind=entry.item.kind,
            start=entry.item.start,
            end=entry.item.end,
            quote=entry.quote,
            action=entry.action,
            before=dict(entry.before),
            after=dict(entry.after),
            undoes=entry.undoes,
            who=entry.who,
            at=entry.at,
        )
        for entry in entries
    ]


def _stored(request: Request, report_id: str, revision: int | None, *, corrected: bool = False) -> Report:
    """A report of the store. Raises HTTPException (404) where it is not there."""
    with workbench(request).store.reading() as connection:
        stored = find_stored(connection, report_id, revision)
        if stored is None:
            raise HTTPException(404)
        report = load_report(connection, stored)
        if corrected:
            layer = layer_over(connection, subject_of(report, report_id, CORRECTIONS))
            report = corrected_report(report, layer)
    return report
