"""What can be asked for: the statistics of a store, with how many figures each has and of which years."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.further import load_further
from summarizer.store.finding.paging import Condition
from summarizer.store.finding.words import of_region

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class FoundStatistic:
    """A statistic by its id and names, with its measures that are stated, how many figures there are, and the first and
    last year of them."""

    id: str
    zh: str
    en: str
    core: bool
    measures: tuple[str, ...]
    figures: int
    first: int | None
    last: int | None


def find_statistics(connection: "DuckDBPyConnection", region: str | None = None) -> tuple[FoundStatistic, ...]:
    """The statistics that the store has figures of, the core ones first, each in the order of its catalogue."""
    conditions = [Condition("f.statistic IS NOT NULL"), *of_region(region)]
    rows = connection.execute(
        "SELECT f.statistic, list_sort(list(DISTINCT f.measure)), count(*), min(f.year), max(f.year) "
        "FROM latest AS r JOIN figures AS f USING (report_id, revision) "
        f"WHERE {' AND '.join(each.sql for each in conditions)} GROUP BY f.statistic",
        [value for each in conditions for value in each.values],
    ).fetchall()
    found = {id_: (tuple(filter(None, measures)), *counts) for id_, measures, *counts in rows}
    return tuple(
        FoundStatistic(known.id, known.zh, known.en, core, *found[known.id])
        for core, catalogue in ((True, load_catalogue()), (False, load_further()))
        for known in catalogue.statistics
        if known.id in found
    )
