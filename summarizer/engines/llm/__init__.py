"""The engine that asks a language model: the whole ledger, part by part, through any OpenAI-compatible endpoint."""

import hashlib
from dataclasses import replace
from functools import cached_property

from pydantic import BaseModel

from summarizer.contract.labels import Labels
from summarizer.contract.report import Report
from summarizer.document.document import Document, reread
from summarizer.endpoint import Asks, Settings
from summarizer.engines.engine import BriefWriter, Plan, PlannedCall, Rules
from summarizer.engines.llm.asker import Asker, Inquiry
from summarizer.engines.llm.brief import BriefText, brief_writer, planned_brief
from summarizer.engines.llm.combine import combine, open_question
from summarizer.engines.llm.wire import HeadRows, LabelRows
from summarizer.errors import PendingError

__all__ = ["ANSWER_FORMS", "Asker", "ModelEngine"]

# Every form that an engine asks an answer in, by name.
ANSWER_FORMS: dict[str, type[BaseModel]] = {form.__name__: form for form in (HeadRows, LabelRows, BriefText)}


class ModelEngine:
    """Asks a model what every id of the ledger means, save those the rules are certain of.

    What the model leaves open, or gets wrong three times over, is labelled by the rules and marked so.
    """

    name = "llm"

    def __init__(self, asker: Asker, rules: Rules) -> None:
        self._asker = asker
        self._rules = rules

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the code and its data, the prompts, and where and how the model is asked."""
        identity = (self._rules.fingerprint, self._asker.identity)
        return f"{self.name}-{hashlib.sha256(repr(identity).encode()).hexdigest()[:16]}"

    @property
    def settings(self) -> Settings:
        """Which model is asked, and how."""
        return self._asker.settings

    async def open(self) -> Asks:
        """What its questions go to, opened if it is not. Raises UsageError for settings that do not suffice."""
        return await self._asker.open()

    def check_ready(self) -> None:
        """Raises UsageError, with what to set, unless a call can be made."""
        self._asker.settings.check_ready()

    async def label(self, document: Document) -> Labels:
        inquiry = Inquiry()
        try:
            reading = await self._asker.read(document, inquiry)
        except PendingError:
            # Most often the rules' reading is confirmed: what would be asked then is put off along with it.
            if not inquiry.made:
                await self._label(document, inquiry)
            raise
        labels = await self._label(document if reading is None else reread(document, reading), inquiry)
        return replace(labels, reading=reading)

    async def _label(self, document: Document, inquiry: Inquiry) -> Labels:
        rules = self._rules.sketch_numbers(document)
        question = open_question(document, rules.labels)
        found = await self._asker.ask(document, rules.labels, question, inquiry)
        labels = combine(
            document, self._rules, rules, lambda: self._rules.label_commitments(document, rules.labels), question, found
        )
        return replace(labels, account=self._asker.account(document, question, question, found, inquiry))

    def plan(self, document: Document) -> Plan:
        """The calls that `label` would make if every answer held."""
        question = open_question(document, self._rules.sketch_numbers(document).labels)
        return self._asker.plan(document, question, question, head=True)

    def plan_brief(self, report: Report) -> PlannedCall | None:
        """The call for the brief of a report such as this; None where the rules write it."""
        return planned_brief(self._asker, report)

    @property
    def write_brief(self) -> BriefWriter | None:
        """The model's brief, where the settings ask for one."""
        return brief_writer(self._asker)

    async def aclose(self) -> None:
        await self._asker.aclose()
