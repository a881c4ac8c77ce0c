"""The hybrid engine: rules label everything, and a model is asked only where they are unsure.

To know what is missed by trusting the rules elsewhere, a small random sample of what they are sure of is asked too; how
often the two disagree on it is reported.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from summarizer.contract.labels import Audit, Labels, NumberLabel
from summarizer.contract.report import Report
from summarizer.document.document import Document, Section, reread
from summarizer.document.ledger import Entry
from summarizer.endpoint import Asks, Settings
from summarizer.engines.engine import BriefWriter, Plan, PlannedCall, Rules, Sketch
from summarizer.engines.llm.asker import Asker, Inquiry
from summarizer.engines.llm.brief import brief_writer, planned_brief
from summarizer.engines.llm.combine import Question, combine, open_question, unnamed, with_clauses
from summarizer.engines.llm.dialogue import Found
from summarizer.engines.llm.head import weak_reading
from summarizer.errors import PendingError

# Below which confidence a label is asked about. Numbers are asked sooner: a wrong one does more harm, and the
# confidence of a commitment counts its topic and naming too, which matter less than where it begins and ends.
NUMBERS_BELOW, COMMITMENTS_BELOW = 0.85, 0.5
# How much of the rest is asked for comparison, and the most that is asked in all where nobody says how much.
AUDIT_SHARE, _MOST = 0.02, 0.35
# The share of the most that is asked at first; the rest is for sections that the audit finds wrong.
_FIRST = 0.85


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
        inquiry, reading = Inquiry(), None
        if weak_reading(document):
            try:
                reading = await self._asker.read(document, inquiry)
            except PendingError:
                if not inquiry.made:
                    await self._label(document, inquiry)
                raise
        labels = await self._label(document if reading is None else reread(document, reading), inquiry)
        return replace(labels, reading=reading)

    async def _label(self, document: Document, inquiry: Inquiry) -> Labels:
        rules = self._label_by_rules(document)
        question = open_question(document, rules.numbers)
        choice = self._choose(document, rules, question)
        found = await self._asker.ask(document, rules.numbers, choice.asked, inquiry)
        doubtful = self._doubtful(document, rules, question, choice, found)
        if doubtful.size:
            found.add(await self._asker.ask(document, rules.numbers, doubtful, inquiry))
        asked = choice.asked.plus(doubtful)
        known = (rules.commitments, rules.passed_over)
        sure = Sketch(rules.numbers, complete=lambda label: label)
        labels = combine(document, self._rules, sure, lambda: known, question, found)
        account = self._asker.account(document, question, asked, found, inquiry)
        audit = _compare(document, rules, labels, found, choice.audited)
        return replace(labels, account=replace(account, audit=audit))

    def plan(self, document: Document) -> Plan:
        """The calls that `label` would make if every answer held, and the audit found nothing."""
        rules = self._label_by_rules(document)
        question = open_question(document, rules.numbers)
        asked = self._choose(document, rules, question).asked
        return self._asker.plan(document, question, asked, head=weak_reading(document))

    def plan_brief(self, report: Report) -> PlannedCall | None:
        """The call for the brief of a report such as this; None where the rules write it."""
        return planned_brief(self._asker, report)

    def _label_by_rules(self, document: Document) -> Labels:
        numbers = self._rules.label_numbers(document)
        return Labels(numbers, *self._rules.label_commitments(document, numbers))

    def _doubtful(
        self, document: Document, rules: Labels, question: Question, choice: _Choice, found: Found
    ) -> Question:
        """What else is asked of the sections in which the model gave an audited number another status or period: the
        rules took them for of another time. As far as the most allows."""
        known = {label.id: label for label in rules.numbers}
        wrong = {
            _part_at(document, entry.start)
            for entry in document.numbers
            if entry.id in choice.audited and entry.id in found.numbers
            and _times(found.numbers[entry.id]) != _times(known[entry.id])
        }  # fmt: skip
        asked = {*choice.asked.numbers, *choice.asked.clauses}
        left = int(self._most * question.size) - len(asked)
        if not wrong or left <= 0:
            return Question((), ())

        def rest(entries: Sequence[Entry], open_ids: Sequence[str]) -> list[str]:
            wanted = frozenset(open_ids) - asked
            return [e.id for e in entries if e.id in wanted and _part_at(document, e.start) in wrong]

        numbers, clauses = rest(document.numbers, question.numbers), rest(document.clauses, question.clauses)
        return Question(tuple(numbers[:left]), tuple(clauses[: max(0, left - len(numbers))]))

    def _choose(self, document: Document, rules: Labels, question: Question) -> _Choice:
        unsure, sure = self._groups(document, rules, question)
        audited = {id_ for ids in sure if self._is_drawn(document, ids[0]) for id_ in ids}
        wanted = set(audited)
        # The audit is part of the most, but a large one must not crowd out what it is there to judge.
        most = (_FIRST if self._most < 1 else 1) * self._most * question.size
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


def _part_at(document: Document, offset: int) -> Section | None:
    """The section of level 1 or 2 that a place is in."""
    section = document.section_at(offset)
    while section is not None and section.level == 3 and (parent := document.parent_of(section)) is not None:
        section = parent
    return section


def _times(label: NumberLabel) -> tuple[object, ...]:
    """What a label says of time; nothing for what is no quantity."""
    return (label.status, label.period) if label.cls == "q" else ()


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
