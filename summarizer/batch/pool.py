"""Worker processes that survive each other: one that dies is replaced, and what it had in hand is tried once more."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Generic, Self, TypeVar

from summarizer.batch.processes import Worker
from summarizer.errors import SummarizerError

Task = TypeVar("Task")
Done = TypeVar("Done")
# How often a task is tried whose worker dies.
TRIES = 2
DIED = "the process that read the file ended without a word, twice; look at the file, or at the memory"


class WorkerDied(SummarizerError):
    """A task during which its worker process ended, twice."""


class WorkerPool(Generic[Task, Done]):
    """`size` processes, each of which makes its function once with `make` and applies it to the tasks it is given.

    `make`, tasks and results must be picklable. A thread of this process attends to each worker: it hands over a task
    and waits, so that nothing else has to. Leaving ends the workers; tasks not yet done are given up.
    """

    def __init__(self, size: int, make: Callable[[], Callable[[Task], Done]]) -> None:
        self._make = make
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="worker")
        self._own = threading.local()
        self._workers: set[Worker] = set()
        self._closing = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._closing = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in list(self._workers):
            with suppress(ValueError):  # its thread may have ended it just now
                worker.process.terminate()
        self._threads.shutdown()
        for worker in self._workers:
            worker.end()

    def submit(self, task: Task) -> "Future[Done]":
        """The future result of a task, done by the next worker that is free. Its error is WorkerDied where the worker
        died with it, and so did the next."""
        return self._threads.submit(self._attend, task)

    def _attend(self, task: Task) -> Done:
        for _ in range(TRIES):
            worker = self._worker()
            try:
                worker.connection.send(task)
                result: Done = worker.connection.recv()
                return result
            except (EOFError, OSError):
                self._own.worker = None
                self._workers.discard(worker)
                worker.end()
                if self._closing:
                    break
        raise WorkerDied(DIED)

    def _worker(self) -> Worker:
        worker: Worker | None = getattr(self._own, "worker", None)
        if worker is None:
            worker = self._own.worker = Worker(_serve, self._make)
            self._workers.add(worker)
        return worker


def _serve(connection: Connection, make: Callable[[], Callable[[Task], Done]]) -> None:
    work = make()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            connection.send(work(connection.recv()))
