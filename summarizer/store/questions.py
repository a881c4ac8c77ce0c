"""Questions to a store: any SQL, confined to the store itself, and the panel that people ask for most."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from summarizer.contract.terms import Measure, Status
from summarizer.errors import UsageError
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.store.opening import reading

_FETCH = 2000
_PANEL = "region, year, period, canon, measure, status, bound, value, unit, normalized, normalized_unit, quote, source"


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a question: its columns, and its rows as they come."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[object, ...]]


@contextmanager
def ask(store: Path | str, sql: str, parameters: tuple[object, ...] = ()) -> Iterator[Result]:
    """The answer to SQL, which can neither change the store nor reach any other file or the network.

    Raises UsageError for SQL that is wrong or asks for more than that, StoreError as `reading`.
    """
    import duckdb

    with reading(store, confined=True) as connection:
        try:
            connection.execute(sql, parameters or None)
            columns = tuple(str(column[0]) for column in connection.description or ())

            def rows() -> Iterator[tuple[object, ...]]:
                while chunk := connection.fetchmany(_FETCH):
                    yield from chunk

            yield Result(columns, rows())
        except duckdb.Error as error:
            told = " ".join(str(error).split("LINE 1:")[0].split())
            raise UsageError(f"the query cannot be answered ({told[:300].rstrip('. ')})") from None


@dataclass(frozen=True, slots=True)
class Panel:
    """Which rows of the panel are asked for; None for all."""

    canon: str | None = None
    measure: str | None = None
    status: str | None = None
    region: str | None = None
    year: int | None = None

    def query(self) -> tuple[str, tuple[object, ...]]:
        """The SQL and its parameters, in a stable order. Raises UsageError for a word outside the vocabulary."""
        _require(self.canon, tuple(load_catalogue().by_id), "statistic")
        _require(self.measure, get_args(Measure), "measure")
        _require(self.status, get_args(Status), "status")
        wanted = {name: getattr(self, name) for name in ("canon", "measure", "status", "region", "year")}
        wanted = {name: value for name, value in wanted.items() if value is not None}
        where = " AND ".join(f"{name} = ?" for name in wanted) or "true"
        order = "region, year, period, canon, measure, status, report_date, report_id, number_start"
        return f"SELECT {_PANEL} FROM panel WHERE {where} ORDER BY {order}", tuple(wanted.values())


def _require(word: str | None, allowed: tuple[str, ...], kind: str) -> None:
    if word is not None and word not in allowed:
        raise UsageError(f"there is no {kind} {word!r}; choose one of: {', '.join(allowed)}")
