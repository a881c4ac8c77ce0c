"""Errors as answers: a clear page for a reader, JSON for a program, with the status that fits; never a traceback."""

import logging
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from summarizer.errors import EndpointError, InputError, PendingError, StoreError, SummarizerError, UsageError
from summarizer.web.pages import app_words, language_of, render
from summarizer.web.sentences import said_in

_STATUS: tuple[tuple[type[SummarizerError], int], ...] = (
    (InputError, 422),
    (UsageError, 400),
    (PendingError, 503),
    (EndpointError, 502),
    (StoreError, 503),
)
# What the API's errors are: problems of RFC 9457.
PROBLEM = "application/problem+json"
_log = logging.getLogger("summarizer.web")


def install(app: FastAPI) -> None:
    """Make the application answer every error that its routes raise."""
    app.add_exception_handler(SummarizerError, _summarizer_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(OSError, _of_system)


def status_of(error: SummarizerError) -> int:
    """The status of an answer that tells this error: 422 for a file that cannot be read, 503 for a store in use, …"""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 409)


def answer(request: Request, status: int, told: str) -> Response:
    """What a browser or a program gets for an error. `told` is a key of the words' group `refused`, or a sentence."""
    if request.url.path.startswith("/api/"):
        in_english = app_words("en")["refused"].get(told, told)
        problem = {"title": HTTPStatus(status).phrase, "status": status, "detail": in_english}
        return JSONResponse(problem, status, headers=_challenge(status), media_type=PROBLEM)
    lang = language_of(request)
    sentence = app_words(lang)["refused"].get(told) or said_in(lang, told)
    # The script of a page, which shows it.
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"error": sentence}, status, headers=_challenge(status))
    if status == 401 and request.method == "GET":
        return RedirectResponse("/login", 303)
    return render(request, "error.html.j2", {"sentence": sentence, "status": status}, status)


def _challenge(status: int) -> dict[str, str]:
    return {"WWW-Authenticate": "Bearer"} if status == 401 else {}


async def _summarizer_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, SummarizerError)
    return answer(request, status_of(error), str(error))


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    told = {404: "not_found", 405: "method"}.get(error.status_code)
    plain = error.detail in {"Not Found", "Method Not Allowed"}
    response = answer(request, error.status_code, told if told and plain else str(error.detail))
    response.headers.update(error.headers or {})
    return response


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["loc"][0] == "path":
        return answer(request, 404, "not_found")
    where = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    # The sentences of the library that checks what is sent are English.
    in_words = language_of(request) == "en" or request.url.path.startswith("/api/")
    told = f"{where}: {first['msg']}" if in_words else app_words("zh")["refused"]["invalid"].format(where=where)
    return answer(request, 422, told)


async def _of_system(request: Request, error: Exception) -> Response:
    assert isinstance(error, OSError)
    _log.error("%s: %s", error.filename, error.strerror)
    return answer(request, 507, f"{error.strerror or 'the system refused'}; nothing half-written is left")
