"""A stored report as a file: JSON, page, tables, tasks, brief; each as the command line writes it."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from summarizer.contract.report import Report
from summarizer.errors import InputError
from summarizer.knowledge.resources import package_version
from summarizer.knowledge.vocabulary import Language
from summarizer.show.brief import write_brief
from summarizer.show.markdown import to_markdown
from summarizer.show.page import to_html
from summarizer.tables import TABLES
from summarizer.web.pages import language_of
from summarizer.web.report import Revision, stored_report

router = APIRouter(prefix="/reports", include_in_schema=False)
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Form = Literal["report.json", "page.html", "brief.md", "tables.xlsx", "tables.zip", "tasks.xlsx", "tasks.docx"]


@router.get("/{report_id}/files/{form}")
def download(request: Request, report_id: str, form: Form, revision: Revision = None) -> Response:
    """One report as a file of this form."""
    report, _ = stored_report(request, report_id, revision)
    # A store keeps everything but the brief.
    whole = report.model_copy(update={"brief": write_brief(report)})
    kind, make = _FORMS[form]
    content = make(whole, language_of(request))
    name = f"{Path(report.source.name).stem or report_id}-{form}"
    return Response(
        content,
        media_type=kind,
        headers={"Content-Disposition": f"attachment; filename=\"{form}\"; filename*=UTF-8''{quote(name, safe='')}"},
    )


def _json(report: Report, _: Language) -> bytes:
    return (report.model_dump_json(indent=2) + "\n").encode()


def _page(report: Report, lang: Language) -> bytes:
    return to_html(report, lang).encode()


def _brief(report: Report, lang: Language) -> bytes:
    return to_markdown(report, lang).encode()


def _workbook(report: Report, _: Language) -> bytes:
    from summarizer.tables.excel import FILE, writing_excel

    with TemporaryDirectory() as folder:
        with writing_excel(Path(folder), TABLES) as add:
            for table in TABLES:
                add(table, table.rows(report))
        return (Path(folder) / FILE).read_bytes()


def _csv(report: Report, _: Language) -> bytes:
    from summarizer.tables.delimited import writing_csv
    from summarizer.tables.descriptor import FILE, descriptor_text

    with TemporaryDirectory() as folder:
        # Whoever downloads tables opens them in a spreadsheet; programs have the API.
        with writing_csv(Path(folder), TABLES, for_excel=True) as add:
            for table in TABLES:
                add(table, table.rows(report))
        paths = {table.name: f"{table.name}.csv" for table in TABLES}
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in paths.values():
                archive.write(Path(folder) / name, name)
            archive.writestr(FILE, descriptor_text(TABLES, "csv", paths, package_version()))
        return packed.getvalue()


def _tasks(ending: str) -> Callable[[Report, Language], bytes]:
    def make(report: Report, _: Language) -> bytes:
        from summarizer.show.tasks.rows import tasks_of, title_of
        from summarizer.show.tasks.word import write_table
        from summarizer.show.tasks.workbook import write_workbook

        found = tasks_of(report)
        if not found:
            raise InputError(f"{report.source.name} promises nothing that makes a task; choose another report")
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"tasks{ending}"
            (write_workbook if ending == ".xlsx" else write_table)(path, title_of(report), found)
            return path.read_bytes()

    return make


_FORMS: dict[str, tuple[str, Callable[[Report, Language], bytes]]] = {
    "report.json": ("application/json", _json),
    "page.html": ("text/html; charset=utf-8", _page),
    "brief.md": ("text/markdown; charset=utf-8", _brief),
    "tables.xlsx": (_EXCEL, _workbook),
    "tables.zip": ("application/zip", _csv),
    "tasks.xlsx": (_EXCEL, _tasks(".xlsx")),
    "tasks.docx": (_WORD, _tasks(".docx")),
}
