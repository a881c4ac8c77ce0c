"""Asking a model about some ids of a document: what both engines that use one have in common."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from summarizer.contract.labels import Account, NumberLabel, Reading
from summarizer.document.document import Document
from summarizer.document.scope import spans_of
from summarizer.endpoint import Answer, Asks, Call, Endpoint, Message, Meter, PutOff, Settings, Usage, open_store
from summarizer.endpoint.call import canonical
from summarizer.engines.engine import Plan, PlannedCall
from summarizer.engines.llm.combine import Question, states_of
from summarizer.engines.llm.dialogue import Desk, Found, ask_parts, most_calls, room
from summarizer.engines.llm.head import HEAD_TOKENS, Head, head_message, merged, read_head
from summarizer.engines.llm.parts import Part, plan_parts
from summarizer.engines.llm.prompt import (
    BRIEF_TEMPLATE,
    HEAD_TEMPLATE,
    instructions,
    part_message,
    prompt_version,
    rendered,
    template_version,
)
from summarizer.engines.llm.wire import HeadRows

# Tokens that the answer to one part should take: few enough for a model to keep its mind on the text, and a fraction of
# what the endpoint may answer, so that none is cut short.
_PART_TOKENS, _SHARE = 2_000, 0.55


@dataclass(slots=True)
class Inquiry:
    """What asking about one document took: tokens and time, calls planned and calls made, and whether those who watch
    were told how many are planned."""

    meter: Meter = field(default_factory=Meter)
    planned: int = 0
    made: int = 0
    told: bool = False


@cache
def _code_version() -> str:
    """A hash of the code that asks and that takes answers over; that of the rules is in their own fingerprint."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in (*sorted(here.glob("*.py")), here.parent / "hybrid.py"):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Asker:
    """A model and the connections to it, which are opened by the first question.

    `on_answer` is called with each answer and what was used so far. With `put_off` nothing is sent: see `Endpoint`.
    Where `through` is given, questions go to that, and nothing is opened.
    """

    def __init__(
        self,
        settings: Settings,
        on_answer: Callable[[Answer, Usage], None] | None = None,
        put_off: PutOff | None = None,
        through: Asks | None = None,
    ) -> None:
        self.settings = settings
        self._through = through
        self._on_answer = on_answer
        self._put_off = put_off
        self._opened = AsyncExitStack()
        self._opening: asyncio.Task[Endpoint] | None = None

    @property
    def identity(self) -> tuple[object, ...]:
        """All that can change a model's answers: where and how it is asked, how much at a time, and for what."""
        made = self.settings
        route = (made.base_url, made.model, made.mode, made.temperature, canonical(made.extra_body), made.system_role)
        brief = template_version(BRIEF_TEMPLATE) if made.brief == "model" else None
        return (_code_version(), *route, made.max_answer_tokens, prompt_version(), brief)

    def parts(self, document: Document, asked: Question) -> list[Part]:
        """The parts that ask about `asked`, a call each if every answer holds."""
        return plan_parts(document, document.sentences, asked.numbers, asked.clauses, self._part_tokens)

    @property
    def _part_tokens(self) -> int:
        return max(1, min(_PART_TOKENS, int(_SHARE * self.settings.max_answer_tokens)))

    def plan(self, document: Document, question: Question, asked: Question, head: bool) -> Plan:
        """The calls that ask about `asked`, which is some or all of `question`; with `head` about the whole first."""
        fixed, spans = instructions(), spans_of(document)
        parts = self.parts(document, asked)
        calls = tuple(PlannedCall(fixed + part_message(document, part, spans), part.cost) for part in parts)
        if head and (document.numbers or document.sections):
            sent = "".join(message.content for message in self._head_call(document, ()).messages)
            calls = (PlannedCall(sent, HEAD_TOKENS), *calls)
        return Plan(calls, asked.size / question.size if question.size else 0.0)

    async def read(self, document: Document, inquiry: Inquiry) -> Reading | None:
        """What the model says of the document as a whole: its metadata, and the kinds of its sections.

        What the model leaves open, or says against the text twice, is not in it. Raises EndpointError where the
        endpoint cannot be used.
        """
        if not document.numbers and not document.sections:
            return None
        endpoint = await self.open()
        inquiry.planned += 1
        head = Head()
        for _ in range(2):
            call = self._head_call(document, tuple(head.faults.values()))
            answer = await endpoint.ask(call, inquiry.meter)
            inquiry.made += 1
            if answer.state == "ok" and isinstance(answer.value, HeadRows):
                head = merged(head, read_head(document, answer.value))
            else:
                head.faults = {"": "the answer was not the JSON object asked for"}
            if not head.faults or answer.state in {"stalled", "too_long"}:
                break
        return head.reading(document)

    def _head_call(self, document: Document, notes: Sequence[str]) -> Call:
        return Call(
            messages=(Message("system", rendered(HEAD_TEMPLATE)), Message("user", head_message(document, notes))),
            response_model=HeadRows,
            max_tokens=room(2 * HEAD_TOKENS, self.settings.max_answer_tokens),
            prompt_version=prompt_version(),
            place=f"{document.source.name}, its head",
        )

    async def ask(self, document: Document, rules: Sequence[NumberLabel], asked: Question, inquiry: Inquiry) -> Found:
        """What the model says of `asked`. Raises EndpointError where the endpoint cannot be used."""
        known = {label.id: label for label in rules}
        endpoint, parts = await self.open(), self.parts(document, asked)
        inquiry.planned += len(parts)
        planned, inquiry.told = 0 if inquiry.told else inquiry.planned, True
        limit, spans, most = self._part_tokens, spans_of(document), self.settings.max_answer_tokens
        desk = Desk(document, known, endpoint, inquiry.meter, limit, most, spans, planned)
        found = await ask_parts(desk, parts, max(0, most_calls(inquiry.planned) - inquiry.made))
        inquiry.made += len(parts)
        return found

    def account(
        self, document: Document, question: Question, asked: Question, found: Found, inquiry: Inquiry
    ) -> Account:
        """How what was found came about; `asked` is some or all of `question`."""
        return Account(
            model=self.settings.model,
            prompts=prompt_version(),
            states=states_of(document, question, asked, found),
            reasons=found.failed,
            usage=inquiry.meter.totals,
            strayed=found.strayed,
        )

    async def open(self) -> Asks:
        """The endpoint, opened if it is not. Raises UsageError for settings that do not suffice."""
        if self._through is not None:
            return self._through
        if self._opening is None:
            self._opening = asyncio.create_task(self._open())
        return await asyncio.shield(self._opening)

    async def _open(self) -> Endpoint:
        store = self._opened.enter_context(open_store(self.settings))
        return await self._opened.enter_async_context(Endpoint(self.settings, store, self._on_answer, self._put_off))

    async def aclose(self) -> None:
        """Close connections and store; the next question opens them again."""
        self._opening = None
        await self._opened.aclose()
