"""Measure a batch: its rate beside that of one process, the memory of all its processes, and the panel query.

    python evals/bench_batch.py [N] [JOBS] [FOLDER]

Makes N reports (5,000 unless given) with make_panel.py, in FOLDER where it is given. Other work on the machine shows in
every figure, so measure on a quiet one.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bench_figures import Figure
from make_panel import write

from summarizer.batch.file import Job, label
from summarizer.batch.finding import Selection, find
from summarizer.engines import create
from summarizer.store.writer import Writer

COMMAND = [sys.executable, "-c", "from summarizer.cli import main; main()"]
SINGLE = 300
_EVERY = 0.25


@dataclass(frozen=True, slots=True)
class Sample:
    """The memory of a tree of processes in MB: `rss` counts pages that several share once for each, `pss` once."""

    rss: float
    pss: float


@dataclass(frozen=True, slots=True)
class Pace:
    """Reports a second, and seconds of CPU that each cost."""

    rate: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.rate:.1f} reports/s, {self.cpu * 1e3:.0f} ms of CPU each"


def single(folder: Path, store: Path, count: int) -> Pace:
    """The pace of one process that reads, labels and writes into a store."""

    engine = create("rules")
    found = list(islice(find([str(folder)], Selection(), Counter()), count + 1))
    jobs = [Job(item.place, item.name, f"{index:064x}", item.read()) for index, item in enumerate(found)]
    label(jobs.pop(), engine)
    start, cpu = time.perf_counter(), time.process_time()
    with Writer(store, engine.fingerprint) as writer:
        for job in jobs:
            writer.add(label(job, engine))
    return Pace(len(jobs) / (time.perf_counter() - start), (time.process_time() - cpu) / len(jobs))


def tree(root: int) -> list[int]:
    """The ids of a process and of all below it."""
    found = [root]
    for pid in found:
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                found += map(int, task.read_text().split())
            except OSError:  # a thread that has just ended
                continue
    return found


def _memory(root: int) -> Sample:
    rss = pss = 0
    for pid in tree(root):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:  # a process that has just ended
            continue
        fields = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.endswith("kB")}
        rss, pss = rss + fields.get("Rss", 0), pss + fields.get("Pss", 0)
    return Sample(rss / 1024, pss / 1024)


def taken(root: int) -> dict[int, float]:
    """The processor seconds of each process of a tree so far."""
    found = {}
    for pid in tree(root):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # a process that has just ended
            continue
        found[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found


def batch(folder: Path, store: Path, count: int, jobs: int) -> tuple[Pace, list[Sample]]:
    """The pace of a batch over a folder, start and end included, and the memory of its processes, four times a second. Their
    processor time is what was seen of each last: nobody waits for those that others were forked off."""
    start = time.perf_counter()
    samples: list[Sample] = []
    cpu: dict[int, float] = {}
    with subprocess.Popen([*COMMAND, "batch", str(folder), "--db", str(store), "--jobs", str(jobs)]) as running:
        while running.poll() is None:
            samples.append(_memory(running.pid))
            cpu |= taken(running.pid)
            time.sleep(_EVERY)
    if running.returncode:
        raise SystemExit(f"the batch ended with {running.returncode}")
    return Pace(count / (time.perf_counter() - start), sum(cpu.values()) / count), samples


def two_workers(count: int) -> list[Figure]:
    """A batch by two workers against one process, on the wall and by processor time, and the memory of all of it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "reports"
        write(folder, count)
        before = single(folder, Path(scratch) / "single.duckdb", min(SINGLE, count - 1))
        pace, samples = batch(folder, Path(scratch) / "panel.duckdb", count, 2)
        after = single(folder, Path(scratch) / "again.duckdb", min(SINGLE, count - 1))
    rate, cpu = (before.rate + after.rate) / 2, (before.cpu + after.cpu) / 2
    peak = max(sample.rss for sample in samples)
    wall, spent = "2 workers ÷ 1, on the wall", "2 workers ÷ 1, if both had a core"
    return [
        Figure(name=wall, unit="reports/s", value=pace.rate, anchor=rate, bar=1.85, goal=1.95, more=True),
        Figure(name=spent, unit="reports/s", value=2 / pace.cpu, anchor=1 / cpu, bar=1.85, goal=1.95, more=True),
        Figure(name="peak memory, batch of two workers", unit="MB", value=peak, bar=530),
    ]


def _quarters(values: list[float]) -> str:
    size = max(1, len(values) // 4)
    return ", ".join(f"{max(values[at : at + size]):.0f}" for at in range(0, len(values), size)[:4])


def main() -> None:
    count, jobs = (int(given) for given in [*sys.argv[1:3], *["5000", "2"][len(sys.argv[1:3]) :]])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[3]) if len(sys.argv) > 3 else Path(scratch) / "reports"
        if not folder.exists():
            write(folder, count)
        before = single(folder, Path(scratch) / "single.duckdb", min(SINGLE, count - 1))
        pace, samples = batch(folder, Path(scratch) / "panel.duckdb", count, jobs)
        after = single(folder, Path(scratch) / "again.duckdb", min(SINGLE, count - 1))
        print(f"one process, before: {before}\none process, after: {after}")
        ratio = pace.rate / ((before.rate + after.rate) / 2)
        print(f"{count} reports by {jobs} workers: {pace}; {ratio:.2f} x one process")
        print(
            f"peak memory of all processes: {max(s.rss for s in samples):.0f} MB RSS, {max(s.pss for s in samples):.0f} MB PSS"
        )
        print(f"  in each quarter: {_quarters([s.rss for s in samples])} MB RSS")
        size = (Path(scratch) / "panel.duckdb").stat().st_size
        asked = [
            "panel",
            str(Path(scratch) / "panel.duckdb"),
            "--canon",
            "gdp",
            "--measure",
            "growth",
            "--status",
            "target",
        ]
        start = time.perf_counter()
        done = subprocess.run([*COMMAND, *asked, "--format", "csv"], check=True, capture_output=True)
        print(
            f"panel query: {time.perf_counter() - start:.2f} s, {done.stdout.count(10) - 1} rows; store {size / 1e6:.0f} MB"
        )


if __name__ == "__main__":
    main()
