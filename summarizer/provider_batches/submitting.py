"""Questions into batches: written as requests while an engine puts them off, then uploaded and begun.

A file is remembered with its questions between its upload and the beginning of its batch. A process that ends before
leaves a file at the provider that costs nothing; one that ends after is continued by `begin_uploaded`.
"""

import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import IO, Self

from summarizer.endpoint.call import Call, Route
from summarizer.endpoint.settings import Settings
from summarizer.provider_batches.book import Book, Question, Remembered
from summarizer.provider_batches.provider import URL, FileRefused, Provider
from summarizer.provider_batches.rehearsal import compose

# What a file of requests may hold.
MOST_REQUESTS, MOST_BYTES = 50_000, 200_000_000
# A provider may allow an id no more than 64 characters: the digits of the key without its algorithm.
_ALGORITHM = "sha256-"


@dataclass(slots=True)
class _RequestFile:
    """Requests of a batch to be, in a file without a name: they hold reports, which a kill must not leave about."""

    file: IO[bytes]
    questions: list[Question] = field(default_factory=list)
    size: int = 0


class Outbox:
    """Takes the questions that an engine puts off, each once, and leaves out those that are under way already.

    `waiting` counts those. Use it as a context manager: leaving forgets what was not sent.
    """

    def __init__(self, settings: Settings, route: Route, book: Book) -> None:
        self._settings, self._route, self._book = settings, route, book
        self._files: list[_RequestFile] = []
        self._taken: set[str] = set()
        self._held = ExitStack()
        self.waiting = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    @property
    def size(self) -> int:
        """How many questions are to be sent."""
        return sum(len(file.questions) for file in self._files)

    async def put_off(self, key: str, call: Call) -> None:
        """Take a question."""
        if key in self._taken:
            return
        self._taken.add(key)
        if self._book.is_under_way(key):
            self.waiting += 1
            return
        body = await compose(call, self._settings, self._route)
        line = b'{"custom_id":"%b","method":"POST","url":"%b","body":%b}\n' % (id_of(key).encode(), URL.encode(), body)
        file = self._file_for(len(line))
        file.file.write(line)
        file.size += len(line)
        file.questions.append(Question(key, call.response_model.__name__, call.prompt_version))

    def _file_for(self, size: int) -> _RequestFile:
        last = self._files[-1] if self._files else None
        if last is None or len(last.questions) >= MOST_REQUESTS or last.size + size > MOST_BYTES:
            file = tempfile.TemporaryFile()  # noqa: SIM115  # held until the outbox is left
            last = _RequestFile(self._held.enter_context(file))
            self._files.append(last)
        return last

    async def send(self, provider: Provider) -> AsyncIterator[Remembered]:
        """Upload what was taken and begin a batch of each file; the batches as they begin. Raises EndpointError."""
        for file in self._files:
            input_file = await provider.upload(file.file)
            yield await _begin(provider, self._book, self._book.add(input_file, self._route.text, file.questions))


async def begin_uploaded(provider: Provider, book: Book, base_url: str) -> int:
    """Begin the batches whose files were uploaded by a process that got no further; how many. Raises EndpointError."""
    left = [batch for batch in book.open_batches(base_url) if batch.id is None]
    for batch in left:
        await _begin(provider, book, batch)
    return len(left)


async def _begin(provider: Provider, book: Book, batch: Remembered) -> Remembered:
    try:
        found = await provider.begin(batch.input_file, datetime.fromisoformat(batch.created).timestamp())
    except FileRefused:
        book.close(replace(batch, state="failed"))
        raise
    begun = batch.seen(found)
    book.update(begun)
    return begun


def id_of(key: str) -> str:
    """The name of a call in a batch."""
    return key.removeprefix(_ALGORITHM)


def key_of(id_: str) -> str:
    """The key of a call from its name in a batch."""
    return _ALGORITHM + id_
