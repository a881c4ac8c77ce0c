"""Measure the model engine against a server of ours: throughput, stragglers, processor time, memory, restarts, tokens.

    python evals/bench_model.py [--kills 50] [--reports FOLDER]

Reports are the long ones of FOLDER with other figures, else made ones, which are denser in figures than any. Answers are
as long as real ones. The server of the timed runs has a process of its own. Other work on the machine shows
in every figure but the tokens, which are counted with o200k where `pip install gov-report-ledger[bench]` has put it.
"""

import argparse
import asyncio
import heapq
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from bench_figures import Figure
from make_panel import reports

from summarizer.batch.processes import FEW
from summarizer.batch.reports import make_all
from summarizer.contract.report import Report
from summarizer.document.source import Source
from summarizer.endpoint import Settings
from summarizer.engines import create, create_asking
from summarizer.engines.llm.parts import estimate_tokens
from summarizer.engines.llm.prompt import instructions
from summarizer.pipeline import make_document
from summarizer.readers import read

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))
LONG, REPORTS, IN_FLIGHT = 17_000, 40, 16
LATENCIES = (0.2, 1.0)
# The form of the answer, as tools mode sends it.
_SCHEMA_TOKENS = 60
# One call in ten takes a second, the others a tenth of one; see tests/labelling.py.
SLOW, QUICK, EVERY = 1.0, 0.1, 10


def real_sources(folder: Path) -> list[Source]:
    """The reports of a folder."""
    return [read(path)[0] for path in sorted(folder.glob("*.txt"))]


def sources(count: int, folder: Path | None) -> list[Source]:
    """`count` reports, no two alike: the long ones of a folder with other figures, or made ones of such a length."""
    if folder is None:
        made = (pair for pair in reports(20 * count + 40) if len(pair[1]) >= LONG)
        return [_source(index, text) for index, (_, text) in enumerate(islice(made, count))]
    long = [source.text for source in real_sources(folder) if len(source.text) >= LONG]
    chance = random.Random(count)
    return [
        _source(i, re.sub(r"\d\.\d", lambda _: f"{chance.randint(1, 9)}.{chance.randint(0, 9)}", long[i % len(long)]))
        for i in range(count)
    ]


def _source(index: int, text: str) -> Source:
    return Source(text, f"report-{index}.txt", f"{index:064x}", "text/plain")


@contextmanager
def serving(latency: float, answer: str) -> Iterator[str]:
    """The address of a model server in a process of its own."""
    command = [sys.executable, "model_server.py", "--latency", str(latency), "--answer", f"labelling:{answer}"]
    with subprocess.Popen(command, cwd=TESTS, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def settings(url: str, cache: Path, concurrency: int = IN_FLIGHT) -> Settings:
    return Settings(base_url=url, model="test-model", cache=cache, concurrency=concurrency)


def written(report: Report) -> tuple[int, str]:
    """The calls that a report took, and the report as it is written to a file."""
    return report.run.usage.calls, report.model_dump_json(indent=2)


async def run(made: Settings, given: list[Source]) -> tuple[int, float]:
    """Calls made, and seconds from the first report's reading to the last report."""
    engine = create("llm", made)
    calls, started = 0, time.perf_counter()
    try:
        async for outcome in make_all(given, engine, written, made.concurrency):
            if outcome.result is None:
                raise SystemExit(f"{outcome.source.name}: {outcome.error}")
            calls += outcome.result[0]
    finally:
        await engine.aclose()
    return calls, time.perf_counter() - started


def timed(folder: Path, name: str, latency: float, answer: str, given: list[Source]) -> tuple[int, float, float]:
    """Calls, seconds and processor seconds of a run after first reports have loaded all that is to be loaded, here and in
    the process that workers are forked off. The processor time is that of this process, which asks."""
    with serving(latency, answer) as url:
        asyncio.run(run(settings(url, folder / f"{name}-warm.sqlite"), given[: FEW + 1]))
        before = time.process_time()
        calls, seconds = asyncio.run(run(settings(url, folder / f"{name}.sqlite"), given))
        return calls, seconds, time.process_time() - before


def throughput(folder: Path, given: list[Source]) -> None:
    """Many reports with calls in flight, against calls × latency / calls in flight."""
    for latency in LATENCIES:
        calls, seconds, spent = timed(folder, f"even-{latency}", latency, "plausible", given)
        ideal = calls * latency / IN_FLIGHT
        print(f"{calls} calls of {latency} s: {seconds:.2f} s, ideal {ideal:.2f} s, {seconds / ideal:.2f} ×")
        print(
            f"processor time of the loop: {spent / len(given) * 1e3:.0f} ms a report, {spent / calls * 1e3:.1f} ms a call"
        )


def many_in_flight(folder: Path | None) -> list[Figure]:
    """Many reports asked about with calls in flight, against calls × latency / calls in flight."""
    with tempfile.TemporaryDirectory() as scratch:
        calls, seconds, spent = timed(Path(scratch), "figure", LATENCIES[0], "plausible", sources(REPORTS, folder))
    ideal = calls * LATENCIES[0] / IN_FLIGHT
    name = f"{REPORTS} reports × {LATENCIES[0] * 1e3:.0f} ms × {IN_FLIGHT} in flight ÷ ideal"
    cost = "the same, processor time of the loop a report"
    return [
        Figure(name=name, unit="s", value=seconds, anchor=ideal, bar=1.5, goal=1.15),
        Figure(name=cost, unit="ms", value=spent / REPORTS * 1e3),
    ]


def straggling(folder: Path, given: list[Source]) -> None:
    """One call in ten takes ten times as long: against a sliding window in which nothing else takes time."""
    calls, seconds, _ = timed(folder, "uneven", 0.0, "straggling_plausible", given)
    free = [0.0] * IN_FLIGHT
    for call in range(calls):
        heapq.heappush(free, heapq.heappop(free) + (SLOW if call % EVERY == EVERY - 1 else QUICK))
    bound = max(free)
    print(
        f"{calls} calls with stragglers: {seconds:.2f} s, sliding-window bound {bound:.2f} s, {seconds / bound:.2f} ×"
    )


def memory(folder: Path, given: list[Source]) -> None:
    """Peak memory after a fourth of the reports, and after all of them three times."""
    peaks = []
    with serving(0.0, "plausible") as url:
        for name, some in (("few", given[: len(given) // 4]), ("many", given * 3)):
            asyncio.run(run(settings(url, folder / f"memory-{name}.sqlite"), some))
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(
        f"peak memory {peaks[0]:.0f} MB after {len(given) // 4} reports, {peaks[1]:.0f} MB after {3 * len(given)} more"
    )


def kills(folder: Path, count: int) -> None:
    """Kill a run at random moments, end it, and compare the calls made with the questions there are."""
    from labelling import plausible
    from model_server import ModelServer

    chance = random.Random(1)
    program = "import sys; sys.path.insert(0, sys.argv[1]); import bench_model; bench_model.drill(*sys.argv[2:])"
    with ModelServer(plausible, 0.05) as server:
        command = [sys.executable, "-c", program, str(Path(__file__).parent), server.url, str(folder / "killed.sqlite")]
        for _ in range(count):
            with subprocess.Popen(command) as running:
                time.sleep(chance.uniform(0.8, 3.0))
                running.send_signal(signal.SIGKILL)
        subprocess.run(command, check=True)
        asked = [call.key for call in server.calls]
    lost = len(asked) - len(set(asked))
    print(f"{count} kills: {len(set(asked))} questions, {len(asked)} calls, {lost} asked again as they were in flight")
    print(f"at most {count * IN_FLIGHT} could be in flight when killed")


def drill(url: str, cache: str) -> None:
    """The run that is killed."""
    asyncio.run(run(settings(url, Path(cache)), sources(REPORTS, None)))


def tokens(folder: Path | None) -> None:
    """Tokens that 20,000 characters take, all calls together, and how well they are estimated."""
    try:
        import bpe_openai
    except ImportError:
        print("tokens not counted: pip install gov-report-ledger[bench]")
        return
    encoding = bpe_openai.get_encoding("o200k_base")
    print(f"instructions: {len(encoding.encode(instructions()))} tokens a call")
    engine = create_asking("llm", Settings(base_url="http://localhost", model="m"))
    for kind, given in (("made", sources(10, None)), ("real", real_sources(folder) if folder else [])):
        asked = written = calls = 0
        worst = 0.0
        for source in given:
            document = make_document(source)
            for call in engine.plan(document).calls:
                count = len(encoding.encode(call.sent))
                worst = max(worst, abs(estimate_tokens(call.sent) / count - 1))
                asked, written, calls = asked + _SCHEMA_TOKENS + count, written + call.answer_tokens, calls + 1
        if given:
            share = 20_000 / sum(len(source.text) for source in given)
            taken = f"{calls * share:.1f} calls, {asked * share:,.0f} tokens in, about {written * share:,.0f} out"
            print(f"20,000 characters of {kind} reports: {taken}; a message is estimated within {worst:.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=10, help="at how many moments a run is killed")
    parser.add_argument("--reports", type=Path, help="a folder of real reports")
    given = parser.parse_args()
    tokens(given.reports)
    made = sources(REPORTS, given.reports)
    with tempfile.TemporaryDirectory() as folder:
        throughput(Path(folder), made)
        straggling(Path(folder), made)
        memory(Path(folder), made)
        kills(Path(folder), given.kills)


if __name__ == "__main__":
    main()
