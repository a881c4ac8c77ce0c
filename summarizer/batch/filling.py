"""A batch from its inputs to the store: what is finished is passed over, the rest labelled and written."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.batch.file import Job
from summarizer.batch.finding import Found, Selection, find
from summarizer.batch.manifest import NOWHERE, Origin
from summarizer.batch.running import Item, in_processes, waiting
from summarizer.engines.engine import Engine
from summarizer.errors import InputError, UsageError
from summarizer.limits import TIME_LIMIT
from summarizer.store.writer import Failure, FileOutcome, Writer

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Shard:
    """One of `count` parts of all files, 1 to `count`; which part a file is in depends on its bytes alone."""

    index: int = 1
    count: int = 1

    @classmethod
    def parse(cls, text: str) -> "Shard":
        """`2/5` is the second of five parts. Raises UsageError for anything else."""
        first, slash, second = text.partition("/")
        if not (slash and first.isdecimal() and second.isdecimal() and 1 <= int(first) <= int(second)):
            raise UsageError(f"{text!r} is no shard; say i/n, such as 2/5 for the second of five parts")
        return cls(int(first), int(second))

    def has(self, sha256: str) -> bool:
        return int(sha256[:15], 16) % self.count == self.index - 1


@dataclass(slots=True)
class Tally:
    """How a batch stands: files finished before, files and reports done now, files with a failure, how many of the
    failures are faults of ours, files that wait for answers of a provider batch, and what a model was asked."""

    finished_before: int = 0
    files: int = 0
    reports: int = 0
    failed: int = 0
    broken: int = 0
    pending: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)

    def count(self, failures: tuple[Failure, ...]) -> None:
        """Count one file's failures, if it has some."""
        if failures:
            self.failed += 1
            self.broken += not any(failure.kind == InputError.__name__ for failure in failures)


@dataclass(frozen=True, slots=True)
class Batch:
    """What to read, with which engine, and on how many workers (or, for a model, how many reports at a time)."""

    inputs: tuple[str, ...]
    store: Path
    engine: Engine
    jobs: int
    selection: Selection = field(default_factory=Selection)
    shard: Shard = field(default_factory=Shard)
    time_limit: float = TIME_LIMIT
    origins: Mapping[str, Origin] = field(default_factory=dict)
    region_hint: str | None = None

    def origin_of(self, place: str) -> Origin:
        """What the manifest tells of a file, else the region that is said of all."""
        found = self.origins.get(str(Path(place).absolute()), NOWHERE)
        return found if found.region else replace(found, region=self.region_hint)


def fill(batch: Batch, tally: Tally, watch: Callable[[tuple[Failure, ...]], None]) -> None:
    """Run a batch. `tally` is kept up to date; `watch` is called after each file with what failed in it.

    The same call goes on where one before was stopped, in whatever way. Raises StoreError where the store cannot be
    used, EndpointError where the engine's endpoint cannot, OSError for a full disk; what was written stays.
    """
    with Writer(batch.store, batch.engine.fingerprint) as writer:

        def tell(failures: tuple[Failure, ...] = ()) -> None:
            tally.count(failures)
            watch(failures)

        items = _items(batch, writer, tally, tell)
        # The rules compute; every other engine waits for a network.
        if batch.engine.name == "rules":
            outcomes = in_processes(items, batch.engine.name, batch.jobs, batch.time_limit)
        else:
            outcomes = waiting(items, batch.engine, batch.jobs, batch.time_limit)
        with closing(outcomes):
            for outcome in outcomes:
                if outcome.pending:
                    tally.pending += 1
                    tell()
                elif writer.add(outcome):
                    tally.files += bool(outcome.reports)
                    tally.reports += len(outcome.reports)
                    tell(outcome.failures)
                else:
                    tally.finished_before += 1
                    tell()


def _items(batch: Batch, writer: Writer, tally: Tally, tell: Callable[[], None]) -> Iterator[Item]:
    for found in find(batch.inputs, batch.selection, tally.passed_over):
        item = _item(found, batch.origin_of(found.place))
        # A file without bytes is in the part that its place says, so that one machine tells of it.
        if not batch.shard.has(item.sha256 or hashlib.sha256(found.place.encode()).hexdigest()):
            continue
        if item.sha256 and writer.is_finished(found.place, item.sha256):
            tally.finished_before += 1
            tell()
        else:
            yield item


def _item(found: Found, origin: Origin) -> Item:
    try:
        data = found.read()
    except InputError as error:
        row = Failure(found.place, 0, None, type(error).__name__, str(error))
        return FileOutcome(found.place, None, (), (row,))
    return Job(found.place, found.name, hashlib.sha256(data).hexdigest(), data, origin)
