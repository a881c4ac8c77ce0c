"""Which ids a model is asked, and one set of labels out of what it and the rules say."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from summarizer.contract.labels import CommitmentLabel, Labels, NumberLabel
from summarizer.contract.terms import State
from summarizer.document.document import Document
from summarizer.document.forward import intended_elsewhere, stretches
from summarizer.engines.engine import Rules, Sketch
from summarizer.engines.llm.accept import SOURCE, Promise
from summarizer.engines.llm.dialogue import Found

# Classes of which the rules are certain: on the hand labels they were never wrong about them.
_CERTAIN = frozenset({"date", "ordinal"})
RuleCommitments = Callable[[], tuple[tuple[CommitmentLabel, ...], Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Question:
    """The ids of numbers and clauses that a model may be asked, in order of the text."""

    numbers: tuple[str, ...]
    clauses: tuple[str, ...]

    @property
    def size(self) -> int:
        return len(self.numbers) + len(self.clauses)

    def plus(self, other: "Question") -> "Question":
        """The ids of both."""
        return Question(self.numbers + other.numbers, self.clauses + other.clauses)


def open_question(document: Document, rules: Sequence[NumberLabel]) -> Question:
    """All ids that are worth asking: not dates and list marks, nor headings, nor clauses that do not look ahead."""
    numbers = tuple(label.id for label in rules if label.cls not in _CERTAIN)
    clauses = intended_elsewhere(document)
    for stretch in stretches(document):
        clauses += [clause for clause in stretch.clauses if clause.index not in stretch.barred]
    return Question(numbers, tuple(clause.id for clause in sorted(clauses, key=lambda clause: clause.index)))


def combine(
    document: Document,
    engine: Rules,
    rules: Sketch,
    rule_commitments: RuleCommitments,
    question: Question,
    found: Found,
) -> Labels:
    """Labels for a whole document: the model's where it gave one that holds, else the rules', which are `rules`.

    `rule_commitments` is called only if the model left clauses of `question` undecided.
    """
    numbers = tuple(found.numbers.get(label.id) or rules.complete(label) for label in rules.labels)
    quantities = {label.id for label in numbers if label.cls == "q"}
    figures = [entry.start for entry in document.numbers if entry.id in quantities]
    spans = [(document.clauses[each.first].start, document.clauses[each.last].end) for each in found.promises]
    actions = engine.actions_of(document.text, spans)
    promised = [
        _commitment(document, promise, action, figures) for promise, action in zip(found.promises, actions, strict=True)
    ]
    passed_over = dict.fromkeys(found.covered, "nothing promised")
    if not found.covered.issuperset(question.clauses):
        kept, why = rule_commitments()
        promised += [label for label, ids in with_clauses(document, kept) if found.covered.isdisjoint(ids)]
        passed_over = {**why, **passed_over}
    promised.sort(key=lambda label: int(label.first[1:]))
    for _, ids in with_clauses(document, promised):
        for id_ in ids:
            passed_over.pop(id_, None)
    return Labels(numbers, tuple(promised), passed_over)


def with_clauses(
    document: Document, promised: Iterable[CommitmentLabel]
) -> Iterator[tuple[CommitmentLabel, list[str]]]:
    """Each commitment with the ids of its clauses."""
    order = {clause.id: clause.index for clause in document.clauses}
    for label in promised:
        yield label, [clause.id for clause in document.clauses[order[label.first] : order[label.last] + 1]]


def states_of(document: Document, question: Question, asked: Question, found: Found) -> dict[str, State]:
    """How every number and clause of the ledger came by its label."""
    open_ids = {*question.numbers, *question.clauses}
    asked_ids = {*asked.numbers, *asked.clauses}
    answered = found.numbers.keys() | found.covered

    def state(id_: str) -> State:
        if id_ in asked_ids:
            return "model" if id_ in answered else "failed"
        return "rules" if id_ in open_ids else "not_asked"

    return {entry.id: state(entry.id) for entry in (*document.numbers, *document.clauses)}


def _commitment(document: Document, promise: Promise, action: str, figures: Sequence[int]) -> CommitmentLabel:
    """The label of a commitment that `action` leads; `figures` are where quantities begin, in order."""
    first, last = document.clauses[promise.first], document.clauses[promise.last]
    measured = promise.deadline is not None or bisect_left(figures, first.start) < bisect_left(figures, last.end)
    return CommitmentLabel(
        first=first.id,
        last=last.id,
        action=action,
        strength=promise.strength,
        specificity="quantified" if measured else "named" if promise.named else "general",
        deadline=promise.deadline,
        topic=promise.topic,
        source=SOURCE,
    )


def unnamed(label: NumberLabel) -> NumberLabel:
    """The label without its name, for comparing what two engines say: wordings differ where meanings do not."""
    return replace(label, name="", confidence=None, source="", why=())
