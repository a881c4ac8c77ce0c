"""Uploading reports: a form that works without a script, and what a script needs to show how each file stands."""

import re
from dataclasses import asdict, replace
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from summarizer.errors import InputError
from summarizer.files import sayable
from summarizer.readers import ENDINGS, MAX_BYTES, too_big
from summarizer.show.page.marks import shown
from summarizer.web.pages import language_of, render
from summarizer.web.sentences import said_in
from summarizer.web.uploads import Upload
from summarizer.web.workbench import workbench

router = APIRouter(prefix="/upload", include_in_schema=False)
_ABOVE = re.compile(r".*[/\\]", re.DOTALL)


def upload_context(request: Request, *, finished: bool) -> dict[str, object]:
    """What the form needs, wherever it stands; with the files that are `finished`, or only those under way."""
    recent = workbench(request).uploads.recent()
    return {
        "uploads": [_in_language(request, each) for each in recent if finished or each.is_under_way],
        "engine": workbench(request).uploads.engine,
        "endings": ",".join(ENDINGS),
        "most_bytes": MAX_BYTES,
    }


@router.get("")
def page(request: Request) -> Response:
    """The form and the files that were uploaded since the start."""
    return render(request, "upload.html.j2", upload_context(request, finished=True))


@router.get("/state")
def state(request: Request) -> Response:
    """How the recent files stand, for the script; the store is left alone."""
    return JSONResponse([_told(request, upload) for upload in workbench(request).uploads.recent()])


@router.post("")
def upload(
    request: Request,
    files: Annotated[list[UploadFile] | None, File()] = None,
    region: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Take the files of the form; they are read one after the other."""
    place = place_of(region)
    taken = [take(request, file, place) for file in files or () if file.filename or file.size]
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse([_told(request, each) for each in taken], 202)
    return RedirectResponse("/upload", 303)


def take(request: Request, file: UploadFile, region: str | None) -> Upload:
    """One uploaded file, under its name without folders."""
    name = name_of(file)
    if file.size is not None and file.size > MAX_BYTES:
        return workbench(request).uploads.refuse(name, InputError(too_big(name, file.size)))
    return workbench(request).uploads.add(name, file.file.read(MAX_BYTES + 1), region)


def place_of(region: str) -> str | None:
    """The place that was given with files; None for none. Raises InputError for what is no line of text."""
    place = region.strip()
    if not place.isprintable():
        raise InputError(f"the place {place!r} holds characters that cannot be shown; give its name alone")
    return place or None


def name_of(file: UploadFile) -> str:
    """The name of an uploaded file, without folders."""
    return _ABOVE.sub("", sayable(file.filename or ""))[:255] or "report.txt"


def _in_language(request: Request, upload: Upload) -> Upload:
    """An upload with what went wrong in the language of the page."""
    return replace(upload, told=upload.told and said_in(language_of(request), upload.told))


def _told(request: Request, upload: Upload) -> dict[str, object]:
    """An upload as the script shows it; names may hold anything."""
    upload = _in_language(request, upload)
    told = asdict(upload)
    told |= {"name": shown(upload.name), "told": upload.told and shown(upload.told)}
    return told | {"reports": [(id_, shown(title)) for id_, title in upload.reports]}
