"""What is asked of a model, what comes back, and the key under which an answer is found again."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, Literal, Self

from pydantic import BaseModel

Role = Literal["system", "user", "assistant"]
State = Literal["ok", "truncated", "invalid", "refused", "filtered", "stalled", "too_long"]
Mode = Literal["tools", "json_schema", "md_json"]
MODES: tuple[Mode, ...] = ("tools", "json_schema", "md_json")


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Call:
    """One question to a model.

    `response_model` is the form of the answer, `max_tokens` its limit, `prompt_version` the hash of the templates the
    messages were made from. `place` tells people what the call is about; `planned`, on the first call of several,
    how many there will be. Neither is part of the key.
    """

    messages: tuple[Message, ...]
    response_model: type[BaseModel]
    max_tokens: int
    prompt_version: str
    place: str
    planned: int = 0

    def in_one_message(self) -> "Call":
        """The same question for a model whose template knows no system role: what it says heads the first message."""
        system = [message.content for message in self.messages if message.role == "system"]
        others = [message for message in self.messages if message.role != "system"]
        if not system or not others:
            return self
        first = replace(others[0], content="\n\n".join((*system, others[0].content)))
        return replace(self, messages=(first, *others[1:]))


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a call: the parsed value when `state` is `"ok"`, else one sentence that says why there is none.
    `"too_long"` is a question that the model did not take, `"truncated"` an answer that it did not end.

    `cached` is true where no call was made for it: it came from the store, or from another task's call in flight.
    `planned` is that of its call.
    """

    state: State
    value: BaseModel | None
    reason: str
    key: str
    cached: bool
    planned: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """Where and how calls are answered: all that is the same for every call of a run and part of each key.

    `extra_body` is canonical JSON of an object that is sent along with each request.
    """

    base_url: str
    model: str
    mode: Mode
    temperature: float | None
    extra_body: str = "{}"

    @property
    def text(self) -> str:
        """The route as canonical JSON."""
        return canonical({**asdict(self), "extra_body": json.loads(self.extra_body)})

    @classmethod
    def parse(cls, text: str) -> Self:
        """The route that `text` came from."""
        fields = json.loads(text)
        return cls(**{**fields, "extra_body": canonical(fields["extra_body"])})


def call_key(call: Call, route: Route) -> str:
    """The name of a call's answer: a hash, prefixed with its algorithm, of everything that could change the answer."""
    asked = {
        "max_tokens": call.max_tokens,
        "messages": [[message.role, message.content] for message in call.messages],
        "prompt_version": call.prompt_version,
        "route": route.text,
        "schema": _canonical_schema(call.response_model),
    }
    return f"sha256-{hashlib.sha256(canonical(asked).encode('utf-8', 'surrogatepass')).hexdigest()}"


def canonical(value: object) -> str:
    """JSON with one spelling for each value: sorted keys, no spaces, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=256)
def wire_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema that is sent for a wire model: without the titles that pydantic gives every field, which cost
    tokens and say nothing, save the model's own, which names the tool."""
    schema = model.model_json_schema()
    return {"title": schema.get("title", model.__name__), **_untitled(schema)}


@lru_cache(maxsize=256)
def _canonical_schema(model: type[BaseModel]) -> str:
    return canonical(wire_schema(model))


def _untitled(schema: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for word, value in schema.items():
        if word == "title" and isinstance(value, str):
            continue
        if word in ("properties", "$defs"):
            kept[word] = {name: _untitled(part) for name, part in value.items()}
        elif isinstance(value, dict):
            kept[word] = _untitled(value)
        elif word in ("anyOf", "oneOf", "allOf", "prefixItems"):
            kept[word] = [_untitled(part) for part in value]
        else:
            kept[word] = value
    return kept
