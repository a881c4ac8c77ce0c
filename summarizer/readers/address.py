"""Reports at an address of the web: fetched within limits of size and time, from public places only unless allowed."""

import ipaddress
import posixpath
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from summarizer.errors import InputError

if TYPE_CHECKING:
    import httpx2

# The whole of a fetch, and a wait within it, in seconds.
_IN_ALL, _WAIT = 60.0, 20.0
_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_VAGUE = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/force-download"})


def unheard(hop: str) -> None:
    """Nobody hears of a redirect."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stood at an address: its bytes, their media type if the server named one, where it was found in the end."""

    data: bytes
    media_type: str | None
    address: str
    retrieved: str

    @property
    def name(self) -> str:
        """A name for it, with the ending that its path has."""
        parts = urlsplit(self.address)
        return unquote(posixpath.basename(parts.path.rstrip("/"))) or (parts.hostname or "page")


def is_web(place: str) -> bool:
    """Whether a place is an address of the web, and no path."""
    return place.lower().startswith(("http://", "https://"))


def fetch(address: str, *, most: int, allow_local: bool = False, told: Callable[[str], None] = unheard) -> Fetched:
    """What stands at an address, of at most so many bytes. `told` hears of each redirect.

    Raises InputError for what cannot be fetched, and, unless `allow_local`, for an address of this machine or its
    network.
    """
    import httpx2

    until = time.monotonic() + _IN_ALL
    shown = _shown(address)
    try:
        with httpx2.Client(timeout=_WAIT, headers={"User-Agent": "summarizer", "Accept": "*/*"}) as client:
            for _ in range(_HOPS + 1):
                _require_web(address, shown)
                with client.stream("GET", address) as response:
                    _require_public(response, shown, allow_local)
                    if response.status_code in _REDIRECTS and (to := response.headers.get("location")):
                        address = urljoin(address, to)
                        told(f"{shown} leads to {_shown(address)}")
                        shown = _shown(address)
                        continue
                    if response.status_code != 200:
                        raise InputError(f"{shown} answered {response.status_code}; check the address in a browser")
                    return _fetched(response, _body(response, shown, until, most), address)
    except httpx2.TimeoutException:
        raise InputError(f"{shown} did not answer within {_WAIT:g} seconds; try again, or save the page") from None
    except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
        reason = " ".join(str(error).split())[:120].rstrip(".") or type(error).__name__
        raise InputError(f"{shown} cannot be fetched ({reason}); check the address and the network") from None
    raise InputError(f"{shown} was reached after {_HOPS} redirects and leads on; name the address of the page itself")


def _fetched(response: "httpx2.Response", data: bytes, address: str) -> Fetched:
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    parts = urlsplit(address)
    plain = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()  # without a password
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Fetched(data, None if kind in _VAGUE else kind, plain, now)


def _body(response: "httpx2.Response", shown: str, until: float, most: int) -> bytes:
    """The body, unpacked, as far as the limits allow."""
    parts, size = [], 0
    for part in response.iter_bytes(65_536):
        size += len(part)
        if size > most:
            limit = most // 1_000_000
            raise InputError(f"{shown} has more than the {limit} MB a report may have; save the part you need")
        if time.monotonic() > until:
            raise InputError(f"{shown} took more than {_IN_ALL:g} seconds; try again, or save the page")
        parts.append(part)
    return b"".join(parts)


def _require_web(address: str, shown: str) -> None:
    if not is_web(address) or not urlsplit(address).hostname:
        raise InputError(f"{shown} is no address of the web; name one that begins with https://")


def _require_public(response: "httpx2.Response", shown: str, allow_local: bool) -> None:
    """Raises InputError where the machine that answered is in no public network. It is the one that was reached, so a
    name that points elsewhere by now changes nothing."""
    if allow_local:
        return
    stream = response.extensions.get("network_stream")
    server = stream.get_extra_info("server_addr") if stream is not None else None
    if server is None or not ipaddress.ip_address(str(server[0]).split("%")[0]).is_global:
        raise InputError(f"{shown} is on this machine or its network; say --allow-local if that is meant")


def _shown(address: str) -> str:
    """An address for people: without a name, password or query, which may be secret."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path}" if host else address.split("?")[0]
