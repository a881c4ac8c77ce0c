"""Answers out of batches: each row of a finished batch is read as the client would have read it, and stored.

A batch counts as collected when all its rows are stored, a chunk of them in one transaction; a process that ends before
is repeated to the same result. Questions without an answer are under way no more, and so may be put again.
"""

import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

from pydantic import BaseModel, JsonValue, ValidationError

from summarizer.endpoint.answers import StoredAnswer
from summarizer.endpoint.call import Route, canonical
from summarizer.endpoint.endpoint import to_store
from summarizer.endpoint.faults import clean
from summarizer.endpoint.settings import Settings
from summarizer.endpoint.usage import Meter, Prices
from summarizer.errors import EndpointError
from summarizer.provider_batches.book import Book, Question, Remembered
from summarizer.provider_batches.provider import Provider
from summarizer.provider_batches.rehearsal import read
from summarizer.provider_batches.submitting import key_of

if TYPE_CHECKING:
    from openai.types import Batch

_CHUNK = 500


class _Response(BaseModel):
    status_code: int
    body: JsonValue = None


class _Error(BaseModel):
    code: str | None = None
    message: str | None = None


class _Row(BaseModel):
    """A line of an output or error file; what else is in it does not matter here."""

    custom_id: str
    response: _Response | None = None
    error: _Error | None = None


@dataclass(frozen=True, slots=True)
class Forms:
    """What is needed to read rows: the models that answers have, by name, and the settings of the endpoint."""

    models: Mapping[str, type[BaseModel]]
    settings: Settings


@dataclass(slots=True)
class Collected:
    """What came of a batch: how many of its questions were answered and what that took, and why others were not."""

    batch: Remembered
    answered: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    meter: Meter = field(default_factory=Meter)

    @property
    def failed(self) -> int:
        return self.batch.requests - self.answered


@dataclass(slots=True)
class _Reading:
    """A batch whose rows are being read. `questions` are those that no row was about so far; `ended` is when it ended:
    the same however often it is collected."""

    forms: Forms
    route: Route
    questions: dict[str, Question]
    ended: str
    collected: Collected


async def refresh(provider: Provider, book: Book, batch: Remembered) -> tuple[Remembered, "Batch | None"]:
    """A batch as it stands at the provider now, which is remembered; None where the provider does not know it. Raises
    EndpointError."""
    found = await provider.look(batch.id) if batch.id is not None else None
    if found is not None:
        batch = batch.seen(found)
        book.update(batch)
    return batch, found


async def collect(provider: Provider, book: Book, batch: Remembered, found: "Batch", forms: Forms) -> Collected:
    """Store the answers of a batch that is final. Raises EndpointError where a file of it cannot be fetched, UsageError
    where the store cannot be written; the next try goes on from there."""
    reading = _Reading(forms, Route.parse(batch.route), book.questions(batch), _ended(found), Collected(batch))
    collected = reading.collected
    refusals = (found.errors.data or []) if found.errors else []
    for error in refusals:
        told = error.message or error.code or "no reason given"
        collected.failures[f"the batch was refused: {clean(told, forms.settings)}"] += 1
    for file_id in (found.output_file_id, found.error_file_id):
        if file_id is None:
            continue
        with tempfile.TemporaryFile() as file:
            if await provider.download(file_id, file):
                await _store(book, file, reading)
            else:
                collected.failures[f"the provider has lost the file {file_id}"] += 1
    if reading.questions and not refusals:
        collected.failures["the provider says nothing about it"] += len(reading.questions)
    book.close(batch)
    return collected


async def _store(book: Book, file: IO[bytes], reading: _Reading) -> None:
    """Store the answers in a file, chunk by chunk."""
    chunk: list[StoredAnswer] = []
    for line in file:
        answer = await _answer(line, reading)
        if answer is not None:
            chunk.append(answer)
        if len(chunk) == _CHUNK:
            book.store.put_all(chunk)
            chunk.clear()
    book.store.put_all(chunk)


async def _answer(line: bytes, reading: _Reading) -> StoredAnswer | None:
    """The answer in a line; None where there is none, and the reason is noted."""
    collected, settings = reading.collected, reading.forms.settings
    try:
        row = _Row.model_validate_json(line)
    except ValidationError:
        collected.failures["a row cannot be read"] += 1
        return None
    question = reading.questions.pop(key_of(row.custom_id), None)
    form = reading.forms.models.get(question.form) if question else None
    if question is None or form is None:
        collected.failures["a row is about a question of nobody, or of another version of summarizer"] += 1
        return None
    if row.response is None:
        told = (row.error.message or row.error.code if row.error else None) or "no reason given"
        collected.failures[clean(told, settings)] += 1
        return None
    body = canonical(row.response.body).encode("utf-8", "surrogatepass")
    try:
        reply = await read(form, row.response.status_code, body, settings, reading.route)
    except EndpointError as error:
        collected.failures[str(error)] += 1
        return None
    collected.answered += 1
    # The prices are those of the model that the settings name.
    known = reading.route.model == settings.model
    collected.meter.add_call(reply.tokens, 0, 0.0, settings.prices.less(settings.batch_discount) if known else Prices())
    return to_store(question.key, question.prompt_version, reply, reading.route, reading.ended)


def _ended(found: "Batch") -> str:
    at = found.completed_at or found.expired_at or found.cancelled_at or found.failed_at or found.created_at
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
