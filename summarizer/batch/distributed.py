"""The same batch on Ray Data: read → label → partitions, on one machine or many.

Ray schedules, moves the bytes, starts workers again that die, and gives what these had in hand to others. Here is only
what it is to do: `_digest` and `_read` run as tasks, `_Labeller` in actors that keep their engine warm. Rows are
Arrow tables, as Ray has them.
"""

import hashlib
import json
import pickle
import platform
import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from summarizer.batch.file import Job, label
from summarizer.batch.filling import Tally
from summarizer.batch.finding import Entry, Found, Selection, entries, members
from summarizer.batch.pool import WorkerDied
from summarizer.batch.running import warm_engine
from summarizer.batch.session import cores, ray_session
from summarizer.engines import create
from summarizer.errors import InputError, SummarizerError, UsageError
from summarizer.limits import TIME_LIMIT
from summarizer.places import is_address
from summarizer.store.folder import Folder
from summarizer.store.partitions import finished, read_failures, write, write_failures, write_revision
from summarizer.store.writer import Failure

if TYPE_CHECKING:
    import pyarrow as pa
    from ray.data import Dataset

# Shares of a core: a task that reads must find room beside a worker that labels, or neither goes on.
_READING, _LABELLING = 0.1, 0.9
# Workers that wait for a model's answers share a core.
_AT_A_TIME = 8
# Files of a task that reads, and bytes of a task that labels: what a lost worker has to do again.
_FILES, _BYTES = 32, 500_000
# Tasks for each core, at the least, so that one long one does not keep all others waiting.
_TASKS = 4
# How often what was in hand of a worker that died is tried again before it is given up.
_TRIES_AGAIN = 1


@dataclass(frozen=True, slots=True)
class Distributed:
    """What to read, into which folder, with which engine, on how many actors of the cluster at `address`; None for as
    many as it has cores, and for a cluster of this machine alone."""

    inputs: tuple[str, ...]
    out: str
    engine: str
    selection: Selection
    jobs: int | None = None
    address: str | None = None
    time_limit: float = TIME_LIMIT


@dataclass(frozen=True, slots=True)
class _Work:
    """An entry, and the places in it that are to be labelled."""

    entry: Entry
    places: tuple[str, ...]


@dataclass(slots=True)
class _Account:
    """What became of each file so far, told to whoever watches."""

    tally: Tally
    watch: Callable[[tuple[Failure, ...]], None]
    failures: dict[str, tuple[Failure, ...]] = field(default_factory=dict)

    def settle(self, place: str, failures: Sequence[Failure], reports: int = 0) -> None:
        """Take down that a file is done, whatever came of it."""
        self.failures[place] = tuple(failures)
        self.tally.files += bool(reports)
        self.tally.reports += reports
        self.tally.count(self.failures[place])
        self.watch(self.failures[place])

    def pass_over(self) -> None:
        """Take down that a file needs no work."""
        self.tally.finished_before += 1
        self.watch(())


def fill_partitions(batch: Distributed, tally: Tally, watch: Callable[[tuple[Failure, ...]], None]) -> None:
    """Run a batch on Ray. `tally` is kept up to date; `watch` is called after each file with what failed in it.

    The same call goes on where one before was stopped. Raises UsageError where Ray is not installed or not to be
    reached, or a machine has another version of this package; EndpointError where a model cannot be reached; OSError
    where the partitions cannot be written.
    """
    folder, fingerprint = Folder.at(batch.out), create(batch.engine).fingerprint
    kept, account = read_failures(folder), _Account(tally, watch)
    with ray_session(batch.address):
        try:
            todo = _to_do(batch, account, finished(folder, fingerprint), {failure.place for failure, _ in kept})
            for size in (_BYTES, 1):  # what is lost with its neighbours is tried again alone
                for place, reports, failures in _labelled(todo, batch, fingerprint, size):
                    account.settle(place, failures, reports)
                todo = _left(todo, account.failures)
            for place in (place for work in todo for place in work.places):
                account.settle(place, (_lost(place),))
        finally:
            known = account.failures
            rows = [(failure, fingerprint) for failures in known.values() for failure in failures]
            write_failures(folder, [*(row for row in kept if row[0].place not in known), *rows])


def _left(todo: Sequence[_Work], done: Collection[str]) -> list[_Work]:
    """What is to do without the places that are done."""
    left = (_Work(work.entry, tuple(place for place in work.places if place not in done)) for work in todo)
    return [work for work in left if work.places]


def _lost(place: str) -> Failure:
    message = f"{place}: each process that read it ended without a word; look at the file, or at the memory"
    return Failure(place, 0, None, WorkerDied.__name__, message)


def _to_do(batch: Distributed, account: _Account, seen: set[str], failed: Collection[str]) -> list[_Work]:
    """What is left to label: without what has been `seen` and has not `failed`, and of the same bytes under several
    names only the first."""
    listed: list[Entry] = []
    # Workers may be in another folder, or on another machine that has the same disk.
    inputs = [given if is_address(given) else str(Path(given).absolute()) for given in batch.inputs]
    for entry in entries(inputs, batch.selection, account.tally.passed_over):
        if isinstance(entry, Found):
            account.settle(entry.place, [_unreadable(entry)])
        else:
            listed.append(entry)
    places: dict[int, list[str]] = {}
    for position, _, place, sha256, failure in sorted(_digests(listed, batch.selection)):
        if failure:
            account.settle(place, [Failure(place, 0, None, InputError.__name__, failure)])
        elif sha256[:16] in seen and place not in failed:
            account.pass_over()
        else:
            seen.add(sha256[:16])
            places.setdefault(position, []).append(place)
    return [_Work(listed[position], tuple(found)) for position, found in sorted(places.items())]


def _unreadable(found: Found) -> Failure:
    try:
        found.read()
    except InputError as error:
        return Failure(found.place, 0, None, type(error).__name__, str(error))
    raise LookupError(f"{found.place} can be read after all")


def _digests(listed: Sequence[Entry], selection: Selection) -> Iterator[tuple[int, int, str, str, str]]:
    """Of each file: the position of its entry, its own in that, its place, its SHA-256, and why it cannot be read."""
    import pyarrow as pa

    if not listed:
        return
    entries = pa.array([pickle.dumps(entry) for entry in listed])
    rows = pa.table({"position": list(range(len(listed))), "entry": entries})
    dataset = _reading(rows, _digest, selection)
    for table in dataset.iter_batches(batch_size=None, batch_format="pyarrow"):
        yield from zip(*(table[name].to_pylist() for name in _DIGEST), strict=True)


_DIGEST = ("position", "number", "place", "sha256", "failure")


def _digest(rows: "pa.Table", selection: Selection) -> "Iterator[pa.Table]":
    import pyarrow as pa

    for row in rows.to_pylist():
        for number, found in enumerate(members(pickle.loads(row["entry"]), selection, Counter())):
            sha256 = failure = ""
            try:
                sha256 = hashlib.sha256(found.read()).hexdigest()
            except InputError as error:
                failure = str(error)
            cells = (row["position"], number, found.place, sha256, failure)
            yield pa.table({name: [cell] for name, cell in zip(_DIGEST, cells, strict=True)})


def _labelled(
    todo: Sequence[_Work], batch: Distributed, fingerprint: str, size: int
) -> Iterator[tuple[str, int, list[Failure]]]:
    """Label what is to do and write it, about `size` bytes to a task: of each file its place, how many reports it
    gave, and its failures. What a worker died of, time and again, is left out."""
    import pyarrow as pa
    from ray.data import ActorPoolStrategy, DataContext
    from ray.util.annotations import RayDeprecationWarning

    if not todo:
        return
    context = DataContext.get_current()
    context.target_max_block_size = size
    context.max_errored_blocks = -1
    rules = batch.engine == "rules"
    actors = min(batch.jobs or (cores() if rules else _AT_A_TIME * cores()), len(todo))
    dataset = _reading(pa.table({"work": [pickle.dumps(work) for work in todo]}), _read, batch.selection)
    with warnings.catch_warnings():
        # There is no other way yet to bound the retries of an actor; endless is what Ray does without.
        warnings.simplefilter("ignore", RayDeprecationWarning)
        dataset = dataset.map_batches(
            _Labeller,
            batch_size=None,
            batch_format="pyarrow",
            compute=ActorPoolStrategy(size=actors),
            num_cpus=_LABELLING if rules else _LABELLING / _AT_A_TIME,
            max_restarts=-1,
            max_task_retries=_TRIES_AGAIN,
            fn_constructor_args=(batch.engine, fingerprint, Folder.at(batch.out), batch.time_limit),
        )
    for table in dataset.iter_batches(batch_size=None, batch_format="pyarrow"):
        for row in table.to_pylist():
            if row["fatal"]:
                raise cast(Exception, pickle.loads(row["fatal"]))
            yield row["place"], row["reports"], [Failure(**failure) for failure in json.loads(row["failures"])]


def _reading(
    rows: "pa.Table", task: "Callable[[pa.Table, Selection], Iterator[pa.Table]]", selection: Selection
) -> "Dataset":
    """A dataset of what `task` makes of rows, `_FILES` of them at a time, or fewer where there would be too few tasks
    for everybody."""
    import ray

    size = min(_FILES, max(1, rows.num_rows // (_TASKS * cores())))
    blocks = [rows.slice(at, size) for at in range(0, rows.num_rows, size)]
    return ray.data.from_arrow(blocks).map_batches(
        task,
        batch_size=None,
        batch_format="pyarrow",
        compute=ray.data.TaskPoolStrategy(size=min(cores(), len(blocks))),
        num_cpus=_READING,
        fn_kwargs={"selection": selection},
    )


def _read(rows: "pa.Table", selection: Selection) -> "Iterator[pa.Table]":
    """The bytes of the files to label."""
    import pyarrow as pa

    for row in rows.to_pylist():
        work: _Work = pickle.loads(row["work"])
        wanted = frozenset(work.places)
        for found in members(work.entry, selection, Counter()):
            if found.place not in wanted:
                continue
            try:
                data, failure = found.read(), None
            except InputError as error:
                data, failure = b"", str(error)
            yield pa.table(
                {
                    "place": [found.place],
                    "name": [found.name],
                    "data": pa.array([data], pa.large_binary()),
                    "failure": pa.array([failure], pa.string()),
                }
            )


class _Labeller:
    """An actor: an engine that stays warm, and the folder that it writes to."""

    def __init__(self, engine: str, fingerprint: str, folder: Folder, time_limit: float) -> None:
        self._engine = warm_engine(engine)
        self._fingerprint = fingerprint
        self._folder = folder
        self._time_limit = time_limit
        self._known = False

    def __call__(self, rows: "pa.Table") -> "Iterator[pa.Table]":
        import pyarrow as pa

        for row in rows.to_pylist():
            reports, fatal = 0, b""
            failures: Sequence[Failure] = ()
            try:
                reports, failures = self._label(row["place"], row["name"], row["data"], row["failure"])
            except (SummarizerError, OSError) as error:
                fatal = pickle.dumps(error)
            told = json.dumps([asdict(failure) for failure in failures])
            yield pa.table({"place": [row["place"]], "reports": [reports], "failures": [told], "fatal": [fatal]})

    def _label(self, place: str, name: str, data: bytes, failure: str | None) -> tuple[int, Sequence[Failure]]:
        """How many reports a file gave, and what failed. Raises what is no matter of one file."""
        if self._engine.fingerprint != self._fingerprint:
            raise UsageError(
                f"{platform.node()} would label otherwise than this machine; install the same version of "
                "summarizer there, with the same settings of the model"
            )
        if failure is not None:
            return 0, (Failure(place, 0, None, InputError.__name__, failure),)
        outcome = label(Job(place, name, hashlib.sha256(data).hexdigest(), data), self._engine, self._time_limit)
        if not self._known:
            write_revision(self._folder, outcome, self._fingerprint)
            self._known = bool(outcome.reports)
        write(self._folder, outcome, self._fingerprint)
        return len(outcome.reports), outcome.failures
