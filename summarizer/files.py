"""Writing files so that a reader never sees half of one."""

import os
import tempfile
from pathlib import Path

from summarizer.errors import UsageError


def write_whole(path: Path, text: str) -> None:
    """Write `text` as UTF-8 under a temporary name beside `path`, then rename. An existing file stays as it was until
    then. Raises UsageError where the folder is missing, may not be written or is full."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror}); choose a folder that exists and may be written"
        ) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise UsageError(f"{path} could not be written ({error.strerror}); nothing was changed") from None
        raise


def make_folder(path: Path) -> None:
    """The folder `path` and those above it. Raises UsageError where that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"the folder {path} cannot be made ({error.strerror}); choose another") from None
