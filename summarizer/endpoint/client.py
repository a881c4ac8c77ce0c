"""Sending one call: the openai client, and the only layer that tries again.

instructor says how an answer of a form is asked for in each mode; the answer is read where it stands. A retry costs no
second preparation, and an answer that does not parse is never asked for again behind the caller's back.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx2
import instructor
import openai
from instructor.v2.core.response import handle_response_model
from pydantic import BaseModel

from summarizer.endpoint.body import EVENT, Completion, read_completion
from summarizer.endpoint.call import Call, Mode, Route, State, wire_schema
from summarizer.endpoint.clock import StallClock, Stalled
from summarizer.endpoint.content import find_value
from summarizer.endpoint.faults import TransportFault, Verdict, judge, printable
from summarizer.endpoint.gate import Gate
from summarizer.endpoint.guard import guard
from summarizer.endpoint.retrying import Tries, persist
from summarizer.endpoint.settings import Settings
from summarizer.endpoint.usage import Tokens
from summarizer.errors import EndpointError

# Without a handler of its own, what instructor logs of an answer that does not parse would be printed to stderr.
logging.getLogger("instructor").addHandler(logging.NullHandler())

_MODES: dict[Mode, instructor.Mode] = {
    "tools": instructor.Mode.TOOLS,
    "json_schema": instructor.Mode.JSON_SCHEMA,
}
_NO_COUNT = 2**40
# What servers call the end of an answer that reached its limit, and what stands for thoughts that had no end.
_CUT = frozenset({"length", "max_tokens", "max_output_tokens", "model_length"})
_THINKING, _THOUGHT = "<think>", "</think>"
_RAN_ON = b'data: {"choices": [{"delta": {}, "finish_reason": "length"}]}\n\n'
# Events of an answer for each token that it may take; one that sends more pays no heed to its limit.
_EVENTS_A_TOKEN, _MORE_EVENTS = 3, 100
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one call. `text` is the JSON that `value` was read from; `seconds` include waits between tries."""

    state: State
    value: BaseModel | None
    text: str
    finish_reason: str
    reason: str
    tokens: Tokens
    retries: int
    seconds: float


class Client:
    """An open connection to an endpoint, over `transport` where it is given. Use it as an async context manager."""

    def __init__(
        self, settings: Settings, route: Route, gate: Gate, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self._settings = settings = settings.model_copy(update={"mode": route.mode})
        self._route = route
        self._gate = gate
        self._clock = StallClock(settings.timeout_seconds)
        self._stalls = 0
        # How long the whole may take is for the clock to say, but a server that is there takes a connection at once.
        patience = httpx2.Timeout(settings.timeout_seconds, read=None, connect=min(30.0, settings.timeout_seconds))
        guarded: dict[str, Any] = {"event_hooks": {"response": [guard]}, "timeout": patience}
        if transport is None:
            network: httpx2.AsyncClient = openai.DefaultAsyncHttpxClient(**guarded)
        else:
            network = httpx2.AsyncClient(transport=transport, trust_env=False, **guarded)
        self._openai = openai.AsyncOpenAI(
            base_url=route.base_url,
            # The client insists on a key, and would look into the environment for one that is not for this server.
            api_key=settings.api_key.get_secret_value() or "none",
            max_retries=0,
            timeout=patience,
            default_headers={"Accept-Encoding": "identity"},
            http_client=network,
        )
        self._extra: dict[str, Any] = json.loads(route.extra_body)
        self._same: dict[str, Any] = (
            {"model": route.model, "stream": True} if settings.stream else {"model": route.model}
        )
        # What goes along as it is: the client walks through every word of what it knows, schemas too.
        self._as_is: dict[str, Any] = {"stream_options": {"include_usage": True}} if settings.stream else {}
        if route.temperature is not None:
            self._as_is["temperature"] = route.temperature

    async def __aenter__(self) -> Self:
        await self._openai.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._openai.__aexit__(kind, error, trace)

    async def models(self) -> list[str]:
        """The names of the models that the endpoint lists. Raises EndpointError if it does not."""
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                return [model.id async for model in self._openai.models.list()]
        except (AttributeError, TypeError):  # the client takes any JSON for a list
            raise EndpointError("what came back is no list of models") from None
        except Exception as error:
            raise EndpointError(str(_sentence(judge(error, self._settings)))) from None

    async def perform(self, send: Callable[[openai.AsyncOpenAI], Awaitable[_T]]) -> _T:
        """What a request gives that is no call, tried again as calls are. Raises EndpointError."""

        async def once() -> _T:
            await self._gate.enter(0)
            try:
                return await send(self._openai)
            except Exception as error:
                found = judge(error, self._settings)
                raise EndpointError(found.reason) if isinstance(found, Verdict) else found from None

        return await persist(once, self._settings, self._gate, Tries())

    async def fetch(self, call: Call) -> Reply:
        """Send a call until it is answered. Raises EndpointError when it cannot be."""
        request = {
            "messages": [{"role": message.role, "content": _sendable(message.content)} for message in call.messages],
            "extra_body": {
                self._settings.limit_field: call.max_tokens,
                **_asking_for(call.response_model, self._route.mode),
                **self._as_is,
                **self._extra,
            },
            **self._same,
        }
        # About a token for each character of Chinese, and what the answer may take: what providers reserve, too.
        expected = sum(len(message.content) for message in call.messages) + call.max_tokens
        tries = Tries()
        async with self._gate.slot():
            started = monotonic()
            found = await persist(lambda: self._try(request, expected), self._settings, self._gate, tries)
            seconds = monotonic() - started
        if isinstance(found, Verdict):
            return Reply(found.state, None, "", "", found.reason, Tokens(), tries.retries, seconds)
        return _reply(found, call.response_model, tries.retries, seconds)

    async def _try(self, request: dict[str, Any], expected: int) -> Completion | Verdict:
        await self._gate.enter(expected)
        try:
            completion = read_completion(await self._exchange(request))
        except Stalled as stalled:
            return self._given_up(stalled)
        except Exception as error:
            found = judge(error, self._settings)
            if isinstance(found, Verdict):
                return found
            raise found from None
        self._stalls = 0
        used = _tokens(completion)
        self._gate.settle(expected, used.input + used.output or expected)
        return completion

    async def _exchange(self, request: dict[str, Any]) -> bytes:
        """The body of the response to a request, broken off where an answer runs on beyond its limit. Raises Stalled,
        and what the client raises."""
        pieces: list[bytes] = []
        events, most = 0, _EVENTS_A_TOKEN * request["extra_body"][self._settings.limit_field] + _MORE_EVENTS
        async with self._clock.flight() as flight:
            sending = self._openai.chat.completions.with_streaming_response.create(**request)
            async with sending as response:
                async for piece in response.iter_bytes():
                    pieces.append(piece)
                    # Only an event is a token: a body that trickles, or signs of life in between, are none.
                    if EVENT in piece:
                        self._clock.token(flight)
                        events += piece.count(EVENT)
                    if piece.rstrip().endswith(b"[DONE]"):
                        break
                    if events > most:
                        return _cut_off(b"".join(pieces))
        return b"".join(pieces)

    def _given_up(self, stalled: Stalled) -> Verdict:
        """A request without tokens may still be under way in the server, so it is not sent again. Raises EndpointError
        when that happens again and again."""
        self._stalls += 1
        if self._stalls > self._settings.concurrency + 1:
            raise EndpointError(
                f"{self._settings.base_url} gave {stalled}, {self._stalls} times in a row; answers so far are kept. "
                "If the server is only slow, raise timeout_seconds or lower concurrency; summarizer doctor measures it"
            )
        return Verdict("stalled", str(stalled))


def _cut_off(body: bytes) -> bytes:
    """The events so far of an answer that runs on, with an end."""
    return body[: body.rfind(b"\n\n") + 2] + _RAN_ON


def _sendable(text: str) -> str:
    """The text with a question mark for each half of a surrogate pair, which a badly decoded file may hold."""
    return text.encode("utf-8", "replace").decode()


@lru_cache(maxsize=256)
def _asking_for(form: type[BaseModel], mode: Mode) -> dict[str, Any]:
    """What a request says of the form of its answer, as instructor has it; nothing where the question says it all."""
    if mode == "md_json":
        return {}
    base = instructor.response_schema(form)

    class Wire(base):  # type: ignore[valid-type, misc]  # a base that is known only now
        @classmethod
        def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
            return dict(wire_schema(form))

    Wire.__name__, Wire.__doc__ = form.__name__, form.__doc__
    made = handle_response_model(response_model=Wire, mode=_MODES[mode], messages=[])[1]
    return {name: value for name, value in made.items() if name != "messages"}


def _reply(completion: Completion, form: type[BaseModel], retries: int, seconds: float) -> Reply:
    """What a completion comes to."""
    choices = completion["choices"]
    choice = choices[0] if choices and isinstance(choices[0], dict) else {}
    message = choice.get("message")
    finish_reason = printable(str(choice.get("finish_reason") or ""))[:40]
    verdict, tokens = _look_at(message, finish_reason), _tokens(completion)
    if verdict is None and isinstance(message, dict):
        is_cut = finish_reason.lower() in _CUT
        # Of an answer that was cut, what was ended counts: some go on talking behind it. Thoughts are no answer yet.
        found = find_value(_ended(message) if is_cut else message, form)
        if isinstance(found, BaseModel):
            return Reply("ok", found, found.model_dump_json(), finish_reason, "", tokens, retries, seconds)
        cut = Verdict("truncated", "the answer was cut at its limit of tokens")
        verdict = cut if is_cut else Verdict("invalid", found)
    verdict = verdict or Verdict("invalid", "the answer is empty")
    return Reply(verdict.state, None, "", finish_reason, verdict.reason, tokens, retries, seconds)


def _look_at(message: object, finish_reason: str) -> Verdict | None:
    """Why a message is not to be parsed, before anyone tries."""
    if finish_reason == "content_filter":
        return Verdict("filtered", "the provider's content filter stopped the answer")
    if not isinstance(message, dict):
        return Verdict("invalid", "the answer is empty")
    return Verdict("refused", "the model refused to answer") if message.get("refusal") else None


def _ended(message: dict[str, Any]) -> dict[str, Any]:
    """What a message holds beside thoughts."""
    content = message.get("content")
    is_thinking = isinstance(content, str) and _THINKING in content and _THOUGHT not in content
    return {"tool_calls": message.get("tool_calls"), "content": None if is_thinking else content}


def _tokens(completion: Completion) -> Tokens:
    used = completion.get("usage")
    if not isinstance(used, dict):
        return Tokens()
    details = used.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else None
    return Tokens(_count(used.get("prompt_tokens")), _count(used.get("completion_tokens")), _count(cached))


def _count(value: object) -> int:
    """A number of tokens; 0 for what cannot be one, which must not cost the answer."""
    return int(value) if isinstance(value, (int, float)) and 0 <= value < _NO_COUNT else 0


def _sentence(found: TransportFault | EndpointError | Verdict) -> str:
    return found.reason if isinstance(found, Verdict) else str(found)
