"""The only layer that tries again: a request whose fault may pass is repeated until a budget of minutes is spent."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

from summarizer.endpoint.faults import TransportFault
from summarizer.endpoint.gate import Gate
from summarizer.endpoint.settings import Settings
from summarizer.errors import EndpointError

_LONGEST_WAIT = 60.0
# Seconds for a server to appear that nobody has seen yet: an address that is wrong must not take minutes to be told.
_PATIENCE = 15.0
_T = TypeVar("_T")


@dataclass(slots=True)
class Tries:
    """How a request fares: how often it was repeated, and when its first fault was."""

    retries: int = 0
    first_fault: float | None = None


async def persist(send: Callable[[], Awaitable[_T]], settings: Settings, gate: Gate, tries: Tries) -> _T:
    """What `send` gives in the end: it is called again after each TransportFault, and `tries` counts along.

    Raises EndpointError when the budget of the settings is spent or the gate closed, and whatever else `send` raises.
    """

    async def once() -> _T:  # tenacity looks at what it calls, and takes only this for a coroutine
        try:
            done = await send()
        except TransportFault as fault:
            gate.reached = gate.reached or not fault.unreachable
            raise
        gate.reached = True
        return done

    try:
        return await _retrying(settings, gate, tries)(once)
    except TransportFault as fault:
        raise _give_up(fault, settings, gate) from None


def _retrying(settings: Settings, gate: Gate, tries: Tries) -> AsyncRetrying:
    budget = settings.budget_minutes * 60

    def wait(state: RetryCallState) -> float:
        doublings = min(state.attempt_number - 1, 10)
        growing = min(_LONGEST_WAIT, settings.backoff_seconds * 2**doublings)
        # A server that asks for no wait at all gets ours: it would be asked without a pause else.
        return _fault(state).wait or growing * random.uniform(0.5, 1.0)

    def stop(state: RetryCallState) -> bool:
        tries.first_fault = tries.first_fault or monotonic()
        patience = budget if gate.reached else min(budget, _PATIENCE)
        return monotonic() + state.upcoming_sleep - tries.first_fault > patience

    def before_sleep(state: RetryCallState) -> None:
        tries.retries += 1
        if _fault(state).limited:
            # Too many callers: all of them wait, this one with them at the gate.
            gate.pause(state.upcoming_sleep)
            state.upcoming_sleep = 0.0

    return AsyncRetrying(
        retry=retry_if_exception_type(TransportFault),
        wait=wait,
        stop=stop,
        before_sleep=before_sleep,
        sleep=gate.rest,
        reraise=True,
    )


def _fault(state: RetryCallState) -> TransportFault:
    error = state.outcome.exception() if state.outcome else None
    if not isinstance(error, TransportFault):
        raise TypeError(f"only a TransportFault is tried again, not {error!r}")
    return error


def _give_up(fault: TransportFault, settings: Settings, gate: Gate) -> EndpointError:
    if not gate.reached:
        return EndpointError(f"nothing answers at {settings.base_url}: {fault}; is the address right, the server on?")
    if not settings.budget_minutes:
        return EndpointError(f"{settings.base_url} gave no answer: {fault}")
    asked = f", which asks to wait {fault.wait:.0f} seconds" if fault.wait else ""
    return EndpointError(
        f"{settings.base_url} gave no answer within the {settings.budget_minutes:g} minutes that a call "
        f"is tried again (last: {fault}{asked}); answers so far are kept, and the same command goes on from there"
    )
