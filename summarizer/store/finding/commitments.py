"""Commitments by topic, region, year and words, each with the clauses that state it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summarizer.contract.terms import Specificity, Strength, Topic
from summarizer.store.finding.paging import Page, Search
from summarizer.store.finding.places import REPORT_COLUMNS, SECTION_COLUMNS, ReportOf, SectionOf, Stretch, section_of
from summarizer.store.finding.words import chosen, containing, equal, in_year, of_region

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentsAsked:
    """Which commitments are asked for; None for all. `year` is the one that their report plans for, `text` a part of
    their words."""

    topic: str | None = None
    region: str | None = None
    year: int | None = None
    text: str | None = None
    strength: str | None = None
    specificity: str | None = None
    report_id: str | None = None


@dataclass(frozen=True, slots=True)
class FoundCommitment:
    """A commitment, as the contract says its fields; `plan_period` is its report's, `quantities` are ids of figures."""

    report: ReportOf
    section: SectionOf | None
    id: str
    plan_period: str | None
    topic: str
    action: str
    strength: str
    specificity: str
    deadline: str | None
    quantities: tuple[str, ...]
    confidence: float | None
    labelled_by: str
    quote: Stretch


_SEARCH = Search(
    narrow="latest AS r JOIN commitments AS c USING (report_id, revision)",
    key=("c.report_id", "c.revision", "c.id"),
    order=(
        ("coalesce(r.region, '')", str),
        ("coalesce(r.plan_period, '')", str),
        ("c.report_id", str),
        ("c.span_start", int),
    ),
    wide="""
        k JOIN (FROM reports WHERE {of}) AS r USING (report_id, revision)
        JOIN (FROM commitments WHERE {of}) AS c USING (report_id, revision, id)
        LEFT JOIN (FROM sections WHERE {of}) AS s
        ON s.report_id = c.report_id AND s.revision = c.revision AND s.id = c.section
    """,
    columns=f"{REPORT_COLUMNS}, {SECTION_COLUMNS}, c.id, r.plan_period, c.topic, coalesce(c.action, ''), c.strength, "
    "c.specificity, c.deadline, c.quantities, c.confidence, c.source, c.span_start, c.span_end, c.text",
)


def find_commitments(
    connection: "DuckDBPyConnection", asked: CommitmentsAsked, *, limit: int = 50, cursor: str | None = None
) -> Page[FoundCommitment]:
    """The commitments that are asked for, by region, planned period and place in the text. Raises UsageError for a word
    outside the vocabulary, and as `Search.page`."""
    conditions = (
        *chosen("c.topic", asked.topic, Topic, "topic"),
        *of_region(asked.region),
        *in_year("left(r.plan_period, 4) = ?", asked.year),
        *containing(("c.text",), asked.text),
        *chosen("c.strength", asked.strength, Strength, "strength"),
        *chosen("c.specificity", asked.specificity, Specificity, "specificity"),
        *equal("r.report_id", asked.report_id),
    )
    return _SEARCH.page(connection, conditions, _made, limit, cursor)


def _made(*row: Any) -> FoundCommitment:
    report, section, (quantities, confidence, by, *place) = row[:5], row[5:8], row[15:]
    named = tuple(quantities.split()) if quantities else ()
    rest: Any = [*row[8:15], named, confidence, by, Stretch(*place)]
    return FoundCommitment(ReportOf(*report), section_of(*section), *rest)
