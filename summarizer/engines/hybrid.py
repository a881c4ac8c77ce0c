"""The hybrid engine: rules label everything, and a model is asked only where they are unsure.

To know what is missed by trusting the rules elsewhere, a small random sample of what they are sure of is asked too; how
often the two disagree on it is reported.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from summarizer.document import Document
from summarizer.engines.llm.asker import Asker
from summarizer.engines.llm.combine import Question, combine, open_question, unnamed
from summarizer.engines.llm.dialogue import Found
from summarizer.engines.llm.parts import Part, list_sentences
from summarizer.engines.rules import RuleEngine
from summarizer.labels import Audit, CommitmentLabel, Labels

# Below which the rules are not trusted, and how much of the rest is asked for comparison. On reports left out of
# training, labels above this confidence are right nine times in ten, and about a quarter of the ids lie below it.
THRESHOLD, AUDIT_SHARE = 0.75, 0.02


@dataclass(frozen=True, slots=True)
class _Choice:
    """What the model is asked: ids the rules are unsure of and, of those they are sure of, the ids of the audit."""

    asked: Question
    audited: frozenset[str]


class HybridEngine:
    """Rules for all, a model for what they are unsure of.

    `threshold` is the confidence below which a label is asked about, `audit_share` the share of the others that is
    asked for comparison. Commitments are asked by the sentence: where one ends depends on its neighbours.
    """

    name = "hybrid"

    def __init__(self, asker: Asker, threshold: float = THRESHOLD, audit_share: float = AUDIT_SHARE) -> None:
        self._asker = asker
        self._threshold = threshold
        self._audit_share = audit_share
        self._rules = RuleEngine()

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the code and its data, the prompts, where and how the model is asked, and what it is asked."""
        identity = (self._rules.fingerprint, self._asker.identity, self._threshold, self._audit_share)
        return f"{self.name}-{hashlib.sha256(repr(identity).encode()).hexdigest()[:16]}"

    async def label(self, document: Document) -> Labels:
        rules = self._rules.label_now(document)
        question = open_question(document, rules.numbers)
        choice = self._choose(document, rules, question)
        found, account = await self._asker.ask(document, rules.numbers, question, choice.asked)
        labels = combine(document, rules.numbers, lambda: (rules.commitments, rules.passed_over), found)
        audit = _compare(document, rules, labels, found, choice.audited)
        return replace(labels, account=replace(account, audit=audit))

    def plan(self, document: Document) -> list[Part]:
        """The parts that `label` would ask about."""
        rules = self._rules.label_now(document)
        choice = self._choose(document, rules, open_question(document, rules.numbers))
        return self._asker.parts(document, choice.asked)

    def _choose(self, document: Document, rules: Labels, question: Question) -> _Choice:
        numbers = {label.id for label in rules.numbers if self._is_unsure(label.confidence)}
        unsure = {
            id_ for label in rules.commitments if self._is_unsure(label.confidence) for id_ in _clauses(document, label)
        }
        clauses: set[str] = set()
        audited = {id_ for id_ in question.numbers if id_ not in numbers and self._is_drawn(document, id_)}
        open_clauses = frozenset(question.clauses)
        for sentence in list_sentences(document):
            ids = {clause.id for clause in sentence.clauses} & open_clauses
            if ids & unsure:
                clauses |= ids
            elif ids and self._is_drawn(document, sentence.clauses[0].id):
                audited |= ids
        wanted = numbers | clauses | audited
        asked = Question(
            tuple(id_ for id_ in question.numbers if id_ in wanted),
            tuple(id_ for id_ in question.clauses if id_ in wanted),
        )
        return _Choice(asked, frozenset(audited))

    def _is_unsure(self, confidence: float | None) -> bool:
        return confidence is not None and confidence < self._threshold

    def _is_drawn(self, document: Document, id_: str) -> bool:
        """Whether an id is in the audit: by a hash, so that the same report always has the same sample."""
        drawn = hashlib.sha256(f"{document.source.sha256} {id_}".encode()).digest()
        return int.from_bytes(drawn[:8], "big") < self._audit_share * 2**64

    async def aclose(self) -> None:
        await self._asker.aclose()


def _clauses(document: Document, label: CommitmentLabel) -> Iterator[str]:
    order = {clause.id: clause.index for clause in document.clauses}
    return (document.clauses[index].id for index in range(order[label.first], order[label.last] + 1))


def _compare(document: Document, rules: Labels, labels: Labels, found: Found, audited: Iterable[str]) -> Audit:
    """How many ids of the audit got an answer, and on how many of them the rules had said another thing."""
    answered = [id_ for id_ in audited if id_ in found.numbers or id_ in found.covered]
    before, after = _meanings(document, rules), _meanings(document, labels)
    return Audit(len(answered), sum(before.get(id_) != after.get(id_) for id_ in answered))


def _meanings(document: Document, labels: Labels) -> dict[str, object]:
    """What each number and each clause of a commitment was said to mean, names and confidences aside."""
    meanings: dict[str, object] = {label.id: unnamed(label) for label in labels.numbers}
    for promise in labels.commitments:
        for id_ in _clauses(document, promise):
            meanings[id_] = (promise.first, promise.last, promise.topic, promise.strength, promise.deadline)
    return meanings
