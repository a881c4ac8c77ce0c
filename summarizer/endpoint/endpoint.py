"""An endpoint that calls are asked of: from the store where they were answered before, else over the network."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pydantic import ValidationError

from summarizer.contract.usage import Usage
from summarizer.endpoint.answers import CallStore, StoredAnswer, now
from summarizer.endpoint.call import Answer, Call, Route, call_key, canonical
from summarizer.endpoint.gate import Gate
from summarizer.endpoint.settings import Settings
from summarizer.endpoint.usage import Meter
from summarizer.errors import EndpointError, PendingError, SummarizerError

if TYPE_CHECKING:
    from summarizer.endpoint.client import Client, Reply

# Failures that another try would bring again.
_KNOWN = frozenset({"truncated", "too_long"})
# What takes a call, under its key, that is not to be sent now.
PutOff = Callable[[str, Call], Awaitable[None]]


class Endpoint:
    """A model behind an OpenAI-compatible address: `async with Endpoint(settings, store) as endpoint`.

    Every answer is in the store before it is handed out, and nothing is asked twice that the store can answer.
    `on_answer` is called with each answer and what was used so far. With `settings.replay` nothing is ever sent, and
    neither a key nor the libraries that would send it are needed.

    With `put_off` nothing is sent either: a call that the store cannot answer is given to it, and `ask` raises
    PendingError. Every answer of the store counts then, so that a question is not put again whose answer was refused.
    """

    def __init__(
        self,
        settings: Settings,
        store: CallStore,
        on_answer: Callable[[Answer, Usage], None] | None = None,
        put_off: PutOff | None = None,
    ) -> None:
        self._settings = settings = adapted(settings, store)
        self._store = store
        self._on_answer = on_answer
        self._put_off = put_off
        self._meter = Meter()
        self._flying: dict[str, asyncio.Task[Reply]] = {}
        self.route = route_of(settings, store)
        self._gate = Gate(settings.concurrency, settings.requests_per_minute, settings.tokens_per_minute)
        self._client: Client | None = None

    async def __aenter__(self) -> Self:
        """Raises UsageError if a model, an address or a key is missing."""
        self._settings.check_ready()
        if not self._settings.replay and self._put_off is None:
            from summarizer.endpoint.client import Client

            self._client = await Client(self._settings, self.route, self._gate).__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Send nothing more; what is in flight is paid for, so it is waited for and kept."""
        self._gate.close("the endpoint is closed")
        try:
            await asyncio.gather(*self._flying.values(), return_exceptions=True)
        finally:
            if self._client is not None:
                await self._client.__aexit__(kind, error, trace)

    @property
    def usage(self) -> Usage:
        """What was used since the endpoint was opened."""
        return self._meter.totals

    async def ask(self, call: Call, meter: Meter | None = None) -> Answer:
        """The answer to a call, counted in `meter` too.

        A call that another task is making is waited for, not made twice. Raises EndpointError, one sentence, when the
        endpoint cannot be used; from then on nothing is sent any more. Raises PendingError for a call that is put off.
        """
        if not self._settings.system_role:
            call = call.in_one_message()
        key = call_key(call, self.route)
        task = self._flying.get(key)
        if task is None:
            answer = self._recall(call, key)
            if answer is None and self._put_off is not None:
                await self._put_off(key, call)
                raise PendingError(f"the answer for {call.place} is not there yet; collect the provider batch it is in")
            if answer is None:
                return await self._call(call, key, meter)
        else:
            reply = await asyncio.shield(task)
            answer = Answer(reply.state, reply.value, reply.reason, key, cached=True)
        self._meter.add_cached()
        if meter is not None:
            meter.add_cached()
        return self._hand_out(call, answer)

    async def _call(self, call: Call, key: str, meter: Meter | None) -> Answer:
        task = asyncio.create_task(self._fetch(call, key))
        self._flying[key] = task
        task.add_done_callback(lambda done: self._land(key, done))
        # Shielded: an answer that is under way is kept even if whoever asked first has given up.
        reply = await asyncio.shield(task)
        if meter is not None:
            meter.add_call(reply.tokens, reply.retries, reply.seconds, self._settings.prices)
        return self._hand_out(call, Answer(reply.state, reply.value, reply.reason, key, cached=False))

    def _land(self, key: str, task: "asyncio.Task[Reply]") -> None:
        del self._flying[key]
        if not task.cancelled():
            task.exception()  # seen, also where whoever asked has given up

    def _hand_out(self, call: Call, answer: Answer) -> Answer:
        if self._on_answer is not None:
            self._on_answer(replace(answer, planned=call.planned), self.usage)
        return answer

    def _recall(self, call: Call, key: str) -> Answer | None:
        """The stored answer, if it is one to use: a whole one, or the knowledge that there will be none."""
        stored = self._store.get(key)
        if stored is not None and stored.state == "ok":
            try:
                return Answer("ok", call.response_model.model_validate_json(stored.text, strict=True), "", key, True)
            except ValidationError:
                if self._settings.replay:
                    raise EndpointError(
                        f"the recorded answer for {call.place} does not fit what is asked for ({key}); record it again"
                    ) from None
                return None
        if stored is not None and (stored.state in _KNOWN or self._settings.replay or self._put_off is not None):
            return Answer(stored.state, None, stored.reason, key, cached=True)
        if self._settings.replay:
            raise EndpointError(f"the recording has no answer for {call.place} ({key}); record it without --replay")
        return None

    async def _fetch(self, call: Call, key: str) -> "Reply":
        if self._client is None:
            raise EndpointError("the endpoint is not open; use it in `async with`")
        try:
            reply = await self._client.fetch(call)
            self._meter.add_call(reply.tokens, reply.retries, reply.seconds, self._settings.prices)
            self._store.put(to_store(key, call.prompt_version, reply, self.route, now()))
        except SummarizerError as error:
            # No answer, or no place to keep it: either way a further call would be money for nothing.
            self._gate.close(str(error))
            raise EndpointError(str(error)) from error
        return reply


def to_store(key: str, prompt_version: str, reply: "Reply", route: Route, created: str) -> StoredAnswer:
    """A reply as it is kept."""
    return StoredAnswer(
        key=key,
        state=reply.state,
        text=reply.text,
        finish_reason=reply.finish_reason,
        reason=reply.reason,
        input_tokens=reply.tokens.input,
        output_tokens=reply.tokens.output,
        cached_input_tokens=reply.tokens.cached_input,
        model=route.model,
        route=route.text,
        prompt_version=prompt_version,
        created=created,
    )


def adapted(settings: Settings, store: CallStore) -> Settings:
    """The settings with what `doctor` found the model to need: it would refuse every request without."""
    if settings.replay:
        return settings
    return settings.model_copy(update=store.known_traits(settings.base_url, settings.model))


def route_of(settings: Settings, store: CallStore) -> Route:
    """Where and how calls go; the mode `auto` is what was found to work before, or else the preset's."""
    mode = settings.mode
    if mode == "auto":
        mode = store.known_mode(settings.base_url, settings.model) or settings.default_mode
    return Route(settings.base_url, settings.model, mode, settings.temperature, canonical(settings.extra_body))
