"""The body of a completion: one JSON object, or a stream of events that make one up."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json

from summarizer.endpoint.faults import TransportFault

Completion = dict[str, Any]
EVENT = b"data:"
_END = b"[DONE]"


def read_completion(body: bytes) -> Completion:
    """A completion as the API has it. Raises TransportFault for what is none."""
    completion = _from_events(body) if body.lstrip()[:5] == EVENT or b"\ndata:" in body[:2000] else _json(body)
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
        if "choices" not in event and event.get("error"):
            raise TransportFault("the server broke its answer off with an error")
        made = made or {"choices": []}
        if event.get("usage"):
            made["usage"] = event["usage"]
        for part in event.get("choices") or []:
            made["choices"] = [choice]
            choice["finish_reason"] = part.get("finish_reason") or choice["finish_reason"]
            _add(message, part.get("delta") or part.get("message") or {})
    return made


def _add(message: dict[str, Any], delta: Mapping[str, Any]) -> None:
    """Append what an event says to the message so far."""
    for name in ("content", "reasoning_content", "reasoning", "refusal"):
        if isinstance(said := delta.get(name), str):
            message[name] = (message.get(name) or "") + said
    for called in delta.get("tool_calls") or []:
        calls = message.setdefault("tool_calls", [])
        at = called.get("index", 0)
        while isinstance(at, int) and len(calls) <= at < 64:
            calls.append({"function": {"arguments": ""}})
        arguments = (called.get("function") or {}).get("arguments")
        if isinstance(at, int) and at < len(calls) and isinstance(arguments, str):
            calls[at]["function"]["arguments"] += arguments
