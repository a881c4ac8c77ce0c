"""The reports of a store as a library lists them: searched, filtered, sorted, a page at a time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from summarizer.contract.terms import AdminLevel, ReportType
from summarizer.errors import UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# The year that a report is of: that it looks back on, else the planned one, else its date's.
_YEAR = "left(coalesce(r.review_period, r.plan_period, CAST(r.date AS VARCHAR)), 4)"
_ORDERS = {
    "added": "started_at DESC, report_id",
    "region": "region NULLS LAST, year, report_id",
    "year": "year DESC NULLS LAST, region, report_id",
    "title": "coalesce(title, source_name), report_id",
}
SORTS = tuple(_ORDERS)
FINDINGS = ("error", "warning", "info", "none")
# Characters of the text that stand around what was searched for.
_BEFORE, _AROUND = 18, 60
# Words of a search; more are left out.
_WORDS = 8
# The newest revision of each report; of those of one engine where that is asked for.
_NEWEST = f"""
    SELECT r.*, u.started_at, {_YEAR} AS year
    FROM reports AS r JOIN revisions AS v USING (revision) LEFT JOIN runs AS u USING (report_id, revision)
    WHERE r.engine = coalesce(?, r.engine)
    QUALIFY row_number() OVER (PARTITION BY r.report_id ORDER BY v.since DESC, r.revision DESC) = 1
"""


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
        _require(self.level, get_args(AdminLevel), "level")
        _require(self.type, get_args(ReportType), "type of report")
        _require(self.finding, FINDINGS, "severity")
        _require(self.sort, SORTS, "order")


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
    around: str | None = None
    indicators: int = 0
    commitments: int = 0
    errors: int = 0
    warnings: int = 0


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
    words = wanted.text.split()[:_WORDS]
    hits, names = _hits(words)
    where, values = _conditions(wanted, names)
    around = "hits0.around" if words else "NULL"
    rows = connection.execute(
        f"WITH newest AS ({_NEWEST}){hits}, found AS MATERIALIZED (SELECT newest.*, {around} AS around FROM newest "
        f"{' '.join(f'LEFT JOIN {name} USING (text_id)' for name in names)} WHERE {where}) "
        "SELECT (SELECT count(*) FROM found), report_id, revision, title, source_name, region, admin_level, "
        "report_type, year, engine, source_chars, coalesce(started_at, ''), around "
        f"FROM found ORDER BY {_ORDERS[wanted.sort]} LIMIT {limit} OFFSET {offset}",
        [wanted.engine or None, *(word for word in words for _ in range(2)), *words, *values],
    ).fetchall()
    if not rows:
        return Listing((), 0 if not offset else list_reports(connection, wanted, limit=1).total)
    counts = _counts(connection, [(row[1], row[2]) for row in rows])
    made: list[tuple[Any, ...]] = [(*row[1:], *counts[row[1], row[2]]) for row in rows]
    return Listing(tuple(Listed(*each) for each in made), int(rows[0][0]))


def choices(connection: "DuckDBPyConnection") -> Choices:
    """Every region, year, level, type and engine that some report has."""
    rows = connection.execute(
        f"SELECT DISTINCT region, {_YEAR}, admin_level, report_type, engine FROM reports AS r"
    ).fetchall()
    regions, years, levels, types, engines = (sorted({str(row[at]) for row in rows if row[at]}) for at in range(5))

    def ordered(found: list[str], terms: object) -> tuple[str, ...]:
        return tuple(term for term in get_args(terms) if term in found)

    return Choices(
        tuple(regions), tuple(reversed(years)), ordered(levels, AdminLevel), ordered(types, ReportType), tuple(engines)
    )


def _hits(words: list[str]) -> tuple[str, list[str]]:
    """A table for each word: the texts that have it, in any case, and what stands around it there; and their names."""
    names = [f"hits{place}" for place in range(len(words))]
    found = f"instr(text, regexp_extract(text, regexp_escape(?), 0, 'i')) - {_BEFORE}"
    tables = (
        f", {name} AS (SELECT text_id, substring(text, greatest(1, {found}), {_AROUND}) AS around FROM texts "
        "WHERE regexp_matches(text, regexp_escape(?), 'i'))"
        for name in names
    )
    return "".join(tables), names


def _conditions(wanted: Wanted, names: list[str]) -> tuple[str, list[object]]:
    """What `newest` is narrowed by: first the words, each the value of one question mark, then the rest and its
    values."""
    title = "lower(concat_ws(' ', title, source_name, region))"
    conditions = ["true", *(f"(contains({title}, lower(?)) OR {name}.text_id IS NOT NULL)" for name in names)]
    values: list[object] = []
    if wanted.region:
        conditions.append("contains(region, ?)")
        values.append(wanted.region.strip())
    for column, word in (("admin_level", wanted.level), ("report_type", wanted.type), ("year", wanted.year)):
        if word:
            conditions.append(f"{column} = ?")
            values.append(word)
    if wanted.finding:
        negated, severity = ("NOT ", None) if wanted.finding == "none" else ("", wanted.finding)
        found = "SELECT report_id, revision FROM checks WHERE severity = coalesce(?, severity)"
        conditions.append(f"(report_id, revision) {negated}IN ({found})")
        values.append(severity)
    return " AND ".join(conditions), values


_Key = tuple[str, int]


def _counts(connection: "DuckDBPyConnection", keys: list[_Key]) -> dict[_Key, tuple[int, int, int, int]]:
    """How many indicators, commitments, errors and warnings each report has."""
    found: dict[_Key, list[int]] = {key: [0, 0, 0, 0] for key in keys}
    parts = (("indicators", "true"), ("commitments", "true"), ("checks", "severity = 'error'"),
             ("checks", "severity = 'warning'"))  # fmt: skip
    for place, (table, condition) in enumerate(parts):
        rows = connection.execute(
            f"SELECT report_id, revision, count(*) FROM {table} SEMI JOIN (SELECT unnest(?) AS report_id) "
            f"USING (report_id) WHERE {condition} GROUP BY ALL",
            [[report_id for report_id, _ in keys]],
        ).fetchall()
        for report_id, revision, count in rows:
            if (report_id, revision) in found:
                found[report_id, revision][place] = int(count)
    return {key: (counts[0], counts[1], counts[2], counts[3]) for key, counts in found.items()}


def _require(word: str, allowed: tuple[str, ...], kind: str) -> None:
    if word and word not in allowed:
        raise UsageError(f"there is no {kind} {word!r}; choose one of: {', '.join(allowed)}")
