"""Writing files so that a reader never meets half of one."""

import contextlib
import errno
import os
import secrets
from pathlib import Path

from summarizer.errors import UsageError

# What the caller can mend by naming another place; anything else (a full disk) is a failure, not a mistake.
_MENDABLE = {
    errno.ENOENT: "the folder does not exist; create it first",
    errno.ENOTDIR: "a part of the path is a file, not a folder; choose another place",
    errno.EISDIR: "it is a folder; name a file in it",
    errno.EACCES: "permission is denied; choose another place",
    errno.EPERM: "permission is denied; choose another place",
    errno.EROFS: "the file system is read-only; choose another place",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    errno.EINVAL: "the name is not allowed there; choose another one",
    errno.EEXIST: "a file of that name is in the way; choose another place",
}


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` as UTF-8, whole or not at all: a temporary file beside it is renamed over it.

    A link is followed, a device or pipe is written to directly. Raises UsageError where the place cannot be written
    to, OSError for other failures such as a full disk.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data)
    except OSError as error:
        raise _explained(error, f"cannot write {path}") from error


def make_folder(path: Path) -> None:
    """Create `path` and its parents where missing, and make sure that files can be written there.

    Raises UsageError where that is not possible.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise _explained(error, f"cannot use {path} as the output folder") from error


def _replace(target: Path, data: bytes) -> None:
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
    # Unlike the tempfile module, this leaves the permissions to the umask, as for any file a program writes.
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _explained(error: OSError, what: str) -> OSError | UsageError:
    if error.errno in _MENDABLE:
        return UsageError(f"{what}: {_MENDABLE[error.errno]}")
    return OSError(error.errno, f"{what}: {(error.strerror or str(error)).lower()}")
