"""Recordings: answers as a small sorted JSONL file that can be kept in a repository and replayed without a network.

The first line says how the answers were asked for, so that a replay asks the same way; each other line is one answer.
Nothing of what was asked is in it.
"""

import json
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from summarizer.endpoint.answers import CallStore, Choice, StoredAnswer
from summarizer.endpoint.call import Mode, Route, State, canonical
from summarizer.errors import UsageError
from summarizer.files import read_whole, read_within, write_whole

# Bytes within which the first line of a recording ends.
_HEADER = 1_000_000
_SQLITE = b"SQLite format 3\x00"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


_Form = TypeVar("_Form", bound=_Strict)


class Header(_Strict):
    """The first line of a recording: what is the same for all its answers."""

    format: Literal["summarizer-recording-1"] = "summarizer-recording-1"
    base_url: str
    model: str
    mode: Mode
    temperature: float | None
    extra_body: dict[str, JsonValue]
    prompt_versions: list[str]

    @property
    def route(self) -> Route:
        """The way the answers were asked for."""
        return Route(self.base_url, self.model, self.mode, self.temperature, canonical(self.extra_body))


class Line(_Strict):
    """One answer; `answer` is what the model wrote, null unless `state` is `"ok"`."""

    key: Annotated[str, Field(pattern=r"^sha256-[0-9a-f]{64}$")]
    state: State
    answer: JsonValue
    finish_reason: str
    reason: str
    input_tokens: int
    output_tokens: int
    cached_input_tokens: int
    prompt_version: str
    created: str


def export_recording(store: CallStore, path: Path, choice: Choice) -> int:
    """Write the chosen answers of a store to a file; how many there were. The same answers give the same bytes.

    Raises UsageError where there is none, or where they were asked for in more than one way.
    """
    answers = list(store.answers(choice))
    routes = sorted({answer.route for answer in answers})
    if not routes:
        raise UsageError(f"{store.path} holds no such answer; summarizer cache stats shows what there is")
    if len(routes) > 1:
        raise UsageError(
            f"these answers were asked for in {len(routes)} ways ({_differences(routes)}) and a recording has one; "
            "choose with --model, or record into a --cache of its own"
        )
    header = Header(**json.loads(routes[0]), prompt_versions=sorted({answer.prompt_version for answer in answers}))
    lines = [canonical(header.model_dump()), *(canonical(_to_line(answer).model_dump()) for answer in answers)]
    write_whole(path, "\n".join(lines) + "\n")
    return len(answers)


def import_recording(store: CallStore, path: Path) -> int:
    """Put the answers of a recording into a store; how many were new to it. Raises UsageError for another file."""
    header, lines = _read(path)
    return store.put_all(_to_stored(line, header) for line in lines)


def open_recording(path: Path) -> tuple[CallStore, dict[str, Any]]:
    """A recording as a store in memory, and the settings that replay it. Raises UsageError for another file."""
    store = CallStore.in_memory()
    try:
        import_recording(store, path)
    except BaseException:
        store.close()
        raise
    return store, recorded_settings(path)


def recorded_settings(path: Path) -> dict[str, Any]:
    """The settings that replay a recording, or a store of answers, which does not say how it was asked."""
    try:
        first = read_within(path, _HEADER).partition(b"\n")[0]
    except OSError as error:
        raise UsageError(f"the recording {path} cannot be read ({error.strerror})") from None
    if first.startswith(_SQLITE):
        return {"cache": path, "recording": None, "replay": True}
    header = _parse(Header, first, path, 1)
    kept = header.model_dump(include={"base_url", "model", "mode", "temperature", "extra_body"})
    return {**kept, "recording": path, "replay": True}


def _read(path: Path) -> tuple[Header, list[Line]]:
    try:
        first, *rest = read_whole(path).splitlines() or [b""]
    except OSError as error:
        raise UsageError(f"the recording {path} cannot be read ({error.strerror})") from None
    return _parse(Header, first, path, 1), [_parse(Line, line, path, at) for at, line in enumerate(rest, 2)]


def _parse(model: type[_Form], line: bytes, path: Path, number: int) -> _Form:
    try:
        return model.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise UsageError(f"{path}, line {number} is no line of a recording ({where}: {first['msg']})") from None


def _to_line(answer: StoredAnswer) -> Line:
    return Line(
        key=answer.key,
        state=answer.state,
        answer=json.loads(answer.text) if answer.text else None,
        finish_reason=answer.finish_reason,
        reason=answer.reason,
        input_tokens=answer.input_tokens,
        output_tokens=answer.output_tokens,
        cached_input_tokens=answer.cached_input_tokens,
        prompt_version=answer.prompt_version,
        created=answer.created,
    )


def _to_stored(line: Line, header: Header) -> StoredAnswer:
    return StoredAnswer(
        key=line.key,
        state=line.state,
        text=canonical(line.answer) if line.state == "ok" else "",
        finish_reason=line.finish_reason,
        reason=line.reason,
        input_tokens=line.input_tokens,
        output_tokens=line.output_tokens,
        cached_input_tokens=line.cached_input_tokens,
        model=header.model,
        route=header.route.text,
        prompt_version=line.prompt_version,
        created=line.created,
    )


def _differences(routes: list[str]) -> str:
    """Which of their fields differ, with the values."""
    parsed = [json.loads(route) for route in routes]
    differing = [name for name in parsed[0] if len({canonical(route[name]) for route in parsed}) > 1]
    return "; ".join(f"{name}: {', '.join(sorted({str(route[name]) for route in parsed}))}" for name in differing)
