"""The panel of a store: some statistics of some regions over some years, each cell with the figure that it is.

Which of several figures counts is as `summarizer.tables.panel` has it: that of the report with the latest date, and in
it the first; of an addition and the total, the total.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from summarizer.contract.terms import Status
from summarizer.errors import UsageError
from summarizer.findings.ranges import middle
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.store.finding.words import chosen
from summarizer.tables.panel import in_panel_unit, panel_columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Figures that are looked at for one panel; what is more is left out, and said so.
MOST_FIGURES = 50_000
_FIELDS = (
    "r.region, f.period, f.status, f.canon, f.measure, f.value, f.low, f.high, f.unit, f.bound, f.normalized, "
    "f.normalized_low, f.normalized_high, f.normalized_unit, f.wording, f.quote, f.report_id, f.revision, f.id, "
    "f.number_start, coalesce(f.source, r.engine), r.source_name, coalesce(CAST(r.date AS VARCHAR), '')"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelAsked:
    """What a panel is to show. `columns` are names such as `gdp_growth`; no region means all, no status both; `parts`
    asks for half-years, quarters and months beside the years."""

    columns: tuple[str, ...]
    regions: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    status: str | None = None
    parts: bool = False


@dataclass(frozen=True, slots=True)
class PanelCell:
    """One figure: `amount` in the unit of its column (`low` and `high` of a range), as it was stated, and where.
    `labelled_by` is `human` where a person corrected it, `others` is how many further figures would answer."""

    amount: float
    amount_low: float | None
    amount_high: float | None
    value: float
    low: float | None
    high: float | None
    unit: str
    bound: str
    wording: str | None
    quote: str
    report_id: str
    revision: int
    id: str
    number_start: int
    labelled_by: str
    file: str
    others: int = 0


@dataclass(frozen=True, slots=True)
class PanelLine:
    """The cells of one region, period and status by column."""

    region: str
    period: str
    status: str
    cells: dict[str, PanelCell]


@dataclass(frozen=True, slots=True)
class FoundPanel:
    """The lines of a panel by region, period and status; `cut` where there were more figures than are looked at."""

    lines: tuple[PanelLine, ...]
    cut: bool


def find_panel(connection: "DuckDBPyConnection", asked: PanelAsked) -> FoundPanel:
    """The panel that is asked for. Raises UsageError for no column, or an unknown column or status."""
    conditions, values = _conditions(asked)
    rows = connection.execute(
        f"SELECT {_FIELDS} FROM latest AS r JOIN figures AS f USING (report_id, revision) "
        f"WHERE {' AND '.join(conditions)} ORDER BY r.region, f.period LIMIT {MOST_FIGURES + 1}",
        values,
    ).fetchall()
    best: dict[tuple[str, str, str], dict[str, tuple[Any, PanelCell]]] = {}
    for row in rows[:MOST_FIGURES]:
        found = _ranked(row)
        if found is None:
            continue
        rank, cell = found
        line, name = best.setdefault((row[0], row[1], row[2]), {}), f"{row[3]}_{row[4]}"
        before = line.get(name)
        if before is None:
            line[name] = (rank, cell)
        else:
            kept = (rank, cell) if before[0] < rank else before
            line[name] = (kept[0], replace(kept[1], others=before[1].others + 1))
    lines = tuple(
        PanelLine(*key, {name: line[name][1] for name in asked.columns if name in line})
        for key, line in sorted(best.items())
    )
    return FoundPanel(lines, len(rows) > MOST_FIGURES)


def panel_choices(connection: "DuckDBPyConnection") -> tuple[list[str], list[str], list[int]]:
    """What a panel may be asked for: columns that have figures, in the order of the catalogue, regions, and years."""
    pairs = {
        f"{canon}_{measure}"
        for canon, measure in connection.execute(
            "SELECT DISTINCT canon, measure FROM figures WHERE canon IS NOT NULL AND measure IS NOT NULL"
        ).fetchall()
    }
    regions = connection.execute("SELECT DISTINCT region FROM latest WHERE region IS NOT NULL ORDER BY 1").fetchall()
    years = connection.execute(
        "SELECT DISTINCT year FROM figures WHERE year IS NOT NULL AND canon IS NOT NULL ORDER BY 1"
    )
    return (
        [name for name in panel_columns() if name in pairs],
        [str(row[0]) for row in regions],
        [int(row[0]) for row in years.fetchall()],
    )


def _conditions(asked: PanelAsked) -> tuple[list[str], list[object]]:
    known = panel_columns()
    if not asked.columns:
        raise UsageError("a panel needs a column, such as gdp_growth; name one")
    if unknown := [name for name in asked.columns if name not in known]:
        raise UsageError(
            f"the panel has no column {unknown[0][:60]!r}; its columns are a statistic and a measure: gdp_growth"
        )
    pairs = [(known[name][0].id, known[name][1]) for name in dict.fromkeys(asked.columns)]
    conditions = [
        f"({' OR '.join(['(f.canon = ? AND f.measure = ?)'] * len(pairs))})",
        "r.region IS NOT NULL",
        "length(f.period) < 9",
        "f.value IS NOT NULL",
    ]
    values: list[object] = [part for pair in pairs for part in pair]
    if not asked.parts:
        conditions.append("length(f.period) = 4")
    if asked.regions:
        conditions.append("list_contains(?, r.region)")
        values.append(list(asked.regions))
    for sign, year in ((">=", asked.first), ("<=", asked.last)):
        if year is not None:
            conditions.append(f"f.year {sign} ?")
            values.append(year)
    for each in chosen("f.status", asked.status, Status, "status"):
        conditions.append(each.sql)
        values += each.values
    return conditions, values


def _ranked(row: Sequence[Any]) -> tuple[Any, PanelCell] | None:
    """A row as the cell it may become, with what it ranks by; None where its unit is another than the column's."""
    _, _, _, canon, measure, value, low, high, unit, bound, base, base_low, base_high, base_unit, *rest = row
    wording, quote, report_id, revision, id_, start, by, file, date = rest
    is_range = bound == "range"
    ends = ((low, base_low), (high, base_high)) if is_range else ((value, base),)
    found = [in_panel_unit(canon, measure, end, unit or "", (in_base, base_unit)) for end, in_base in ends]
    amounts = [amount for amount in found if amount is not None]
    if len(amounts) < len(ends):
        return None
    first, last = amounts[0], amounts[-1]
    # Of an addition and the total, which is no smaller, the total; else what is stated first.
    total = measure == "level" and load_catalogue().by_id[canon].counts_new
    cell = PanelCell(
        middle(first, last) if is_range else first,
        min(first, last) if is_range else None,
        max(first, last) if is_range else None,
        value, low, high, unit or "", bound or "eq", wording, quote, report_id, revision, id_, start, by, file,
    )  # fmt: skip
    return (date, report_id, first if total else -start), cell


def panel_rows(panel: FoundPanel, columns: Sequence[str]) -> Iterator[tuple[str | float | None, ...]]:
    """The lines as rows of a table: region, period, status, and for each column its amount and the ends of a range."""
    for line in panel.lines:
        cells = [line.cells.get(name) for name in columns]
        yield (
            line.region,
            line.period,
            line.status,
            *(
                amount
                for cell in cells
                for amount in ((cell.amount, cell.amount_low, cell.amount_high) if cell else (None, None, None))
            ),
        )
