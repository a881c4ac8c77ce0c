"""What stands before every request: which hosts it may be for, who it is from, and whether a page of ours made it.

Bound to this machine alone, the application trusts whoever can reach it, and guards against web pages elsewhere that
make a browser here call it: by the Host header (DNS rebinding), by where the browser says that a request comes from,
and by a token in each form (CSRF). Bound to anything else it asks for its token first.
"""

import hashlib
import hmac
import ipaddress
import secrets
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# What the pages may load and do: their own style sheets and scripts, no inline ones, nothing of anybody else.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: with that a browser hides where a form of ours comes from, too.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def is_loopback(host: str) -> bool:
    """Whether an address to listen at is of this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, slots=True)
class Session:
    """Who a request is from: a browser by the id in its cookie, and whether it has shown the token."""

    id: str
    admitted: bool
    csrf: str
    by_bearer: bool = False


class Safety:
    """The rules of one application. `token` is None where whoever reaches it may use it."""

    def __init__(self, host: str, token: str | None) -> None:
        self._host, self._token = host.lower(), token
        # Sessions outlive a restart where the token does.
        self._key = hashlib.sha256(b"session " + (token.encode() if token else secrets.token_bytes(32))).digest()

    def serves(self, host_header: str) -> bool:
        """Whether the Host header names this server: a page elsewhere whose name was made to lead here does not."""
        try:
            name = (urlsplit(f"//{host_header}").hostname or "").rstrip(".")
        except ValueError:
            return False
        if name in _LOCAL or name == self._host:
            return True
        if is_loopback(self._host):
            return False
        # A page elsewhere has no cookie under a number or under the machine's own name.
        return _is_number(name) or name in {socket.gethostname().lower(), socket.getfqdn().lower()}

    def is_token(self, shown: str) -> bool:
        """Whether this is the token, told in the same time for every wrong one."""
        return self._token is not None and hmac.compare_digest(shown.encode(), self._token.encode())

    def session_of(self, headers: Headers, cookie: str | None) -> Session | None:
        """The session that a request shows, by the token as a bearer or by its cookie; None where it has none."""
        scheme, _, shown = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.is_token(shown.strip()):
            return Session("", True, "", by_bearer=True)
        id_, _, rest = (cookie or "").partition(".")
        flag, _, signature = rest.partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(f"cookie {id_} {flag}").encode()):
            return None
        return self._made(id_, flag == "in" or self._token is None)

    def new_session(self, *, admitted: bool = False) -> Session:
        """A session for a browser that has none."""
        return self._made(secrets.token_urlsafe(18), admitted or self._token is None)

    def cookie_of(self, session: Session) -> str:
        """What the browser keeps of a session."""
        flag = "in" if session.admitted and self._token else "out"
        return f"{session.id}.{flag}.{self._sign(f'cookie {session.id} {flag}')}"

    def _made(self, id_: str, admitted: bool) -> Session:
        return Session(id_, admitted, self._sign(f"csrf {id_} {admitted}"))

    def _sign(self, what: str) -> str:
        return hmac.new(self._key, what.encode(), hashlib.sha256).hexdigest()


def comes_from_elsewhere(headers: Headers) -> bool:
    """Whether a browser says that a page of another origin made this request."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2].lower() != headers.get("host", "").lower()


def is_from_browser(headers: Headers) -> bool:
    """Whether a request may be from a browser, which others can make send it; a program has none of these."""
    return any(name in headers for name in ("cookie", "origin", "sec-fetch-site", "referer"))


def session(request: HTTPConnection) -> Session:
    """The session of a request that came past the guard."""
    found = request.state.session
    assert isinstance(found, Session)
    return found


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
