"""Measure the model engine against a server of ours: throughput, stragglers, processor time per call, memory, restarts.

    python evals/bench_model.py [--kills 50]

The server runs in a process of its own; answers are as long as real ones. Run by `make bench`.
"""

import argparse
import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import text_of

from summarizer.endpoint import Settings
from summarizer.engines import create
from summarizer.pipeline import asummarize_many, make_document
from summarizer.source import Source

TESTS = Path(__file__).parents[1] / "tests"
CHARACTERS, REPORTS, LATENCY, IN_FLIGHT = 20_000, 40, 0.2, 16


@contextmanager
def serving(latency: float, answer: str = "labelling:plausible") -> Iterator[str]:
    """The address of a model server in a process of its own."""
    command = [sys.executable, "model_server.py", "--latency", str(latency), "--answer", answer]
    with subprocess.Popen(command, cwd=TESTS, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def sources(count: int) -> list[Source]:
    """Reports of `CHARACTERS` characters that differ in every figure."""
    return [Source(text_of(CHARACTERS + i), f"report-{i}.txt", f"{i:064x}", "text/plain") for i in range(count)]


async def run(url: str, cache: Path, given: list[Source], concurrency: int) -> tuple[int, float]:
    """Calls made and seconds from the first question on."""
    engine = create("llm", Settings(base_url=url, model="test-model", cache=cache, concurrency=concurrency))
    calls, started = 0, time.perf_counter()
    try:
        async for outcome in asummarize_many(given, engine, concurrency):
            if outcome.report is None:
                raise SystemExit(f"{outcome.source.name}: {outcome.error}")
            calls += outcome.report.run.usage.calls
    finally:
        await engine.aclose()
    return calls, time.perf_counter() - started


def throughput(folder: Path) -> None:
    """`REPORTS` reports with `IN_FLIGHT` calls in flight, against calls × latency / calls in flight."""
    given = sources(REPORTS)
    with serving(LATENCY) as url:
        asyncio.run(run(url, folder / "warm.sqlite", sources(1), IN_FLIGHT))
        before = time.process_time()
        calls, seconds = asyncio.run(run(url, folder / "calls.sqlite", given, IN_FLIGHT))
        spent = time.process_time() - before
    document_time = -time.process_time()
    for source in given:
        make_document(source)
    document_time += time.process_time()
    ideal = calls * LATENCY / IN_FLIGHT
    print(f"{REPORTS} reports, {calls} calls: {seconds:.2f} s, ideal {ideal:.2f} s, {seconds / ideal:.2f} ×")
    print(f"processor time {spent:.2f} s in all, {spent / calls * 1e3:.1f} ms for each call, reading reports included")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=10, help="at how many moments the run is killed")
    parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        throughput(Path(folder))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
