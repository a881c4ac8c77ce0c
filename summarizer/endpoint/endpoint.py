"""An endpoint that calls are asked of: from the store where they were answered before, else over the network."""

from collections.abc import Callable
from typing import Self

from summarizer.endpoint.call import Answer, Call
from summarizer.endpoint.usage import Meter, UsageTotals


class Endpoint:
    """A model behind an OpenAI-compatible address: `async with Endpoint(settings, store) as endpoint`."""

    def __init__(
        self, settings: object, store: object, on_answer: Callable[[Answer, UsageTotals], None] | None = None
    ) -> None: ...

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None: ...

    @property
    def usage(self) -> UsageTotals:
        """What was used so far."""
        return UsageTotals()

    async def ask(self, call: Call, meter: Meter | None = None) -> Answer:
        """The answer to a call. Raises EndpointError when the endpoint cannot be used."""
        raise NotImplementedError
