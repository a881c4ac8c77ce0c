"""Where files are: paths of this machine, and addresses such as `s3://bucket/reports` of anything pyarrow can open."""

from typing import TYPE_CHECKING

from summarizer.errors import UsageError

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem


_ADDRESS = "".join(map(chr, range(0x21, 0x7F)))


def is_address(place: str) -> bool:
    """Whether a place is an address, to be opened by `locate`, and no path of this machine."""
    return "://" in place


def locate(address: str) -> "tuple[FileSystem, str]":
    """The file system of an address and the path in it. Raises UsageError for one of no kind that can be opened."""
    from urllib.parse import quote

    from pyarrow.fs import FileSystem

    try:
        # An address is ASCII; what somebody typed may be Chinese.
        system, path = FileSystem.from_uri(quote(address, safe=_ADDRESS))
    except (OSError, ValueError, NotImplementedError) as error:
        told = " ".join(str(error).split())[:200].rstrip(".")
        raise UsageError(f"{address} cannot be opened ({told}); name a folder, or an address such as s3://…") from None
    return system, str(path)
