"""What a failed request means: worth another try, the end of the run, or an answer of its own kind."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx2
import openai

from summarizer.endpoint.call import State
from summarizer.endpoint.settings import Settings, providers
from summarizer.errors import EndpointError

_TRY_AGAIN = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS}


class TransportFault(Exception):
    """A fault that may pass. `wait` is how many seconds the server asks for; `limited` if it has too many callers,
    `unreachable` if nothing was there to take the request."""

    def __init__(self, told: str, wait: float | None = None, limited: bool = False, unreachable: bool = False) -> None:
        super().__init__(told)
        self.wait = wait
        self.limited = limited
        self.unreachable = unreachable


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer without a value: its state and the reason in one sentence."""

    state: State
    reason: str


def judge(error: Exception, settings: Settings) -> TransportFault | EndpointError | Verdict:
    """What an exception of one request means. Raises it again if it is none of a request."""
    if isinstance(error, TransportFault):
        return error
    if isinstance(error, openai.APIStatusError):
        return _judge_status(error, settings)
    if isinstance(error, (openai.APITimeoutError, TimeoutError)):
        return TransportFault(f"no answer within {settings.timeout_seconds:g} seconds")
    if isinstance(error, openai.APIConnectionError):
        cause = error.__cause__
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
    if status in _TRY_AGAIN or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        limited = status == HTTPStatus.TOO_MANY_REQUESTS
        return TransportFault(f"status {status}", _retry_after(error.response.headers.get("retry-after")), limited)
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
    if _any(signs["too_long"], said):
        return Verdict("truncated", "the request is longer than the model reads")
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
    line = " ".join(text.split())
    line = line.replace(key, "***") if key else line
    return line if len(line) <= 160 else f"{line[:160]}…"


def _retry_after(header: str | None) -> float | None:
    """Seconds to wait, from a number of seconds or an HTTP date; None where it says neither."""
    if header is None:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass  # not a number: a date, or nonsense
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
