"""Asking a model about parts until every id has an answer that holds, or a reason why it has none.

It goes in rounds, all questions of one at once: an answer cut short splits its part in two; one that is no JSON is
asked for again; of one that is, only the ids whose rows do not hold are asked again, with the reason, together with
those of other parts. So many calls are made for a report and no more; what is still open then is left to the rules.
"""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from summarizer.contract.labels import NumberLabel
from summarizer.document.document import Document
from summarizer.endpoint import Answer, Call, Message
from summarizer.engines.llm.accept import Promise, accept
from summarizer.engines.llm.parts import Note, Part, joined
from summarizer.engines.llm.prompt import example_rows, instructions, part_message, prompt_version
from summarizer.engines.llm.wire import LabelRows
from summarizer.errors import PendingError

if TYPE_CHECKING:
    from summarizer.endpoint import Asks, Meter

# How often ids are asked again, and how often a part is cut in two when its answer is cut short or withheld.
ROUNDS, SPLITS = 2, 4
# How many calls are made for each that was planned, and after how many without an answer no more are made.
_MOST, _STALLS = 1.5, 2
# The limit of an answer for the tokens that it should take, and the least.
_ROOM, _LEAST_ROOM = 1.6, 256
STRAYS = "the model does not keep the form"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Desk:
    """What every call about one document needs. `rules` are the rule engine's number labels by id, `spans` the years
    talked about in each clause, `limit` the tokens that an answer should take and `max_tokens` those it may, `planned`
    the calls planned for the document, where that was not told before."""

    document: Document
    rules: Mapping[str, NumberLabel]
    endpoint: "Asks"
    meter: "Meter"
    limit: int
    max_tokens: int
    spans: Sequence[str | None]
    planned: int = 0


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


@dataclass(frozen=True, slots=True)
class _Try:
    """A part to ask, how often its ids may be asked again, and how often it may be cut in two."""

    part: Part
    rounds: int = ROUNDS
    splits: int = SPLITS


def most_calls(planned: int) -> int:
    """How many calls may be made for a report for which so many were planned."""
    return max(2, int(_MOST * planned))


def room(tokens: int, most: int) -> int:
    """The limit of an answer that should take so many tokens: enough for another tokenizer and longer names, and no
    more, for a model that runs on is paid by the token, or waited for."""
    return min(most, max(_LEAST_ROOM, int(_ROOM * tokens)))


async def ask_parts(desk: Desk, parts: Sequence[Part], most: int) -> Found:
    """Ask about all parts at once, with at most so many calls. Raises EndpointError where the endpoint cannot be used.

    Which questions the limit keeps from being asked depends on the answers alone, not on their order, so that a replay
    goes the same way.
    """
    found, left, stalls = Found(), most, 0
    wave, planned = [_Try(part) for part in parts], desk.planned
    why = STRAYS
    while wave:
        asked, refused = wave[:left], wave[left:]
        for each in refused:
            found.failed |= dict.fromkeys(each.part.ids, f"not asked: {why}")
        calls = [_call(desk, each.part, planned if place == 0 else 0) for place, each in enumerate(asked)]
        answers = await together(desk.endpoint.ask(call, desk.meter) for call in calls)
        planned = 0  # it was told once
        # A question that is refused for its length costs nothing, and makes two where one was planned; how often it is
        # halved has a limit of its own.
        left -= sum(-1 if answer.state == "too_long" else 1 for answer in answers)
        stalls += sum(answer.state == "stalled" for answer in answers)
        if stalls >= _STALLS:
            left, why = 0, "the server stopped answering"
        wave = [
            again for each, answer in zip(asked, answers, strict=True) for again in _outcome(desk, each, answer, found)
        ]
        wave = _together(wave, desk.limit)
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


def _outcome(desk: Desk, asked: _Try, answer: Answer, found: Found) -> list[_Try]:
    """Take over what holds of an answer, and what is to be asked then."""
    part, why = asked.part, "the answer was not the JSON object asked for"
    copied = isinstance(answer.value, LabelRows) and _is_example(answer.value)
    if answer.state == "ok" and isinstance(answer.value, LabelRows) and not copied:
        accepted = accept(desk.document, part, answer.value, desk.rules)
        found.add(Found(accepted.numbers, accepted.promises, accepted.covered, {}, accepted.foreign))
        if accepted.notes and asked.rounds:
            return [replace(asked, part=_again(part, accepted.notes), rounds=asked.rounds - 1)]
        found.failed |= {note.id: note.reason for note in accepted.notes}
        return []
    if answer.state in {"truncated", "too_long", "filtered"} and asked.splits and (halves := part.halves()):
        return [replace(asked, part=half, splits=asked.splits - 1) for half in halves]
    if copied:
        why = "the answer was the example of the instructions"
    if (answer.state == "invalid" or copied) and asked.rounds:
        return [replace(asked, part=_again(part, [Note("", why)]), rounds=asked.rounds - 1)]
    found.failed |= dict.fromkeys(part.ids, answer.reason or why)
    return []


def _is_example(answer: LabelRows) -> bool:
    """Whether an answer is for the most part the worked example, which a model gives back that understands nothing."""
    rows = {*answer.n, *answer.c}
    return len(rows & example_rows()) > max(2, len(rows) / 2)


def _together(wave: Sequence[_Try], limit: int) -> list[_Try]:
    """Questions asked again, put into as few as their answers' size allows; those about whole answers stay alone."""
    kept: list[_Try] = []
    for each in wave:
        last = kept[-1] if kept else None
        if last is not None and last.rounds == each.rounds < ROUNDS and (both := joined(last.part, each.part, limit)):
            kept[-1] = replace(last, part=both, splits=min(last.splits, each.splits))
        else:
            kept.append(each)
    return kept


def _again(part: Part, notes: Sequence[Note]) -> Part:
    """The part with just the ids of `notes` asked. A note that was made before says so: the same question would bring
    the same answer, out of the store."""
    said = [replace(note, reason=f"{note.reason}, again") if note in part.notes else note for note in notes]
    return part.only({note.id for note in notes if note.id} or part.ids, said)


def _call(desk: Desk, part: Part, planned: int) -> Call:
    return Call(
        messages=(
            Message("system", instructions()),
            Message("user", part_message(desk.document, part, desk.spans)),
        ),
        response_model=LabelRows,
        max_tokens=room(part.cost, desk.max_tokens),
        prompt_version=prompt_version(),
        place=f"{desk.document.source.name}, {_extent(part)}",
        planned=planned,
    )


def _extent(part: Part) -> str:
    """The ids of a part, for people: `n12–n40, c130–c180`."""
    runs = [entries for entries in (part.numbers, part.clauses) if entries]
    return ", ".join(f"{run[0].id}–{run[-1].id}" if len(run) > 1 else run[0].id for run in runs)
