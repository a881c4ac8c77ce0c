"""How a long run stands: what is done of how much, what a model was asked for it, and how long the rest may take."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

from summarizer.cli.screen import say
from summarizer.errors import SummarizerError

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

    from summarizer.endpoint import Answer, Usage

# How many seconds apart lines of progress are.
_EVERY = 60.0


class Standing:
    """Counts along with a run over `things`, such as `"reports"`.

    `count` tells how many there are, None where nobody knows, and is called once, when that is to be told. `done` and,
    of those, `before` (finished by an earlier run) are for the run to set, `on_answer` is for the engine to call.
    """

    def __init__(self, things: str, count: Callable[[], int | None] = lambda: None) -> None:
        self._things, self.count = things, count
        self._started = monotonic()
        self._planned = self._begun = 0
        self.done = self.before = 0
        self.used: Usage | None = None

    def on_answer(self, answer: "Answer", used: "Usage") -> None:
        """Take down what a model was asked so far, and how many calls are planned for a report that was begun."""
        self.used = used
        self._begun += bool(answer.planned)
        self._planned += answer.planned

    def line(self) -> str:
        """How the run stands, in one line."""
        of_all = f" of {self.total}" if self.total is not None else ""
        return ", ".join(said for said in (f"{self.done}{of_all} {self._things}", self.asked(), self.left()) if said)

    @cached_property
    def total(self) -> int | None:
        """How many there are; None also where they cannot be counted, which the run itself will tell."""
        try:
            return self.count()
        except (SummarizerError, OSError):
            return None

    def asked(self) -> str:
        """What a model was asked so far and how fast it answers; empty if none was."""
        if self.used is None:
            return ""
        rate = self.used.output_tokens / max(monotonic() - self._started, 0.1)
        return f"{usage_line(self.used)}, {rate:.0f} tokens a second"

    def left(self) -> str:
        """How much a model is still to be asked, and how long that may take; empty where it cannot be said yet."""
        took = monotonic() - self._started
        if self.used is None:
            now = self.done - self.before
            left = (self.total or 0) - self.done
            return _minutes(took * left / now) if now and left > 0 else ""
        if not self._begun or not self.used.calls:
            return ""
        to_come = max(0, (self.total or 0) - self.before - self._begun)
        expected = self._planned * (1 + to_come / self._begun)
        left = max(0, round(expected) - self.used.calls - self.used.cached)
        return f"about {left} calls and {_minutes(took * left / self.used.calls)}" if left else ""


def _minutes(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return f"{minutes} minute{'s' if minutes > 1 else ''} left"


def asked_column(standing: Standing) -> "ProgressColumn":
    """What a model was asked and what is left, for a bar: that changes more often than anything is done."""
    from rich.progress import ProgressColumn
    from rich.text import Text

    class AskedColumn(ProgressColumn):
        def render(self, _: object) -> Text:
            return Text(", ".join(said for said in (standing.asked(), standing.left()) if said))

    return AskedColumn()


@contextmanager
def told_each_minute(line: Callable[[], str]) -> Iterator[None]:
    """Within the block, a line a minute on standard error, for a run that nobody watches."""
    ended = Event()

    def tick() -> None:
        while not ended.wait(_EVERY):
            say(line())

    ticking = Thread(target=tick, daemon=True)
    ticking.start()
    try:
        yield
    finally:
        ended.set()
        ticking.join()


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
