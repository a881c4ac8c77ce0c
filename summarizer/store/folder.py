"""Where partitions are: a folder of this machine, or of an object store."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.places import is_address, locate

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the partitions are: a folder of a file system."""

    system: "FileSystem"
    path: str

    @classmethod
    def at(cls, place: str) -> "Folder":
        """The folder at a path or an address. Raises UsageError for an address of an unknown kind."""
        if is_address(place):
            return cls(*locate(place))
        from pyarrow.fs import LocalFileSystem

        return cls(LocalFileSystem(), str(Path(place).absolute()))

    def exists(self) -> bool:
        """Whether a batch has written here."""
        infos = self.system.get_file_info([f"{self.path}/errors", f"{self.path}/reports"])
        return any(not info.is_file and info.type.name == "Directory" for info in infos)
