"""The store of answers: one SQLite file that many processes may share, keyed by what was asked.

An answer is committed before it is used, so that nothing that was paid for is asked again after a crash. What was asked
is not kept, and of an answer only the JSON that became labels: reports may be confidential.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, cast

from summarizer.endpoint.call import Mode, State, canonical
from summarizer.errors import UsageError

_PATIENCE_MS = 30_000


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """One answer as it is kept. `text` is the JSON the model wrote, empty unless `state` is `"ok"`: whatever else a
    model says may quote the report. `route` is the canonical JSON of where and how it was asked."""

    key: str
    state: State
    text: str
    finish_reason: str
    reason: str
    input_tokens: int
    output_tokens: int
    cached_input_tokens: int
    model: str
    route: str
    prompt_version: str
    created: str


_COLUMNS = tuple(field.name for field in fields(StoredAnswer))


@dataclass(frozen=True, slots=True)
class Group:
    """The answers of one model in one state, for `cache stats`; the times are of the oldest and the newest."""

    model: str
    state: State
    answers: int
    input_tokens: int
    output_tokens: int
    oldest: str
    newest: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Which answers: of one model, made before a moment (ISO, UTC), or those that failed. None does not choose."""

    model: str | None = None
    before: str | None = None
    failed: bool = False
    prompt_version: str | None = None

    def where(self) -> tuple[str, list[str]]:
        """The choice as an SQL condition and its values."""
        parts = [
            ("model = ?", self.model),
            ("created < ?", self.before),
            ("prompt_version = ?", self.prompt_version),
        ]
        chosen = [(text, value) for text, value in parts if value is not None]
        conditions = [text for text, _ in chosen] + (["state != 'ok'"] if self.failed else [])
        return " AND ".join(conditions) or "TRUE", [value for _, value in chosen]


def _create_answers(db: sqlite3.Connection) -> None:
    db.execute(
        """CREATE TABLE answers (
            key TEXT PRIMARY KEY, state TEXT NOT NULL, text TEXT NOT NULL, finish_reason TEXT NOT NULL,
            reason TEXT NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,
            cached_input_tokens INTEGER NOT NULL, model TEXT NOT NULL, route TEXT NOT NULL,
            prompt_version TEXT NOT NULL, created TEXT NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )


def _create_modes(db: sqlite3.Connection) -> None:
    db.execute(
        """CREATE TABLE modes (
            base_url TEXT NOT NULL, model TEXT NOT NULL, mode TEXT NOT NULL, found TEXT NOT NULL,
            PRIMARY KEY (base_url, model)
        ) STRICT, WITHOUT ROWID"""
    )


def _create_batches(db: sqlite3.Connection) -> None:
    db.execute(
        """CREATE TABLE batches (
            number INTEGER PRIMARY KEY, input_file TEXT NOT NULL, id TEXT, route TEXT NOT NULL, state TEXT NOT NULL,
            requests INTEGER NOT NULL, completed INTEGER NOT NULL, failed INTEGER NOT NULL,
            created TEXT NOT NULL, collected TEXT
        ) STRICT"""
    )
    db.execute(
        """CREATE TABLE batch_calls (
            key TEXT PRIMARY KEY, form TEXT NOT NULL, prompt_version TEXT NOT NULL,
            batch INTEGER NOT NULL REFERENCES batches
        ) STRICT, WITHOUT ROWID"""
    )


def _create_traits(db: sqlite3.Connection) -> None:
    db.execute(
        """CREATE TABLE traits (
            base_url TEXT NOT NULL, model TEXT NOT NULL, settings TEXT NOT NULL, found TEXT NOT NULL,
            PRIMARY KEY (base_url, model)
        ) STRICT, WITHOUT ROWID"""
    )


# The number of those that were applied is the file's user_version. Never change one that was released: add another.
MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _create_answers,
    _create_modes,
    _create_batches,
    _create_traits,
)

_UPSERT = f"""
    INSERT INTO answers ({", ".join(_COLUMNS)}) VALUES ({", ".join("?" * len(_COLUMNS))})
    ON CONFLICT (key) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])}
    WHERE answers.state != 'ok' AND (answers.state, answers.created) != (excluded.state, excluded.created)
"""


def now() -> str:
    """The time as it is stored."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class CallStore:
    """The answers in one file, made if it is missing; `CallStore.in_memory()` keeps them in no file.

    Use it as a context manager or close it. Raises UsageError for a file that is no such store, was made by a newer
    version, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._place = str(path)
        if self._place != ":memory:":
            _make_place(path)
        with self._explained():
            # Autocommit: each statement below is a transaction of its own, and the short one that other processes need.
            self._db = sqlite3.connect(self._place, timeout=_PATIENCE_MS / 1000, isolation_level=None)
        try:
            with self._explained():
                self._prepare()
        except BaseException:
            self._db.close()
            raise

    @classmethod
    def in_memory(cls) -> Self:
        """A store that is gone when it is closed."""
        return cls(Path(":memory:"))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def size(self) -> int:
        """How many bytes the answers take."""
        with self._explained():
            pages, each = (self._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        return int(pages) * int(each)

    def get(self, key: str) -> StoredAnswer | None:
        """The answer under a key, whatever its state."""
        with self._explained():
            row = self._db.execute(f"SELECT {', '.join(_COLUMNS)} FROM answers WHERE key = ?", (key,)).fetchone()
        return StoredAnswer(*row) if row else None

    def put(self, answer: StoredAnswer) -> None:
        """Keep an answer. One that is ok is never replaced; one that failed is, by whatever came later."""
        with self._explained():
            self._db.execute(_UPSERT, astuple(answer))

    def put_all(self, answers: Iterable[StoredAnswer]) -> int:
        """Keep many answers, all or none; how many of them were new or better than what was there."""
        with self.transaction() as db:
            before = db.total_changes
            db.executemany(_UPSERT, map(astuple, answers))
            return db.total_changes - before

    def answers(self, choice: Choice) -> Iterator[StoredAnswer]:
        """The chosen answers in the order of their keys."""
        condition, values = choice.where()
        query = f"SELECT {', '.join(_COLUMNS)} FROM answers WHERE {condition} ORDER BY key"
        with self._explained():
            for row in self._db.execute(query, values):
                yield StoredAnswer(*row)

    def groups(self) -> list[Group]:
        """How many answers there are, by model and state."""
        query = """SELECT model, state, count(*), sum(input_tokens), sum(output_tokens), min(created), max(created)
                   FROM answers GROUP BY model, state ORDER BY model, state"""
        with self._explained():
            return [Group(*row) for row in self._db.execute(query)]

    def prune(self, choice: Choice) -> int:
        """Forget the chosen answers and give their space back; how many there were."""
        condition, values = choice.where()
        with self._explained():
            count = self._db.execute(f"DELETE FROM answers WHERE {condition}", values).rowcount
            self._db.execute("VACUUM")
        return count

    def known_mode(self, base_url: str, model: str) -> Mode | None:
        """The mode that was found to work for a model at an endpoint."""
        query = "SELECT mode FROM modes WHERE base_url = ? AND model = ?"
        with self._explained():
            row = self._db.execute(query, (base_url, model)).fetchone()
        return cast(Mode, row[0]) if row else None

    def remember_mode(self, base_url: str, model: str, mode: Mode) -> None:
        """Keep the mode that works for a model at an endpoint."""
        with self._explained():
            self._db.execute("INSERT OR REPLACE INTO modes VALUES (?, ?, ?, ?)", (base_url, model, mode, now()))

    def known_traits(self, base_url: str, model: str) -> dict[str, Any]:
        """The settings that a model at an endpoint was found to need."""
        query = "SELECT settings FROM traits WHERE base_url = ? AND model = ?"
        with self._explained():
            row = self._db.execute(query, (base_url, model)).fetchone()
        return dict(json.loads(row[0])) if row else {}

    def remember_traits(self, base_url: str, model: str, settings: Mapping[str, object]) -> None:
        """Keep the settings that a model at an endpoint needs."""
        with self._explained():
            values = (base_url, model, canonical(settings), now())
            self._db.execute("INSERT OR REPLACE INTO traits VALUES (?, ?, ?, ?)", values)

    def _prepare(self) -> None:
        self._db.execute("BEGIN")  # both of one moment: another process may just be making the tables
        version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        tables = int(self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
        self._db.execute("COMMIT")
        if version > len(MIGRATIONS):
            raise UsageError(
                f"{self.path} was made by a newer version of summarizer; update it or choose another --cache"
            )
        if version == 0 and tables:
            raise UsageError(f"{self.path} is a database of something else; choose another --cache")
        self._use_wal()
        # NORMAL: an answer survives the end of the process, killed or not, once `put` returns. Only a power cut can
        # lose the last few, which are then asked for again; FULL would cost a disk flush for each answer.
        self._db.execute("PRAGMA synchronous = NORMAL")
        if version < len(MIGRATIONS):
            with self._transaction():
                version = int(
                    self._db.execute("PRAGMA user_version").fetchone()[0]
                )  # another process may have been first
                for number, migrate in enumerate(MIGRATIONS[version:], version + 1):
                    migrate(self._db)
                    self._db.execute(f"PRAGMA user_version = {number}")

    def _use_wal(self) -> None:
        """SQLite does not wait for others when it changes the journal, so this does."""
        end = time.monotonic() + _PATIENCE_MS / 1000
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
                time.sleep(0.01)
            else:
                return

    def query(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a question about any table of the file."""
        with self._explained():
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The file, to change any table of it: all that the block does, or nothing."""
        with self._explained(), self._transaction():
            yield self._db

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise UsageError(_explain(self.path, error)) from None


def _make_place(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"the folder of the cache {path} cannot be made ({error.strerror}); choose another") from None
    if path.is_dir():
        raise UsageError(f"the cache {path} is a folder; name a file in it")
    if path.exists() and not path.is_file():
        raise UsageError(f"the cache {path} is a device or a pipe; name a file")


def _explain(path: Path, error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    told = {
        sqlite3.SQLITE_NOTADB: "is no store of answers; choose another --cache",
        sqlite3.SQLITE_CORRUPT: "is damaged; move it away, and answers will be asked for again",
        sqlite3.SQLITE_READONLY: "may not be written; choose another --cache",
        sqlite3.SQLITE_CANTOPEN: "cannot be opened; choose another --cache, in a folder that may be written",
        sqlite3.SQLITE_FULL: "cannot grow, as the disk is full; answers up to here are kept",
        sqlite3.SQLITE_IOERR: "cannot be written (is the disk full?); answers up to here are kept",
        sqlite3.SQLITE_BUSY: "is held by another process for too long; end that one and start again",
    }.get(code, f"cannot be used ({error})")
    return f"the cache {path} {told}"
