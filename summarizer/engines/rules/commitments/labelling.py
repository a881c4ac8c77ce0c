"""Commitments: which clauses of a forward-looking part promise an action, where each action begins and ends, and how.

Where actions begin is decided by a linear chain over the shapes of clauses, topic and naming by two small classifiers, all
in `schemas/learned`; strength, deadline and what cannot be a commitment are rules.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from summarizer.contract.labels import CommitmentLabel, NumberLabel
from summarizer.document.document import Document
from summarizer.document.forward import stretches
from summarizer.document.ledger import Entry
from summarizer.engines.rules.commitments.action import actions_of
from summarizer.engines.rules.commitments.confidence import Grounds, features_of, step_of
from summarizer.engines.rules.commitments.deadlines import deadlines_of
from summarizer.engines.rules.commitments.features import Figures
from summarizer.engines.rules.commitments.none import promising_nothing
from summarizer.engines.rules.commitments.shapes import break_between
from summarizer.engines.rules.commitments.spans import Span, find_spans
from summarizer.engines.rules.commitments.specificity import specificity_of
from summarizer.engines.rules.commitments.strength import strengths_of
from summarizer.engines.rules.commitments.topics import Placed, topics_of
from summarizer.knowledge.learned import Learned, Logistic, shipped
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.word_index import WordIndex, index_of

_EXISTING = re.compile(r"现有|现已|已建成|已完成|已经")
_WHY_NONE = {
    "ideology": "political formula",
    "frame": "general requirement",
    "situation": "account of the situation",
    "states": "vision",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A commitment, what its confidence rests on, and that confidence, if it was asked for."""

    label: CommitmentLabel
    grounds: Grounds


def label_commitments(
    document: Document, numbers: Sequence[NumberLabel], learned: Learned | None = None
) -> tuple[tuple[CommitmentLabel, ...], dict[str, str]]:
    """The commitments in order of the text, and why every other clause of a forward-looking part is none; `learned` by
    default as shipped."""
    weights = learned or shipped()
    found, passed_over = _read(document, numbers, weights, weights.logistic("commitment_confidence"))
    return tuple(one.label for one in found), passed_over


def find_commitments(
    document: Document, numbers: Sequence[NumberLabel], learned: Learned
) -> tuple[list[Found], dict[str, str]]:
    """As `label_commitments`, without confidences."""
    return _read(document, numbers, learned, None)


def _read(
    document: Document, numbers: Sequence[NumberLabel], learned: Learned, model: Logistic | None
) -> tuple[list[Found], dict[str, str]]:
    """The commitments, with confidences by `model` if there is one, and why other clauses are none."""
    figures, parts = figures_by_clause(document, numbers), stretches(document)
    clauses = [clause for part in parts for clause in part.clauses]
    pieces = Pieces.of(document.text, [(clause.start, clause.end) for clause in clauses])
    certain = {clauses[at].index: why for at, why in promising_nothing(pieces).items()}
    barred = {index: why for part in parts for index, why in part.barred.items()}
    spans = find_spans(document, parts, figures, certain | barred, learned.chain("commitments"))
    taken = {clause.index for span in spans for clause in span.clauses}
    flags = {clauses[at].index: flag for flag, at in reversed(_reasons().in_pieces(pieces))}
    passed_over = {}
    for clause in clauses:
        if clause.index not in taken:
            why = barred.get(clause.index) or _about_figures(clause, figures) or certain.get(clause.index)
            passed_over[clause.id] = why or _WHY_NONE.get(flags.get(clause.index, ""), "no action of its own")
    return list(_found(document, spans, figures, learned, model)), passed_over


@cache
def _reasons() -> WordIndex:
    return index_of(*_WHY_NONE)


def figures_by_clause(document: Document, numbers: Sequence[NumberLabel]) -> dict[int, list[NumberLabel]]:
    """The labels of the quantities of each clause, by clause index."""
    labels = {label.id: label for label in numbers if label.cls == "q"}
    found: dict[int, list[NumberLabel]] = {}
    for number in document.numbers:
        if number.id in labels and (clause := document.clause_at(number.start)):
            found.setdefault(clause.index, []).append(labels[number.id])
    return found


def _about_figures(clause: Entry, figures: Figures) -> str:
    if not figures.get(clause.index):
        return ""
    return "existing state" if _EXISTING.search(clause.text) else "target of a statistic"


def _found(
    document: Document, spans: Sequence[Span], figures: Figures, learned: Learned, model: Logistic | None
) -> Iterator[Found]:
    text, edges = document.text, [(span.start, span.end) for span in spans]
    topics = topics_of(text, placed(document, spans), learned.chain("topics"))
    counted = [any(clause.index in figures for clause in span.clauses) for span in spans]
    carried = carry_over(document, spans, counted)
    unsaid = [at for at, one in enumerate(carried) if not counted[at] and one.deadline is None]
    pieces = Pieces.of(text, [edges[at] for at in unsaid])
    named = dict(zip(unsaid, specificity_of(pieces, learned.chain("specificity")), strict=True))
    sure: dict[Grounds, float] = {}
    for at, (span, one, (topic, sure_topic), action) in enumerate(
        zip(spans, carried, topics, actions_of(text, edges), strict=True)
    ):
        specificity, sure_specificity = named.get(at, ("quantified", 1.0))
        grounds = Grounds(
            step_of(span.probability), step_of(sure_topic), step_of(sure_specificity),
            specificity, one.strength, one.deadline is not None, len(span.clauses),
        )  # fmt: skip
        if model is not None and grounds not in sure:
            sure[grounds] = model.probability(features_of(grounds, document.meta.weak))
        label = CommitmentLabel(
            first=span.clauses[0].id,
            last=span.clauses[-1].id,
            action=action,
            strength=one.strength,
            specificity=specificity,
            deadline=one.deadline,
            topic=topic,
            confidence=sure.get(grounds),
            why=(
                f"cut here {span.probability:.2f}",
                f"{topic} {sure_topic:.2f}",
                f"{specificity} {sure_specificity:.2f}",
            ),
        )
        yield Found(label, grounds)


@dataclass(frozen=True, slots=True)
class Carried:
    """Strength and deadline of a commitment: a list that 力争年内 opens shares them."""

    strength: str
    deadline: str | None


def carry_over(document: Document, spans: Sequence[Span], counted: Sequence[bool]) -> list[Carried]:
    """Strength and deadline of each span: its own words, else those that open the list it goes on with.

    Only items that are `counted` go on with a list: 力争年内新建学校3所,改造校舍5栋. A full stop ends the list.
    """
    pieces = Pieces.of(document.text, [(span.start, span.end) for span in spans])
    own = map(Carried, strengths_of(pieces), deadlines_of(pieces, document.meta.plan_period))
    found: list[Carried] = []
    for at, (span, said) in enumerate(zip(spans, own, strict=True)):
        goes_on = at and counted[at] and spans[at - 1].clauses[-1].index == span.clauses[0].index - 1
        if goes_on and _in_one_list(document, spans[at - 1], span, found[-1]):
            strength, deadline = found[-1].strength, found[-1].deadline
            said = Carried(
                said.strength if said.strength != "will" else strength,
                said.deadline or (deadline if said.strength == "will" else None),
            )
        found.append(said)
    return found


def _in_one_list(document: Document, before: Span, span: Span, carried: Carried) -> bool:
    return carried.strength != "must" and break_between(document.text, before.end, span.start) not in {"stop", "line"}


def placed(document: Document, spans: Sequence[Span]) -> list[Placed]:
    """The places of commitments under their headings."""
    known: dict[str, tuple[str, str]] = {"": ("", "")}
    row = []
    for span in spans:
        section = document.section_at(span.start)
        id_ = section.id if section else ""
        if id_ not in known:
            known[id_] = document.heading_of(section), document.heading_of(document.parent_of(section))
        row.append(Placed(span.start, span.end, *known[id_], id_))
    return row
