"""Opening a store: waiting while another process has it, and saying clearly why it cannot be opened."""

import errno
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from summarizer.errors import StoreError, StoreInUseError
from summarizer.places import is_address
from summarizer.store import migration
from summarizer.store.views import is_partitioned, open_folder

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Seconds that a command waits for a store in use. A writer holds it for parts of a second at a time.
PATIENCE = 8.0
_RETRY_EVERY = 0.05
_LOCKED = re.compile(r"Could not set lock(?:.*?\(PID (\d+)\))?", re.DOTALL)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
_T = TypeVar("_T")
_Settings = dict[str, str | bool | int]
_READING: _Settings = {"python_enable_replacements": False, "autoinstall_known_extensions": False}
# For a writer that shares the machine with the workers that label.
_FRUGAL: _Settings = {"memory_limit": "100MB", "threads": 1}
# For SQL that somebody typed: nothing but this file, a bounded share of the machine, and no way to change that.
_CONFINED: _Settings = {
    **_READING,
    "memory_limit": "700MB",
    "max_temp_directory_size": "10GB",
    "enable_external_access": False,
    "autoload_known_extensions": False,
    "allow_persistent_secrets": False,
    "lock_configuration": True,
}


@contextmanager
def reading(place: Path | str, *, confined: bool = False, patience: float = PATIENCE) -> Iterator["DuckDBPyConnection"]:
    """The store at `place`, read-only: a file, or a folder or an address with partitions. `confined` keeps its SQL from
    every other file, the network and the settings.

    Raises StoreError for what is missing, no store, of another version, or in use for longer than `patience` seconds.
    """
    if is_address(str(place)) or is_partitioned(Path(place)):
        with open_folder(str(place), _CONFINED if confined else _READING) as connection:
            yield connection
        return
    path = Path(place)
    if not path.exists():
        raise StoreError(f"the store {path} does not exist; summarizer batch --db {path} makes one")
    with _open(path, True, _CONFINED if confined else _READING, patience) as connection:
        migration.require_current(connection, path)
        yield connection


@contextmanager
def writing(path: Path, *, patience: float = PATIENCE, frugal: bool = False) -> Iterator["DuckDBPyConnection"]:
    """The store at `path`, made or brought to the current schema if need be. What is written lasts once committed.
    `frugal` leaves most of the memory and the cores to others.

    Raises StoreError as `reading`, and OSError when the disk is full; what was committed before stays whole.
    """
    with _open(path, False, _FRUGAL if frugal else {}, patience) as connection:
        migration.migrate(connection, path)
        yield connection


@contextmanager
def _open(path: Path, read_only: bool, config: _Settings, patience: float) -> Iterator["DuckDBPyConnection"]:
    import duckdb

    connection = _connect(path, read_only, config, patience)
    try:
        yield connection
    except duckdb.Error as error:
        if problem := disk_problem(error, path):
            raise problem from None
        raise
    finally:
        try:
            connection.close()
        except duckdb.Error as error:  # closing writes the last checkpoint; the log keeps what that could not write
            raise disk_problem(error, path) or error from None


def _connect(path: Path, read_only: bool, config: _Settings, patience: float) -> "DuckDBPyConnection":
    import duckdb

    if path.exists() and not path.is_file() and not path.is_dir():
        raise StoreError(f"{path} is a device or a pipe, and no store; name another file")
    return patiently(lambda: duckdb.connect(path, read_only=read_only, config={**config}), path, patience)


def patiently(open_store: Callable[[], _T], path: Path, patience: float = PATIENCE) -> _T:
    """What `open_store` gives, once no other process has the store. Raises StoreError where that takes too long, or the
    store cannot be opened at all."""
    import duckdb

    until = time.monotonic() + patience
    while True:
        try:
            return open_store()
        except duckdb.Error as error:
            locked = _LOCKED.search(str(error))
            if not locked:
                raise disk_problem(error, path) or StoreError(_reason(path, error)) from None
            if time.monotonic() > until:
                who = f"process {locked.group(1)}" if locked.group(1) else "another process"
                raise StoreInUseError(f"{path} is in use by {who}; try again when that has finished") from None
        time.sleep(_RETRY_EVERY)


def disk_problem(error: Exception, path: Path) -> OSError | None:
    """The OSError behind an error of DuckDB, which tells it in words only; None where it is another."""
    found = next((code for code in _FULL if os.strerror(code) in str(error)), None)
    return OSError(found, os.strerror(found), str(path)) if found else None


def _reason(path: Path, error: Exception) -> str:
    if path.is_dir():
        return f"{path} is a folder; name a file in it, such as {path / 'panel.duckdb'}"
    if not path.parent.is_dir():
        return f"the folder {path.parent} does not exist; make it first or choose another"
    if not os.access(path if path.exists() else path.parent, os.R_OK):
        return f"{path} may not be opened; ask its owner for permission"
    told = " ".join(str(error).split("See also")[0].split())[:200].rstrip(". ")
    return f"{path} is not a store that can be opened ({told}); name another file"
