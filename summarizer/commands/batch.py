"""`summarizer batch`: many reports into a store, with progress for whoever watches and an exit code that tells."""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from summarizer.batch.filling import Batch, Shard, Tally, fill
from summarizer.batch.finding import Selection, find
from summarizer.errors import UsageError
from summarizer.store.writer import Failure

# Failures told one by one; the rest are in the table of errors.
_TOLD = 20
_AT_A_TIME = 16


@dataclass(frozen=True, slots=True)
class BatchJob:
    """One call of `summarizer batch`."""

    inputs: tuple[str, ...]
    store: Path
    engine: str
    jobs: int | None
    glob: str | None
    follow_archives: bool
    shard: str | None
    json: bool


def run_batch(job: BatchJob) -> int:
    """Fill the store; 0 if every file gave its reports, 3 if some did, 1 or 2 if none did."""
    from summarizer.engines import create

    engine = create(job.engine)
    selection = Selection(job.glob, job.follow_archives)
    batch = Batch(
        job.inputs,
        job.store,
        engine,
        job.jobs or (_cores() if engine.name == "rules" else _AT_A_TIME),
        selection,
        Shard.parse(job.shard) if job.shard else Shard(),
    )
    tally = Tally()
    with progress(tally, lambda: sum(1 for _ in find(job.inputs, selection, Counter())) // batch.shard.count) as watch:
        fill(batch, tally, watch)
    if not job.shard:
        require_any(tally, job.inputs)
    return conclude(tally, str(job.store), job.json)


def require_any(tally: Tally, inputs: tuple[str, ...]) -> None:
    """Raises UsageError where a batch has found nothing to read."""
    if not (tally.files or tally.failed or tally.finished_before):
        raise UsageError(f"there is no report in {', '.join(inputs)}; {_hint(tally.passed_over)}")


def conclude(tally: Tally, store: str, as_json: bool) -> int:
    """Tell what a batch did, and the exit code that says it."""
    _summarize(tally, store, as_json)
    if not tally.failed:
        return 0
    return 3 if tally.files or tally.finished_before else 1 if tally.broken else 2


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _hint(passed_over: Counter[str]) -> str:
    if passed_over:
        return f"files of other kinds were passed over ({_endings(passed_over)})"
    return "name files, or folders that hold some"


def _endings(passed_over: Counter[str]) -> str:
    return ", ".join(f"{count} × {ending}" for ending, count in passed_over.most_common(5))


def _summarize(tally: Tally, store: str, as_json: bool) -> None:
    if tally.passed_over:
        print(f"summarizer: files of other kinds were passed over: {_endings(tally.passed_over)}", file=sys.stderr)
    words = [f"{tally.reports} reports of {tally.files} files written to {store}"]
    if tally.finished_before:
        words.append(f"{tally.finished_before} files were finished before")
    if tally.failed:
        words.append(f"{tally.failed} failed: summarizer query {store} 'SELECT * FROM errors'")
    print(f"summarizer: {'; '.join(words)}", file=sys.stderr)
    if as_json:
        totals = {
            "files": tally.files,
            "reports": tally.reports,
            "finished_before": tally.finished_before,
            "failed": tally.failed,
            "passed_over": sum(tally.passed_over.values()),
        }
        print(json.dumps(totals))


@contextmanager
def progress(tally: Tally, count: Callable[[], int | None]) -> Iterator[Callable[[tuple[Failure, ...]], None]]:
    """What to call after each file: it tells the failures and, on a terminal, moves a bar that knows when it will be
    done. `count` tells how many files there are, or None where that cannot be known yet."""
    if not sys.stderr.isatty():
        yield lambda failures: _tell(failures, tally, lambda line: print(line, file=sys.stderr))
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True, highlight=False)
    columns = (
        TextColumn("files"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]} failed"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("files", total=count(), failed=0)

        def watch(failures: tuple[Failure, ...]) -> None:
            _tell(failures, tally, lambda line: console.print(line, markup=False, soft_wrap=True))
            bar.update(task, advance=1, failed=tally.failed)

        yield watch


def _tell(failures: tuple[Failure, ...], tally: Tally, show: Callable[[str], None]) -> None:
    if not failures or tally.failed > _TOLD:
        return
    for failure in failures:
        show(f"summarizer: {_sentence(failure)}")
    if tally.failed == _TOLD:
        show("summarizer: further failures are in the table errors only")


def _sentence(failure: Failure) -> str:
    """A failure with the place of its file, of which most messages say the name."""
    name = failure.place.rsplit("/", 1)[-1]
    if failure.message.startswith(failure.place):
        return failure.message
    if failure.message.startswith(name):
        return failure.place + failure.message.removeprefix(name)
    part = f", report {failure.part}" if failure.part else ""
    return f"{failure.place}{part}: {failure.message}"
