"""The hybrid engine: rules label everything, and a model is asked only where they are unsure.

To know what is missed by trusting the rules elsewhere, a small random sample of what they are sure of is asked too; how
often the two disagree on it is reported.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from summarizer.contract.labels import Audit, Labels
from summarizer.contract.report import Report
from summarizer.document.document import Document
from summarizer.engines.engine import BriefWriter, Plan, PlannedCall, Rules
from summarizer.engines.llm.asker import Asker
from summarizer.engines.llm.brief import brief_writer, planned_brief
from summarizer.engines.llm.combine import Question, combine, open_question, unnamed, with_clauses
from summarizer.engines.llm.dialogue import Found

# Below which confidence a label is asked about. Numbers are asked sooner: a wrong one does more harm, and the
# confidence of a commitment counts its topic and naming too, which matter less than where it begins and ends.
NUMBERS_BELOW, COMMITMENTS_BELOW = 0.85, 0.5
# How much of the rest is asked for comparison, and the most that is asked in all where nobody says how much.
AUDIT_SHARE, _MOST = 0.02, 0.35


@dataclass(frozen=True, slots=True)
class _Choice:
    """What the model is asked: ids the rules are unsure of and, of those they are sure of, the ids of the audit."""

    asked: Question
    audited: frozenset[str]


class HybridEngine:
    """Rules for all, a model for what they are unsure of.

    `threshold` is the confidence below which a label is asked about, where given for numbers and commitments alike;
    where it is not, the least sure are asked first and a third of the ids at the most. `audit_share` is the share of
    the others that is asked for comparison. Commitments are asked by the sentence: where one ends depends on its
    neighbours.
    """

    name = "hybrid"

    def __init__(
        self, asker: Asker, rules: Rules, threshold: float | None = None, audit_share: float | None = None
    ) -> None:
        self._asker = asker
        self._most = _MOST if threshold is None else 1.0
        self._numbers_below = NUMBERS_BELOW if threshold is None else threshold
        self._commitments_below = COMMITMENTS_BELOW if threshold is None else threshold
        self._audit_share = AUDIT_SHARE if audit_share is None else audit_share
        self._rules = rules

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the code and its data, the prompts, where and how the model is asked, and what it is asked."""
        chosen = (self._numbers_below, self._commitments_below, self._audit_share)
        identity = (self._rules.fingerprint, self._asker.identity, chosen)
        return f"{self.name}-{hashlib.sha256(repr(identity).encode()).hexdigest()[:16]}"

    def check_ready(self) -> None:
        """Raises UsageError, with what to set, unless a call can be made."""
        self._asker.settings.check_ready()

    async def label(self, document: Document) -> Labels:
        rules = self._label_by_rules(document)
        question = open_question(document, rules.numbers)
        choice = self._choose(document, rules, question)
        found, account = await self._asker.ask(document, rules.numbers, question, choice.asked)
        known = (rules.commitments, rules.passed_over)
        labels = combine(document, self._rules, rules.numbers, lambda: known, question, found)
        audit = _compare(document, rules, labels, found, choice.audited)
        return replace(labels, account=replace(account, audit=audit))

    def plan(self, document: Document) -> Plan:
        """The calls that `label` would make if every answer held."""
        rules = self._label_by_rules(document)
        question = open_question(document, rules.numbers)
        return self._asker.plan(document, question, self._choose(document, rules, question).asked)

    def plan_brief(self, report: Report) -> PlannedCall | None:
        """The call for the brief of a report such as this; None where the rules write it."""
        return planned_brief(self._asker, report)

    def _label_by_rules(self, document: Document) -> Labels:
        numbers = self._rules.label_numbers(document)
        return Labels(numbers, *self._rules.label_commitments(document, numbers))

    def _choose(self, document: Document, rules: Labels, question: Question) -> _Choice:
        unsure, sure = self._groups(document, rules, question)
        audited = {id_ for ids in sure if self._is_drawn(document, ids[0]) for id_ in ids}
        wanted = set(audited)
        # The audit is part of the most, but a large one must not crowd out what it is there to judge.
        most = self._most * question.size
        left = max(most - len(audited), most / 2)
        for _, ids in sorted(unsure):
            left -= len(ids)
            if left < 0:
                break
            wanted.update(ids)
        asked = Question(
            tuple(id_ for id_ in question.numbers if id_ in wanted),
            tuple(id_ for id_ in question.clauses if id_ in wanted),
        )
        return _Choice(asked, frozenset(audited))

    def _groups(
        self, document: Document, rules: Labels, question: Question
    ) -> tuple[list[tuple[float, list[str]]], list[list[str]]]:
        """What is asked together, a number or the clauses of a sentence: those the rules are unsure of, with the lowest
        confidence among them, and the others."""
        unsure: list[tuple[float, list[str]]] = []
        sure: list[list[str]] = []
        numbers = {label.id: label.confidence for label in rules.numbers}
        for id_ in question.numbers:
            confidence = numbers[id_]
            if confidence is not None and confidence < self._numbers_below:
                unsure.append((confidence, [id_]))
            else:
                sure.append([id_])
        clauses = {
            id_: label.confidence
            for label, ids in with_clauses(document, rules.commitments)
            if label.confidence is not None
            for id_ in ids
        }
        open_clauses = frozenset(question.clauses)
        for sentence in document.sentences:
            ids = [clause.id for clause in sentence.clauses if clause.id in open_clauses]
            lowest = min((clauses[id_] for id_ in ids if id_ in clauses), default=1.0)
            if ids and lowest < self._commitments_below:
                unsure.append((lowest, ids))
            elif ids:
                sure.append(ids)
        return unsure, sure

    def _is_drawn(self, document: Document, id_: str) -> bool:
        """Whether an id is in the audit: by a hash, so that the same report always has the same sample."""
        drawn = hashlib.sha256(f"{document.source.sha256} {id_}".encode()).digest()
        return int.from_bytes(drawn[:8], "big") < self._audit_share * 2**64

    @property
    def write_brief(self) -> BriefWriter | None:
        """The model's brief, where the settings ask for one."""
        return brief_writer(self._asker)

    async def aclose(self) -> None:
        await self._asker.aclose()


def _compare(document: Document, rules: Labels, labels: Labels, found: Found, audited: Iterable[str]) -> Audit:
    """How many ids of the audit got an answer, and on how many of them the rules had said another thing."""
    answered = [id_ for id_ in audited if id_ in found.numbers or id_ in found.covered]
    before, after = _meanings(document, rules), _meanings(document, labels)
    return Audit(len(answered), sum(before.get(id_) != after.get(id_) for id_ in answered))


def _meanings(document: Document, labels: Labels) -> dict[str, object]:
    """What each number and each clause of a commitment was said to mean, names and confidences aside."""
    meanings: dict[str, object] = {label.id: unnamed(label) for label in labels.numbers}
    for promise, ids in with_clauses(document, labels.commitments):
        for id_ in ids:
            meanings[id_] = (promise.first, promise.last, promise.topic, promise.strength, promise.deadline)
    return meanings
