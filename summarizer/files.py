"""Writing files so that a reader never sees half of one."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from summarizer.errors import UsageError

# No fault of the place that was named.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


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
            with _replacing(path.resolve()) as file:
                yield file
    except OSError as error:
        if error.errno in _FULL:
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise UsageError(
            f"{path} cannot be written ({error.strerror}); choose a folder that exists and may be written"
        ) from None


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
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


def make_folder(path: Path) -> None:
    """The folder `path` and those above it. Raises UsageError where that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"the folder {path} cannot be made ({error.strerror}); choose another") from None
