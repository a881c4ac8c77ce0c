"""Finding out what an endpoint can do: whether it is there, knows the model, and which modes work."""

import asyncio
import math
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel

from summarizer.endpoint.answers import CallStore
from summarizer.endpoint.call import MODES, Call, Message, Mode, Route, canonical
from summarizer.endpoint.endpoint import Endpoint, route_of
from summarizer.endpoint.faults import RefusedSetting
from summarizer.endpoint.gate import Gate
from summarizer.endpoint.settings import Settings
from summarizer.errors import EndpointError

if TYPE_CHECKING:
    from summarizer.endpoint.client import Client, Reply

# What is read and written to measure a server, and how many answers at a time at the most.
_TEXT, _REPEATED, _WRITTEN, _AT_ONCE = "全年实现地区生产总值九百五十亿元。", 60, 48, 4
# The tokens of a long question; one is asked where it is read within so many seconds. Where less than this share of it
# is counted, the rest was cut away unsaid.
_LONGEST_QUESTION, _PATIENCE, _LEAST_READ = 10_000, 60.0, 0.7
# What a report of 20,000 characters takes, as docs/models.md has it.
_REPORT_IN, _REPORT_OUT = 27_000, 6_500


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
class Speed:
    """Tokens a second that a server reads and writes, how many answers it writes at a time, and whether it reads a long
    question whole, None where that was not tried because it takes too long."""

    reads: float
    writes: float
    slots: int
    reads_whole: bool | None

    @property
    def report_minutes(self) -> float:
        """About how long a report of 20,000 characters takes."""
        return (_REPORT_IN / self.reads + _REPORT_OUT / (self.writes * self.slots)) / 60

    @property
    def timeout_seconds(self) -> int:
        """How long no token may come: twice the time to read the longest question, and two minutes at least."""
        return max(120, 10 * math.ceil(2 * _LONGEST_QUESTION / self.reads / 10))


@dataclass(frozen=True, slots=True)
class EndpointReport:
    """What was found. `listed` is whether the endpoint's list of models has the model, None where it has no list, for
    the reason in `list_fault`; `changes` are settings that work in place of refused ones; `speed` is that of a local
    server."""

    listed: bool | None
    list_fault: str | None
    modes: tuple[ModeReport, ...]
    changes: Mapping[str, object]
    speed: Speed | None

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
    tried = [await _try(once, mode) for mode in modes]
    changes = next((change for report, change in tried if report.fault is None), {})
    speed = None
    # A provider's speed is no matter of ours, and its tokens cost money.
    if settings.provider is not None and not settings.key_needed and any(report.fault is None for report, _ in tried):
        with suppress(EndpointError):  # it answers small questions, and that was what had to be known
            speed = await _measure(once.model_copy(update=changes))
    return EndpointReport(listed, fault, tuple(report for report, _ in tried), changes, speed)


async def _is_listed(settings: Settings) -> tuple[bool | None, str | None]:
    from summarizer.endpoint.client import Client

    with CallStore.in_memory() as store:
        route = route_of(settings, store)
    async with Client(settings, route, Gate(1)) as client:
        try:
            return settings.model in await client.models(), None
        except EndpointError as error:
            return None, str(error)


async def _try(settings: Settings, mode: Mode) -> tuple[ModeReport, dict[str, object]]:
    """How a small call goes in a mode, without the settings that are refused; and those to use in their place."""
    schema = canonical(Probe.model_json_schema())
    # A system message goes along, as with the questions of a report: not every model's template knows one.
    system = Message("system", "You read Chinese local-government reports.")
    question = Message(
        "user",
        "The text says: 同比增长8%. Does the figure rise or fall, and by how many per cent? "
        f"Answer with JSON alone, of this json_schema: {schema}",
    )
    call = Call((system, question), Probe, min(256, settings.max_answer_tokens), "probe", "a small question")
    started, changes = monotonic(), dict[str, object]()
    while True:
        made = settings.model_copy(update={"mode": mode, **changes})
        try:
            with CallStore.in_memory() as store:
                async with Endpoint(made, store) as endpoint:
                    answer = await endpoint.ask(call)
        except EndpointError as error:
            # The endpoint tells its own sentence; what was refused is in the fault behind it.
            change = error.__cause__.change if isinstance(error.__cause__, RefusedSetting) else {}
            if change and "mode" not in change and not changes.keys() >= change.keys():
                changes |= change
                continue
            return ModeReport(mode, str(error), monotonic() - started), {}
        fault = None if answer.state == "ok" else answer.reason
        return ModeReport(mode, fault, monotonic() - started), changes


async def _measure(settings: Settings) -> Speed | None:
    """How fast a server reads and writes, and how many answers at a time; None where it does not count tokens."""
    from summarizer.endpoint.client import Client

    route = Route(settings.base_url, settings.model, "md_json", settings.temperature, canonical(settings.extra_body))

    # A server keeps what it has read: the question is a new one each time, from its first word on.
    new = secrets.token_hex(4)

    async def ask(client: "Client", text: str, most: int) -> "Reply":
        return await client.fetch(Call((Message("user", f"{new} {text}"),), Probe, most, "probe", "a measurement"))

    async with Client(settings.model_copy(update={"concurrency": _AT_ONCE}), route, Gate(_AT_ONCE)) as client:
        await ask(client, "Say a word.", 1)  # what is loaded at first is no matter of speed
        read = await ask(client, _TEXT * _REPEATED, 1)
        # The quicker of two: whatever else the machine does must not pass for a place of the server.
        one, other = [await ask(client, f"Count from {n} to 100: {n},", _WRITTEN) for n in (1, 99)]
        written = min(one, other, key=lambda reply: reply.seconds)
        started = monotonic()
        await asyncio.gather(*(ask(client, f"Count from {n} to 100: {n},", _WRITTEN) for n in range(2, 2 + _AT_ONCE)))
        together = monotonic() - started
        if not read.tokens.input or not written.tokens.output:
            return None
        reads, whole = read.tokens.input / read.seconds, None
        if _LONGEST_QUESTION / reads < _PATIENCE:
            long = await ask(client, "\n" + _TEXT * (_REPEATED * _LONGEST_QUESTION // read.tokens.input), 1)
            whole = long.state != "too_long" and long.tokens.input > _LEAST_READ * _LONGEST_QUESTION
    slots = max(1, min(_AT_ONCE, round(_AT_ONCE * written.seconds / together)))
    return Speed(reads, written.tokens.output / written.seconds, slots, whole)
