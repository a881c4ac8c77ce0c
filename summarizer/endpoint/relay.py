"""Asking through another process: worker processes label, one process talks to the endpoint and keeps the store."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from summarizer.contract.usage import Usage
from summarizer.endpoint.call import Answer, Call
from summarizer.endpoint.usage import Meter


class Asks(Protocol):
    """What calls are asked of: an endpoint, or what stands for one in another process."""

    async def ask(self, call: Call, meter: Meter | None = None) -> Answer:
        """The answer to a call, counted in `meter` too. Raises as `Endpoint.ask` does."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, and what it took."""

    answer: Answer
    usage: Usage


async def ask_for(endpoint: Asks, call: Call) -> Told:
    """What a relay is told of its call. Raises as `Endpoint.ask` does."""
    meter = Meter()
    return Told(await endpoint.ask(call, meter), meter.totals)


class Relay:
    """Stands for an endpoint in a process that has none: hands each call to `send` with a number, and waits until
    `tell` brings what became of it."""

    def __init__(self, send: Callable[[int, Call], None]) -> None:
        self._send = send
        self._numbers = count()
        self._waiting: dict[int, asyncio.Future[Told]] = {}

    async def ask(self, call: Call, meter: Meter | None = None) -> Answer:
        """The answer to a call, counted in `meter` too. Raises what `tell` brings."""
        number = next(self._numbers)
        future: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            self._send(number, call)
            told = await future
        finally:
            del self._waiting[number]
        if meter is not None:
            meter.add(told.usage)
        return told.answer

    def tell(self, number: int, told: Told | Exception) -> None:
        """What became of a call; nothing if nobody waits for it any more."""
        future = self._waiting.get(number)
        if future is None or future.done():
            return
        if isinstance(told, Exception):
            future.set_exception(told)
        else:
            future.set_result(told)
