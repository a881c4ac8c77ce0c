"""The JSON of an answer, wherever a model put it: a tool call, the text beside it, a fence, behind its thoughts."""

from collections.abc import Iterator, Mapping
from typing import Any

from instructor.v2.core.json import extract_json_from_codeblock
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from summarizer.endpoint.call import canonical

_THOUGHT = "</think>"
# What models wrap their answer into when they write a tool call out as text.
_WRAPPERS = ("arguments", "parameters", "input", "answer", "response", "output", "result")


def find_value(message: Mapping[str, Any], form: type[BaseModel]) -> BaseModel | str:
    """The answer that a message holds; or, in a sentence, why it holds none."""
    why = "the answer holds no JSON of the kind asked for"
    for text in _texts(message):
        found = _value(text, form)
        if isinstance(found, BaseModel):
            return found
        why = found or why
    return why


def _texts(message: Mapping[str, Any]) -> Iterator[str]:
    """Where an answer may stand, the likeliest place first."""
    called = [*(message.get("tool_calls") or []), {"function": message.get("function_call")}]
    for call in called:
        function = call.get("function") if isinstance(call, dict) else None
        arguments = function.get("arguments") if isinstance(function, dict) else None
        if arguments:
            yield arguments if isinstance(arguments, str) else canonical(arguments)
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    for text in (content, message.get("reasoning_content"), message.get("reasoning")):
        if isinstance(text, str) and text:
            yield text


def _value(text: str, form: type[BaseModel]) -> BaseModel | str | None:
    """The value in a text; None where it holds no JSON object, a sentence where that does not fit."""
    text = text.rpartition(_THOUGHT)[2].strip()
    if not text.startswith("{"):
        try:
            text = extract_json_from_codeblock(text)
        except ValueError:
            return None
    if not text.startswith("{"):
        return None
    why = None
    for candidate in (text, *_inner(text, form)):
        found = _fit(candidate, form)
        if isinstance(found, BaseModel):
            return found
        why = why or found
    return why


def _inner(text: str, form: type[BaseModel]) -> Iterator[str]:
    """What stands in an object that only wraps the answer."""
    try:
        outer = from_json(text)
    except ValueError:
        try:
            outer = from_json(extract_json_from_codeblock(text))
        except ValueError:
            return
        yield canonical(outer)
    for name in (form.__name__, *_WRAPPERS):
        inner = outer.get(name) if isinstance(outer, dict) else None
        if isinstance(inner, str) and inner.lstrip().startswith("{"):
            yield inner
        elif isinstance(inner, dict):
            yield canonical(inner)


def _fit(text: str, form: type[BaseModel]) -> BaseModel | str | None:
    """The value; why it does not fit, without its text, which may quote the report; None if it is another object."""
    try:
        value = form.model_validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        if first["type"] == "json_invalid":
            return "the answer is no valid JSON"
        place = ".".join(map(str, first["loc"])) or "its top"
        return f"the answer does not fit the schema at {place} ({first['msg']}), {error.error_count()} in all"
    return value if value.model_fields_set else None
