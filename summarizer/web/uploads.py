"""What is uploaded, read in processes of its own so that pages stay quick, and written into the store when it is whole.

A file goes the way of a batch (`summarizer.batch`), with its limits and its errors; of a bad one nothing is stored.
"""

import hashlib
import os
import secrets
import threading
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Literal

from summarizer.batch.file import Job
from summarizer.batch.manifest import Origin
from summarizer.batch.pool import WorkerPool
from summarizer.batch.running import in_event_loop, labeller
from summarizer.engines import create
from summarizer.errors import InputError, PendingError, SummarizerError
from summarizer.limits import TIME_LIMIT
from summarizer.readers import MAX_BYTES
from summarizer.store.reports import reports_of_file
from summarizer.store.writer import FileOutcome, insert_reports
from summarizer.web.connection import StoreAccess

if TYPE_CHECKING:
    from summarizer.endpoint import Settings

# How many uploads are remembered, bytes that may wait to be read, and worker processes.
_REMEMBERED, _MOST_WAITING, _WORKERS = 200, 10 * MAX_BYTES, min(2, os.cpu_count() or 1)
# Seconds that a finished report waits for a store in use elsewhere: its labels may have been dear.
_PATIENCE = 120.0

State = Literal["waiting", "reading", "done", "known", "failed"]


@dataclass(frozen=True, slots=True)
class Upload:
    """One file: how it stands, what went wrong (one sentence), and its reports in the store by id and title. It is
    `known` where the store had them already."""

    id: str
    name: str
    state: State = "waiting"
    told: str | None = None
    reports: tuple[tuple[str, str], ...] = ()

    @property
    def is_under_way(self) -> bool:
        return self.state in {"waiting", "reading"}


class Uploads:
    """The files that were uploaded since the start, the newest last."""

    def __init__(self, store: StoreAccess, engine: str, settings: "Settings | None") -> None:
        self.engine = engine
        self._store, self._settings = store, settings
        self._lock, self._naming = threading.Lock(), threading.Lock()
        self._uploads: dict[str, Upload] = {}
        self._order: deque[str] = deque()
        self._waiting = 0
        self._closing = False
        self._jobs: SimpleQueue[tuple[Upload, bytes, str | None] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._held = ExitStack()
        self._known_as: str | None = None
        # Processes for an engine that computes, begun when they are needed; one that waits for a network needs none.
        self._pool: WorkerPool[Job, FileOutcome] | None = None
        if engine == "rules":
            make: Callable[[], Callable[[Job], FileOutcome]] = partial(labeller, engine, TIME_LIMIT)
            self._pool = self._held.enter_context(WorkerPool[Job, FileOutcome](_WORKERS, make))

    def add(self, name: str, data: bytes, region: str | None = None) -> Upload:
        """Take a file; it is read in its turn. `region` is the place it is of where its text leaves that open."""
        upload = Upload(secrets.token_hex(8), name)
        if not self._take(len(data)):
            return self.refuse(name, InputError(_full(name)))
        self._keep(upload)
        self._jobs.put((upload, data, region))
        self._begin()
        return upload

    def read_now(self, name: str, data: bytes, region: str | None = None) -> Upload:
        """Read a file while the caller waits; it is not among the `recent` ones.

        Raises InputError for one that cannot be read, PendingError where too much waits to be read already, StoreError
        and EndpointError for a store or a model that cannot be used.
        """
        if not self._take(len(data)):
            raise PendingError(_full(name))
        try:
            return self._done(Upload(secrets.token_hex(8), name), data, region)
        finally:
            self._give_back(len(data))

    def refuse(self, name: str, error: InputError) -> Upload:
        """Keep a file that is not even read, with the reason."""
        return self._keep(Upload(secrets.token_hex(8), name, "failed", str(error)))

    def recent(self) -> list[Upload]:
        """The uploads, the newest first."""
        with self._lock:
            return [self._uploads[id_] for id_ in reversed(self._order)]

    def get(self, id_: str) -> Upload | None:
        """One upload as it stands now."""
        with self._lock:
            return self._uploads.get(id_)

    def close(self) -> None:
        """End the workers; what was not read yet is given up."""
        self._closing = True
        for _ in self._threads:
            self._jobs.put(None)
        self._held.close()

    def _begin(self) -> None:
        """Start the threads with the first file. They are daemons: one that waits for a model must not hold up the
        end, and a store that is being written stays whole."""
        with self._lock:
            if not self._threads:
                self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(_WORKERS)]
                for thread in self._threads:
                    thread.start()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None and not self._closing:
            self._read(*job)

    def _keep(self, upload: Upload) -> Upload:
        with self._lock:
            if upload.id not in self._uploads:
                self._order.append(upload.id)
            self._uploads[upload.id] = upload
            if len(self._order) > _REMEMBERED:
                del self._uploads[self._order.popleft()]
        return upload

    def _read(self, upload: Upload, data: bytes, region: str | None) -> None:
        self._keep(replace(upload, state="reading"))
        try:
            done = self._done(upload, data, region)
        except SummarizerError as error:
            done = replace(upload, state="failed", told=str(error))
        except Exception as error:
            told = f"{upload.name}: an internal error ({type(error).__name__}); please report it"
            done = replace(upload, state="failed", told=told)
        finally:
            self._give_back(len(data))
        self._keep(done)

    def _done(self, upload: Upload, data: bytes, region: str | None) -> Upload:
        job = Job(upload.name, upload.name, hashlib.sha256(data).hexdigest(), data, Origin(region=region))
        return self._known(upload, job) or self._stored(upload, self._label(job))

    def _take(self, size: int) -> bool:
        """Make room for so many bytes that wait to be read; False where there is none."""
        with self._lock:
            fits = self._waiting + size <= _MOST_WAITING
            self._waiting += size if fits else 0
        return fits

    def _give_back(self, size: int) -> None:
        with self._lock:
            self._waiting -= size

    def _known(self, upload: Upload, job: Job) -> Upload | None:
        """The reports of a file that this engine has read before."""
        with self._store.reading() as connection:
            known = reports_of_file(connection, job.sha256, self._fingerprint)
        return replace(upload, state="known", reports=known) if known else None

    def _stored(self, upload: Upload, outcome: FileOutcome) -> Upload:
        told = outcome.failures[0].message if outcome.failures else None
        if not outcome.reports:
            raise InputError(told or f"{upload.name} gave no report")
        with self._store.writing(_PATIENCE) as connection:
            insert_reports(connection, [outcome])
        found = []
        for report in outcome.reports:
            row = report.batches["reports"]
            found.append((report.report_id, row["title"][0].as_py() or row["source_name"][0].as_py()))
        return replace(upload, state="done", told=told, reports=tuple(found))

    def _label(self, job: Job) -> FileOutcome:
        if self._pool is not None:
            return self._pool.submit(job).result()
        window = self._settings.concurrency if self._settings else 1
        with closing(in_event_loop([job], create(self.engine, self._settings), window)) as outcomes:
            return next(outcomes)

    @property
    def _fingerprint(self) -> str:
        with self._naming:
            if self._known_as is None:
                self._known_as = create(self.engine, self._settings).fingerprint
            return self._known_as


def _full(name: str) -> str:
    return f"{name} was not taken: too much waits to be read; try again later"
