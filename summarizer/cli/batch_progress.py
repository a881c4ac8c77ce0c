"""How a batch is going, for whoever watches: failures as they come, and a bar on a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from summarizer.batch.filling import Tally
from summarizer.cli.screen import printable, say
from summarizer.cli.standing import Standing, asked_column, told_each_minute
from summarizer.store.writer import Failure

# Failures told one by one; the rest are in the table of errors.
_TOLD = 20


@contextmanager
def progress(tally: Tally, standing: Standing) -> Iterator[Callable[[tuple[Failure, ...]], None]]:
    """What to call after each file: it tells the failures, and how the batch stands and when it will be done,
    as a bar on a terminal, else in a line a minute."""

    def count() -> None:
        standing.before = tally.finished_before
        standing.done += 1

    if not sys.stderr.isatty():

        def told(failures: tuple[Failure, ...]) -> None:
            count()
            _tell(failures, tally, say)

        with told_each_minute(standing.line):
            yield told
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
        asked_column(standing),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("files", total=standing.total, failed=0)

        def tell(line: str) -> None:
            console.print(f"summarizer: {printable(line)}", markup=False, soft_wrap=True)

        def watch(failures: tuple[Failure, ...]) -> None:
            count()
            _tell(failures, tally, tell)
            bar.update(task, advance=1, failed=tally.failed)

        yield watch


def _tell(failures: tuple[Failure, ...], tally: Tally, show: Callable[[str], None]) -> None:
    if not failures or tally.failed > _TOLD:
        return
    for failure in failures:
        show(_sentence(failure))
    if tally.failed == _TOLD:
        show("further failures are in the table errors only")


def _sentence(failure: Failure) -> str:
    """A failure with the place of its file, of which most messages say the name."""
    name = failure.place.rsplit("/", 1)[-1]
    if failure.message.startswith(failure.place):
        return failure.message
    if failure.message.startswith(name):
        return failure.place + failure.message.removeprefix(name)
    part = f", report {failure.part}" if failure.part else ""
    return f"{failure.place}{part}: {failure.message}"
