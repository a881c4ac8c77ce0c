"""A page of what was found, and the cursor that leads to the next one."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from summarizer.errors import UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST = 500
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of what was found, in order: `total` is how many there are in all, `next` the cursor of the page behind this
    one; None at the end."""

    items: tuple[T, ...]
    total: int
    next: str | None


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of SQL, and what stands for its question marks."""

    sql: str
    values: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """What to look through, in two steps, since a million wide rows take their time.

    `narrow` (what stands behind FROM) has the columns of `key` (which tell a row: first the report, then the revision),
    of `order` (with their types; none is empty, and together they tell each row), and of the conditions. `wide` has
    `columns` for the keys, which it knows as the table `k`; it reads its tables where `{of}` holds, which says of which
    reports they are, since a join alone would not keep views of two tables each from being read whole.
    """

    narrow: str
    key: tuple[str, ...]
    order: tuple[tuple[str, type], ...]
    wide: str
    columns: str

    def page(
        self,
        connection: "DuckDBPyConnection",
        conditions: Sequence[Condition],
        make: Callable[..., T],
        limit: int,
        cursor: str | None,
    ) -> Page[T]:
        """The first `limit` rows that fulfil the conditions, or those behind a cursor, each made by `make` of its
        columns.

        Raises UsageError for a limit below 1 or beyond `MOST`, and for a cursor that no page gave.
        """
        if not 1 <= limit <= MOST:
            raise UsageError(f"a page holds 1 to {MOST} entries, not {limit}; ask for more of them by the cursor")
        last = [] if cursor is None else _key(cursor, [type_ for _, type_ in self.order])
        width = len(self.order)
        orders = ", ".join(f"o{at}" for at in range(width))
        behind = f"row({orders}) > row({', '.join(_typed(value) for value in last)})" if last else "true"
        values = [*(value for each in conditions for value in each.values), *last]
        rows = self._found(connection, conditions, values, f"WHERE {behind} ORDER BY {orders} LIMIT {limit + 1}")
        shown = rows[:limit]
        items = self._items(connection, [row[1 + width :] for row in shown], make)
        more = _cursor(shown[-1][1 : 1 + width]) if len(rows) > limit else None
        return Page(items, int(rows[0][0]) if rows else 0, more)

    def part(
        self,
        connection: "DuckDBPyConnection",
        conditions: Sequence[Condition],
        make: Callable[..., T],
        limit: int,
        offset: int,
        *,
        order: str,
        given: Sequence[object] = (),
    ) -> Page[T]:
        """As `page`, but the `limit` rows behind the first `offset`, in an order of SQL whose columns are those of the
        search's own (`o0`, `o1`, …), which may be empty here; `given` stands for question marks of `narrow`."""
        values = [*given, *(value for each in conditions for value in each.values)]
        rows = self._found(connection, conditions, values, f"ORDER BY {order} LIMIT {limit} OFFSET {offset}")
        if not rows and offset:
            first = self._found(connection, conditions, values, "LIMIT 1")
            return Page((), int(first[0][0]) if first else 0, None)
        items = self._items(connection, [row[1 + len(self.order) :] for row in rows], make)
        return Page(items, int(rows[0][0]) if rows else 0, None)

    def _found(
        self,
        connection: "DuckDBPyConnection",
        conditions: Sequence[Condition],
        values: Sequence[object],
        which: str,
    ) -> list[tuple[Any, ...]]:
        """Of those rows that fulfil the conditions how many there are in all, what they are ordered by, and the key."""
        named = ", ".join(f"{sql} AS o{at}" for at, (sql, _) in enumerate(self.order))
        where = " AND ".join(each.sql for each in conditions) or "true"
        return connection.execute(
            f"WITH found AS MATERIALIZED (SELECT {named}, {', '.join(self.key)} FROM {self.narrow} WHERE {where}) "
            f"SELECT (SELECT count(*) FROM found), * FROM found {which}",
            list(values),
        ).fetchall()

    def _items(
        self, connection: "DuckDBPyConnection", keys: Sequence[Sequence[object]], make: Callable[..., T]
    ) -> tuple[T, ...]:
        if not keys:
            return ()
        names = [name.rpartition(".")[2] for name in self.key]
        lists = ", ".join(f"unnest(?) AS {name}" for name in names)
        columns = [list(column) for column in zip(*keys, strict=True)]
        reports = sorted(set(columns[0]))
        wide = self.wide.replace("{of}", f"report_id IN ({', '.join('?' * len(reports))})")
        rows = connection.execute(
            f"WITH k AS (SELECT {lists}, unnest(range({len(keys)})) AS at) "
            f"SELECT {self.columns} FROM {wide} ORDER BY k.at",
            [*columns, *reports * self.wide.count("{of}")],
        ).fetchall()
        return tuple(make(*row) for row in rows)


def _typed(value: str | int) -> str:
    return "CAST(? AS BIGINT)" if isinstance(value, int) else "CAST(? AS VARCHAR)"


def _cursor(key: Sequence[str | int]) -> str:
    packed = json.dumps(list(key), ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _key(cursor: str, types: Sequence[type]) -> list[str | int]:
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        good = isinstance(key, list) and [type(part) for part in key] == types and _cursor(key) == cursor
    except (ValueError, RecursionError):
        good = False
    if not good or any(isinstance(part, int) and abs(part) >= 2**62 for part in key):
        raise UsageError("the cursor is none that a page gave; take `next` of the page before, or leave it out")
    return list(key)
