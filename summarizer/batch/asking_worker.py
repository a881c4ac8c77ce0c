"""A worker of an engine that asks a model: it reads, labels and assembles reports, and hands its questions on.

What is new is prepared before what was answered is finished: the model is to have questions to answer.
"""

import asyncio
import pickle
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

from summarizer.endpoint import Asks, Call
from summarizer.endpoint.relay import Relay, Told

# What a worker applies to each task, made once with what its questions go to.
Make = Callable[[Asks], Callable[[Any], Awaitable[Any]]]
_task: ContextVar[int] = ContextVar("task")


@dataclass(frozen=True, slots=True)
class Given:
    """To a worker: a task to do."""

    number: int
    task: Any


@dataclass(frozen=True, slots=True)
class Answered:
    """To a worker: what became of one of its questions."""

    question: int
    told: Told | Exception


@dataclass(frozen=True, slots=True)
class Begun:
    """From a worker: it has begun a task."""

    number: int


@dataclass(frozen=True, slots=True)
class Asked:
    """From a worker: a question of a task."""

    number: int
    question: int
    call: Call


@dataclass(frozen=True, slots=True)
class Finished:
    """From a worker: what came of a task."""

    number: int
    result: Any
    error: Exception | None


def serve(connection: Connection, make: Make) -> None:
    """Do tasks until the pipe is closed."""
    from summarizer.batch import loaded  # noqa: F401  # loads the rules where the process did not begin with them

    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        asyncio.run(_serve(connection, make))


async def _serve(connection: Connection, make: Make) -> None:
    loop, news = asyncio.get_running_loop(), asyncio.Event()
    given: deque[Given] = deque()
    answered: deque[Answered] = deque()
    running: set[asyncio.Task[None]] = set()
    closed = False

    def take(message: Given | Answered | None) -> None:
        nonlocal closed
        if message is None:
            closed = True
        elif isinstance(message, Given):
            given.append(message)
        else:
            answered.append(message)
        news.set()

    def listen() -> None:
        with suppress(RuntimeError):  # the loop has ended
            with suppress(EOFError, OSError):
                while True:
                    loop.call_soon_threadsafe(take, connection.recv())
            loop.call_soon_threadsafe(take, None)

    relay = Relay(lambda question, call: connection.send(Asked(_task.get(), question, call)))
    work = make(relay)
    Thread(target=listen, daemon=True).start()
    while not closed:
        if given:
            task = asyncio.create_task(_do(connection, work, given.popleft()))
            running.add(task)
            task.add_done_callback(running.discard)
        elif answered:
            message = answered.popleft()
            relay.tell(message.question, message.told)
        else:
            news.clear()
            await news.wait()
            continue
        await asyncio.sleep(0)  # what it sets going goes as far as it can


async def _do(connection: Connection, work: Callable[[Any], Awaitable[Any]], given: Given) -> None:
    _task.set(given.number)
    connection.send(Begun(given.number))
    try:
        done = Finished(given.number, await work(given.task), None)
    except Exception as error:
        done = Finished(given.number, None, sendable(error))
    connection.send(done)


def sendable(error: Exception) -> Exception:
    """An error that can be handed to another process: itself, or one with its words."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
