"""Jobs in, outcomes out, in the same order: on worker processes for an engine that computes, in one event loop for an
engine that waits. Both hold a bounded number of files at a time and begin the next when one is handed out."""

import asyncio
import gc
from collections import deque
from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial

from summarizer.batch.file import Job, failed, failure, label, read
from summarizer.batch.pool import WorkerDied, WorkerPool
from summarizer.document.source import Source
from summarizer.engines import create
from summarizer.engines.engine import Engine
from summarizer.errors import EndpointError, InputError, PendingError
from summarizer.limits import TIME_LIMIT
from summarizer.pipeline import Outcome, asummarize_many
from summarizer.store.tabulate import Tabulated, tabulate
from summarizer.store.writer import Failure, FileOutcome

# Files under way or waiting for their turn, for each worker: a long report must not stop the other workers.
_PER_WORKER = 16
_MOST_BYTES = 64_000_000

# A file to label, or one that could not even be opened: its outcome is known.
Item = Job | FileOutcome


def in_processes(
    items: Iterable[Item], engine: str, workers: int, time_limit: float = TIME_LIMIT
) -> Generator[FileOutcome, None, None]:
    """The outcome of each item, labelled by `workers` processes with an engine of that name each."""
    waiting: deque[tuple[int, Callable[[], FileOutcome]]] = deque()
    left, held = iter(items), 0
    with WorkerPool[Job, FileOutcome](workers, partial(_labeller, engine, time_limit)) as pool:
        while True:
            while len(waiting) < _PER_WORKER * workers and held < _MOST_BYTES:
                item = next(left, None)
                if item is None:
                    break
                size = len(item.data) if isinstance(item, Job) else 0
                waiting.append((size, _begun(item, pool)))
                held += size
            if not waiting:
                return
            size, outcome = waiting.popleft()
            held -= size
            yield outcome()


def _labeller(engine: str, time_limit: float) -> Callable[[Job], FileOutcome]:
    """What a worker applies to its files."""
    return partial(label, engine=warm_engine(engine), time_limit=time_limit)


def warm_engine(name: str) -> Engine:
    """The engine of a worker that has its process to itself."""
    # A report is ten thousand objects that all die together: to look for cycles among them less often is 5 % faster.
    gc.set_threshold(50_000, 20, 100)
    return create(name)


def _begun(item: Item, pool: WorkerPool[Job, FileOutcome]) -> Callable[[], FileOutcome]:
    """Give an item to the pool; what to call for its outcome, which waits until there is one."""
    if isinstance(item, FileOutcome):
        return lambda: item
    future = pool.submit(item)

    def outcome() -> FileOutcome:
        try:
            return future.result()
        except WorkerDied as error:
            return failed(item, error)

    return outcome


def in_event_loop(
    items: Iterable[Item], engine: Engine, window: int, time_limit: float = TIME_LIMIT
) -> Generator[FileOutcome, None, None]:
    """The outcome of each item, labelled by one engine with at most `window` reports under way; the engine is closed.
    Raises EndpointError where the engine's endpoint cannot be used."""
    outcomes = _outcomes(items, engine, window, time_limit)
    with asyncio.Runner() as runner:
        try:
            while True:
                try:
                    yield runner.run(_next(outcomes))
                except StopAsyncIteration:
                    return
        finally:
            runner.run(_end(outcomes, engine))


async def _end(outcomes: AsyncGenerator[FileOutcome, None], engine: Engine) -> None:
    """Give up what is under way; the engine waits for the answers that are on their way, and keeps them."""
    try:
        await outcomes.aclose()
    finally:
        await engine.aclose()


async def _next(outcomes: AsyncGenerator[FileOutcome, None]) -> FileOutcome:
    return await anext(outcomes)


@dataclass(slots=True)
class _File:
    """A file whose reports are under way; `left` of them are still to come."""

    job: Job
    left: int
    reports: list[Tabulated] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    pending: bool = False

    def take(self, outcome: Outcome) -> None:
        """Add what became of the next report."""
        self.left -= 1
        try:
            if outcome.report is None:
                raise outcome.error or LookupError("neither a report nor an error")
            self.reports.append(tabulate(outcome.report, self.job.place))
        except PendingError:
            self.pending = True
        except Exception as error:
            self.failures.append(failure(self.job, error, outcome.source.part))

    def outcome(self) -> FileOutcome:
        return FileOutcome(
            self.job.place, self.job.sha256, tuple(self.reports), tuple(self.failures), pending=self.pending
        )


async def _outcomes(
    items: Iterable[Item], engine: Engine, window: int, time_limit: float
) -> AsyncGenerator[FileOutcome, None]:
    under_way: deque[_File | FileOutcome] = deque()

    def sources() -> Iterator[Source]:
        for item in items:
            if isinstance(item, FileOutcome):
                under_way.append(item)
                continue
            try:
                found = read(item, time_limit)
            except InputError as error:
                under_way.append(failed(item, error))
                continue
            under_way.append(_File(item, len(found)))
            yield from found

    async with aclosing(asummarize_many(sources(), engine, window)) as outcomes:
        async for outcome in outcomes:
            if isinstance(outcome.error, EndpointError):
                raise outcome.error
            while isinstance(file := under_way[0], FileOutcome):
                under_way.popleft()
                yield file
            file.take(outcome)
            if not file.left:
                under_way.popleft()
                yield file.outcome()
    for last in under_way:
        if isinstance(last, FileOutcome):
            yield last
