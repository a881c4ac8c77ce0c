"""Questions to a store: any SQL, confined to the store itself, and the panel that people ask for most."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, get_args

from summarizer.contract.terms import Measure, Status
from summarizer.errors import UsageError
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.limits import TIME_LIMIT
from summarizer.store.corrected import count_corrected, reading_as

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FETCH = 2000
_PANEL = (
    "region, year, period, canon, measure, status, bound, value, unit, normalized, normalized_unit, quote, source, "
    "low, high, mid, wording, hard, normalized_low, normalized_high, labelled_by"
)
# For people: what is asked for first, in words, and the rest behind it.
_FOR_PEOPLE = """
    region, year, coalesce(statistics.zh, canon) AS statistic,
    CASE bound
        WHEN 'range' THEN format('{:.12g}{}—{:.12g}{}', low, coalesce(panel.unit, ''), high, coalesce(panel.unit, ''))
        ELSE CASE bound WHEN 'gt' THEN '超' WHEN 'lt' THEN '近' WHEN 'approx' THEN '约' ELSE '' END
            || format('{:.12g}{}', value, coalesce(panel.unit, ''))
            || CASE bound WHEN 'ge' THEN '以上' WHEN 'le' THEN '以内' ELSE '' END
    END AS value,
    measure, status, period, labelled_by AS "by", quote, source
"""


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a question: its columns, and its rows as they come. `corrected` counts the reports of the store
    that people corrected, whether the answer is as they did or not."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[object, ...]]
    corrected: int = 0


@contextmanager
def ask(
    store: Path | str,
    sql: str,
    parameters: tuple[object, ...] = (),
    time_limit: float = TIME_LIMIT,
    *,
    corrected: bool = True,
) -> Iterator[Result]:
    """The answer to SQL, which can neither change the store nor reach any other file or the network. Its tables and
    views are as people corrected them, or what the engine said (`corrected`).

    Raises UsageError for SQL that is wrong, asks for more than that, or takes more memory or more than `time_limit`
    seconds, StoreError as `reading`.
    """
    import duckdb

    with (
        reading_as(store, corrected=corrected, confined=True) as connection,
        _interrupted(connection, time_limit),
    ):
        count = count_corrected(connection)
        try:
            connection.execute(sql, parameters or None)
            columns = tuple(str(column[0]) for column in connection.description or ())

            def rows() -> Iterator[tuple[object, ...]]:
                while chunk := connection.fetchmany(_FETCH):
                    yield from chunk

            yield Result(columns, rows(), count)
        except duckdb.InterruptException:
            raise UsageError(
                f"the query takes more than {time_limit:g} s; ask for less, or allow more with --time-limit"
            ) from None
        except MemoryError:
            raise UsageError("the query takes more memory than it may have; ask for less") from None
        except duckdb.Error as error:
            told = " ".join(str(error).split("LINE 1:")[0].split())
            raise UsageError(f"the query cannot be answered ({told[:300].rstrip('. ')})") from None


@contextmanager
def _interrupted(connection: "DuckDBPyConnection", seconds: float) -> Iterator[None]:
    """A block in which what the connection is asked ends after so many seconds."""
    timer = Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


@dataclass(frozen=True, slots=True)
class Panel:
    """Which rows of the panel are asked for; None for all."""

    canon: str | None = None
    measure: str | None = None
    status: str | None = None
    region: str | None = None
    year: int | None = None

    def query(self, *, for_people: bool = False) -> tuple[str, tuple[object, ...]]:
        """The SQL and its parameters, in a stable order; `for_people` names statistics and writes figures out. Raises
        UsageError for a word outside the vocabulary."""
        _require(self.measure, get_args(Measure), "measure")
        _require(self.status, get_args(Status), "status")
        wanted = {name: getattr(self, name) for name in ("measure", "status", "region", "year")}
        wanted["canon"] = statistic_id(self.canon) if self.canon is not None else None
        wanted = {name: value for name, value in wanted.items() if value is not None}
        where = " AND ".join(f"{name} = ?" for name in wanted) or "true"
        order = "region, year, period, canon, measure, status, report_date, report_id, number_start"
        shown = f"{_FOR_PEOPLE} FROM panel LEFT JOIN statistics USING (canon)" if for_people else f"{_PANEL} FROM panel"
        return f"SELECT {shown} WHERE {where} ORDER BY {order}", tuple(wanted.values())


def statistic_id(name: str) -> str:
    """The id of a core statistic, told by its id or by a name of it (`gdp`, 地区生产总值, GDP). Raises UsageError for
    anything else."""
    catalogue = load_catalogue()
    found = name if name in catalogue.by_id else catalogue.canon_of(name)
    if found is None:
        _require(name, tuple(catalogue.by_id), "statistic")
    return found or name


def _require(word: str | None, allowed: tuple[str, ...], kind: str) -> None:
    if word is not None and word not in allowed:
        raise UsageError(f"there is no {kind} {word!r}; choose one of: {', '.join(allowed)}")
