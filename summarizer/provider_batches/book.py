"""What is under way at providers: batches and the questions in them, remembered in the store of answers."""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace
from typing import TYPE_CHECKING

from summarizer.endpoint.answers import CallStore, now

if TYPE_CHECKING:
    from openai.types import Batch

# States of a batch at the provider in which it does not change any more.
_FINAL = frozenset({"completed", "failed", "expired", "cancelled"})


@dataclass(frozen=True, slots=True)
class Question:
    """A call that is under way: its key, the name of the model of its answer, and the version of its prompt."""

    key: str
    form: str
    prompt_version: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """A batch. `number` is ours, `input_file` the provider's name of its requests; `id` is None from their upload until
    it is known to be begun, `state` what the provider says of it, `collected` when its answers were taken over, None
    before. `route` is as in a stored answer."""

    number: int
    input_file: str
    id: str | None
    route: str
    state: str
    requests: int
    completed: int
    failed: int
    created: str
    collected: str | None

    @property
    def is_final(self) -> bool:
        """Whether the provider is done with it."""
        return self.state in _FINAL

    @property
    def model(self) -> str:
        return str(json.loads(self.route)["model"])

    def seen(self, batch: "Batch") -> "Remembered":
        """The same batch as the provider tells of it now."""
        counts = batch.request_counts
        completed, failed = (counts.completed, counts.failed) if counts else (self.completed, self.failed)
        return replace(self, id=batch.id, state=str(batch.status), completed=completed, failed=failed)


_COLUMNS = tuple(field.name for field in fields(Remembered))


class Book:
    """The batches of one store of answers. Raises UsageError where the file cannot be used."""

    def __init__(self, store: CallStore) -> None:
        self.store = store

    def add(self, input_file: str, route: str, questions: Sequence[Question]) -> Remembered:
        """Remember an uploaded file: from now on its questions are under way."""
        with self.store.transaction() as db:
            (row,) = db.execute(
                f"""INSERT INTO batches (input_file, route, state, requests, completed, failed, created)
                    VALUES (?, ?, 'uploaded', ?, 0, 0, ?) RETURNING {", ".join(_COLUMNS)}""",
                (input_file, route, len(questions), now()),
            ).fetchall()
            batch = Remembered(*row)
            db.executemany(
                "INSERT INTO batch_calls (key, form, prompt_version, batch) VALUES (?, ?, ?, ?)",
                [(*astuple(question), batch.number) for question in questions],
            )
        return batch

    def update(self, batch: Remembered) -> None:
        """Remember how a batch stands at the provider."""
        with self.store.transaction() as db:
            db.execute(
                "UPDATE batches SET id = ?, state = ?, completed = ?, failed = ? WHERE number = ?",
                (batch.id, batch.state, batch.completed, batch.failed, batch.number),
            )

    def close(self, batch: Remembered) -> None:
        """Remember that all answers of a batch are in the store; its other questions may be put again."""
        closed = (batch.state, now(), batch.number)
        with self.store.transaction() as db:
            db.execute("UPDATE batches SET state = ?, collected = ? WHERE number = ?", closed)
            db.execute("DELETE FROM batch_calls WHERE batch = ?", (batch.number,))

    def batches(self, base_url: str) -> list[Remembered]:
        """The batches at an address, the oldest first."""
        rows = self.store.query(f"SELECT {', '.join(_COLUMNS)} FROM batches ORDER BY number")
        return [batch for batch in (Remembered(*row) for row in rows) if _base_url(batch) == base_url]

    def open_batches(self, base_url: str) -> list[Remembered]:
        """The batches at an address whose answers were not taken over yet."""
        return [batch for batch in self.batches(base_url) if batch.collected is None]

    def is_under_way(self, key: str) -> bool:
        """Whether a question is in a batch whose answers are still to come."""
        return bool(self.store.query("SELECT 1 FROM batch_calls WHERE key = ?", (key,)))

    def questions(self, batch: Remembered) -> dict[str, Question]:
        """The questions of a batch by key."""
        sql = "SELECT key, form, prompt_version FROM batch_calls WHERE batch = ?"
        return {row[0]: Question(*row) for row in self.store.query(sql, (batch.number,))}


def _base_url(batch: Remembered) -> object:
    return json.loads(batch.route)["base_url"]
