"""`summarizer batch`: many reports into a store, with progress for whoever watches and an exit code that tells."""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.batch.filling import Batch, Shard, Tally, fill
from summarizer.batch.finding import Selection, find
from summarizer.commands.labelling import usage_line
from summarizer.errors import UsageError
from summarizer.store.writer import Failure

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

    from summarizer.endpoint import Answer, Settings, UsageTotals

# Failures told one by one; the rest are in the table of errors.
_TOLD = 20


@dataclass(frozen=True, slots=True)
class BatchJob:
    """One call of `summarizer batch`."""

    inputs: tuple[str, ...]
    store: Path
    engine: str
    settings: "Settings | None"
    jobs: int | None
    glob: str | None
    follow_archives: bool
    shard: str | None
    json: bool


def run_batch(job: BatchJob) -> int:
    """Fill the store; 0 if every file gave its reports, 3 if some did, 1 or 2 if none did."""
    from summarizer.engines import create

    tally = Tally()

    def on_answer(_: "Answer", used: "UsageTotals") -> None:
        tally.used = used

    engine = create(job.engine, job.settings, on_answer)
    selection = Selection(job.glob, job.follow_archives)
    batch = Batch(
        job.inputs,
        job.store,
        engine,
        job.jobs or (_cores() if job.settings is None else job.settings.concurrency),
        selection,
        Shard.parse(job.shard) if job.shard else Shard(),
    )
    with _progress(batch, tally) as watch:
        fill(batch, tally, watch)
    if not (tally.files or tally.failed or tally.finished_before or job.shard):
        raise UsageError(f"there is no report in {', '.join(job.inputs)}; {_hint(tally.passed_over)}")
    _summarize(job, tally)
    done = tally.files or tally.finished_before
    if not tally.failed:
        return 0
    return 3 if done else 1 if tally.broken else 2


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _hint(passed_over: Counter[str]) -> str:
    if passed_over:
        return f"files of other kinds were passed over ({_endings(passed_over)})"
    return "name files, or folders that hold some"


def _endings(passed_over: Counter[str]) -> str:
    return ", ".join(f"{count} × {ending}" for ending, count in passed_over.most_common(5))


def _summarize(job: BatchJob, tally: Tally) -> None:
    if tally.passed_over:
        print(f"summarizer: files of other kinds were passed over: {_endings(tally.passed_over)}", file=sys.stderr)
    words = [f"{tally.reports} reports of {tally.files} files written to {job.store}"]
    if tally.finished_before:
        words.append(f"{tally.finished_before} files were finished before")
    if tally.failed:
        words.append(f"{tally.failed} failed: summarizer query {job.store} 'SELECT * FROM errors'")
    print(f"summarizer: {'; '.join(words)}", file=sys.stderr)
    if tally.used is not None:
        print(f"summarizer: {usage_line(tally.used)}", file=sys.stderr)
    if job.json:
        totals = {
            "files": tally.files,
            "reports": tally.reports,
            "finished_before": tally.finished_before,
            "failed": tally.failed,
            "passed_over": sum(tally.passed_over.values()),
            "usage": None if tally.used is None else asdict(tally.used),
        }
        print(json.dumps(totals))


@contextmanager
def _progress(batch: Batch, tally: Tally) -> Iterator[Callable[[tuple[Failure, ...]], None]]:
    """What to call after each file: it tells the failures and, on a terminal, moves a bar that knows when it will be
    done."""
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
        _used_column(tally),
    )
    total = sum(1 for _ in find(batch.inputs, batch.selection, Counter())) // batch.shard.count
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("files", total=total, failed=0)

        def watch(failures: tuple[Failure, ...]) -> None:
            _tell(failures, tally, lambda line: console.print(line, markup=False, soft_wrap=True))
            bar.update(task, advance=1, failed=tally.failed)

        yield watch


def _used_column(tally: Tally) -> "ProgressColumn":
    """What a model was asked so far, which changes more often than files are done."""
    from rich.progress import ProgressColumn
    from rich.text import Text

    class UsedColumn(ProgressColumn):
        def render(self, _: object) -> Text:
            return Text(usage_line(tally.used))

    return UsedColumn()


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
