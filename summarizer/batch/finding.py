"""Files to read: named ones, those of folders, and the members of archives, one after the other in a fixed order.

`entries` tells which files there are without opening one; `members` opens one, which is several where it is an archive.
So one machine can list what many read.
"""

import os
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from summarizer.errors import InputError, UsageError
from summarizer.files import sayable
from summarizer.places import is_address, locate
from summarizer.readers import ENDINGS, MAX_BYTES, PICTURES, load

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

_TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_ARCHIVES = (".zip", *_TARS)


@dataclass(frozen=True, slots=True)
class Found:
    """One file. `place` says where it is, `name` is its own name; `read` gives its bytes or raises InputError, and may
    be called only until the next one is asked for."""

    place: str
    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which files of folders and archives are reports: those whose name or path matches `glob`, or, without one, those
    with an ending that can be read. Files that are named themselves are always taken."""

    glob: str | None = None
    follow_archives: bool = False

    def takes(self, path: str) -> bool:
        name = path.rsplit("/", 1)[-1]
        if self.glob is not None:
            return fnmatch(name, self.glob) or fnmatch(path, self.glob)
        # Pictures lie beside reports more often than they are reports.
        return name.lower().endswith(ENDINGS) and not name.lower().endswith(PICTURES)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or an archive not yet opened: its path, and the address whose file system it is in; None for this
    machine's. `place` is how to name it."""

    place: str
    path: str
    address: str | None = None

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]


def find(inputs: Iterable[str], selection: Selection, passed_over: Counter[str]) -> Iterator[Found]:
    """The files of `inputs` in order, folders and archives sorted by name. `passed_over` counts, by ending, the files
    that the selection leaves out."""
    for entry in entries(inputs, selection, passed_over):
        if isinstance(entry, Found):
            yield entry
        else:
            yield from members(entry, selection, passed_over)


def entries(inputs: Iterable[str], selection: Selection, passed_over: Counter[str]) -> Iterator[Entry | Found]:
    """The files and archives of `inputs` in the order of `find`; a Found is one that cannot be opened. Raises
    UsageError for an address of an unknown kind."""
    for given in inputs:
        entry = Entry(given, *_located(given)) if is_address(given) else Entry(sayable(given), str(Path(given)))
        if entry.address is None and Path(entry.path).is_dir():
            yield from _in_folder(Path(entry.path), selection, passed_over)
        elif entry.address is not None and _is_remote_folder(entry):
            yield from _in_remote_folder(entry, selection, passed_over)
        elif _is_archive(entry.name) and not selection.follow_archives:
            yield _failing(entry.place, f"{entry.place} is an archive; add --follow-archives to read what is in it")
        else:
            yield entry


def members(entry: Entry, selection: Selection, passed_over: Counter[str]) -> Iterator[Found]:
    """The file that an entry is, or the files in it where it is an archive to follow."""
    if selection.follow_archives and _is_archive(entry.name):
        yield from _in_archive(entry, selection, passed_over)
    elif entry.address is None:
        yield Found(entry.place, sayable(entry.name), lambda: load(entry.path))
    else:
        yield Found(entry.place, entry.name, _guarded(entry.place, lambda: _opened(entry), "cannot be read"))


def _is_archive(name: str) -> bool:
    return name.lower().endswith(_ARCHIVES)


def _failing(place: str, message: str) -> Found:
    def fail() -> bytes:
        raise InputError(sayable(message))

    return Found(sayable(place), sayable(place.rsplit("/", 1)[-1]), fail)


def _in_folder(folder: Path, selection: Selection, passed_over: Counter[str]) -> Iterator[Entry | Found]:
    barred: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=barred.append):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in sorted(names):
            path = Path(root) / name
            if _is_wanted(path.relative_to(folder).as_posix(), selection, passed_over):
                yield Entry(sayable(str(path)), str(path))
    for error in barred:
        yield _failing(
            str(error.filename), f"{error.filename} could not be opened ({error.strerror}); check the folder"
        )


def _is_wanted(path: str, selection: Selection, passed_over: Counter[str]) -> bool:
    """Whether a file of a folder, by its path in it, is one to read, be it as an archive."""
    name = path.rsplit("/", 1)[-1]
    if _is_hidden(name):
        return False
    if selection.takes(path) or (selection.follow_archives and _is_archive(name)):
        return True
    passed_over[_ending(name)] += 1
    return False


def _located(address: str) -> tuple[str, str]:
    return locate(address)[1], address


def _is_remote_folder(entry: Entry) -> bool:
    from pyarrow.fs import FileType

    with _told(entry.place):
        return bool(_system(entry).get_file_info(entry.path).type == FileType.Directory)


def _in_remote_folder(folder: Entry, selection: Selection, passed_over: Counter[str]) -> Iterator[Entry]:
    from pyarrow.fs import FileSelector

    with _told(folder.place):
        infos = _system(folder).get_file_info(FileSelector(folder.path, recursive=True))
    for path in sorted(info.path for info in infos if info.is_file):
        within = path.removeprefix(folder.path).lstrip("/")
        if any(map(_is_hidden, within.split("/")[:-1])):
            continue
        if _is_wanted(within, selection, passed_over):
            yield Entry(f"{folder.place.split('?')[0].rstrip('/')}/{within}", path, folder.address)


def _system(entry: Entry) -> "FileSystem":
    """The file system of an entry that has an address."""
    return locate(entry.address or "")[0]


@contextmanager
def _told(place: str) -> Iterator[None]:
    """What goes wrong with an address as a whole is told in one sentence: a wrong key, a bucket that is none."""
    try:
        yield
    except OSError as error:
        told = " ".join(str(error).split())[:300].rstrip(".")
        raise UsageError(f"{place} cannot be listed ({told}); check the address and the rights to it") from None


def _opened(entry: Entry) -> IO[bytes]:
    if entry.address is None:
        return Path(entry.path).open("rb")
    opened: IO[bytes] = _system(entry).open_input_file(entry.path)
    return opened


def _is_hidden(name: str) -> bool:
    """What an editor or an operating system leaves beside files: `.x`, Word's `~$x`, the Mac's `__MACOSX`."""
    return name.startswith((".", "~$")) or name == "__MACOSX"


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower() or "no ending"


def _in_archive(entry: Entry, selection: Selection, passed_over: Counter[str]) -> Iterator[Found]:
    listed = _in_zip if entry.name.lower().endswith(".zip") else _in_tar
    try:
        with _opened(entry) as file:
            for name, read in listed(file):
                parts = name.split("/")
                if any(_is_hidden(part) for part in parts if part != "."):
                    continue
                place = sayable(f"{entry.place}!{name}")
                if _is_archive(name):
                    yield _failing(place, f"{place} is an archive inside an archive; unpack it first")
                elif selection.takes(name):
                    yield Found(place, sayable(parts[-1]), _guarded(place, read, "cannot be unpacked"))
                else:
                    passed_over[_ending(name)] += 1
    except (OSError, EOFError, zipfile.BadZipFile, tarfile.TarError) as error:
        told = getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
        place = entry.place
        yield _failing(place, f"{place} cannot be read to its end as an archive ({told}); fetch or pack it again")


_Member = tuple[str, Callable[[], IO[bytes]]]


def _in_zip(file: IO[bytes]) -> Iterator[_Member]:
    with zipfile.ZipFile(file) as archive:
        for member in sorted(archive.infolist(), key=_zip_name):
            if not member.is_dir():
                yield _zip_name(member), partial(archive.open, member)


def _zip_name(member: zipfile.ZipInfo) -> str:
    """The name of a member; Chinese systems write it in GB18030, which the format takes for a code page of 1981."""
    if not member.flag_bits & 0x800:
        try:
            return member.filename.encode("cp437").decode("gb18030")
        except UnicodeError:
            return member.filename
    return member.filename


def _in_tar(file: IO[bytes]) -> Iterator[_Member]:
    with tarfile.open(fileobj=file) as archive:
        for member in archive:
            if member.isfile():
                yield member.name, partial(_open_in_tar, archive, member)


def _open_in_tar(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    opened = archive.extractfile(member)
    if opened is None:
        raise InputError(f"{member.name} is no file")
    return opened


def _guarded(place: str, open_member: Callable[[], IO[bytes]], failed: str) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with open_member() as opened:
                return opened.read(MAX_BYTES + 1)
        except Exception as error:  # each kind of compression and of storage has errors of its own, of no common class
            told = " ".join(str(error).split())[:300] or type(error).__name__
            raise InputError(f"{place} {failed} ({told}); check the file, or fetch it again") from None

    return read
