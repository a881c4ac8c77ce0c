"""Figures by statistic or name, region and year, each with the clause that states it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summarizer.contract.terms import Measure, Status
from summarizer.store.finding.paging import Condition, Page, Search
from summarizer.store.finding.places import REPORT_COLUMNS, SECTION_COLUMNS, ReportOf, SectionOf, Stretch, section_of
from summarizer.store.finding.words import chosen, containing, equal, in_year, of_region, statistic_named

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresAsked:
    """Which figures are asked for; None for all. `statistic` is one of the catalogue, by its id or a name; `name` is a
    part of what the report calls it; `year` is that of the figure's period, which a span of years has none of."""

    statistic: str | None = None
    name: str | None = None
    region: str | None = None
    year: int | None = None
    measure: str | None = None
    status: str | None = None
    report_id: str | None = None


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A figure, as the contract says its fields. Of a range (`bound` is `range`) `value` is the middle,
    `low` and `high` are the ends, and `id` is that of its lower end."""

    report: ReportOf
    section: SectionOf | None
    id: str
    name: str
    statistic: str | None
    measure: str
    value: float
    unit: str
    low: float | None
    high: float | None
    bound: str
    normalized_value: float | None
    normalized_unit: str | None
    status: str
    period: str | None
    wording: str | None
    confidence: float | None
    labelled_by: str
    number: Stretch
    quote: Stretch


_SEARCH = Search(
    # The upper end of a range is told with the lower one.
    narrow="""
        latest AS r JOIN indicators AS i USING (report_id, revision)
        ANTI JOIN (SELECT report_id, revision, upper_id FROM figures WHERE upper_id IS NOT NULL) AS u
        ON u.report_id = i.report_id AND u.revision = i.revision AND u.upper_id = i.id
    """,
    key=("i.report_id", "i.revision", "i.id"),
    order=(
        ("coalesce(r.region, '')", str),
        ("coalesce(i.period, '')", str),
        ("i.report_id", str),
        ("i.number_start", int),
    ),
    wide="""
        k JOIN (FROM reports WHERE {of}) AS r USING (report_id, revision)
        JOIN (FROM indicators WHERE {of}) AS i USING (report_id, revision, id)
        LEFT JOIN (FROM figures WHERE {of}) AS f USING (report_id, revision, id)
        LEFT JOIN (FROM sections WHERE {of}) AS s
        ON s.report_id = i.report_id AND s.revision = i.revision AND s.id = i.section
    """,
    columns=f"{REPORT_COLUMNS}, {SECTION_COLUMNS}, i.id, i.name, coalesce(f.statistic, i.canon), i.measure, "
    "coalesce(f.value, i.value), coalesce(i.unit, ''), f.low, f.high, coalesce(f.bound, i.bound), "
    "coalesce(f.normalized, i.normalized_value), i.normalized_unit, i.status, i.period, f.wording, i.confidence, "
    "i.source, i.number_start, i.number_end, i.number, i.quote_start, i.quote_end, i.quote",
)


def find_figures(
    connection: "DuckDBPyConnection", asked: FiguresAsked, *, limit: int = 50, cursor: str | None = None
) -> Page[FoundFigure]:
    """The figures that are asked for, by region, period and place in the text. Raises UsageError for an unknown
    statistic or word, and as `Search.page`."""
    conditions = (
        *_of_statistic(asked.statistic),
        *containing(("i.name",), asked.name),
        *of_region(asked.region),
        *in_year("left(i.period, 4) = ? AND length(i.period) < 9", asked.year),
        *chosen("i.measure", asked.measure, Measure, "measure"),
        *chosen("i.status", asked.status, Status, "status"),
        *equal("r.report_id", asked.report_id),
    )
    return _SEARCH.page(connection, conditions, _made, limit, cursor)


def _of_statistic(name: str | None) -> tuple[Condition, ...]:
    if name is None:
        return ()
    found, is_core = statistic_named(name)
    if is_core:
        return equal("i.canon", found)
    ids = "SELECT f.report_id, f.revision, f.id FROM figures AS f WHERE f.statistic = ?"
    return (Condition(f"(i.report_id, i.revision, i.id) IN ({ids})", (found,)),)


def _made(*row: Any) -> FoundFigure:
    report, section, places = row[:5], row[5:8], row[-6:]
    rest: Any = [*row[8:-6], Stretch(*places[:3]), Stretch(*places[3:])]
    return FoundFigure(ReportOf(*report), section_of(*section), *rest)
