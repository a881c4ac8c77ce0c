"""Reports by what they are: place, year, level, type, engine, findings."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from summarizer.contract.terms import AdminLevel, ReportType
from summarizer.store.finding.paging import Condition, Page, Search
from summarizer.store.finding.words import chosen, containing, in_year, of_region

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Engine = Literal["rules", "llm", "hybrid"]
# The year that a report is of: that it looks back on, else the planned one, else its date's.
YEAR = "left(coalesce(r.review_period, r.plan_period, CAST(r.date AS VARCHAR)), 4)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsAsked:
    """Which reports are asked for; None for all. `text` stands in the title, the file's name or the region, `finding`
    is a kind of finding that they have."""

    text: str | None = None
    region: str | None = None
    year: int | None = None
    admin_level: str | None = None
    report_type: str | None = None
    engine: str | None = None
    finding: str | None = None


@dataclass(frozen=True, slots=True)
class FoundReport:
    """A report of the store as its newest revision: what it is, and how many indicators, commitments and findings
    (warnings and errors) it has."""

    report_id: str
    revision: int
    title: str | None
    file: str
    region: str | None
    region_code: str | None
    admin_level: str | None
    report_type: str | None
    date: str | None
    review_period: str | None
    plan_period: str | None
    engine: str
    model: str | None
    version: str
    chars: int
    indicators: int
    commitments: int
    findings: int


def counting(table: str, name: str, condition: str = "true") -> str:
    """The join of a `wide` query that counts as `name.n` the rows of a table which each report has; none is NULL."""
    return (
        f"LEFT JOIN (SELECT report_id, revision, count(*) AS n FROM {table} SEMI JOIN k USING (report_id) "
        f"WHERE {condition} GROUP BY ALL) AS {name} USING (report_id, revision)"
    )


_SEARCH = Search(
    narrow="latest AS r",
    key=("r.report_id", "r.revision"),
    order=(("coalesce(r.region, '')", str), (f"coalesce({YEAR}, '')", str), ("r.report_id", str)),
    wide=f"""
        k JOIN (FROM reports WHERE {{of}}) AS r USING (report_id, revision)
        {counting("indicators", "i")} {counting("commitments", "c")}
        {counting("checks", "f", "severity <> 'info'")}
    """,
    columns="r.report_id, r.revision, r.title, r.source_name, r.region, r.region_code, r.admin_level, r.report_type, "
    "CAST(r.date AS VARCHAR), r.review_period, r.plan_period, r.engine, r.model, r.version, r.source_chars, "
    "coalesce(i.n, 0), coalesce(c.n, 0), coalesce(f.n, 0)",
)


def find_reports(
    connection: "DuckDBPyConnection", asked: ReportsAsked, *, limit: int = 50, cursor: str | None = None
) -> Page[FoundReport]:
    """The reports that are asked for, by region and year. Raises UsageError for a word outside the vocabulary, and as
    `Search.page`."""
    conditions = (
        *containing(("r.title", "r.source_name", "r.region"), asked.text),
        *of_region(asked.region),
        *in_year(f"{YEAR} = ?", asked.year),
        *chosen("r.admin_level", asked.admin_level, AdminLevel, "level"),
        *chosen("r.report_type", asked.report_type, ReportType, "type of report"),
        *chosen("r.engine", asked.engine, Engine, "engine"),
        *_with_finding(asked.finding),
    )
    return _SEARCH.page(connection, conditions, FoundReport, limit, cursor)


def _with_finding(kind: str | None) -> tuple[Condition, ...]:
    if kind is None:
        return ()
    found = "SELECT c.report_id, c.revision FROM checks AS c WHERE c.kind = ?"
    return (Condition(f"(r.report_id, r.revision) IN ({found})", (kind,)),)
