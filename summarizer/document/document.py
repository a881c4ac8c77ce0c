"""A report ready to be labelled: its text, its sections, its ledger, and what is known about it as a whole."""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from summarizer.contract.labels import Reading
from summarizer.document.ledger import Entry
from summarizer.document.section import Section
from summarizer.document.sentences import STOP, Sentence, list_breaks, list_sentences
from summarizer.document.source import Source
from summarizer.knowledge.arrays import Ints
from summarizer.knowledge.pieces import Pieces, code_points

__all__ = ["Document", "Meta", "Section"]


@dataclass(frozen=True, slots=True)
class Meta:
    """What a report is; periods are explicit (`2020`, `2021H1`), `None` where the text gives no clue.

    `region_code` and `parent_code` are codes of GB/T 2260 in the edition of the year `region_edition`, None where the
    text leaves open which place is meant. `weak` names the fields that rest on one weak clue: what hangs on them is
    no surer than they are. `source` is who read all this: `rules`, or `llm` for a model.
    """

    title: str | None = None
    region: str | None = None
    admin_level: str | None = None
    report_type: str | None = None
    date: str | None = None
    speaker: str | None = None
    review_period: str | None = None
    plan_period: str | None = None
    region_code: str | None = None
    parent_code: str | None = None
    region_edition: int | None = None
    weak: tuple[str, ...] = ()
    source: str = "rules"


@dataclass(frozen=True)
class Document:
    """Everything an engine may look at. Sections, numbers and clauses are in the order of the text.

    `opening` is the kind of what stands before the first section: `preamble`, or what its words tell where a piece was
    cut out of a report.
    """

    source: Source
    meta: Meta
    sections: tuple[Section, ...]
    numbers: tuple[Entry, ...]
    clauses: tuple[Entry, ...]
    opening: str = "preamble"
    _clause_starts: list[int] = field(init=False, repr=False, compare=False)
    _section_starts: list[int] = field(init=False, repr=False, compare=False)
    _sections: dict[str, Section] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_clause_starts", [clause.start for clause in self.clauses])
        object.__setattr__(self, "_section_starts", [section.start for section in self.sections])
        object.__setattr__(self, "_sections", {section.id: section for section in self.sections})

    @property
    def text(self) -> str:
        return self.source.text

    @cached_property
    def pieces(self) -> Pieces:
        """The clauses as pieces of the text."""
        ends = np.array([clause.end for clause in self.clauses], np.int64)
        return Pieces(self.text, code_points(self.text), np.array(self._clause_starts, np.int64), ends)

    @cached_property
    def break_kinds(self) -> Ints:
        """The kind of break before each clause, as its place in `BREAKS`."""
        return list_breaks(self.pieces)

    @cached_property
    def breaks(self) -> list[bool]:
        """Whether a sentence ends before each clause; True for the first."""
        ends: list[bool] = (self.break_kinds >= STOP).tolist()
        return ends

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences in order; together they cover every clause once."""
        breaks, starts = self.break_kinds >= STOP, self.pieces.starts
        return list_sentences(self.text, self.clauses, breaks, starts, self.sections)

    def heading_of(self, section: Section | None) -> str:
        """The heading's characters; empty for no section."""
        return self.text[section.heading_start : section.heading_end] if section else ""

    def parent_of(self, section: Section | None) -> Section | None:
        """The section that holds `section`; None at the top."""
        return self._sections.get(section.parent or "") if section else None

    def clause_at(self, offset: int) -> Entry | None:
        """The clause that holds the character at `offset`, or None between clauses."""
        at = bisect_right(self._clause_starts, offset) - 1
        return self.clauses[at] if at >= 0 and offset < self.clauses[at].end else None

    def section_at(self, offset: int) -> Section | None:
        """The innermost section whose text holds `offset`; None before the first heading."""
        at = bisect_right(self._section_starts, offset) - 1
        return self.sections[at] if at >= 0 else None


def reread(document: Document, reading: Reading) -> Document:
    """The document as somebody else reads it as a whole."""
    changes: dict[str, Any] = dict(reading.facts)
    weak = tuple(name for name in document.meta.weak if name not in changes)
    if changes.get("region", document.meta.region) != document.meta.region:
        changes |= {"region_code": None, "parent_code": None, "region_edition": None}
    meta = replace(document.meta, **changes, weak=weak, source=reading.source)
    sections = tuple(
        replace(section, kind=reading.kinds.get(section.id, section.kind)) for section in document.sections
    )
    return replace(document, meta=meta, sections=sections)
