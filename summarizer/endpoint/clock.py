"""The clock that gives a request up: when no token has come for so long, however long the whole may take.

A request that waits in a server's queue gets none while the server is busy with others. So until its own answer begins,
tokens of any answer count: a slow server with one slot is not taken for a dead one.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic


class Stalled(Exception):
    """No token came for so long."""


@dataclass(slots=True, eq=False)
class Flight:
    """A request under way: what ends it, when its last token came, and whether one came at all."""

    scope: asyncio.Timeout
    last: float
    begun: bool = False


class StallClock:
    """Watches the requests of one endpoint; each is given up after `seconds` without a token."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._flights: set[Flight] = set()
        self._last = monotonic()
        self._watching: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def flight(self) -> AsyncIterator[Flight]:
        """A request, which the block sends and reads. Raises Stalled."""
        try:
            async with asyncio.timeout(None) as scope:
                flight = Flight(scope, monotonic())
                self._flights.add(flight)
                if self._watching is None or self._watching.done():
                    self._watching = asyncio.create_task(self._watch())
                try:
                    yield flight
                finally:
                    self._flights.discard(flight)
                    self._last = monotonic()  # it has left its place in the server to the next
        except TimeoutError:
            raise Stalled(f"no token for {self._seconds:g} seconds") from None

    def token(self, flight: Flight) -> None:
        """Say that something of an answer came."""
        flight.last = self._last = monotonic()
        flight.begun = True

    async def _watch(self) -> None:
        while self._flights:
            await asyncio.sleep(min(1.0, self._seconds / 8))
            now = monotonic()
            for flight in self._flights:
                last = flight.last if flight.begun else max(flight.last, self._last)
                if now - last > self._seconds and flight.scope.when() is None:
                    flight.scope.reschedule(asyncio.get_running_loop().time())
