"""Jobs in, outcomes out, in the same order: on worker processes for an engine that computes, in one event loop for an
engine that waits. Both hold a bounded number of files at a time and begin the next when one is handed out."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial

from summarizer.batch.labelling import Job, failed, failure, label, read
from summarizer.batch.pool import WorkerDied, WorkerPool
from summarizer.engines import Engine, create
from summarizer.errors import InputError
from summarizer.pipeline import Outcome, asummarize_many
from summarizer.source import Source
from summarizer.store.tabulate import Tabulated, tabulate
from summarizer.store.writer import Failure, FileOutcome

# Files under way or waiting for their turn, for each worker: a long report must not stop the other workers.
_PER_WORKER = 16
_MOST_BYTES = 64_000_000

# A file to label, or one that could not even be opened: its outcome is known.
Item = Job | FileOutcome


def in_processes(items: Iterable[Item], engine: str, workers: int) -> Generator[FileOutcome, None, None]:
    """The outcome of each item, labelled by `workers` processes with an engine of that name each."""
    waiting: deque[tuple[Item, Future[FileOutcome] | None]] = deque()
    left, held = iter(items), 0
    with WorkerPool[Job, FileOutcome](workers, partial(_labeller, engine)) as pool:
        while True:
            while len(waiting) < _PER_WORKER * workers and held < _MOST_BYTES:
                item = next(left, None)
                if item is None:
                    break
                waiting.append((item, pool.submit(item) if isinstance(item, Job) else None))
                held += _size(item)
            if not waiting:
                return
            item, future = waiting.popleft()
            held -= _size(item)
            yield _result(item, future)


def _labeller(engine: str) -> Callable[[Job], FileOutcome]:
    return partial(label, engine=create(engine))


def _size(item: Item) -> int:
    return len(item.data) if isinstance(item, Job) else 0


def _result(item: Item, future: "Future[FileOutcome] | None") -> FileOutcome:
    if not isinstance(item, Job) or future is None:
        assert isinstance(item, FileOutcome)
        return item
    try:
        return future.result()
    except WorkerDied as error:
        return failed(item, error)


def in_event_loop(items: Iterable[Item], engine: Engine, window: int) -> Generator[FileOutcome, None, None]:
    """The outcome of each item, labelled by one engine with at most `window` reports under way. Raises EndpointError
    where the engine's endpoint cannot be used."""
    outcomes = _outcomes(items, engine, window)
    with asyncio.Runner() as runner:
        try:
            while True:
                try:
                    yield runner.run(_next(outcomes))
                except StopAsyncIteration:
                    return
        finally:
            runner.run(outcomes.aclose())


async def _next(outcomes: AsyncGenerator[FileOutcome, None]) -> FileOutcome:
    return await anext(outcomes)


@dataclass(slots=True)
class _File:
    """A file whose reports are under way; `left` of them are still to come."""

    job: Job
    left: int
    reports: list[Tabulated] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def take(self, outcome: Outcome) -> None:
        """Add what became of the next report."""
        self.left -= 1
        try:
            if outcome.report is None:
                raise outcome.error or LookupError("neither a report nor an error")
            self.reports.append(tabulate(outcome.report, self.job.place))
        except Exception as error:
            self.failures.append(failure(self.job, error, outcome.source.part))

    def outcome(self) -> FileOutcome:
        return FileOutcome(self.job.place, self.job.sha256, tuple(self.reports), tuple(self.failures))


async def _outcomes(items: Iterable[Item], engine: Engine, window: int) -> AsyncGenerator[FileOutcome, None]:
    under_way: deque[_File | FileOutcome] = deque()

    def sources() -> Iterator[Source]:
        for item in items:
            if isinstance(item, FileOutcome):
                under_way.append(item)
                continue
            try:
                found = read(item)
            except InputError as error:
                under_way.append(failed(item, error))
                continue
            under_way.append(_File(item, len(found)))
            yield from found

    async for outcome in asummarize_many(sources(), engine, window):
        while isinstance(known := under_way[0], FileOutcome):
            yield known
            under_way.popleft()
        known.take(outcome)
        if not known.left:
            under_way.popleft()
            yield known.outcome()
    for last in under_way:
        assert isinstance(last, FileOutcome)
        yield last
