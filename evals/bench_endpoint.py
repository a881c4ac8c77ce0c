"""What asking a model costs on this side: processor time for each call, and for each answer from the store.

    python evals/bench_endpoint.py [--calls 400]

The model is the tests' server, in a process of its own, which answers at once.
"""

import argparse
import asyncio
import subprocess
import sys
import time
from pathlib import Path

from pydantic import BaseModel

from summarizer.endpoint import MODES, Call, CallStore, Endpoint, Message, Mode, Settings

SERVER = Path(__file__).parents[1] / "tests" / "model_server.py"


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


def main() -> None:
    """Print one line for each mode."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=400)
    calls = parser.parse_args().calls
    with subprocess.Popen([sys.executable, SERVER, "--answer", "rows"], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            for mode in MODES:
                called, stored = asyncio.run(measure(url, mode, calls))
                print(f"{mode:12} {called:5.2f} ms a call, {stored:5.2f} ms from the store")
        finally:
            server.kill()


if __name__ == "__main__":
    main()
