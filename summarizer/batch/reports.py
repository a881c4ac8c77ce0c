"""Sources in, what is made of their reports out, in the same order: in this process, or, where a model is asked about
more than a few, on worker processes while this one asks."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from summarizer.batch.processes import FEW, cores
from summarizer.document.source import Source
from summarizer.engines import create_asking
from summarizer.engines.engine import AskingEngine, Engine
from summarizer.errors import EndpointError
from summarizer.limits import TIME_LIMIT
from summarizer.pipeline import asummarize_many, asummarize_source, summarize_source

if TYPE_CHECKING:
    from summarizer.contract.report import Coverage, Report
    from summarizer.endpoint import Asks, Settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Made(Generic[T]):
    """What became of one source: what `finish` made of its report, and who labelled what; or the error that kept it
    from one."""

    source: Source
    result: T | None
    coverage: "Coverage | None" = None
    error: Exception | None = None


def make_in_turn(
    sources: Sequence[Source], engine: Engine, finish: "Callable[[Report], T]", time_limit: float = TIME_LIMIT
) -> Iterator[Made[T]]:
    """`make_all` for an engine that asks no model, without an event loop."""
    for source in sources:
        try:
            report = summarize_source(source, engine, time_limit)
        except Exception as error:
            yield Made(source, None, error=error)
        else:
            yield Made(source, finish(report), report.run.coverage)


async def make_all(
    sources: Sequence[Source],
    engine: Engine,
    finish: "Callable[[Report], T]",
    window: int,
    time_limit: float = TIME_LIMIT,
) -> AsyncGenerator[Made[T], None]:
    """What `finish` makes of the report of each source. It must be picklable, and its results.

    At most `window` reports are under way or waiting for their turn, on worker processes a few times as many. An
    EndpointError ends it as in `asummarize_many`.
    """
    workers = min(cores(), window)
    if isinstance(engine, AskingEngine) and len(sources) > FEW and workers > 1:
        made = _made_by_workers(sources, engine, finish, window, workers, time_limit)
    else:
        made = _made_here(sources, engine, finish, window, time_limit)
    async with aclosing(made):
        async for each in made:
            yield each


async def _made_here(
    sources: Sequence[Source], engine: Engine, finish: "Callable[[Report], T]", window: int, time_limit: float
) -> AsyncGenerator[Made[T], None]:
    async with aclosing(asummarize_many(sources, engine, window, time_limit)) as outcomes:
        async for outcome in outcomes:
            if outcome.report is None:
                yield Made(outcome.source, None, error=outcome.error)
            else:
                yield Made(outcome.source, finish(outcome.report), outcome.report.run.coverage)


async def _made_by_workers(
    sources: Sequence[Source],
    engine: AskingEngine,
    finish: "Callable[[Report], T]",
    window: int,
    workers: int,
    time_limit: float,
) -> AsyncGenerator[Made[T], None]:
    from summarizer.batch.asking_pool import AskingPool

    make = partial(_maker, engine.name, engine.settings.without_key, finish, time_limit)
    broken: EndpointError | None = None
    async with (
        AskingPool[Source, tuple[T, "Coverage | None"]](
            workers, make, await engine.open(), engine.settings.concurrency
        ) as pool,
        aclosing(pool.in_order(sources, window)) as outcomes,
    ):
        async for source, future in outcomes:
            error = future.exception()
            if error is None:
                yield Made(source, *future.result())
            elif isinstance(error, Exception):
                if isinstance(error, EndpointError):
                    broken = broken or error
                yield Made(source, None, error=error)
    if broken is not None:
        raise broken


def _maker(
    name: str, settings: "Settings", finish: "Callable[[Report], T]", time_limit: float, asks: "Asks"
) -> "Callable[[Source], Awaitable[tuple[T, Coverage | None]]]":
    """What a worker applies to its sources."""
    engine = create_asking(name, settings, through=asks)

    async def make(source: Source) -> "tuple[T, Coverage | None]":
        report = await asummarize_source(source, engine, time_limit)
        return finish(report), report.run.coverage

    return make
