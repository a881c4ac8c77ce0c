"""Writing files so that a reader never sees half of one."""

import errno
import os
import secrets
from pathlib import Path

from summarizer.errors import UsageError

# No fault of the place that was named.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


def write_whole(path: Path, text: str) -> None:
    """Write `text` as UTF-8 under a temporary name in the same folder, then rename. An existing file stays as it was
    until then; a link is followed, and a device or pipe is written to, never replaced.

    Raises UsageError where the folder is missing or may not be written, OSError for a failure such as a full disk.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data)
    except OSError as error:
        if error.errno in _FULL:
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise UsageError(
            f"{path} cannot be written ({error.strerror}); choose a folder that exists and may be written"
        ) from None


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
        temporary.unlink(missing_ok=True)
        raise


def make_folder(path: Path) -> None:
    """The folder `path` and those above it. Raises UsageError where that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"the folder {path} cannot be made ({error.strerror}); choose another") from None
