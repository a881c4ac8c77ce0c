"""Asking a model about some ids of a document: what both engines that use one have in common."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from functools import cache
from pathlib import Path

from summarizer.contract.labels import Account, NumberLabel
from summarizer.document.document import Document
from summarizer.document.scope import spans_of
from summarizer.endpoint import Answer, Endpoint, Meter, PutOff, Settings, UsageTotals, open_store
from summarizer.endpoint.call import canonical
from summarizer.engines.engine import Plan, PlannedCall
from summarizer.engines.llm.combine import Question, states_of
from summarizer.engines.llm.dialogue import Desk, Found, ask_parts
from summarizer.engines.llm.parts import Part, plan_parts
from summarizer.engines.llm.prompt import (
    BRIEF_TEMPLATE,
    instructions,
    part_message,
    prompt_version,
    template_version,
)

# Tokens that the answer to one part should take: few enough for a model to keep its mind on the text, and a fraction of
# what the endpoint may answer, so that none is cut short.
_PART_TOKENS, _SHARE = 1_500, 0.4


@cache
def _code_version() -> str:
    """A hash of the code that asks and that takes answers over; that of the rules is in their own fingerprint."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in (*sorted(here.glob("*.py")), here.parent / "hybrid.py"):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Asker:
    """A model, the language in which it is asked, and the connections to it, which are opened by the first question.

    `on_answer` is called with each answer and what was used so far. With `put_off` nothing is sent: see `Endpoint`.
    """

    def __init__(
        self,
        settings: Settings,
        language: str = "en",
        on_answer: Callable[[Answer, UsageTotals], None] | None = None,
        put_off: PutOff | None = None,
    ) -> None:
        self.settings = settings
        self.language = language
        self._on_answer = on_answer
        self._put_off = put_off
        self._opened = AsyncExitStack()
        self._opening: asyncio.Task[Endpoint] | None = None

    @property
    def identity(self) -> tuple[object, ...]:
        """All that can change a model's answers: where and how it is asked, how much at a time, and for what."""
        made = self.settings
        route = (made.base_url, made.model, made.mode, made.temperature, canonical(made.extra_body))
        brief = template_version(BRIEF_TEMPLATE) if made.brief == "model" else None
        return (_code_version(), *route, made.max_answer_tokens, prompt_version(self.language), brief)

    def parts(self, document: Document, asked: Question) -> list[Part]:
        """The parts that ask about `asked`, a call each if every answer holds."""
        limit = max(1, min(_PART_TOKENS, int(_SHARE * self.settings.max_answer_tokens)))
        return plan_parts(document, document.sentences, asked.numbers, asked.clauses, limit)

    def plan(self, document: Document, question: Question, asked: Question) -> Plan:
        """The calls that ask about `asked`, which is some or all of `question`."""
        fixed, spans = instructions(self.language), spans_of(document)
        parts = self.parts(document, asked)
        calls = tuple(PlannedCall(fixed + part_message(document, part, spans), part.cost) for part in parts)
        return Plan(calls, asked.size / question.size if question.size else 0.0)

    async def ask(
        self, document: Document, rules: Sequence[NumberLabel], question: Question, asked: Question
    ) -> tuple[Found, Account]:
        """What the model says of `asked`, which is some or all of `question`, and the account of it.

        Raises EndpointError where the endpoint cannot be used.
        """
        meter = Meter()
        known = {label.id: label for label in rules}
        endpoint = await self.open()
        limit, spans = self.settings.max_answer_tokens, spans_of(document)
        desk = Desk(document, known, endpoint, meter, self.language, limit, spans)
        found = await ask_parts(desk, self.parts(document, asked))
        account = Account(
            model=self.settings.model,
            prompts=prompt_version(self.language),
            states=states_of(document, question, asked, found),
            reasons=found.failed,
            usage=meter.totals,
            strayed=found.strayed,
        )
        return found, account

    async def open(self) -> Endpoint:
        """The endpoint, opened if it is not. Raises UsageError for settings that do not suffice."""
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
