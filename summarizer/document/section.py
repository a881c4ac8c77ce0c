"""The sections of a report."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and the text it governs, up to the next heading of the same or a higher level.

    `heading` is the exact characters of the heading, `[start, end)`; `kind` and `level` as in the annotation guide,
    section 3.
    """

    id: str
    parent: str | None
    level: int
    kind: str
    heading_start: int
    heading_end: int
    end: int

    @property
    def start(self) -> int:
        return self.heading_start
