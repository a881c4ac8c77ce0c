"""Processor time of the rules and of the whole way to a validated report, beside what JioNLP takes for far less; growth
with the length of the text; and memory."""

import gc
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench_figures import Figure

from summarizer.document.source import Source
from summarizer.engines.rules import RuleEngine
from summarizer.pipeline import make_document, summarize_source
from summarizer.readers import read

SPECIMENS = Path(__file__).parent / "specimens"
SIZES = (10_000, 20_000, 200_000, 2_000_000)
TEXTS, ROUNDS, TIME_LIMIT = 6, 5, 3600.0


def six_of(folder: Path) -> list[Path]:
    """Six texts of a folder, spread evenly over their sizes."""
    by_size = sorted(folder.glob("*.txt"), key=lambda path: (path.stat().st_size, path.name))
    return [by_size[(2 * i + 1) * len(by_size) // (2 * TEXTS)] for i in range(TEXTS)]


def against_jionlp(python: Path, texts: Sequence[Path]) -> list[Figure]:
    """Engine and whole way, each in turn with JioNLP over the same texts; `python` is that of its environment."""
    engine, sources = RuleEngine(), [read(path)[0] for path in texts]
    command = [str(python), str(Path(__file__).with_name("bench_anchor.py")), *map(str, texts)]
    rounds: list[tuple[float, float, float]] = []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as anchor:
        assert anchor.stdin is not None and anchor.stdout is not None
        for _ in range(ROUNDS + 1):
            print(file=anchor.stdin, flush=True)
            jionlp = float(anchor.stdout.readline())
            labelling = seconds(lambda: [engine.label_now(make_document(source)) for source in sources])
            whole = seconds(lambda: [summarize_source(source, engine).model_dump_json() for source in sources])
            rounds.append((jionlp, labelling, whole))
        anchor.stdin.close()
    per = 1e7 / sum(len(source.text) for source in sources)
    jionlp, labelling, whole = (statistics.median(times) * per for times in zip(*rounds[1:], strict=True))
    unit = "ms/10,000 characters"
    return [
        Figure(name="engine ÷ JioNLP", unit=unit, value=labelling, anchor=jionlp, bar=0.45, goal=0.20),
        Figure(name="whole way ÷ JioNLP", unit=unit, value=whole, anchor=jionlp, bar=0.60, goal=0.30),
    ]


def growth() -> list[Figure]:
    """The whole way to a report of each size, and the longest against a tenth of it."""
    engine, taken = RuleEngine(), {}
    for size in SIZES:
        whole = partial(summarize_source, Source(text_of(size), "bench.txt", "", "text/plain"), engine, TIME_LIMIT)
        taken[size] = min(seconds(whole) for _ in range(3 if size < 1e6 else 1))
        print(
            f"{size:12,} characters, whole way: {taken[size] * 1e3:10.1f} ms, {taken[size] * 1e7 / size:8.1f} ms/10,000"
        )
    long, short = taken[2_000_000], taken[200_000]
    return [Figure(name="whole way, 2M ÷ 200k characters", unit="s", value=long, anchor=short, bar=11, goal=10.5)]


def seconds(work: Callable[[], object]) -> float:
    """The processor seconds of something, without garbage of what went before."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def text_of(size: int) -> str:
    """About `size` characters: the specimens one after the other, every figure changed a little. Lines without figures
    come three times, as otherwise the longest text would hold more numbers than are read."""
    shuffle = random.Random(size)
    lines = "\n".join(read(path)[0].text for path in sorted(SPECIMENS.glob("*.html"))).split("\n")
    source = "\n".join(line if re.search(r"\d", line) else "\n".join([line] * 3) for line in lines)
    out: list[str] = []
    while sum(map(len, out)) < size:
        out.append(re.sub(r"\d\.\d", lambda match: f"{shuffle.randint(1, 9)}.{shuffle.randint(0, 9)}", source))
    return "\n".join(out)[:size]


def peak_memory() -> list[Figure]:
    """Peak memory of a fresh process that summarizes 20,000 characters, imports included.

    What the kernel says of the process's own pages: getrusage tells of a child the peak of its parent too, if that was
    larger when the child was started.
    """
    code = (
        "import pathlib, sys, summarizer\n"
        "summarizer.summarize_text(sys.stdin.read())\n"
        "print(pathlib.Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=text_of(20_000), capture_output=True, text=True, check=True
    )
    return [Figure(name="peak memory, 20,000 characters", unit="MB", value=int(done.stdout) / 1024, bar=54)]
