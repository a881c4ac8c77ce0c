"""One writer at a time: a lock beside the store, held for a whole batch while the store itself is opened in moments."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from summarizer.errors import StoreError


@contextmanager
def only_writer(store: Path) -> Iterator[None]:
    """Hold the right to write into a store. The system takes it back when the process ends, however it ends.

    Raises StoreError where another process has it, or where the folder may not be written.
    """
    lock = store.with_name(store.name + ".lock")
    handle = _take(lock, store)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(handle)


def _take(lock: Path, store: Path) -> int:
    while True:
        try:
            handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise StoreError(
                f"{store} cannot be written ({error.strerror}); choose a folder that exists and may be written"
            ) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise StoreError(f"another process is filling {store}; wait until it has finished, or stop it") from None
        # The holder before may have removed its file between the two steps: then this lock is of a file nobody sees.
        if lock.exists() and os.fstat(handle).st_ino == lock.stat().st_ino:
            return handle
        os.close(handle)
