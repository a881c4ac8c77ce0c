"""An engine run over many sources, with progress on a terminal and, where a model was asked, what that took."""

import sys
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import ExitStack, aclosing, contextmanager
from typing import TYPE_CHECKING, TypeVar

from summarizer.batch.reports import Made, make_all, make_in_turn
from summarizer.cli.screen import say
from summarizer.cli.standing import Standing, asked_column, told_each_minute, usage_line
from summarizer.document.source import Source
from summarizer.engines import NAMES, create
from summarizer.engines.engine import Engine
from summarizer.errors import UsageError
from summarizer.limits import TIME_LIMIT
from summarizer.readers.progress import telling

if TYPE_CHECKING:
    from summarizer.contract.report import Report
    from summarizer.endpoint import Settings

_T = TypeVar("_T")
# From how many reports on the rules alone take long enough for a progress bar.
_MANY = 3


def check_engine(name: str) -> None:
    """Raises UsageError for a name that is not an engine's."""
    if name not in NAMES:
        raise UsageError(f"there is no engine named {name!r}; choose one of: {', '.join(NAMES)}")


def label_all(
    sources: Sequence[Source],
    engine_name: str,
    settings: "Settings | None",
    finish: "Callable[[Report], _T]",
    handle: Callable[[Made[_T]], None],
    shown: bool = True,
    time_limit: float = TIME_LIMIT,
) -> None:
    """Summarize the sources and hand what `finish` makes of each report to `handle`, in order. Where a model is asked,
    other processes may do it: `finish` must be picklable then, and its results.

    Where the endpoint fails for good, `handle` gets an EndpointError for each report under way that lacked an answer,
    and in the end it is raised. With `shown`, progress goes to standard error where a person watches. What a model used
    is told there at the end. Raises UsageError for settings that do not suffice, and what `handle` raises.
    """
    progress = _Progress(len(sources), shown and (engine_name != "rules" or len(sources) >= _MANY))
    engine = create(engine_name, settings, progress.standing.on_answer)
    with progress:
        if engine_name == "rules":
            for outcome in make_in_turn(sources, engine, finish, time_limit):
                handle(outcome)
                progress.advance()
        else:
            import asyncio

            window = 1 if settings is None else settings.concurrency
            asyncio.run(_each(make_all(sources, engine, finish, window, time_limit), engine, handle, progress))
    progress.tell()


async def _each(
    made: AsyncGenerator[Made[_T], None], engine: Engine, handle: Callable[[Made[_T]], None], progress: "_Progress"
) -> None:
    try:
        async with aclosing(made) as outcomes:
            async for outcome in outcomes:
                handle(outcome)
                progress.advance()
                _tell_of_strays(outcome)
    finally:
        await engine.aclose()


def _tell_of_strays(outcome: Made[_T]) -> None:
    """One line on standard error where a model left ids to the rules, with the reason there most often is."""
    coverage = outcome.coverage
    if coverage is not None and coverage.reasons:
        reason, _ = Counter(coverage.reasons.values()).most_common(1)[0]
        say(f"{outcome.source.name}: {len(coverage.reasons)} ids are labelled by the rules; {reason}")


@contextmanager
def pages_shown() -> Iterator[None]:
    """Within the block, a reading that takes long shows its pages as a bar on standard error if that is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("pages"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def told(name: str, done: int, pages: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(escape(name), total=pages)
            bar.update(tasks[name], completed=done)

        with telling(told):
            yield


class _Progress:
    """Reports done and what a model was asked: a bar on standard error if that is a terminal, else a line a minute."""

    def __init__(self, total: int, shown: bool) -> None:
        self._total = total
        self._shown = shown and sys.stderr.isatty()
        self._stack = ExitStack()
        self.standing = Standing("reports", lambda: total)
        self._update: Callable[[int], None] = lambda done: None

    def __enter__(self) -> "_Progress":
        if self._shown:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            columns = (TextColumn("reports"), BarColumn(), MofNCompleteColumn(), asked_column(self.standing))
            bar = self._stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
            task = bar.add_task("reports", total=self._total)
            self._update = lambda done: bar.update(task, completed=done)
        elif not sys.stderr.isatty():
            self._stack.enter_context(told_each_minute(self.standing.line))
        return self

    def __exit__(self, *_: object) -> None:
        self._update = lambda done: None
        self._stack.close()

    def advance(self) -> None:
        self.standing.done += 1
        self._update(self.standing.done)

    def tell(self) -> None:
        """One line on standard error of what a model was asked."""
        if self.standing.used is not None:
            say(usage_line(self.standing.used))
