"""What asking a model costs on this side: processor time for each call and each answer from the store, and the time that
many calls in flight take beyond the model's own.

    python evals/bench_endpoint.py [--calls 400]

The model is the tests' server, in a process of its own, which answers at once.
"""

import argparse
import asyncio
import heapq
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openai
from bench_figures import Figure
from pydantic import BaseModel

from summarizer.endpoint import MODES, Call, CallStore, Endpoint, Message, Mode, Settings

SERVER = Path(__file__).parents[1] / "tests" / "model_server.py"


@contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """The address of a model server in a process of its own."""
    with subprocess.Popen([sys.executable, SERVER, *arguments], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


class Row(BaseModel):
    id: str
    kind: str


class Labels(BaseModel):
    rows: list[Row]


def call(number: int) -> Call:
    """A question as long as a chunk of a report is."""
    return Call(
        (Message("system", "规则" * 1000), Message("user", f"[{number}] " + "增长" * 1000)), Labels, 1000, "p", ""
    )


async def ask(endpoint: Endpoint, numbers: range) -> float:
    """Milliseconds of processor time for each call."""
    began = time.process_time()
    await asyncio.gather(*(endpoint.ask(call(number)) for number in numbers))
    return (time.process_time() - began) / len(numbers) * 1000


async def measure(url: str, mode: Mode, calls: int) -> tuple[float, float]:
    """Processor time of a call, and of the same call answered from the store."""
    with CallStore.in_memory() as store:
        async with Endpoint(Settings(base_url=url, model="test-model", mode=mode), store) as endpoint:
            await ask(endpoint, range(20))
            return await ask(endpoint, range(100, 100 + calls)), await ask(endpoint, range(100, 100 + calls))


async def bare(url: str, calls: int) -> float:
    """Milliseconds of processor time for each call by the openai client alone, its answer validated."""
    form, few = Labels.model_json_schema(), asyncio.Semaphore(16)
    async with openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:

        async def once(number: int) -> None:
            asked = call(number)
            async with few:
                await answered(asked)

        async def answered(asked: Call) -> None:
            made = await client.chat.completions.create(
                model="test-model",
                max_tokens=asked.max_tokens,
                messages=[{"role": "user", "content": message.content} for message in asked.messages],
                response_format={"type": "json_schema", "json_schema": {"name": "Labels", "schema": form}},
            )
            Labels.model_validate_json(made.choices[0].message.content or "")

        await asyncio.gather(*(once(number) for number in range(20)))
        began = time.process_time()
        await asyncio.gather(*(once(number) for number in range(100, 100 + calls)))
        return (time.process_time() - began) / calls * 1000


def cost_of_a_call(calls: int = 400) -> list[Figure]:
    """A call and what is kept of it, in the mode of the presets, against the bare client."""
    with serving("--answer", "rows") as url:
        (ours, _), alone = asyncio.run(measure(url, "json_schema", calls)), asyncio.run(bare(url, calls))
    return [Figure(name="model call ÷ bare openai client", unit="ms of processor", value=ours, anchor=alone)]


async def in_flight(url: str, numbers: range, concurrency: int) -> float:
    """Seconds for calls asked all at once, with a limit on those in flight, after a few that warm up."""
    with CallStore.in_memory() as store:
        made = Settings(base_url=url, model="test-model", concurrency=concurrency)
        async with Endpoint(made, store) as endpoint:
            await asyncio.gather(*(endpoint.ask(call(-number)) for number in range(1, concurrency)))
            began = time.perf_counter()
            await asyncio.gather(*(endpoint.ask(call(number)) for number in numbers))
            return time.perf_counter() - began


def windows() -> None:
    """Even calls against calls × latency / calls in flight; and calls of which one in ten takes ten times as long,
    against a sliding window in which nothing else takes time."""
    with serving("--latency", "0.2", "--answer", "rows") as url:
        seconds, ideal = asyncio.run(in_flight(url, range(200), 16)), 200 * 0.2 / 16
    print(f"200 calls of 0.2 s, 16 in flight: {seconds:.2f} s, ideal {ideal:.2f} s, {seconds / ideal:.2f} ×")
    with serving("--answer", "straggling") as url:
        seconds = asyncio.run(in_flight(url, range(105), 10))
    free = [0.0] * 10
    for number in range(105):
        heapq.heappush(free, heapq.heappop(free) + (1.0 if number % 10 == 9 else 0.1))
    bound = max(free)
    print(f"105 calls, stragglers, 10 in flight: {seconds:.2f} s, bound {bound:.2f} s, {seconds / bound:.2f} ×")


def main() -> None:
    """Print one line for each mode, then one for each kind of window."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=400)
    calls = parser.parse_args().calls
    with serving("--answer", "rows") as url:
        for mode in MODES:
            called, stored = asyncio.run(measure(url, mode, calls))
            print(f"{mode:12} {called:5.2f} ms a call, {stored:5.2f} ms from the store")
    windows()


if __name__ == "__main__":
    main()
