"""Files to read: named ones, those of folders, and the members of archives, one after the other in a fixed order."""

import os
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from summarizer.errors import InputError
from summarizer.readers import ENDINGS, MAX_BYTES, load

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
        return name.lower().endswith(ENDINGS)


def find(inputs: Iterable[str], selection: Selection, passed_over: Counter[str]) -> Iterator[Found]:
    """The files of `inputs` in order, folders and archives sorted by name. `passed_over` counts, by ending, the files
    that the selection leaves out."""
    for given in inputs:
        path = Path(given)
        if path.is_dir():
            yield from _in_folder(path, selection, passed_over)
        elif not _is_archive(path.name):
            yield _file(path)
        elif selection.follow_archives:
            yield from _in_archive(path, selection, passed_over)
        else:
            yield _failing(str(path), f"{path} is an archive; add --follow-archives to read what is in it")


def _is_archive(name: str) -> bool:
    return name.lower().endswith(_ARCHIVES)


def _file(path: Path) -> Found:
    return Found(_printable(str(path)), _printable(path.name), lambda: load(path))


def _printable(path: str) -> str:
    """A path as text that can be stored; a name that is no UTF-8 shows what it cannot say as `?`."""
    return path.encode("utf-8", "replace").decode()


def _failing(place: str, message: str) -> Found:
    def fail() -> bytes:
        raise InputError(_printable(message))

    return Found(_printable(place), _printable(place.rsplit("/", 1)[-1]), fail)


def _in_folder(folder: Path, selection: Selection, passed_over: Counter[str]) -> Iterator[Found]:
    barred: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=barred.append):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in sorted(names):
            path = Path(root) / name
            if _is_hidden(name):
                continue
            if selection.follow_archives and _is_archive(name):
                yield from _in_archive(path, selection, passed_over)
            elif selection.takes(path.relative_to(folder).as_posix()):
                yield _file(path)
            else:
                passed_over[_ending(name)] += 1
    for error in barred:
        yield _failing(
            str(error.filename), f"{error.filename} could not be opened ({error.strerror}); check the folder"
        )


def _is_hidden(name: str) -> bool:
    """What an editor or an operating system leaves beside files: `.x`, Word's `~$x`, the Mac's `__MACOSX`."""
    return name.startswith((".", "~$")) or name == "__MACOSX"


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower() or "no ending"


def _in_archive(path: Path, selection: Selection, passed_over: Counter[str]) -> Iterator[Found]:
    members = _in_zip if path.name.lower().endswith(".zip") else _in_tar
    try:
        for name, read in members(path):
            parts = name.split("/")
            if any(_is_hidden(part) for part in parts if part != "."):
                continue
            place = f"{path}!{name}"
            if _is_archive(name):
                yield _failing(place, f"{place} is an archive inside an archive; unpack it first")
            elif selection.takes(name):
                yield Found(_printable(place), _printable(parts[-1]), _guarded(_printable(place), read))
            else:
                passed_over[_ending(name)] += 1
    except (OSError, EOFError, zipfile.BadZipFile, tarfile.TarError) as error:
        told = getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
        yield _failing(str(path), f"{path} cannot be read to its end as an archive ({told}); fetch or pack it again")


_Member = tuple[str, Callable[[], IO[bytes]]]


def _in_zip(path: Path) -> Iterator[_Member]:
    with zipfile.ZipFile(path) as archive:
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


def _in_tar(path: Path) -> Iterator[_Member]:
    with tarfile.open(path) as archive:
        for member in archive:
            if member.isfile():
                yield member.name, partial(_open_in_tar, archive, member)


def _open_in_tar(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    opened = archive.extractfile(member)
    if opened is None:
        raise InputError(f"{member.name} is no file")
    return opened


def _guarded(place: str, open_member: Callable[[], IO[bytes]]) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with open_member() as opened:
                return opened.read(MAX_BYTES + 1)
        except Exception as error:  # each kind of compression has errors of its own, of no common class
            told = " ".join(str(error).split()) or type(error).__name__
            raise InputError(f"{place} cannot be unpacked ({told}); unpack the archive and check the file") from None

    return read
