"""Sending one call: the openai client below instructor, and the only layer that tries again.

instructor makes the request of the wire model and reads the answer. What lies between, sending until there is an
answer, is `Client._send`: so a retry costs no second preparation, and an answer that does not parse is never asked for
again behind the caller's back.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic
from types import TracebackType
from typing import Any, Self, TypeVar, cast

import httpx2
import instructor
import openai
from instructor.core.exceptions import IncompleteOutputException, InstructorRetryException
from instructor.v2.core.json import extract_json_from_codeblock
from openai.types.chat import ChatCompletion
from pydantic import BaseModel, ValidationError

from summarizer.endpoint.call import Call, Mode, Route, State, canonical, wire_schema
from summarizer.endpoint.faults import TransportFault, Verdict, judge
from summarizer.endpoint.gate import Gate
from summarizer.endpoint.retrying import Tries, persist
from summarizer.endpoint.settings import Settings
from summarizer.endpoint.usage import Tokens
from summarizer.errors import EndpointError

# Without a handler of its own, what instructor logs of an answer that does not parse would be printed to stderr.
logging.getLogger("instructor").addHandler(logging.NullHandler())

_MODES: dict[Mode, instructor.Mode] = {
    "tools": instructor.Mode.TOOLS,
    "json_schema": instructor.Mode.JSON_SCHEMA,
    "md_json": instructor.Mode.MD_JSON,
}
_NO_COUNT = 2**40
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


class _SetAside(IncompleteOutputException):
    """Ends an exchange whose answer is not to be parsed; instructor lets this exception through as it is."""


@dataclass(slots=True)
class _Exchange:
    """One call on its way: what has come of it so far."""

    completion: ChatCompletion | None = None
    verdict: Verdict | None = None
    error: EndpointError | None = None
    tries: Tries = field(default_factory=Tries)
    started: float = field(default_factory=monotonic)


class Client:
    """An open connection to an endpoint, over `transport` where it is given. Use it as an async context manager."""

    def __init__(
        self, settings: Settings, route: Route, gate: Gate, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self._settings = settings
        self._route = route
        self._gate = gate
        self._openai = openai.AsyncOpenAI(
            base_url=route.base_url,
            # The client insists on a key, and would look into the environment for one that is not for this server.
            api_key=settings.api_key.get_secret_value() or "none",
            max_retries=0,
            timeout=settings.timeout_seconds,
            http_client=None if transport is None else httpx2.AsyncClient(transport=transport, trust_env=False),
        )
        self._create = cast(
            Callable[..., Awaitable[BaseModel]], instructor.patch(create=self._send, mode=_MODES[route.mode])
        )
        self._same: dict[str, Any] = {"model": route.model, "extra_body": json.loads(route.extra_body) or None}
        if route.temperature is not None:
            self._same["temperature"] = route.temperature

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
        exchange = _Exchange()
        async with self._gate.slot():
            exchange.started = monotonic()
            try:
                await self._create(
                    response_model=_wire(call.response_model),
                    max_retries=0,
                    messages=[
                        {"role": message.role, "content": _sendable(message.content)} for message in call.messages
                    ],
                    exchange=exchange,
                    **{self._settings.limit_field: call.max_tokens},
                    **self._same,
                )
            except _SetAside:
                pass  # the exchange knows why
            except InstructorRetryException as error:
                if exchange.completion is None and error.__cause__ is not None:
                    raise error.__cause__ from None  # a fault of ours, on the way out
                exchange.verdict = Verdict("invalid", _what_is_wrong(error))
        if exchange.error is not None:
            raise exchange.error
        return self._reply(exchange, call.response_model)

    def _reply(self, exchange: _Exchange, model: type[BaseModel]) -> Reply:
        completion, verdict = exchange.completion, exchange.verdict
        text = _json_text(completion, self._route.mode) if completion and not verdict else ""
        return Reply(
            state=verdict.state if verdict else "ok",
            # Read as it will be from the store, so that a replay cannot differ; instructor's is of a class of its own.
            value=None if verdict else model.model_validate_json(text, strict=True),
            text=text,
            finish_reason=_finish_reason(completion) if completion else "",
            reason=verdict.reason if verdict else "",
            tokens=_tokens(completion) if completion else Tokens(),
            retries=exchange.tries.retries,
            seconds=monotonic() - exchange.started,
        )

    async def _send(self, *, exchange: _Exchange, **request: Any) -> ChatCompletion:
        """What instructor calls to send a request: tries until there is a completion worth parsing."""
        # About a token for each character of Chinese, and what the answer may take: what providers reserve, too.
        expected = sum(len(message["content"]) for message in request["messages"]) + request[self._settings.limit_field]
        try:
            completion = await persist(lambda: self._try(request, expected), self._settings, self._gate, exchange.tries)
        except EndpointError as error:
            exchange.error = error
            raise _SetAside from None
        if isinstance(completion, Verdict):
            exchange.verdict = completion
            raise _SetAside
        exchange.completion = completion
        exchange.verdict = _look_at(completion)
        if exchange.verdict is not None:
            raise _SetAside(last_completion=completion)
        return completion

    async def _try(self, request: dict[str, Any], expected: int) -> ChatCompletion | Verdict:
        await self._gate.enter(expected)
        try:
            # The client's own limit is for each wait on the socket; a trickle of bytes would never end.
            async with asyncio.timeout(self._settings.timeout_seconds):
                completion = await self._openai.chat.completions.create(**request)
        except Exception as error:
            found = judge(error, self._settings)
            if isinstance(found, Verdict):
                return found
            raise found from None
        if not isinstance(completion, ChatCompletion) or not isinstance(completion.choices, list):
            raise TransportFault("what came back is no chat completion")
        used = _tokens(completion)
        self._gate.settle(expected, used.input + used.output or expected)
        return completion


def _sendable(text: str) -> str:
    """The text with a question mark for each half of a surrogate pair, which a badly decoded file may hold."""
    return text.encode("utf-8", "replace").decode()


@lru_cache(maxsize=256)
def _wire(model: type[BaseModel]) -> type[BaseModel]:
    """The wire model as instructor wants it. Left to itself it would build this class and its schema for each call,
    which costs more than all the rest of a call."""
    base = instructor.response_schema(model)

    class Wire(base):  # type: ignore[valid-type, misc]  # a base that is known only now
        @classmethod
        def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
            return dict(wire_schema(model))

    Wire.__name__, Wire.__doc__ = model.__name__, model.__doc__
    return Wire


def _look_at(completion: ChatCompletion) -> Verdict | None:
    """Why a completion is not to be parsed, before anyone tries."""
    if not completion.choices:
        return Verdict("invalid", "the answer is empty")
    finish_reason, message = _finish_reason(completion), getattr(completion.choices[0], "message", None)
    if finish_reason == "length":
        return Verdict("truncated", "the answer was cut at its limit of tokens")
    if finish_reason == "content_filter":
        return Verdict("filtered", "the provider's content filter stopped the answer")
    if message is None:
        return Verdict("invalid", "the answer is empty")
    if message.refusal:
        return Verdict("refused", "the model refused to answer")
    return None


# The client checks nothing of what a server sends, so any field may be missing whatever its type says.


def _finish_reason(completion: ChatCompletion) -> str:
    return str(getattr(completion.choices[0], "finish_reason", None) or "") if completion.choices else ""


def _json_text(completion: ChatCompletion, mode: Mode) -> str:
    """The JSON that an answer's value was read from, by the rules of each mode."""
    message = completion.choices[0].message
    if mode == "tools":
        called = message.tool_calls[0] if message.tool_calls else None
        function = getattr(called, "function", None) or message.function_call
        arguments: object = getattr(function, "arguments", "")
        return arguments if isinstance(arguments, str) else canonical(arguments)
    content = message.content or ""
    return extract_json_from_codeblock(content) if mode == "md_json" else content


def _tokens(completion: ChatCompletion) -> Tokens:
    used = completion.usage
    details = getattr(used, "prompt_tokens_details", None)
    return Tokens(
        _count(getattr(used, "prompt_tokens", None)),
        _count(getattr(used, "completion_tokens", None)),
        _count(getattr(details, "cached_tokens", None)),
    )


def _count(value: object) -> int:
    """A number of tokens; 0 for what cannot be one, which must not cost the answer."""
    return int(value) if isinstance(value, (int, float)) and 0 <= value < _NO_COUNT else 0


def _what_is_wrong(error: InstructorRetryException) -> str:
    """Why an answer does not parse, without its text, which may quote the report."""
    cause = error.__cause__
    if isinstance(cause, ValidationError):
        first = cause.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))
        if first["type"] == "json_invalid":
            return "the answer is no valid JSON"
        return (
            f"the answer does not fit the schema at {place or 'its top'} ({first['msg']}), {cause.error_count()} in all"
        )
    return "the answer holds no JSON of the kind asked for"


def _sentence(found: TransportFault | EndpointError | Verdict) -> str:
    return found.reason if isinstance(found, Verdict) else str(found)
