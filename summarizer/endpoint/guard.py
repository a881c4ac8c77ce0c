"""What no server may do to us: send a body without end, packed or not, or have a question carried to another place."""

import zlib
from collections.abc import AsyncIterator
from typing import cast

import httpx2

# The most bytes of an answer, unpacked, and of an error, of which the rest is not looked at. Files of provider batches
# are streamed to disk, and may be long.
MOST_ANSWER, MOST_ERROR, MOST_FILE = 16_000_000, 100_000, 4_000_000_000
_PIECE = 65_536
_PACKED = ("gzip", "x-gzip", "deflate")


class Elsewhere(httpx2.TransportError):
    """A server that sends the request on to another origin, which is told."""


class TooMuch(httpx2.TransportError):
    """A body longer than any answer."""


async def guard(response: httpx2.Response) -> None:
    """Look at a response before its body is read: no redirect to another origin is followed, and no body is read
    beyond what it may hold. Raises Elsewhere."""
    if response.has_redirect_location:
        target = response.request.url.join(response.headers["location"])
        if _origin(target) != _origin(response.request.url):
            raise Elsewhere(f"{target.scheme}://{target.netloc.decode('ascii', 'replace').rpartition('@')[2]}")
    packing = response.headers.pop("content-encoding", "identity").strip().lower()
    response.stream = _Capped(
        cast(httpx2.AsyncByteStream, response.stream), packing, _limit(response), response.is_error
    )


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _limit(response: httpx2.Response) -> int:
    if response.is_error:
        return MOST_ERROR
    return MOST_FILE if "/files/" in response.request.url.path else MOST_ANSWER


class _Capped(httpx2.AsyncByteStream):
    """The body, unpacked bit by bit; it ends, or raises TooMuch, where it grows too long."""

    def __init__(self, stream: httpx2.AsyncByteStream, packing: str, most: int, ends: bool) -> None:
        self._stream, self._packing, self._most, self._ends = stream, packing, most, ends

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._most
        async for piece in self._pieces():
            left -= len(piece)
            if left < 0 and self._ends:
                return
            if left < 0:
                raise TooMuch(f"it sends more than {self._most // 1_000_000} MB for an answer")
            yield piece

    async def _pieces(self) -> AsyncIterator[bytes]:
        if self._packing not in _PACKED:
            async for piece in self._stream:
                yield piece
            return
        unpack = zlib.decompressobj(wbits=47)  # either of both forms, by its head
        async for piece in self._stream:
            while piece:
                try:
                    plain = unpack.decompress(piece, _PIECE)
                except zlib.error:
                    raise httpx2.DecodingError("what came back cannot be unpacked") from None
                piece = unpack.unconsumed_tail
                if plain:
                    yield plain

    async def aclose(self) -> None:
        await self._stream.aclose()
