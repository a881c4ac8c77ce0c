"""One writer at a time: a lock beside the store, held for a whole batch while the store itself is opened in moments."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from summarizer.errors import StoreError


@contextmanager
def only_writer(store: Path) -> Iterator[None]:
    """Hold the right to write into a store. The system takes it back when the process ends, however it ends.

    Raises StoreError where another process has it, or where the folder may not be written.
    """
    path = store.with_name(store.name + ".lock")
    lock = FileLock(path, timeout=0, mode=0o666)
    try:
        lock.acquire()
    except Timeout:
        raise StoreError(f"another process is filling {store}; wait until it has finished, or stop it") from None
    except OSError as error:
        raise StoreError(
            f"{store} cannot be written ({error.strerror}); choose a folder that exists and may be written"
        ) from None
    try:
        yield
    finally:
        # While it is held: whoever opened the file before sees that it is gone, and makes another. Windows does not
        # let go of an open file; there it stays.
        with suppress(OSError):
            path.unlink()
        lock.release()
