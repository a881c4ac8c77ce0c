"""Where something stands in a report's text, as everything that is found tells it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the source text: code points from `start` up to `end`, and what stands there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SectionOf:
    """The section that something stands in, by its id and its heading."""

    id: str
    heading: str
    kind: str


@dataclass(frozen=True, slots=True)
class ReportOf:
    """The report that something stands in."""

    report_id: str
    revision: int
    region: str | None
    title: str | None
    file: str


REPORT_COLUMNS = "r.report_id, r.revision, r.region, r.title, r.source_name"
SECTION_COLUMNS = "s.id, s.heading, s.kind"


def section_of(id_: str | None, heading: str | None, kind: str | None) -> SectionOf | None:
    """The section of a row, where it has one."""
    return SectionOf(id_, " ".join((heading or "").split()), kind or "") if id_ else None
