"""`summarizer batch --provider-batch`: a batch whose questions go into batches of the provider.

`submit` and `collect` both run the engine over all files with what the store of answers holds, and write the reports
that are complete. What is open then is sent by the next `submit`, follow-up questions included, until nothing is open.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, TypeVar

from summarizer.batch.filling import Tally
from summarizer.cli.batch_into_store import BatchJob, exit_code, fill_store, tell_totals, totals
from summarizer.cli.screen import console, say
from summarizer.cli.standing import Standing, usage_line
from summarizer.errors import UsageError

if TYPE_CHECKING:
    from summarizer.endpoint import Call, Settings
    from summarizer.endpoint.call import Route
    from summarizer.provider_batches.book import Book, Remembered
    from summarizer.provider_batches.collecting import Collected
    from summarizer.provider_batches.provider import Provider

_T = TypeVar("_T")
# Reasons of failures that are told for each batch.
_REASONS = 3


@dataclass(frozen=True, slots=True)
class _Desk:
    """What each of the three commands works with."""

    settings: "Settings"
    route: "Route"
    book: "Book"

    def talk(self, what: "Callable[[Provider], Awaitable[_T]]") -> _T:
        """What comes of a talk with the provider."""
        from summarizer.endpoint.client import Client
        from summarizer.endpoint.gate import Gate
        from summarizer.provider_batches.provider import Provider

        async def talking() -> _T:
            async with Client(self.settings, self.route, Gate(1)) as client:
                return await what(Provider(client, self.settings))

        return asyncio.run(talking())


@contextmanager
def _alone(settings: "Settings") -> Iterator[_Desk]:
    """A desk that no other process has: two at once would both send what neither has remembered yet."""
    from summarizer.store.lock import only_writer

    with _desk(settings) as desk, only_writer(settings.cache):
        yield desk


@contextmanager
def _desk(settings: "Settings") -> Iterator[_Desk]:
    from summarizer.endpoint import CallStore
    from summarizer.endpoint.endpoint import route_of
    from summarizer.provider_batches.book import Book

    if settings.replay:
        raise UsageError("a replay asks nobody; leave --replay or --provider-batch out")
    settings.check_ready()
    with CallStore(settings.cache) as store:
        yield _Desk(settings, route_of(settings, store), Book(store))


def submit(job: BatchJob) -> int:
    """Write the reports that the store of answers completes, and put what the others ask into provider batches.

    0 if no file failed, else as `exit_code`.
    """
    from summarizer.engines import create
    from summarizer.provider_batches.submitting import Outbox, begin_uploaded

    settings, tally = _settings(job), Tally()
    with _alone(settings) as desk, Outbox(settings, desk.route, desk.book) as outbox:
        begun = desk.talk(lambda provider: begin_uploaded(provider, desk.book, settings.base_url))
        if begun:
            say(f"{begun} uploaded files were left to begin, and are under way")
        fill_store(job, create(job.engine, settings, put_off=outbox.put_off), tally, Standing("files"))

        async def send(provider: "Provider") -> int:
            count = 0
            async for batch in outbox.send(provider):
                count += 1
                say(f"batch {batch.id} is under way with {batch.requests} questions")
            return count

        batches = desk.talk(send) if outbox.size else 0
        sent, waiting = outbox.size, outbox.waiting
    tell_totals(tally, str(job.store))
    say(f"{sent} questions sent, {waiting} were under way before")
    if job.json:
        told = {"pending": tally.pending, "batches": batches, "sent": sent, "under_way": sent + waiting}
        print(json.dumps({**totals(tally), **told}))
    return exit_code(tally)


def collect(job: BatchJob) -> int:
    """Take over the answers of finished provider batches, and write the reports that they complete.

    3 if something is left to wait for or to submit, else as `exit_code`.
    """
    from summarizer.engines import create

    settings, tally = _settings(job), Tally()
    with _alone(settings) as desk:
        done = desk.talk(lambda provider: _collect_all(provider, desk))
        still = _Open(desk.book)
        fill_store(job, create(job.engine, settings, put_off=still.put_off), tally, Standing("files"))
    tell_totals(tally, str(job.store))
    if still.new:
        say(f"{len(still.new)} questions are open; submit them with the same options")
    if job.json:
        answers, failed = sum(one.answered for one in done), sum(one.failed for one in done)
        told = {"pending": tally.pending, "batches": len(done), "answers": answers, "failed_requests": failed}
        costs = [one.meter.totals.cost for one in done if one.meter.totals.cost is not None]
        told |= {"under_way": len(still.waiting), "open": len(still.new)}
        print(json.dumps({**totals(tally), **told, "cost": sum(costs) if costs else None}))
    return 3 if tally.pending else exit_code(tally)


@dataclass(frozen=True, slots=True)
class _Open:
    """The questions of reports that are not complete: those under way, and those to be submitted."""

    book: "Book"
    waiting: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)

    async def put_off(self, key: str, _: "Call") -> None:
        (self.waiting if self.book.is_under_way(key) else self.new).add(key)


async def _collect_all(provider: "Provider", desk: _Desk) -> "list[Collected]":
    from summarizer.engines.llm import ANSWER_FORMS
    from summarizer.provider_batches.collecting import Forms, collect, refresh

    forms, done = Forms(ANSWER_FORMS, desk.settings), []
    for known in desk.book.open_batches(desk.settings.base_url):
        batch, found = await refresh(provider, desk.book, known)
        if found is not None and batch.is_final:
            done.append(await collect(provider, desk.book, batch, found, forms))
            _say_collected(done[-1])
        else:
            say(f"batch {_said(batch, found is None)}")
    return done


def _said(batch: "Remembered", unknown: bool) -> str:
    if batch.id is None:
        return f"of the file {batch.input_file} is not begun; submit goes on with it"
    if unknown:
        return f"{batch.id} is unknown there; use the key of the account that submitted it"
    return f"{batch.id} is {batch.state}: {batch.completed} of {batch.requests} questions answered"


def _say_collected(done: "Collected") -> None:
    used = usage_line(done.meter.totals)
    say(f"batch {done.batch.id} was {done.batch.state}: {used}")
    if done.failed:
        say(f"{done.failed} questions were not answered ({_reasons(done.failures)})")


def _reasons(failures: Counter[str]) -> str:
    shown = [f"{count} × {reason}" for reason, count in failures.most_common(_REASONS)]
    return "; ".join([*shown, "…"] if len(failures) > _REASONS else shown)


def status(settings: "Settings", as_json: bool) -> int:
    """Print the provider batches of an endpoint, as they stand now."""
    from summarizer.provider_batches.collecting import refresh

    async def look(provider: "Provider") -> None:
        for batch in desk.book.open_batches(settings.base_url):
            if not batch.is_final and batch.id is not None:
                batch, found = await refresh(provider, desk.book, batch)
                if found is None:
                    say(f"batch {_said(batch, True)}")

    with _desk(settings) as desk:
        desk.talk(look)
        batches = desk.book.batches(settings.base_url)
    if as_json:
        print(json.dumps([asdict(batch) | {"route": json.loads(batch.route)} for batch in batches], indent=1))
    else:
        _print(batches)
    return 0


def _print(batches: "Sequence[Remembered]") -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("batch", "model", "state", "questions", "answered", "failed", "submitted", "collected"):
        table.add_column(name, justify="right" if name in ("questions", "answered", "failed") else "left")
    for batch in batches:
        counts = (f"{batch.requests:,}", f"{batch.completed:,}", f"{batch.failed:,}")
        when = (batch.created[:16], (batch.collected or "-")[:16])
        table.add_row(batch.id or "-", batch.model, batch.state, *counts, *when)
    console().print(table)


def _settings(job: BatchJob) -> "Settings":
    if job.settings is None:
        raise UsageError("provider batches are for a model; add --engine llm or --engine hybrid")
    return job.settings
