"""The one gate that all calls of an endpoint go through: how many at a time, how fast, and when all must wait."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

from summarizer.errors import EndpointError


class _Pace:
    """Spreads a quantity evenly over time: so much a minute, None for no limit."""

    def __init__(self, per_minute: float | None) -> None:
        self._seconds_each = 60 / per_minute if per_minute else 0.0
        self._free_at = 0.0

    def reserve(self, amount: float) -> float:
        """Seconds to wait before using `amount`, which is then taken."""
        start = max(monotonic(), self._free_at)
        self._free_at = start + amount * self._seconds_each
        return start - monotonic() if self._seconds_each else 0.0

    def correct(self, amount: float) -> None:
        """Take `amount` more than was reserved, or give it back where it is negative."""
        self._free_at += amount * self._seconds_each


class Gate:
    """Lets `concurrency` callers in, in the order they came, no faster than the limits for a minute.

    `pause` makes everybody wait, `close` turns everybody away with an EndpointError, those who wait included. `reached`
    is set once a request was taken by whoever is behind it.
    """

    def __init__(
        self, concurrency: int, requests_per_minute: float | None = None, tokens_per_minute: float | None = None
    ) -> None:
        self._slots = asyncio.Semaphore(concurrency)
        self._requests = _Pace(requests_per_minute)
        self._tokens = _Pace(tokens_per_minute)
        self._open_at = 0.0
        self._closed = asyncio.Event()
        self._reason = ""
        self.reached = False

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """A place among the calls in flight, kept while a call waits for its next try: a server in trouble sees no
        more callers than one that is well."""
        async with self._slots:
            self._turn_away()
            yield

    async def enter(self, tokens: int) -> None:
        """Wait until a request of about `tokens` may be sent."""
        await self.rest(max(self._requests.reserve(1), self._tokens.reserve(tokens)))
        while (left := self._open_at - monotonic()) > 0:
            await self.rest(left)
        self._turn_away()

    def settle(self, expected: int, used: int) -> None:
        """Say how many tokens a request used in the end."""
        self._tokens.correct(used - expected)

    def pause(self, seconds: float) -> None:
        """Send nothing for so long."""
        self._open_at = max(self._open_at, monotonic() + seconds)

    def close(self, reason: str) -> None:
        """Send nothing any more, and say why. The first reason counts."""
        self._reason = self._reason or reason
        self._closed.set()

    async def rest(self, seconds: float) -> None:
        """Wait so long, or until the gate is closed, which raises EndpointError."""
        if seconds > 0:
            try:
                async with asyncio.timeout(seconds):
                    await self._closed.wait()
            except TimeoutError:
                return
        self._turn_away()

    def _turn_away(self) -> None:
        if self._closed.is_set():
            raise EndpointError(self._reason)
