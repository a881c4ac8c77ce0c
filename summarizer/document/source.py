"""The text of one report, as a reader made it of a file, and what was mended on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Medium = Literal["text", "ocr"]


@dataclass(frozen=True, slots=True)
class Repair:
    """Characters `[start, end)` of the decoded file were replaced by `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mend:
    """A place of the source text where damage of a kind was mended: `[start, end)`, empty where something was cut.

    `kind` is one of the names under `mend` in `schemas/vocabulary.yaml`; `shown` is the damaged stretch, for people.
    """

    start: int
    end: int
    kind: str
    shown: str = ""


# Kinds of mends that are of the way a text is set, and harmed no figure.
OF_STYLE = frozenset({"html", "set_apart", "wide_digit"})


@dataclass(frozen=True, slots=True)
class Source:
    """One report as plain text; every offset of the package counts code points of `text`.

    `sha256` is the hex digest of the file's bytes, `encoding` the one the bytes were decoded with (None for
    formats that carry their own, such as docx and pdf), `part` which report of the file this is, counted from 1.
    `media` says whether the characters were in the file or recognized in its pictures, `unsure` at which offsets the
    recognizer was not sure of them. `repairs` lead back to the text of the file (of this part of it), for formats that
    are text themselves; `mends` say where damage was mended, for all formats. `url` and
    `retrieved` (an ISO time) say where and when a fetched one was found. `region_hint` is a place that somebody who
    knows says the report is of: a name, with those above it where there are several of it, or a code.
    """

    text: str
    name: str
    sha256: str
    media_type: str
    encoding: str | None = None
    part: int = 1
    unsure: tuple[int, ...] = ()
    media: Medium = "text"
    repairs: tuple[Repair, ...] = ()
    mends: tuple[Mend, ...] = ()
    url: str | None = None
    retrieved: str | None = None
    region_hint: str | None = None


class Replacement(Protocol):
    """A repair, as a reader or a report has it."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...


def to_file(offset: int, repairs: Sequence[Replacement]) -> int:
    """The offset in the file's text of an offset in the repaired text."""
    shift = 0
    for repair in repairs:
        start, grown = repair.start + shift, len(repair.text)
        if offset < start:
            break
        if offset < start + grown:
            return repair.start + min(offset - start, repair.end - repair.start)
        shift += grown - (repair.end - repair.start)
    return offset - shift


def to_repaired(offset: int, repairs: Sequence[Replacement]) -> int:
    """The offset in the repaired text of an offset in the file's text; that of the repair for one inside it."""
    shift = 0
    for repair in repairs:
        if offset < repair.start:
            break
        if offset < repair.end:
            return repair.start + shift + min(offset - repair.start, len(repair.text))
        shift += len(repair.text) - (repair.end - repair.start)
    return offset + shift
