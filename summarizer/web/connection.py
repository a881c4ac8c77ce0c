"""The server's way to its store.

DuckDB lets one process write a file or several read it. So the connection is kept open while requests come and closed
after a moment of idleness, when `batch` and `query` get their turn. It is read-only until somebody writes; then it
serves both, since one process cannot open a file in two ways. Requests run in threads, each with a cursor of its own.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.errors import StoreError, StoreInUseError
from summarizer.store.opening import disk_problem, reading, writing

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Seconds without a request after which the store is let go of; and after which it is in any case once nobody uses it,
# for so many seconds: whoever waits for it asks every 0.05. So that requests that overlap without end come to one, new
# ones wait meanwhile; not for longer than this, as one may be part of one that must finish.
IDLE = 0.5
_MOST_HELD, _GAP, _MOST_DRAINED = 5.0, 0.12, 1.0
# Seconds that a page waits for a store in use elsewhere, and that a change does.
_PATIENCE, _WRITER_PATIENCE, _BETWEEN_TRIES = 2.0, 8.0, 0.05


class StoreAccess:
    """A store that many threads of this process read and write.

    `reading` and `writing` raise StoreError where another process keeps the store for too long.
    """

    def __init__(self, path: Path, *, idle: float = IDLE) -> None:
        self.path = path
        self._idle = idle
        self._turn = threading.Condition()
        self._one_writer = threading.Lock()
        self._held = ExitStack()
        self._connection: DuckDBPyConnection | None = None
        self._may_write = self._wants_writing = False
        self._users = self._uses = 0
        self._opened = self._not_before = 0.0

    @contextmanager
    def reading(self) -> Iterator["DuckDBPyConnection"]:
        """The store to read from; other processes may read it, too."""
        with self._cursor(to_write=False) as cursor:
            yield cursor

    @contextmanager
    def writing(self, patience: float = _WRITER_PATIENCE) -> Iterator["DuckDBPyConnection"]:
        """The store in a transaction, which is committed at the end and rolled back after an error. One block at a
        time may write; what it writes is brought to the current schema first. Raises OSError for a full disk."""
        with self._turn_to_write(patience), self._cursor(to_write=True, patience=patience) as cursor:
            cursor.begin()
            try:
                yield cursor
            except BaseException:
                cursor.rollback()
                raise
            cursor.commit()

    def close(self) -> None:
        """Let go of the store. Whoever uses it now must have finished."""
        with self._turn:
            self._close()

    @contextmanager
    def _turn_to_write(self, patience: float) -> Iterator[None]:
        if not self._one_writer.acquire(timeout=patience):
            raise StoreError(f"{self.path} is being written all the time; try again later")
        try:
            yield
        finally:
            self._one_writer.release()

    @contextmanager
    def _cursor(self, *, to_write: bool, patience: float = _PATIENCE) -> Iterator["DuckDBPyConnection"]:
        import duckdb

        cursor = self._entered(to_write, patience)
        try:
            yield cursor
        except duckdb.Error as error:
            if problem := disk_problem(error, self.path):
                raise problem from None
            raise
        finally:
            cursor.close()
            self._leave()

    def _entered(self, to_write: bool, patience: float) -> "DuckDBPyConnection":
        """A cursor, once no other process has the store. The turn is given back between two tries, so that whoever
        waits for long keeps nobody who waits for less, or who would only read."""
        until = time.monotonic() + patience
        while True:
            try:
                return self._enter(to_write, patience)
            except StoreInUseError:
                if time.monotonic() > until:
                    raise
            time.sleep(_BETWEEN_TRIES)

    def _enter(self, to_write: bool, patience: float) -> "DuckDBPyConnection":
        with self._turn:
            if to_write:
                self._become_writer(patience)
            else:
                # Whoever waits to write comes first, or a stream of readers would keep them waiting.
                self._turn.wait_for(lambda: not self._wants_writing)
                self._turn.wait_for(lambda: not (self._users and self._is_due()), _MOST_DRAINED)
            if self._connection is None:
                self._open(to_write)
            assert self._connection is not None
            cursor = self._connection.cursor()
            self._users += 1
            self._uses += 1
            return cursor

    def _open(self, to_write: bool) -> None:
        time.sleep(max(0.0, self._not_before - time.monotonic()))
        opened = (writing if to_write else reading)(self.path, patience=0.0)
        self._connection = self._held.enter_context(opened)
        self._may_write, self._opened = to_write, time.monotonic()

    def _become_writer(self, patience: float) -> None:
        """Close a connection that may only read, once nobody uses it. Raises StoreError where that takes too long."""
        if self._connection is None or self._may_write:
            return
        self._wants_writing = True
        try:
            if not self._turn.wait_for(lambda: self._users == 0, patience):
                raise StoreError(f"{self.path} is being read all the time; try again later")
            self._close()
        finally:
            self._wants_writing = False
            self._turn.notify_all()

    def _leave(self) -> None:
        with self._turn:
            self._users -= 1
            self._turn.notify_all()
            if self._users:
                return
            if self._is_due():
                self._close()
                self._not_before = time.monotonic() + _GAP
            else:
                timer = threading.Timer(self._idle, self._let_go, (self._uses,))
                timer.daemon = True
                timer.start()

    def _is_due(self) -> bool:
        """Whether others waited long enough for the store."""
        return self._connection is not None and time.monotonic() - self._opened > _MOST_HELD

    def _let_go(self, uses: int) -> None:
        with self._turn:
            if self._users == 0 and self._uses == uses:
                self._close()

    def _close(self) -> None:
        self._connection, self._may_write = None, False
        self._held.close()


def require_store(path: Path) -> None:
    """Make a store where there is none, and bring an old one to the current schema. Raises StoreError for a path that
    is no file of this machine, or no store."""
    if path.is_dir():
        raise StoreError(
            f"{path} is a folder; the workbench needs a store in one file, such as {path / 'panel.duckdb'}"
        )
    with writing(path):
        pass
