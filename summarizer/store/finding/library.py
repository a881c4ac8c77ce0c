"""The reports of a store as a library lists them: each file by itself, its text searched too, sorted, a page at a time.

It searches as everything in this folder does; `finding.reports` lists each text once, for programs, and by a cursor.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from summarizer.contract.terms import AdminLevel, ReportType
from summarizer.store.finding.paging import Condition, Search
from summarizer.store.finding.reports import YEAR, counting
from summarizer.store.finding.words import chosen, equal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Sort = Literal["added", "region", "year", "title"]
Severity = Literal["error", "warning", "info", "none"]
# What each order goes by, and how.
_ORDERS: dict[str, tuple[tuple[str, ...], str]] = {
    "added": (("r.started_at",), "o0 DESC, o1"),
    "region": (("r.region", "r.year"), "o0 NULLS LAST, o1, o2"),
    "year": (("r.year", "r.region"), "o0 DESC NULLS LAST, o1, o2"),
    "title": (("coalesce(r.title, r.source_name)",), "o0, o1"),
}
SORTS = get_args(Sort)
# Characters of the text that stand around what was searched for.
_BEFORE, _AROUND = 18, 60
# Words of a search; more are left out.
_WORDS = 8
# The newest revision of each report; of those of one engine where that is asked for.
_NEWEST = f"""
    (
        SELECT r.*, u.started_at, {YEAR} AS year
        FROM reports AS r JOIN revisions AS v USING (revision) LEFT JOIN runs AS u USING (report_id, revision)
        WHERE r.engine = coalesce(?, r.engine)
        QUALIFY row_number() OVER (PARTITION BY r.report_id ORDER BY v.since DESC, r.revision DESC) = 1
    ) AS r
"""
_SEARCH = Search(
    narrow=_NEWEST,
    key=("r.report_id", "r.revision"),
    order=(),
    wide=f"""
        k JOIN (FROM reports WHERE {{of}}) AS r USING (report_id, revision)
        LEFT JOIN (FROM runs WHERE {{of}}) AS u USING (report_id, revision)
        {counting("indicators", "i")} {counting("commitments", "c")}
        {counting("checks", "e", "severity = 'error'")} {counting("checks", "w", "severity = 'warning'")}
    """,
    columns="r.report_id, r.revision, r.title, r.source_name, r.region, r.admin_level, r.report_type, "
    f"{YEAR}, r.engine, r.source_chars, coalesce(u.started_at, ''), NULL, "
    "coalesce(i.n, 0), coalesce(c.n, 0), coalesce(e.n, 0), coalesce(w.n, 0)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; empty for all. Each word of `text` stands in the title, the file's name or the region, or in
    the report's text; `region` is a part of its name; `finding` is the severity of one that a report has, or `none`."""

    text: str = ""
    region: str = ""
    level: str = ""
    type: str = ""
    year: str = ""
    engine: str = ""
    finding: str = ""
    sort: str = "added"

    def __post_init__(self) -> None:
        """Raises UsageError for a word that is none of those there are."""
        self.conditions()
        chosen("", self.sort, Sort, "order")

    def words(self) -> list[str]:
        """The words that are searched for."""
        return self.text.split()[:_WORDS]

    def conditions(self) -> tuple[Condition, ...]:
        """What the newest readings are narrowed by."""
        return (
            *(_in_any_text(word) for word in self.words()),
            *((Condition("contains(r.region, ?)", (self.region.strip(),)),) if self.region else ()),
            *chosen("r.admin_level", self.level or None, AdminLevel, "level"),
            *chosen("r.report_type", self.type or None, ReportType, "type of report"),
            *equal("r.year", self.year or None),
            *_with_severity(self.finding),
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """One report of the list. `around` is what stands around the first word searched for, where that is in the text."""

    report_id: str
    revision: int
    title: str | None
    file: str
    region: str | None
    level: str | None
    type: str | None
    year: str | None
    engine: str
    chars: int
    added: str
    around: str | None
    indicators: int
    commitments: int
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list, and how many reports there are in all."""

    rows: tuple[Listed, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to filter by."""

    regions: tuple[str, ...]
    years: tuple[str, ...]
    levels: tuple[str, ...]
    types: tuple[str, ...]
    engines: tuple[str, ...]


def list_reports(connection: "DuckDBPyConnection", wanted: Wanted, *, limit: int, offset: int = 0) -> Listing:
    """The page of at most `limit` reports behind the first `offset` of those that are wanted."""
    by, order = _ORDERS[wanted.sort]
    search = replace(_SEARCH, order=tuple((sql, str) for sql in (*by, "r.report_id")))
    page = search.part(
        connection, wanted.conditions(), Listed, limit, offset, order=order, given=(wanted.engine or None,)
    )
    around = _around(connection, page.items, wanted.words()[:1])
    rows = tuple(replace(row, around=around.get((row.report_id, row.revision))) for row in page.items)
    return Listing(rows, page.total)


def choices(connection: "DuckDBPyConnection") -> Choices:
    """Every region, year, level, type and engine that some report has."""
    rows = connection.execute(
        f"SELECT DISTINCT region, {YEAR}, admin_level, report_type, engine FROM reports AS r"
    ).fetchall()
    regions, years, levels, types, engines = (sorted({str(row[at]) for row in rows if row[at]}) for at in range(5))

    def ordered(found: list[str], terms: object) -> tuple[str, ...]:
        return tuple(term for term in get_args(terms) if term in found)

    return Choices(
        tuple(regions), tuple(reversed(years)), ordered(levels, AdminLevel), ordered(types, ReportType), tuple(engines)
    )


def _in_any_text(word: str) -> Condition:
    """The condition that a word stands in what is told of a report, or in its text, in any case."""
    return Condition(
        "(contains(lower(concat_ws(' ', r.title, r.source_name, r.region)), lower(?)) OR r.text_id IN "
        "(SELECT text_id FROM texts WHERE regexp_matches(text, regexp_escape(?), 'i')))",
        (word, word),
    )


def _with_severity(severity: str) -> tuple[Condition, ...]:
    chosen("", severity or None, Severity, "severity")
    if not severity:
        return ()
    negated, wanted = ("NOT ", None) if severity == "none" else ("", severity)
    found = "SELECT c.report_id, c.revision FROM checks AS c WHERE c.severity = coalesce(?, c.severity)"
    return (Condition(f"(r.report_id, r.revision) {negated}IN ({found})", (wanted,)),)


def _around(connection: "DuckDBPyConnection", rows: tuple[Listed, ...], words: list[str]) -> dict[tuple[str, int], str]:
    """What stands around the first place of a word in the texts of some reports that have it."""
    if not rows or not words:
        return {}
    start = f"instr(text, regexp_extract(text, regexp_escape(?), 0, 'i')) - {_BEFORE}"
    found = connection.execute(
        f"SELECT report_id, revision, substring(text, greatest(1, {start}), {_AROUND}) "
        f"FROM reports JOIN texts USING (text_id) WHERE report_id IN ({', '.join('?' * len(rows))}) "
        "AND regexp_matches(text, regexp_escape(?), 'i')",
        [*words, *(row.report_id for row in rows), *words],
    ).fetchall()
    return {(str(report_id), int(revision)): str(around) for report_id, revision, around in found}
