"""Asking a model about parts until every id has an answer that holds, or a reason why it has none.

An answer cut short splits its part in two; one that is no JSON is asked for again; of one that is, only the ids whose
rows do not hold are asked again, with the reason. What is still open after that is left to the rules.
"""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from summarizer.contract.labels import NumberLabel
from summarizer.document.document import Document
from summarizer.endpoint import Call, Message
from summarizer.engines.llm.accept import Promise, accept
from summarizer.engines.llm.parts import Note, Part
from summarizer.engines.llm.prompt import instructions, part_message, prompt_version
from summarizer.engines.llm.wire import LabelRows
from summarizer.errors import PendingError

if TYPE_CHECKING:
    from summarizer.endpoint import Endpoint, Meter

# How often ids are asked again, and how often a part is cut in two when its answer is cut short or withheld.
ROUNDS, SPLITS = 2, 4
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Desk:
    """What every call about one document needs. `rules` are the rule engine's number labels by id, `spans` the years
    talked about in each clause."""

    document: Document
    rules: Mapping[str, NumberLabel]
    endpoint: "Endpoint"
    meter: "Meter"
    language: str
    max_tokens: int
    spans: Sequence[str | None]


@dataclass(slots=True)
class Found:
    """What a model said that holds: number labels by id, commitments, the clauses decided, and why others failed."""

    numbers: dict[str, NumberLabel] = field(default_factory=dict)
    promises: list[Promise] = field(default_factory=list)
    covered: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)
    strayed: int = 0

    def add(self, other: "Found") -> "Found":
        """Take over what was found elsewhere."""
        self.numbers |= other.numbers
        self.promises += other.promises
        self.covered |= other.covered
        self.failed |= other.failed
        self.strayed += other.strayed
        return self


async def ask_parts(desk: Desk, parts: Iterable[Part]) -> Found:
    """Ask about all parts at once. Raises EndpointError where the endpoint cannot be used."""
    found = Found()
    for part in await together(_ask_part(desk, part, ROUNDS, SPLITS) for part in parts):
        found.add(part)
    return found


async def together(work: Iterable[Coroutine[Any, Any, _T]]) -> list[_T]:
    """The results of several coroutines in order; the first to fail ends the others and is raised. One whose answer is
    put off does not end the others, for their questions are to be put off along with its own."""
    tasks = [asyncio.ensure_future(_or_pending(each)) for each in work]
    try:
        results: list[_T] = []
        for result in await asyncio.gather(*tasks):
            if isinstance(result, PendingError):
                raise result
            results.append(result)
        return results
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _or_pending(work: Coroutine[Any, Any, _T]) -> _T | PendingError:
    try:
        return await work
    except PendingError as pending:
        return pending


async def _ask_part(desk: Desk, part: Part, rounds: int, splits: int) -> Found:
    answer = await desk.endpoint.ask(_call(desk, part), desk.meter)
    if answer.state == "ok" and isinstance(answer.value, LabelRows):
        return await _take_over(desk, part, answer.value, rounds, splits)
    if answer.state in {"truncated", "filtered"} and splits and (halves := part.halves()):
        found = Found()
        for half in await together(_ask_part(desk, half, rounds, splits - 1) for half in halves):
            found.add(half)
        return found
    if answer.state == "invalid" and rounds:
        note = Note("", "the answer was not the JSON object asked for")
        return await _ask_part(desk, _again(part, [note]), rounds - 1, splits)
    return Found(failed=dict.fromkeys(part.ids, answer.reason))


async def _take_over(desk: Desk, part: Part, rows: LabelRows, rounds: int, splits: int) -> Found:
    accepted = accept(desk.document, part, rows, desk.rules)
    found = Found(accepted.numbers, accepted.promises, accepted.covered, {}, accepted.foreign)
    if not accepted.notes:
        return found
    if not rounds:
        found.failed = {note.id: note.reason for note in accepted.notes}
        return found
    return found.add(await _ask_part(desk, _again(part, accepted.notes), rounds - 1, splits))


def _again(part: Part, notes: Sequence[Note]) -> Part:
    """The part with just the ids of `notes` asked. A note that was made before says so: the same question would bring
    the same answer, out of the store."""
    said = [replace(note, reason=f"{note.reason}, again") if note in part.notes else note for note in notes]
    return part.only({note.id for note in notes if note.id} or part.ids, said)


def _call(desk: Desk, part: Part) -> Call:
    return Call(
        messages=(
            Message("system", instructions(desk.language)),
            Message("user", part_message(desk.document, part, desk.spans)),
        ),
        response_model=LabelRows,
        max_tokens=desk.max_tokens,
        prompt_version=prompt_version(desk.language),
        place=f"{desk.document.source.name}, {_extent(part)}",
    )


def _extent(part: Part) -> str:
    """The ids of a part, for people: `n12–n40, c130–c180`."""
    runs = [entries for entries in (part.numbers, part.clauses) if entries]
    return ", ".join(f"{run[0].id}–{run[-1].id}" if len(run) > 1 else run[0].id for run in runs)
