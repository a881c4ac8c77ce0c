"""The middleware that applies `safety` to every request, and makes a clear answer of every error nobody foresaw."""

import logging
import os
from http.cookies import SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from summarizer.readers import MAX_BYTES
from summarizer.web.errors import answer
from summarizer.web.safety import HEADERS, SAFE_METHODS, Safety, Session, comes_from_elsewhere

# Bytes of one request: a few of the largest files.
MOST_BODY = 4 * MAX_BYTES + 1_000_000
_OPEN = ("/login", "/static/")
_log = logging.getLogger("summarizer.web")


class Guard:
    """Refuses what `Safety` does not admit, gives each browser a session, and sets the headers of every answer."""

    def __init__(self, app: ASGIApp, safety: Safety) -> None:
        self._app, self._safety = app, safety

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        # Cookies do not tell ports apart; two workbenches of one machine must not take each other's.
        name = f"summarizer_{(scope.get('server') or ('', 0))[1]}"
        shown = self._safety.session_of(headers, _cookie(headers, name))
        session = shown or self._safety.new_session()
        scope.setdefault("state", {}).update(session=session, safety=self._safety, cookie=name)
        begun = False

        async def send_on(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                # A program that keeps cookies would be taken for a browser at its next call.
                kept = shown or scope["path"].startswith("/api/")
                self._add_headers(MutableHeaders(raw=message["headers"]), name, None if kept else session)
                message["headers"] = message["headers"]
            await send(message)

        request = Request(scope, receive)
        try:
            refusal = self._refusal(scope, headers, session)
            if refusal:
                await answer(request, *refusal)(scope, receive, send_on)
            else:
                await self._app(scope, _bounded(receive), send_on)
        except Exception as error:
            told = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
            traced = bool(os.environ.get("SUMMARIZER_DEBUG"))
            _log.error("an internal error at %s (%s); please report it", scope["path"], told, exc_info=traced)
            if begun:
                raise
            await answer(request, 500, "internal")(scope, receive, send_on)

    def _refusal(self, scope: Scope, headers: Headers, session: Session) -> tuple[int, str] | None:
        """Status and reason (of the words' group `refused`) where a request goes no further."""
        if not self._safety.serves(headers.get("host", "")):
            return 421, "host"
        if scope["method"] not in SAFE_METHODS and not session.by_bearer and comes_from_elsewhere(headers):
            return 403, "elsewhere"
        if not session.admitted and not scope["path"].startswith(_OPEN):
            return 401, "token"
        length = headers.get("content-length", "0")
        return (413, "too_large") if length.isdecimal() and int(length) > MOST_BODY else None

    def _add_headers(self, headers: MutableHeaders, name: str, new: Session | None) -> None:
        for key, value in HEADERS.items():
            headers.setdefault(key, value)
        given = any(value.startswith(f"{name}=") for value in headers.getlist("set-cookie"))
        if new is not None and new.id and not given:
            headers.append("Set-Cookie", cookie_header(name, self._safety.cookie_of(new)))


def cookie_header(name: str, value: str) -> str:
    """The header that gives a browser its session."""
    return f"{name}={value}; HttpOnly; SameSite=Strict; Path=/"


def _cookie(headers: Headers, name: str) -> str | None:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except Exception:  # whatever somebody sent
        return None
    return jar[name].value if name in jar else None


def _bounded(receive: Receive) -> Receive:
    """A body that is cut off where it is longer than it may be, whatever its header says."""
    seen = 0

    async def receive_on() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MOST_BODY:
            raise HTTPException(413, "too_large")
        return message

    return receive_on
