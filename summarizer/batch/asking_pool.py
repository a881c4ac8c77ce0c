"""Workers of an engine that asks a model. They label; this process's event loop asks, and keeps the answers.

A report stays with one worker from its text to its result, so that only what is asked, answered and made crosses.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from threading import Thread
from types import TracebackType
from typing import Generic, Self, TypeVar

from summarizer.batch.asking_worker import Answered, Asked, Begun, Finished, Given, Make, sendable, serve
from summarizer.batch.pool import DIED, WorkerDied
from summarizer.batch.processes import Worker
from summarizer.endpoint import Asks, Call
from summarizer.endpoint.relay import Told, ask_for
from summarizer.errors import EndpointError

Task = TypeVar("Task")
Done = TypeVar("Done")
# Questions that wait for their turn beside those in flight, so that the model never waits for a worker.
_AHEAD = 32
# How many times `window` tasks are in hand once the model answers: those with their answers wait to be finished.
_IN_HAND = 3


@dataclass(slots=True)
class _InHand(Generic[Task, Done]):
    """A task, what it will come to, and whether it has begun, and asked something, at the worker that has it."""

    task: Task
    future: "asyncio.Future[Done]"
    has_begun: bool = False
    has_asked: bool = False


@dataclass(slots=True, eq=False)
class _Hand(Generic[Task, Done]):
    """A worker, the thread that reads what it says, and its tasks; one that `is_alone` has but one at a time."""

    worker: Worker
    is_alone: bool = False
    thread: Thread | None = None
    has_spoken: bool = False
    tasks: "dict[int, _InHand[Task, Done]]" = field(default_factory=dict)

    def end(self) -> None:
        """Kill the worker and let go of it."""
        self.worker.kill()
        if self.thread is not None:
            self.thread.join()
        self.worker.end()


class AskingPool(Generic[Task, Done]):
    """`size` processes that apply what `make` makes to tasks; their questions go to `endpoint`, `in_flight` at a time.

    `make`, tasks and results must be picklable. Use it as an async context manager: leaving ends the workers, and gives
    up what is not done.
    """

    def __init__(self, size: int, make: Make, endpoint: Asks, in_flight: int) -> None:
        self._size, self._make, self._endpoint = size, make, endpoint
        self._most = in_flight + _AHEAD
        self._hands: list[_Hand[Task, Done]] = []
        self._suspects: deque[_InHand[Task, Done]] = deque()
        self._numbers = count()
        self._asking: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()
        self._has_answer = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for asking in self._asking:
            asking.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)
        hands, self._hands = self._hands, []
        for hand in hands:
            hand.worker.process.terminate()
        for hand in hands:
            hand.end()

    @property
    def _is_hungry(self) -> bool:
        """Whether the model would soon have nothing to answer."""
        preparing = sum(not each.has_asked for hand in self._hands for each in hand.tasks.values())
        return len(self._asking) + preparing < self._most

    async def in_order(
        self, tasks: Iterable[Task], window: int
    ) -> AsyncGenerator[tuple[Task, "asyncio.Future[Done]"], None]:
        """Each task with its future, which is done, in order. At most `window` are under way or wait for their turn,
        and three times as many once a question was answered: what has its answers waits while others are prepared. None
        is begun after one that ends with an EndpointError."""
        waiting: deque[tuple[Task, asyncio.Future[Done]]] = deque()
        left, broken = iter(tasks), False
        while True:
            in_hand = _IN_HAND * window if self._has_answer else window
            while not broken and len(waiting) < in_hand and (not waiting or self._is_hungry):
                task = next(left, None)
                if task is None:
                    broken = True
                    break
                waiting.append((task, self._submit(task)))
                await asyncio.sleep(0)
            if not waiting:
                return
            if waiting[0][1].done():
                task, future = waiting.popleft()
                broken = broken or isinstance(future.exception(), EndpointError)
                yield task, future
            else:
                await self._news.wait()
                self._news.clear()

    def _submit(self, task: Task) -> "asyncio.Future[Done]":
        """The future result of a task."""
        held = _InHand[Task, Done](task, asyncio.get_running_loop().create_future())
        self._hand_over(held)
        return held.future

    def _hand_over(self, held: "_InHand[Task, Done]") -> None:
        """Give a task to the worker that has the fewest, or to a new one."""
        alive = [hand for hand in self._hands if not hand.is_alone and hand.worker.process.is_alive()]
        hand = min(alive, key=lambda each: len(each.tasks), default=None)
        if hand is None or (hand.tasks and len(alive) < self._size):
            hand = self._begun()
        self._give(hand, held)

    def _give(self, hand: "_Hand[Task, Done]", held: "_InHand[Task, Done]") -> None:
        number = next(self._numbers)
        held.has_begun = held.has_asked = False
        hand.tasks[number] = held
        with suppress(OSError):  # it has died, which its thread is about to say
            hand.worker.connection.send(Given(number, held.task))

    def _begun(self, is_alone: bool = False) -> "_Hand[Task, Done]":
        hand = _Hand[Task, Done](Worker(serve, self._make), is_alone)
        self._hands.append(hand)
        loop, connection = asyncio.get_running_loop(), hand.worker.connection

        def listen() -> None:
            with suppress(RuntimeError):  # the loop has ended
                with suppress(EOFError, OSError):
                    while True:
                        loop.call_soon_threadsafe(self._take, hand, connection.recv())
                loop.call_soon_threadsafe(self._bury, hand)

        hand.thread = Thread(target=listen, daemon=True)
        hand.thread.start()
        return hand

    def _take(self, hand: "_Hand[Task, Done]", message: Begun | Asked | Finished) -> None:
        hand.has_spoken = True
        held = hand.tasks.get(message.number)
        if held is None:
            return
        if isinstance(message, Begun):
            held.has_begun = True
            return
        if isinstance(message, Asked):
            held.has_asked = True
            asking = asyncio.create_task(self._answer(hand, message.question, message.call))
            self._asking.add(asking)
            asking.add_done_callback(self._answered)
            return
        del hand.tasks[message.number]
        if held.future.done():
            return
        if message.error is not None:
            held.future.set_exception(message.error)
        else:
            held.future.set_result(message.result)
        if hand.is_alone:
            self._hands.remove(hand)
            hand.end()
            self._try_suspect()
        self._news.set()

    async def _answer(self, hand: "_Hand[Task, Done]", question: int, call: Call) -> None:
        told: Told | Exception
        try:
            told = await ask_for(self._endpoint, call)
            self._has_answer = True
        except Exception as error:
            told = sendable(error)
        with suppress(OSError, ValueError):  # it has died; the answer is in the store
            hand.worker.connection.send(Answered(question, told))

    def _answered(self, asking: "asyncio.Task[None]") -> None:
        self._asking.discard(asking)
        self._news.set()

    def _bury(self, hand: "_Hand[Task, Done]") -> None:
        """A worker has ended: whichever task it had begun may be to blame, or any if it never came to begin one."""
        if hand not in self._hands:
            return
        self._hands.remove(hand)
        hand.end()
        for held in hand.tasks.values():
            if hand.is_alone:
                held.future.set_exception(WorkerDied(DIED))
            elif held.has_begun or not hand.has_spoken:
                self._suspects.append(held)
            else:
                self._hand_over(held)
        self._try_suspect()
        self._news.set()

    def _try_suspect(self) -> None:
        """Each is tried once more by a worker of its own, one after the other, so that none falls with another."""
        if self._suspects and not any(hand.is_alone for hand in self._hands):
            self._give(self._begun(is_alone=True), self._suspects.popleft())
