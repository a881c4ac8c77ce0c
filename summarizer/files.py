"""Writing files so that a reader never sees half of one."""

import errno
import os
import secrets
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from summarizer.errors import UsageError

# Bytes of a file that is read as a whole: settings, a recording, a saved report.
_MOST = 200_000_000
# Seconds within which a pipe has to give what it is asked for.
_PATIENCE = 10.0
# No fault of the place that was named.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


def read_within(path: Path, most: int, seconds: float = _PATIENCE) -> bytes:
    """At most `most` bytes of a file, a device or a pipe. Raises OSError as opening does, and where a pipe does not
    come to its end in so many seconds."""
    if not path.is_fifo():
        with path.open("rb") as opened:
            return opened.read(most)
    parts, end = [], time.monotonic() + seconds
    # To open a pipe that nobody writes to would wait for ever.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        while most > 0:
            if not select.select([handle], [], [], max(0.0, end - time.monotonic()))[0]:
                raise TimeoutError(errno.ETIMEDOUT, f"the pipe gave no more within {seconds:g} s", str(path))
            part = os.read(handle, min(most, 1_000_000))
            if not part:
                break
            parts.append(part)
            most -= len(part)
    finally:
        os.close(handle)
    return b"".join(parts)


def read_whole(path: Path, most: int = _MOST) -> bytes:
    """The bytes of a file, a device or a pipe that has no more than `most`. Raises OSError as `read_within`, and for
    one that has more."""
    data = read_within(path, most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it has more than {most / 1e6:g} MB", str(path))
    return data


def write_whole(path: Path, text: str) -> None:
    """Write `text` as UTF-8 under a temporary name in the same folder, then rename. An existing file stays as it was
    until then; a link is followed, and a device or pipe is written to, never replaced.

    Raises UsageError where the folder is missing or may not be written, OSError for a failure such as a full disk.
    """
    with whole_file(path) as file:
        file.write(text.encode("utf-8", "backslashreplace"))


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """`write_whole` for what is written bit by bit: the file appears when the block ends, and not if it fails."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            with path.open("wb") as file:
                yield file
        else:
            with _replacing(real(path)) as file:
                yield file
    except OSError as error:
        if error.errno in _FULL:
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise UsageError(
            f"{path} cannot be written ({error.strerror}); choose a folder that exists and may be written"
        ) from None


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    for wrong, code in ((target.is_dir(), errno.EISDIR), (target.is_symlink(), errno.ELOOP)):
        if wrong:
            raise OSError(code, os.strerror(code))
    temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
    # Unlike the tempfile module, this leaves the permissions to the umask, as for any file a program writes.
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def cache_folder() -> Path:
    """The folder for what can be made again: answers of models, recognized pages. It need not exist."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "summarizer"


def data_folder() -> Path:
    """The folder for what is kept for its user, and cannot be made again. It need not exist."""
    return Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / "summarizer"


def sayable(name: str) -> str:
    """The name of a file as text that can be stored; one that is no UTF-8 shows what it cannot say as `?`."""
    return name.encode("utf-8", "replace").decode()


def real(path: Path) -> Path:
    """The file that a name stands for, links followed; a link that leads back to itself stands for itself."""
    return Path(os.path.realpath(path))


def make_folder(path: Path) -> None:
    """The folder `path` and those above it. Raises UsageError where that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"the folder {path} cannot be made ({error.strerror}); choose another") from None
