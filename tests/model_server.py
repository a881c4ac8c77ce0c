"""A server of chat completions that behaves and misbehaves as it is told: for tests, and for benchmarks as a program.

    with ModelServer() as server:                        # answers any schema with a value that fits it
        server.next(status(500), rate_limited("0.1"))    # the next two requests fail, those after them do not
        server.answer = my_function                      # request body -> the answer's JSON, or a Response

    python tests/model_server.py --port 8000 --latency 0.5 --answer fit

An answer function for a kind of labels is any function from the request's body to a dictionary; to have it by name in
the program, put it into ANSWERS or give `--answer module:function`.
"""

import argparse
import asyncio
import hashlib
import importlib
import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from batch_server import BatchDesk

Body = dict[str, Any]


@dataclass(frozen=True)
class Response:
    """What goes over the wire. `cut` sends only so many bytes of it and resets the connection, `trickle` sends one byte
    each time so many seconds have passed. `pieces` are sent in place of the body, one by one, with a wait of `pause`
    between them; a piece that is None is a wait without end."""

    status: int = 200
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/json"
    delay: float = 0.0
    cut: int | None = None
    trickle: float | None = None
    pieces: tuple[bytes | None, ...] = ()
    pause: float = 0.0


AnswerFunction = Callable[[Body], "Body | str | Response"]
Fault = Callable[[Body], Response]


@dataclass(frozen=True)
class Served:
    """One request that arrived: when, which path, and a hash of its body, the same for the same question."""

    at: float
    path: str
    key: str
    status: int


def completion(body: Body, text: str | None, finish_reason: str = "stop", refusal: str | None = None) -> Body:
    """A chat completion whose answer is `text`, in the form that the request asks for."""
    message: Body = {"role": "assistant", "content": text, "refusal": refusal}
    if "tools" in body and text is not None:
        name = body["tools"][0]["function"]["name"]
        call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": text}}
        message |= {"content": None, "tool_calls": [call]}
    elif "response_format" not in body and text is not None:
        message["content"] = f"Here it is:\n```json\n{text}\n```"
    read = sum(len(message["content"] or "") for message in body["messages"])
    usage = {"prompt_tokens": read, "completion_tokens": len(text or ""), "total_tokens": read + len(text or "")}
    usage["prompt_tokens_details"] = {"cached_tokens": read // 2}  # type: ignore[assignment]  # the one nested field
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": body["model"],
        "choices": [choice],
        "usage": usage,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def fit(body: Body) -> Body:
    """The smallest value that fits the schema of a request: what a server with constrained decoding might say."""
    schema = schema_of(body)
    value = _fit(schema, schema.get("$defs", {})) if schema else {}
    assert isinstance(value, dict)
    return value


def schema_of(body: Body) -> Body:
    """The schema that a request asks for, wherever its mode puts it."""
    if "tools" in body:
        found = body["tools"][0]["function"]["parameters"]
    elif "response_format" in body:
        found = body["response_format"]["json_schema"]["schema"]
    else:
        # The question itself says what the answer looks like; a part of it may hold a schema.
        asked = "\n".join(message["content"] for message in body["messages"])
        found = (
            json.JSONDecoder().raw_decode(asked, asked.index("{", asked.index("json_schema")))[0]
            if "json_schema" in asked
            else {}
        )
    assert isinstance(found, dict)
    return found


def mode_of(body: Body) -> str:
    """Which of the three ways of asking a request uses."""
    return "tools" if "tools" in body else "json_schema" if "response_format" in body else "md_json"


def _fit(schema: Body, defs: Body) -> object:
    if "$ref" in schema:
        return _fit(defs[schema["$ref"].rsplit("/", 1)[-1]], defs)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if "anyOf" in schema:
        return _fit(schema["anyOf"][0], defs)
    if schema.get("type") == "object":
        return {name: _fit(schema["properties"][name], defs) for name in schema.get("required", [])}
    if schema.get("type") == "array":
        return [_fit(schema["items"], defs)] * schema.get("minItems", 0)
    return {"string": "x", "integer": 1, "number": 1.5, "boolean": True}.get(schema.get("type", ""))


def rows(_: Body) -> Body:
    """An answer of the usual length: 60 labels of an id and a word."""
    return {"rows": [{"id": f"n{number}", "kind": "level"} for number in range(60)]}


def straggling(answer: AnswerFunction) -> AnswerFunction:
    """`answer` in a tenth of a second, and every tenth time in a whole one."""
    answered = count(1)

    def late(body: Body) -> Response:
        said = answer(body)
        assert isinstance(said, dict)
        return replace(says(_json(said))(body), delay=1.0 if next(answered) % 10 == 0 else 0.1)

    return late


ANSWERS: dict[str, AnswerFunction] = {"fit": fit, "rows": rows, "straggling": straggling(rows)}


def status(code: int, message: str = "it went wrong", code_name: str | None = None, **headers: str) -> Fault:
    """An error with a status, and headers such as `retry_after="1"`."""
    error = {"message": message, "type": "error", "code": code_name}
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return lambda _: Response(code, _json({"error": error}), named)


def rate_limited(retry_after: str | None = None) -> Fault:
    """429, with or without a Retry-After in seconds or as a date."""
    return status(429, "slow down", "rate_limit_exceeded", **({"retry_after": retry_after} if retry_after else {}))


def insufficient_quota() -> Fault:
    """The 429 that no waiting will cure."""
    return status(429, "You exceeded your current quota", "insufficient_quota")


def html() -> Fault:
    """The error page of a proxy, which says that all is well."""
    return lambda _: Response(200, "<html><body>Bad gateway</body></html>", content_type="text/html")


def no_choices() -> Fault:
    """JSON that is no completion."""
    return lambda _: Response(200, _json({"error": {"message": "upstream"}}))


def broken_body() -> Fault:
    """A completion cut in its middle by a proxy that says it is whole."""
    return lambda body: Response(200, _json(completion(body, _json(fit(body))))[:40])


def reset() -> Fault:
    """A connection that dies in the middle of the body."""
    return lambda body: Response(200, _json(completion(body, _json(fit(body)))), cut=60)


def slow(seconds: float) -> Fault:
    """A right answer that comes late."""
    return lambda body: Response(200, _json(completion(body, _json(fit(body)))), delay=seconds)


def trickle(seconds: float) -> Fault:
    """A right answer that comes byte by byte, so that no single wait for it is long."""
    return lambda body: Response(200, _json(completion(body, _json(fit(body)))), trickle=seconds)


def says(text: str | None, finish_reason: str = "stop", refusal: str | None = None) -> Fault:
    """A completion whose answer is exactly `text`."""
    return lambda body: Response(200, _json(completion(body, text, finish_reason, refusal)))


def streamed(text: str, pause: float = 0.0, stalls_after: int | None = None) -> Fault:
    """An answer in events of a few characters each, which may stop in its middle for ever."""

    def answer(body: Body) -> Response:
        pieces: list[bytes | None] = [
            _event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]})
        ]
        for at in range(0, len(text), 8):
            part = text[at : at + 8]
            function = {"name": "x", "arguments": part} if at == 0 else {"arguments": part}
            delta: Body = {"tool_calls": [{"index": 0, "function": function}]} if "tools" in body else {"content": part}
            pieces.append(_event({"choices": [{"index": 0, "delta": delta}]}))
        if stalls_after is not None:
            pieces[stalls_after:] = [None]
        pieces += [_event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})]
        usage = {"prompt_tokens": 100, "completion_tokens": len(text)}
        pieces += [b": a sign of life\n\n", _event({"choices": [], "usage": usage}), b"data: [DONE]\n\n"]
        return Response(content_type="text/event-stream", pieces=tuple(pieces), pause=pause)

    return answer


def runs_on(events: int = 10_000) -> Fault:
    """A stream that pays no heed to its limit and has no end."""
    piece = _event({"choices": [{"index": 0, "delta": {"content": "x"}}]}) * 100
    return lambda _: Response(content_type="text/event-stream", pieces=(*[piece] * (events // 100), None))


def _event(value: Body) -> bytes:
    return b"data: " + _json(value).encode() + b"\n\n"


def truncated() -> Fault:
    """JSON cut at the limit of tokens, which the server admits."""
    return lambda body: says(_json(fit(body))[:-1], "length")(body)


def empty_choices() -> Fault:
    """A completion without an answer."""
    return lambda body: Response(200, _json(completion(body, "") | {"choices": []}))


@dataclass
class ModelServer:
    """The server, in a thread of its own while the `with` block runs; also `start` and `stop`, on the same port.

    `key` is asked for where it is set. `keys` are those that were sent. `modes` are those the model can do; others are
    refused with 400. `listing` is sent for the list of models in place of `models`. `peak` is the most requests that were
    in flight at a time. `batches` answers for /files and /batches, which are not there without it.
    """

    answer: AnswerFunction = fit
    latency: float = 0.0
    key: str | None = None
    models: tuple[str, ...] = ("test-model",)
    modes: tuple[str, ...] = ("tools", "json_schema", "md_json")
    port: int = 0
    batches: "BatchDesk | None" = None
    listing: str | None = None
    requests: list[Served] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    peak: int = 0
    _faults: deque[Fault] = field(default_factory=deque)
    _flying: int = 0
    _thread: threading.Thread | None = None
    _loop: asyncio.AbstractEventLoop | None = None
    _ended: asyncio.Event | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def calls(self) -> list[Served]:
        """The requests for a completion."""
        return [request for request in self.requests if request.path.endswith("/chat/completions")]

    def next(self, *faults: Fault) -> None:
        """What the next requests for a completion get, in order; those after them are answered."""
        self._faults.extend(faults)

    def start(self) -> None:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        assert ready.wait(10)

    def stop(self) -> None:
        assert self._loop is not None and self._ended is not None and self._thread is not None
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(10)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        connections: set[asyncio.Task[None]] = set()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            connections.add(task)
            try:
                while await self._one(reader, writer):
                    pass
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                pass  # the client has gone, or the server is to go
            finally:
                connections.discard(task)
                writer.close()

        server = await asyncio.start_server(connected, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._ended.wait()
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        data = await reader.readexactly(int(headers.get("content-length", 0)))
        self._flying += 1
        self.peak = max(self.peak, self._flying)
        at = time.monotonic()
        try:
            method, path, _ = head[0].split(" ")
            response = self._respond(method, path, headers, data)
            self.requests.append(Served(at, path, hashlib.sha256(data).hexdigest(), response.status))
            await asyncio.sleep(response.delay or self.latency)
        finally:
            self._flying -= 1
        body = response.body.encode()
        length = [] if response.pieces else [("content-length", str(len(body)))]
        fields = [("content-type", response.content_type), *length, *response.headers]
        lines = [f"HTTP/1.1 {response.status} -", *(f"{name}: {value}" for name, value in fields)]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        if response.pieces:
            for piece in response.pieces:
                await asyncio.sleep(response.pause if piece is not None else 60)
                writer.write(piece or b"")
                await writer.drain()
            return False
        if response.trickle is not None:
            while body:
                writer.write(body[:1])
                await writer.drain()
                await asyncio.sleep(response.trickle)
                body = body[1:]
        writer.write(body[: response.cut])
        await writer.drain()
        if response.cut is not None:
            writer.transport.abort()
            return False
        return True

    def _respond(self, method: str, path: str, headers: dict[str, str], data: bytes) -> Response:
        if headers.get("content-type", "").startswith("multipart/"):
            body: Body = {}
        else:
            body = json.loads(data) if data else {}
        given = headers.get("authorization", "").removeprefix("Bearer ")
        self.keys.add(given)
        if self.key is not None and given != self.key:
            return status(401, f"Incorrect API key provided: {given}", "invalid_api_key")(body)
        if path.endswith("/models"):
            listed = [{"id": name, "object": "model", "created": 1, "owned_by": "us"} for name in self.models]
            return Response(200, self.listing or _json({"object": "list", "data": listed}))
        if self.batches is not None and (response := self.batches.respond(self, method, path, data, body)):
            return response
        if not path.endswith("/chat/completions"):
            return status(404, "no such page")(body)
        return self.complete(body)

    def complete(self, body: Body) -> Response:
        """The response to a request for a completion."""
        self.bodies.append(body)
        if self._faults:
            return self._faults.popleft()(body)
        if body["model"] not in self.models:
            return status(404, f"The model `{body['model']}` does not exist", "model_not_found")(body)
        if mode_of(body) not in self.modes:
            return status(400, f"{mode_of(body)} is not supported", "unsupported")(body)
        said = self.answer(body)
        if isinstance(said, Response):
            return said
        return says(said if isinstance(said, str) else _json(said))(body)


def _named(name: str) -> AnswerFunction:
    if ":" not in name:
        return ANSWERS[name]
    module, _, function = name.partition(":")
    found: AnswerFunction = getattr(importlib.import_module(module), function)
    return found


def main() -> None:
    """Serve until the program is ended; the address is printed first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--answer", default="fit", help=f"one of {', '.join(ANSWERS)}, or module:function")
    parser.add_argument("--model", action="append", help="a model that is there; may be given again")
    given = parser.parse_args()
    server = ModelServer(
        _named(given.answer), given.latency, port=given.port, models=tuple(given.model or ["test-model"])
    )
    with server:
        print(server.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    # By its own name, so that an answer function that imports this module has the same classes.
    importlib.import_module("model_server").main()
