"""An engine run over many sources, with progress on a terminal and, where a model was asked, what that took."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import ExitStack, aclosing, contextmanager
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from summarizer.batch.reports import Made, make_all
from summarizer.cli.screen import say
from summarizer.document.source import Source
from summarizer.engines import NAMES, create
from summarizer.engines.engine import Engine
from summarizer.errors import UsageError
from summarizer.limits import TIME_LIMIT
from summarizer.readers.progress import telling

if TYPE_CHECKING:
    from summarizer.contract.report import Report
    from summarizer.endpoint import Answer, Settings, Usage

_T = TypeVar("_T")
# How many seconds apart lines of progress are.
_EVERY = 60.0
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
    engine = create(engine_name, settings, progress.on_answer)
    window = 1 if settings is None else settings.concurrency
    with progress:
        asyncio.run(_each(make_all(sources, engine, finish, window, time_limit), engine, handle, progress))
    progress.tell()


async def _each(
    made: AsyncGenerator[Made[_T], None], engine: Engine, handle: Callable[[Made[_T]], None], progress: "_Progress"
) -> None:
    ticking = asyncio.create_task(progress.tick())
    try:
        async with aclosing(made) as outcomes:
            async for outcome in outcomes:
                handle(outcome)
                progress.advance()
                _tell_of_strays(outcome)
    finally:
        ticking.cancel()
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
    """Reports done and what a model was asked, as a bar on standard error if that is a terminal."""

    def __init__(self, total: int, shown: bool) -> None:
        self._total = total
        self._shown = shown and sys.stderr.isatty()
        self._started = monotonic()
        self._used: Usage | None = None
        self._stack = ExitStack()
        self._update: Callable[[int], None] = lambda done: None
        self._done = 0

    def __enter__(self) -> "_Progress":
        if self._shown:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (TextColumn("reports"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            bar = self._stack.enter_context(
                Progress(*columns, TextColumn("{task.fields[used]}"), console=Console(stderr=True), transient=True)
            )
            task = bar.add_task("reports", total=self._total, used="")
            self._update = lambda done: bar.update(task, completed=done, used=self._so_far())
        return self

    def __exit__(self, *_: object) -> None:
        self._update = lambda done: None
        self._stack.close()

    async def tick(self) -> None:
        """Where no person watches, a line a minute on standard error of how a run with a model stands."""
        while not self._shown:
            await asyncio.sleep(_EVERY)
            if self._used is not None:
                say(f"{self._done} of {self._total} reports, {self._so_far()}")

    def _so_far(self) -> str:
        """What a model was asked so far, how fast it answers, and how long the rest may take."""
        if self._used is None:
            return ""
        took = monotonic() - self._started
        said = f"{usage_line(self._used)}, {self._used.output_tokens / max(took, 0.1):.0f} a second"
        left = took / self._done * (self._total - self._done) if self._done else 0.0
        return f"{said}, about {max(1, round(left / 60))} minutes left" if left else said

    def on_answer(self, _: "Answer", used: "Usage") -> None:
        self._used = used
        self._update(self._done)

    def advance(self) -> None:
        self._done += 1
        self._update(self._done)

    def tell(self) -> None:
        """One line on standard error of what a model was asked."""
        if self._used is not None:
            say(f"{usage_line(self._used)}")


def usage_line(used: "Usage | None") -> str:
    """Calls, answers from the store, tokens and cost, for people; empty for nothing."""
    if used is None:
        return ""
    said = [f"{used.calls} calls", f"{used.cached} answers from the store"] if used.cached else [f"{used.calls} calls"]
    if used.retries:
        said.append(f"{used.retries} retries")
    said.append(f"{used.input_tokens:,} tokens in, {used.output_tokens:,} out")
    if used.cost is not None:
        said.append(f"{used.cost:.4f} {used.currency or ''}".strip())
    return ", ".join(said)
