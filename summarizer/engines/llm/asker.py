"""Asking a model about some ids of a document: what both engines that use one have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.document import Document
from summarizer.endpoint import Meter
from summarizer.engines.llm.combine import Question, states_of
from summarizer.engines.llm.dialogue import Desk, Found, ask_parts
from summarizer.engines.llm.parts import Part, list_sentences, plan_parts
from summarizer.engines.llm.prompt import prompt_version
from summarizer.labels import Account, NumberLabel

if TYPE_CHECKING:
    from summarizer.endpoint import Endpoint
    from summarizer.endpoint.settings import Settings

# Tokens that the answer to one part should take: few enough for a model to keep its mind on the text, and a fraction of
# what the endpoint may answer, so that none is cut short.
_PART_TOKENS, _SHARE = 1_200, 0.4


@dataclass(frozen=True)
class Asker:
    """A model, and the language in which it is asked."""

    endpoint: "Endpoint"
    settings: "Settings"
    language: str = "en"

    @property
    def identity(self) -> tuple[object, ...]:
        """All that can change a model's answers."""
        made = self.settings
        return (made.base_url, made.model, made.mode, made.temperature, prompt_version(self.language))

    def parts(self, document: Document, asked: Question) -> list[Part]:
        """The parts that ask about `asked`, a call each if every answer holds."""
        limit = max(1, min(_PART_TOKENS, int(_SHARE * self.settings.max_answer_tokens)))
        return plan_parts(document, list_sentences(document), asked.numbers, asked.clauses, limit)

    async def ask(
        self, document: Document, rules: Sequence[NumberLabel], question: Question, asked: Question
    ) -> tuple[Found, Account]:
        """What the model says of `asked`, which is some or all of `question`, and the account of it.

        Raises EndpointError where the endpoint cannot be used.
        """
        meter = Meter()
        known = {label.id: label for label in rules}
        desk = Desk(document, known, self.endpoint, meter, self.language, self.settings.max_answer_tokens)
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

    async def aclose(self) -> None:
        """Close the connections; the next question opens new ones."""
        await self.endpoint.aclose()
