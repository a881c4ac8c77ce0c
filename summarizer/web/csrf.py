"""Writes come from pages of ours: each form, and each call of a script, shows the token of its session.

This is a dependency of the whole application, so that no route can forget it.
"""

import hmac

from starlette.exceptions import HTTPException
from starlette.requests import Request

from summarizer.web.safety import SAFE_METHODS, is_from_browser, session

FIELD, HEADER = "csrf", "x-csrf-token"


async def require_own_page(request: Request) -> None:
    """Raises HTTPException (403) for a write that shows no token, in the header or, from a form, in its field.

    A call that shows the application's own token as a bearer needs none, nor does a program that calls the API: a
    browser cannot be made to send either.
    """
    who = session(request)
    if request.method in SAFE_METHODS or who.by_bearer:
        return
    if request.url.path.startswith("/api/") and not is_from_browser(request.headers):
        return
    shown = request.headers.get(HEADER)
    kind = request.headers.get("content-type", "").split(";")[0]
    if shown is None and kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        shown = str((await request.form()).get(FIELD) or "")
    if not hmac.compare_digest((shown or "").encode(), who.csrf.encode()):
        program = request.url.path.startswith("/api/") and "cookie" in request.headers and not shown
        raise HTTPException(403, "cookies" if program else "csrf")
