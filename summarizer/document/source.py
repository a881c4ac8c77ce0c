"""The text of one report, as a reader made it of a file."""

from dataclasses import dataclass
from typing import Literal

Medium = Literal["text", "ocr"]


@dataclass(frozen=True, slots=True)
class Source:
    """One report as plain text; every offset of the package counts code points of `text`.

    `sha256` is the hex digest of the file's bytes, `encoding` the one the bytes were decoded with (None for
    formats that carry their own, such as docx and pdf), `part` which report of the file this is, counted from 1.
    `media` says whether the characters were in the file or recognized in its pictures, `unsure` at which offsets the
    recognizer was not sure of them.
    """

    text: str
    name: str
    sha256: str
    media_type: str
    encoding: str | None = None
    part: int = 1
    unsure: tuple[int, ...] = ()
    media: Medium = "text"
