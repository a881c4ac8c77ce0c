"""What a failed request means: worth another try, the end of the run, or an answer of its own kind."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx2
import openai

from summarizer.endpoint.call import State
from summarizer.endpoint.guard import Elsewhere, TooMuch
from summarizer.endpoint.settings import LimitField, Settings, providers
from summarizer.errors import EndpointError

# A wait of a year is as good as one of a thousand million years, and can be told.
_LONGEST = 31_536_000.0
TOO_LONG = "the question is longer than the model reads; give the server more context, or lower max_answer_tokens"
_TRY_AGAIN = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS}


class TransportFault(Exception):
    """A fault that may pass. `wait` is how many seconds the server asks for; `limited` if it has too many callers,
    `unreachable` if nothing was there to take the request."""

    def __init__(self, told: str, wait: float | None = None, limited: bool = False, unreachable: bool = False) -> None:
        super().__init__(told)
        self.wait = wait
        self.limited = limited
        self.unreachable = unreachable


class BrokenOff(Exception):
    """An error in the middle of a stream, in the server's words."""


class RefusedSetting(EndpointError):
    """A request refused for a setting; with `change` of the settings it may be taken."""

    def __init__(self, told: str, change: Mapping[str, object]) -> None:
        super().__init__(told)
        self.change = change


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer without a value: its state and the reason in one sentence."""

    state: State
    reason: str


def judge(error: Exception, settings: Settings) -> TransportFault | EndpointError | Verdict:
    """What an exception of one request means. Raises it again if it is none of a request."""
    if isinstance(error, BrokenOff):
        if _any(providers().signs["too_long"], str(error).lower()):
            return Verdict("too_long", TOO_LONG)
        return TransportFault(f"the server broke its answer off with an error ({clean(str(error), settings)})")
    if isinstance(error, TransportFault):
        return error
    if isinstance(error, openai.APIStatusError):
        return _judge_status(error, settings)
    if isinstance(error, (openai.APITimeoutError, TimeoutError)):
        unreachable = isinstance(error.__cause__, httpx2.ConnectTimeout)
        return TransportFault(f"no answer within {settings.timeout_seconds:g} seconds", unreachable=unreachable)
    cause = error.__cause__ if isinstance(error, openai.APIConnectionError) else error
    if isinstance(cause, Elsewhere):
        return EndpointError(
            f"{settings.base_url} sends requests on to {printable(str(cause))}; nothing was sent there. If that is the "
            "endpoint, name it as --base-url"
        )
    if isinstance(cause, TooMuch):
        return EndpointError(f"what answers at {settings.base_url} is no endpoint: {cause}")
    if isinstance(error, (openai.APIConnectionError, httpx2.HTTPError)):
        told = " ".join(str(cause or error).split()) or type(cause).__name__
        unreachable = isinstance(cause, httpx2.ConnectError)
        return TransportFault(f"the connection failed ({clean(told, settings)})", unreachable=unreachable)
    if isinstance(error, (openai.APIResponseValidationError, json.JSONDecodeError, UnicodeDecodeError)):
        return TransportFault("what came back is no JSON")
    raise error


def _judge_status(error: openai.APIStatusError, settings: Settings) -> TransportFault | EndpointError | Verdict:
    status, signs, place = error.status_code, providers().signs, settings.base_url
    said = f"{error.code} {error.type} {error.message}".lower()
    if status == HTTPStatus.PAYMENT_REQUIRED or _any(signs["no_credit"], said):
        return EndpointError(f"the account at {place} has no credit left; answers so far are kept, top it up and go on")
    if _any(signs["too_long"], said):
        return Verdict("too_long", TOO_LONG)
    # Of these some servers make an error of their own, with a status that would be tried again for minutes.
    if refused := _refused_form(said, settings):
        return refused
    if status in _TRY_AGAIN or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        limited = status == HTTPStatus.TOO_MANY_REQUESTS
        words = error.body.get("message") if isinstance(error.body, dict) else None
        told = f"status {status}: {clean(words, settings)}" if isinstance(words, str) else f"status {status}"
        return TransportFault(told, _retry_after(error.response.headers.get("retry-after")), limited)
    if status == HTTPStatus.UNAUTHORIZED:
        what = "the key was refused by" if settings.api_key.get_secret_value() else "a key is asked for by"
        return EndpointError(f"{what} {place}; set {settings.key_variable} in the environment")
    if status == HTTPStatus.FORBIDDEN:
        return EndpointError(f"{place} does not let this key use {settings.model} ({_said(error, settings)})")
    if status == HTTPStatus.NOT_FOUND:
        return EndpointError(
            f"{place} knows no model {settings.model!r}, or is no such endpoint; check --model and --base-url "
            f"({_said(error, settings)})"
        )
    if _any(signs["filtered"], said):
        return Verdict("filtered", "the provider's content filter stopped the request")
    if refused := _refused_setting(said, settings):
        return refused
    return EndpointError(
        f"{place} does not accept the request (status {status}: {_said(error, settings)}); "
        "summarizer doctor finds out which settings it takes"
    )


def _any(signs: list[str], said: str) -> bool:
    return any(sign in said for sign in signs)


def _said(error: openai.APIStatusError, settings: Settings) -> str:
    """The server's own words, short: it may echo the request."""
    body = error.body
    message = body.get("message") if isinstance(body, dict) else None
    return clean(message if isinstance(message, str) else error.response.text, settings)


def clean(text: str, settings: Settings) -> str:
    """The words of a server as one short line without the key."""
    key = settings.api_key.get_secret_value()
    line = printable(" ".join(text.split()))
    line = line.replace(key, "***") if key else line
    return line if len(line) <= 160 else f"{line[:160]}…"


def printable(text: str) -> str:
    """Text of a server without what a terminal would obey."""
    return "".join(char if char.isprintable() else " " for char in text)


def _refused_setting(said: str, settings: Settings) -> RefusedSetting | None:
    """The setting that a refusal is about, and what to set in its place."""
    limit = settings.limit_field
    other: LimitField = "max_completion_tokens" if limit == "max_tokens" else "max_tokens"
    ways: list[tuple[str, dict[str, object], str]] = [
        ("stream", {"stream": False}, "stream = false (SUMMARIZER_STREAM=false)"),
        ("temperature", {"temperature": None}, 'temperature = "none" (SUMMARIZER_TEMPERATURE=none)'),
        (limit, {"limit_field": other}, f'limit_field = "{other}" (SUMMARIZER_LIMIT_FIELD={other})'),
    ]
    for name, change, advice in ways:
        is_sent = {"stream": settings.stream, "temperature": settings.temperature is not None}.get(name, True)
        if is_sent and re.search(rf"(?<![a-z_]){name}", said):
            return _refused(name, change, advice, settings)
    return None


def _refused_form(said: str, settings: Settings) -> RefusedSetting | None:
    """What the model's template, or what holds its answer to a form, cannot do."""
    signs = providers().signs
    if settings.system_role and _any(signs["system_role"], said):
        return _refused(
            "a system message", {"system_role": False}, "system_role = false (SUMMARIZER_SYSTEM_ROLE=false)", settings
        )
    if (settings.mode == "tools" and _any(signs["tools"], said)) or (
        settings.mode == "json_schema" and _any(signs["json_schema"], said)
    ):
        advice = 'mode = "md_json" (SUMMARIZER_MODE=md_json)'
        return _refused(f"mode = {settings.mode}", {"mode": "md_json"}, advice, settings)
    return None


def _refused(what: str, change: Mapping[str, object], advice: str, settings: Settings) -> RefusedSetting:
    return RefusedSetting(
        f"{settings.base_url} does not take {what} from {settings.model}; set {advice} in [llm] of summarizer.toml, or "
        "run summarizer doctor, which finds out and stores what works",
        change,
    )


def _retry_after(header: str | None) -> float | None:
    """Seconds to wait, from a number of seconds or an HTTP date; None where it says neither."""
    if header is None:
        return None
    try:
        seconds = float(header)
        return min(_LONGEST, max(0.0, seconds)) if seconds == seconds else None
    except ValueError:
        pass  # not a number: a date, or nonsense
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, OverflowError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
