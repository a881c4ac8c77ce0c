"""The body of a completion: one JSON object, or a stream of events that make one up."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json

from summarizer.endpoint.faults import BrokenOff, TransportFault

Completion = dict[str, Any]
EVENT = b"data:"
_END = b"[DONE]"


def read_completion(body: bytes) -> Completion:
    """A completion as the API has it. Raises TransportFault for what is none, BrokenOff for a stream that ends in an
    error."""
    # No JSON has a line that begins so; before the first there may be any number of signs of life.
    completion = _from_events(body) if body.lstrip()[:5] == EVENT or b"\ndata:" in body else _json(body)
    if not isinstance(completion, dict) or not isinstance(completion.get("choices"), list):
        raise TransportFault("what came back is no chat completion")
    return completion


def _json(text: bytes) -> Any:
    """Raises TransportFault for what is no JSON, also where it nests too deep."""
    try:
        return from_json(text)
    except ValueError:
        raise TransportFault("what came back is no JSON") from None


def _from_events(body: bytes) -> Completion | None:
    """The completion that the events of a stream make up; None where there is none among them."""
    made: Completion | None = None
    message: dict[str, Any] = {}
    choice: dict[str, Any] = {"message": message, "finish_reason": None}
    for line in body.splitlines():
        data = line[len(EVENT) :].strip() if line.startswith(EVENT) else b""
        if not data or data == _END:
            continue
        event = _json(data)
        if not isinstance(event, dict):
            continue
        if not event.get("choices") and (error := event.get("error")):
            raise BrokenOff(_words(error))
        made = made or {"choices": []}
        if event.get("usage"):
            made["usage"] = event["usage"]
        for part in _dicts(event.get("choices")):
            made["choices"] = [choice]
            choice["finish_reason"] = part.get("finish_reason") or choice["finish_reason"]
            for said in _dicts([part.get("delta") or part.get("message")]):
                _add(message, said)
    return made


def _dicts(value: object) -> list[dict[str, Any]]:
    """The objects in a list; none where there is no list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _words(error: object) -> str:
    """What an error event says of itself."""
    if isinstance(error, dict):
        return " ".join(str(error[name]) for name in ("type", "message") if error.get(name))
    return str(error)


def _add(message: dict[str, Any], delta: Mapping[str, Any]) -> None:
    """Append what an event says to the message so far."""
    for name in ("content", "reasoning_content", "reasoning", "refusal"):
        if isinstance(said := delta.get(name), str):
            message[name] = (message.get(name) or "") + said
    for called in _dicts(delta.get("tool_calls")):
        calls = message.setdefault("tool_calls", [])
        at = called.get("index") or 0
        while isinstance(at, int) and len(calls) <= at < 64:
            calls.append({"function": {"arguments": ""}})
        function = called.get("function")
        arguments = function.get("arguments") if isinstance(function, dict) else None
        if isinstance(at, int) and at < len(calls) and isinstance(arguments, str):
            calls[at]["function"]["arguments"] += arguments
