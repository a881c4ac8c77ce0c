"""Commitments: which clauses of a forward-looking part promise an action, where each action begins and ends, and how.

Where actions begin is decided by a linear chain over the shapes of clauses, topic and naming by two small classifiers, all
in `schemas/learned`; strength, deadline and what cannot be a commitment are rules.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from summarizer.contract.labels import CommitmentLabel, NumberLabel
from summarizer.document.document import Document
from summarizer.document.forward import stretches
from summarizer.document.ledger import Entry
from summarizer.document.sentences import STOP
from summarizer.engines.rules.commitments.action import actions_in
from summarizer.engines.rules.commitments.confidence import Grounds, features_of, steps_of
from summarizer.engines.rules.commitments.deadlines import deadlines_of
from summarizer.engines.rules.commitments.features import Figures
from summarizer.engines.rules.commitments.none import promising_nothing
from summarizer.engines.rules.commitments.shapes import numbers_of
from summarizer.engines.rules.commitments.spans import Span, find_spans
from summarizer.engines.rules.commitments.specificity import specificity_of
from summarizer.engines.rules.commitments.strength import strengths_of
from summarizer.engines.rules.commitments.topics import Placed, topics_of
from summarizer.knowledge.arrays import changes
from summarizer.knowledge.learned import Learned, Logistic, shipped
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.word_index import index_of

_EXISTING = re.compile(r"现有|现已|已建成|已完成|已经")
_WHY_NONE = {
    "ideology": "political formula",
    "frame": "general requirement",
    "situation": "account of the situation",
    "states": "vision",
}


@dataclass(slots=True)
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
    pieces = document.pieces.take(numbers_of(parts)).apart()
    certain = {clauses[at].index: why for at, why in promising_nothing(pieces).items()}
    barred = {index: why for part in parts for index, why in part.barred.items()}
    spans = find_spans(document, parts, pieces, figures, certain | barred, learned.chain("commitments"))
    taken = {clause.index for span in spans for clause in span.clauses}
    flags = _flags(pieces)
    passed_over = {}
    for at, clause in enumerate(clauses):
        if clause.index not in taken:
            why = barred.get(clause.index) or _about_figures(clause, figures) or certain.get(clause.index)
            passed_over[clause.id] = why or _WHY_NONE.get(flags.get(at, ""), "no action of its own")
    return _found(document, spans, figures, learned, model), passed_over


def _flags(clauses: Pieces) -> dict[int, str]:
    """What the first word of those that tell why a clause is no commitment stands for, by the number of the clause."""
    index = index_of(*_WHY_NONE)
    names = list(index.meaning.values())
    words, at = index.in_pieces(clauses)
    first = changes(at)
    return {at: names[word] for at, word in zip(at[first].tolist(), words[first].tolist(), strict=True)}


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
) -> list[Found]:
    row = placed(document, spans)
    topics = topics_of(row, learned.chain("topics"))
    counted = [any(clause.index in figures for clause in span.clauses) for span in spans]
    carried = carry_over(document, spans, row.pieces, counted)
    named = [("quantified", 1.0)] * len(spans)
    unsaid = [at for at, one in enumerate(carried) if not counted[at] and one.deadline is None]
    told = specificity_of(row.pieces.take(np.array(unsaid, np.int64)), learned.chain("specificity"))
    for at, said in zip(unsaid, told, strict=True):
        named[at] = said
    sure_cut = [span.probability for span in spans]
    doubts = [steps_of(chances) for chances in (sure_cut, [sure for _, sure in topics], [sure for _, sure in named])]
    judged: dict[tuple[Any, ...], tuple[Grounds, float | None]] = {}
    found = []
    for span, one, (topic, sure_topic), (specificity, sure_specificity), action, *doubt in zip(
        spans, carried, topics, named, actions_in(row.pieces), *doubts, strict=True
    ):
        key = (*doubt, specificity, one.strength, one.deadline is not None, len(span.clauses))
        if key not in judged:
            grounds = Grounds(*key)
            chance = model.probability(features_of(grounds, document.meta.weak)) if model else None
            judged[key] = grounds, chance
        grounds, confidence = judged[key]
        label = CommitmentLabel(
            first=span.clauses[0].id,
            last=span.clauses[-1].id,
            action=action,
            strength=one.strength,
            specificity=specificity,
            deadline=one.deadline,
            topic=topic,
            confidence=confidence,
            why=(
                f"cut here {span.probability:.2f}",
                f"{topic} {sure_topic:.2f}",
                f"{specificity} {sure_specificity:.2f}",
            ),
        )
        found.append(Found(label, grounds))
    return found


@dataclass(slots=True)
class Carried:
    """Strength and deadline of a commitment: a list that 力争年内 opens shares them."""

    strength: str
    deadline: str | None


def carry_over(document: Document, spans: Sequence[Span], pieces: Pieces, counted: Sequence[bool]) -> list[Carried]:
    """Strength and deadline of each span: its own words, which are `pieces`, else those that open the list it goes on
    with.

    Only items that are `counted` go on with a list: 力争年内新建学校3所,改造校舍5栋. A full stop ends the list.
    """
    found = list(map(Carried, strengths_of(pieces), deadlines_of(pieces, document.meta.plan_period)))
    for at, is_counted in enumerate(counted):
        if not is_counted or at == 0:
            continue
        first, said, before = spans[at].clauses[0].index, found[at], found[at - 1]
        goes_on = spans[at - 1].clauses[-1].index == first - 1 and document.break_kinds[first] < STOP
        if goes_on and before.strength != "must":
            found[at] = Carried(
                said.strength if said.strength != "will" else before.strength,
                said.deadline or (before.deadline if said.strength == "will" else None),
            )
    return found


def placed(document: Document, spans: Sequence[Span]) -> Placed:
    """The commitments of a document under their headings."""
    clauses, sections = document.pieces, document.sections
    starts = clauses.starts.take(np.array([span.clauses[0].index for span in spans], np.int64))
    ends = clauses.ends.take(np.array([span.clauses[-1].index for span in spans], np.int64))
    opens = np.array([section.start for section in sections], np.int64)
    within = opens.searchsorted(starts, side="right")
    headings = {0: ("", "")}
    for at in within.compress(changes(within)).tolist():
        if at not in headings:
            section = sections[at - 1]
            headings[at] = document.heading_of(section), document.heading_of(document.parent_of(section))
    return Placed(Pieces(document.text, clauses.letters, starts, ends).apart(), within, headings)
