"""Showing the token, where the application asks for one."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from summarizer.web.guard import cookie_header
from summarizer.web.pages import render
from summarizer.web.safety import Safety

router = APIRouter(prefix="/login", include_in_schema=False)
# Seconds that a wrong token costs.
_DELAY = 1.0


@router.get("")
async def login(request: Request, token: str | None = None) -> Response:
    """The form; or, by the address that the server prints, straight in."""
    if token is None:
        return render(request, "login.html.j2", {"wrong": False})
    return await _admit(request, token)


@router.post("")
async def log_in(request: Request, token: Annotated[str, Form()] = "") -> Response:
    """Take the token from the form."""
    return await _admit(request, token)


async def _admit(request: Request, token: str) -> Response:
    safety = request.state.safety
    assert isinstance(safety, Safety)
    if not safety.is_token(token.strip()):
        await asyncio.sleep(_DELAY)
        return render(request, "login.html.j2", {"wrong": True}, 401)
    cookie = cookie_header(request.state.cookie, safety.cookie_of(safety.new_session(admitted=True)))
    return RedirectResponse("/", 303, headers={"Set-Cookie": cookie})
