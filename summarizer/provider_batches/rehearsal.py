"""Calls that go nowhere: the client that talks to an endpoint, over a network that is none.

So the request of a batch is made, and its answer read, by the very code that does both when a call is sent.
"""

import httpx2
from pydantic import BaseModel

from summarizer.endpoint.call import Call, Message, Route
from summarizer.endpoint.client import Client, Reply
from summarizer.endpoint.gate import Gate
from summarizer.endpoint.settings import Settings

# An answer cut before its first character: nobody tries to read it.
_NOTHING = b'{"choices": [{"finish_reason": "length"}]}'


class _Rehearsal(httpx2.AsyncBaseTransport):
    """Notes what is sent, and answers what it was told to."""

    def __init__(self, status: int, body: bytes) -> None:
        self._status, self._body = status, body
        self.sent = b""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.sent = await request.aread()
        return httpx2.Response(self._status, content=self._body, headers={"content-type": "application/json"})


async def compose(call: Call, settings: Settings, route: Route) -> bytes:
    """The body of the request that would be sent for a call, byte for byte; JSON in one line."""
    network = _Rehearsal(200, _NOTHING)
    whole = settings.model_copy(update={"stream": False})
    async with Client(whole, route, Gate(1), network) as client:
        await client.fetch(call)
    return network.sent


async def read(form: type[BaseModel], status: int, body: bytes, settings: Settings, route: Route) -> Reply:
    """What the client would make of a response to a call whose answer is a `form`. Raises EndpointError, one sentence,
    for a response that is no answer."""
    once = settings.model_copy(update={"budget_minutes": 0.0})
    asked = (Message("system", "What was asked is not known any more."), Message("user", "?"))
    async with Client(once, route, Gate(1), _Rehearsal(status, body)) as client:
        return await client.fetch(Call(asked, form, settings.max_answer_tokens, "", ""))
