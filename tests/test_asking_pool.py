"""Worker processes of an engine that asks a model: what they make, what a killed one costs, and how a run ends."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing
from multiprocessing import active_children
from pathlib import Path

import pytest
from labelling import plausible
from model_server import ModelServer, status
from panel import report_text

from summarizer.batch.asking_pool import AskingPool
from summarizer.batch.file import Job
from summarizer.batch.pool import WorkerDied
from summarizer.batch.reports import Made, make_all
from summarizer.batch.running import Item, in_asking_processes, in_event_loop
from summarizer.contract.report import Report
from summarizer.document.source import Source
from summarizer.endpoint import Asks, Settings
from summarizer.endpoint.relay import Relay
from summarizer.engines import create, create_asking
from summarizer.errors import EndpointError, SummarizerError
from summarizer.store.writer import FileOutcome

TEXTS = [report_text("澜溪", 1990 + year) for year in range(6)]
JOBS = [Job(f"in/{n}.txt", f"{n}.txt", f"{n:064x}", text.encode()) for n, text in enumerate(TEXTS)]
SOURCES = [Source(text, f"{n}.txt", f"{n:064x}", "text/plain") for n, text in enumerate(TEXTS)]
# What differs from run to run.
OF_THE_RUN = {"runs"}


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(answer=plausible) as running:
        yield running


@pytest.fixture
def made(server: ModelServer, tmp_path: Path) -> Settings:
    cache = tmp_path / "calls.sqlite"
    return Settings(base_url=server.url, model="test-model", cache=cache, max_answer_tokens=300, concurrency=4)


def tables(outcomes: list[FileOutcome]) -> list[dict[str, object]]:
    """The rows of every table of each file."""
    assert not [outcome.failures for outcome in outcomes if outcome.failures]
    return [
        {name: batch.to_pylist() for name, batch in report.batches.items() if name not in OF_THE_RUN}
        for outcome in outcomes
        for report in outcome.reports
    ]


def test_workers_make_what_one_process_makes_and_a_killed_one_costs_no_answer(
    server: ModelServer, made: Settings
) -> None:
    server.latency = 0.05
    missing = FileOutcome("in/missing.txt", None)
    items: list[Item] = [*JOBS[:3], missing, *JOBS[3:]]
    outcomes = in_asking_processes(items, create_asking("llm", made), 4, 2)
    done = [next(outcomes)]
    for worker in active_children():
        worker.kill()
    done += outcomes
    assert not active_children()
    assert [outcome.place for outcome in done] == [item.place for item in items]
    asked = [call.key for call in server.calls]
    assert len(asked) == len(set(asked)) > len(JOBS), "an answer is kept, whatever becomes of who asked"
    assert tables(done) == tables(list(in_event_loop(items, create("llm", made), 4)))
    assert len(server.calls) == len(asked)


def _killing(asks: Asks) -> Callable[[int], Awaitable[int]]:
    """Doubles numbers after a while, in which others begin; 3 kills its worker."""

    async def double(number: int) -> int:
        await asyncio.sleep(0.05)
        if number == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return 2 * number

    return double


def test_what_kills_its_worker_costs_no_other_task_that_is_there() -> None:
    async def run() -> list[int | BaseException]:
        async with AskingPool[int, int](2, _killing, Relay(lambda question, call: None), 4) as pool:
            return [future.exception() or future.result() async for _, future in pool.in_order(range(1, 9), 8)]

    results = asyncio.run(run())
    assert isinstance(results.pop(2), WorkerDied)
    assert results == [2, 4, 8, 10, 12, 14, 16]
    assert not active_children()


def _named(report: Report) -> str:
    return f"{report.source.name}: {len(report.source.text)} characters"


async def _all(made: Settings, into: list[Made[str]]) -> None:
    engine = create("llm", made)
    try:
        async with aclosing(make_all(SOURCES, engine, _named, 4)) as outcomes:
            async for outcome in outcomes:
                into.append(outcome)
    finally:
        await engine.aclose()


def test_reports_come_in_order_with_what_was_made_of_them(server: ModelServer, made: Settings) -> None:
    server.latency = 0.02
    found: list[Made[str]] = []
    asyncio.run(_all(made, found))
    assert [outcome.result for outcome in found] == [
        f"{source.name}: {len(source.text)} characters" for source in SOURCES
    ]
    assert all(outcome.coverage is not None and outcome.error is None for outcome in found)
    assert 1 < server.peak <= made.concurrency


def test_an_endpoint_that_refuses_ends_the_run_after_the_reports_under_way(server: ModelServer, made: Settings) -> None:
    server.next(*[status(401, "no", "invalid_api_key")] * 50)
    found: list[Made[str]] = []
    with pytest.raises(EndpointError, match="a key is asked for"):
        asyncio.run(_all(made, found))
    assert 1 <= len(found) <= 4
    assert all(isinstance(outcome.error, SummarizerError) and outcome.result is None for outcome in found)
