"""Label reports on local Ray with two workers, kill one midway, and hold the result to that of a store.

    python evals/bench_ray.py [N] [FOLDER]

Makes N reports (500 unless given) with make_panel.py, in FOLDER where it is given. Prints the rate with Ray's start and
without it, and how long the panel query takes on the partitions and in the store made of them.
"""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import ray
from bench_batch import tree
from make_panel import write

from summarizer.batch.distributed import Distributed, fill_partitions
from summarizer.batch.filling import Batch, Tally, fill
from summarizer.batch.finding import Selection
from summarizer.engines import create
from summarizer.store.exporting import export_store
from summarizer.store.joining import join_stores
from summarizer.store.questions import Panel, ask

WORKERS = 2


def labellers() -> list[int]:
    """The processes of this program's cluster that label."""
    found = []
    for pid in tree(os.getpid()):
        try:
            if b"_Labeller" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
        except OSError:  # it has just ended
            continue
    return found


def timed(work: Callable[[], object]) -> float:
    """How many seconds something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def on_ray(folder: Path, out: Path, count: int) -> tuple[Tally, float]:
    """Run the batch and kill a worker when half is done; the tally, and the seconds from the first file to the last."""
    tally, times = Tally(), [0.0]

    def watch(failures: object) -> None:
        times.append(time.perf_counter())
        if len(times) == count // 2:
            os.kill(labellers()[0], signal.SIGKILL)

    fill_partitions(Distributed((str(folder),), str(out), "rules", Selection(), WORKERS), tally, watch)
    return tally, times[-1] - times[1]


def panel(store: Path) -> float:
    """How many seconds the panel query takes."""

    def query() -> None:
        with ask(store, *Panel("gdp", "growth", "target").query()) as result:
            list(result.rows)

    return timed(query)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch)
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else base / "reports"
        if not folder.exists():
            write(folder, count)
        start = time.perf_counter()
        ray.init(address="local", num_cpus=WORKERS, include_dashboard=False, log_to_driver=False)
        tally, labelling = on_ray(folder, base / "out", count)
        whole = time.perf_counter() - start
        ray.shutdown()
        print(f"{tally.reports} reports, {tally.failed} failed, a worker killed: {whole:.1f} s with Ray's start,")
        print(f"  {labelling:.1f} s from the first file to the last, {count / labelling:.1f} reports/s")
        store, made = base / "store.duckdb", base / "made.duckdb"
        batch = Batch((str(folder),), store, create("rules"), WORKERS)
        seconds = timed(lambda: fill(batch, Tally(), lambda failures: None))
        print(f"the same into a store by {WORKERS} processes: {seconds:.1f} s, {count / seconds:.1f} reports/s")
        print(f"made into a store by merging: {timed(lambda: join_stores(made, [base / 'out'])):.1f} s")
        for name in (store, made):
            export_store(name, base / name.stem)
        same = all(path.read_bytes() == (base / "made" / path.name).read_bytes() for path in (base / "store").iterdir())
        print(f"the same table, byte for byte: {same}")
        files = [path for path in (base / "out").rglob("*") if path.is_file()]
        print(f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB")
        print(f"panel query: {panel(base / 'out'):.2f} s on the partitions, {panel(made):.2f} s in the store")
        raise SystemExit(0 if same else 1)


if __name__ == "__main__":
    main()
