"""Jobs in, outcomes out, in the same order: on worker processes for an engine that computes; for one that waits in one
event loop, which leaves the computing to worker processes where there is more than a little. All hold a bounded number
of files at a time and begin the next when one is handed out."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterable, Iterator
from contextlib import aclosing
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from summarizer.batch.file import Filled, Job, alabel, failed, label, read
from summarizer.batch.pool import WorkerDied, WorkerPool
from summarizer.batch.processes import FEW, cores
from summarizer.document.source import Source
from summarizer.engines import create, create_asking
from summarizer.engines.engine import AskingEngine, Engine
from summarizer.errors import EndpointError, InputError
from summarizer.limits import TIME_LIMIT
from summarizer.pipeline import asummarize_many
from summarizer.store.writer import FileOutcome

if TYPE_CHECKING:
    from summarizer.endpoint import Asks, Settings

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
    with WorkerPool[Job, FileOutcome](workers, partial(labeller, engine, time_limit)) as pool:
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


def labeller(engine: str, time_limit: float) -> Callable[[Job], FileOutcome]:
    """What a worker applies to its files."""
    return partial(label, engine=warm_engine(engine), time_limit=time_limit)


def warm_engine(name: str) -> Engine:
    """The engine of a worker that has its process to itself."""
    from summarizer.batch.loaded import engine

    return engine if name == engine.name else create(name)


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


def waiting(
    items: Iterable[Item], engine: Engine, window: int, time_limit: float = TIME_LIMIT
) -> Generator[FileOutcome, None, None]:
    """The outcome of each item by an engine that waits, with at most `window` reports under way; the engine is closed.
    Raises EndpointError where the engine's endpoint cannot be used."""
    left = iter(items)
    first = list(islice(left, FEW + 1))
    workers = min(cores(), window)
    if isinstance(engine, AskingEngine) and len(first) > FEW and workers > 1:
        return in_asking_processes(chain(first, left), engine, window, workers, time_limit)
    return in_event_loop(chain(first, left), engine, window, time_limit)


def in_asking_processes(
    items: Iterable[Item], engine: AskingEngine, window: int, workers: int, time_limit: float = TIME_LIMIT
) -> Generator[FileOutcome, None, None]:
    """`waiting` with so many processes that read, label and assemble; this one asks, and keeps the answers."""
    return _driven(_asked(items, engine, window, workers, time_limit), engine)


def in_event_loop(
    items: Iterable[Item], engine: Engine, window: int, time_limit: float = TIME_LIMIT
) -> Generator[FileOutcome, None, None]:
    """`waiting` in this process alone."""
    return _driven(_outcomes(items, engine, window, time_limit), engine)


def _driven(outcomes: AsyncGenerator[FileOutcome, None], engine: Engine) -> Generator[FileOutcome, None, None]:
    """What comes of an event loop of its own; in the end the engine is closed."""
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


async def _asked(
    items: Iterable[Item], engine: AskingEngine, window: int, workers: int, time_limit: float
) -> AsyncGenerator[FileOutcome, None]:
    from summarizer.batch.asking_pool import AskingPool

    make = partial(_asking_labeller, engine.name, engine.settings.without_key, window, time_limit)
    async with (
        AskingPool[Item, FileOutcome](workers, make, await engine.open(), engine.settings.concurrency) as pool,
        aclosing(pool.in_order(items, window)) as outcomes,
    ):
        async for item, future in outcomes:
            error = future.exception()
            yield failed(item, error) if isinstance(error, WorkerDied) and isinstance(item, Job) else future.result()


def _asking_labeller(
    name: str, settings: "Settings", window: int, time_limit: float, asks: "Asks"
) -> Callable[[Item], Awaitable[FileOutcome]]:
    """What a worker applies to its files."""
    engine = create_asking(name, settings, through=asks)

    async def outcome(item: Item) -> FileOutcome:
        return await alabel(item, engine, window, time_limit) if isinstance(item, Job) else item

    return outcome


async def _outcomes(
    items: Iterable[Item], engine: Engine, window: int, time_limit: float
) -> AsyncGenerator[FileOutcome, None]:
    under_way: deque[Filled | FileOutcome] = deque()

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
            under_way.append(Filled(item, len(found)))
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
