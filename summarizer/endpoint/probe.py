"""Finding out what an endpoint can do: whether it is there, knows the model, and which modes work."""

from dataclasses import dataclass
from time import monotonic
from typing import Literal

from pydantic import BaseModel

from summarizer.endpoint.answers import CallStore
from summarizer.endpoint.call import MODES, Call, Message, Mode
from summarizer.endpoint.endpoint import Endpoint, route_of
from summarizer.endpoint.gate import Gate
from summarizer.endpoint.settings import Settings
from summarizer.errors import EndpointError


class Probe(BaseModel):
    """What the sentence says."""

    direction: Literal["rises", "falls"]
    percent: int


@dataclass(frozen=True, slots=True)
class ModeReport:
    """How a small call went in one mode: why it failed, or None, and how long it took."""

    mode: Mode
    fault: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class EndpointReport:
    """What was found. `listed` is whether the endpoint's list of models has the model, None where it has no list, for
    the reason in `list_fault`."""

    listed: bool | None
    list_fault: str | None
    modes: tuple[ModeReport, ...]

    def best(self, preferred: Mode) -> Mode | None:
        """The mode to use: the preset's if it works, else the first that does."""
        working = [report.mode for report in self.modes if report.fault is None]
        return preferred if preferred in working else next(iter(working), None)


async def probe(settings: Settings) -> EndpointReport:
    """Ask the endpoint for its models, and one small question in each mode that the settings allow.

    Raises UsageError where the settings do not suffice to ask anything.
    """
    # The person waits: a fault is reported, not tried again for minutes.
    once = settings.model_copy(update={"budget_minutes": 0.0, "concurrency": 1})
    once.check_ready()
    listed, fault = await _is_listed(once)
    modes: tuple[Mode, ...] = MODES if settings.mode == "auto" else (settings.mode,)
    return EndpointReport(listed, fault, tuple([await _try(once, mode) for mode in modes]))


async def _is_listed(settings: Settings) -> tuple[bool | None, str | None]:
    from summarizer.endpoint.client import Client

    with CallStore.in_memory() as store:
        route = route_of(settings, store)
    async with Client(settings, route, Gate(1)) as client:
        try:
            return settings.model in await client.models(), None
        except EndpointError as error:
            return None, str(error)


async def _try(settings: Settings, mode: Mode) -> ModeReport:
    question = Message("user", "The text says: 同比增长8%. Does the figure rise or fall, and by how many per cent?")
    call = Call((question,), Probe, min(256, settings.max_answer_tokens), "probe", "a small question")
    started = monotonic()
    with CallStore.in_memory() as store:
        try:
            async with Endpoint(settings.model_copy(update={"mode": mode}), store) as endpoint:
                answer = await endpoint.ask(call)
        except EndpointError as error:
            return ModeReport(mode, str(error), monotonic() - started)
    return ModeReport(mode, None if answer.state == "ok" else answer.reason, monotonic() - started)
