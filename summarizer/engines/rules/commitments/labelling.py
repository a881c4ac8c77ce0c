"""Commitments: which clauses of a forward-looking part promise an action, where each action begins and ends, and how.

Where actions begin is decided by a linear chain over the shapes of clauses (`clause_features`), topic and naming by two
small classifiers, all in `schemas/learned`; strength, deadline and what cannot be a commitment are
rules.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from summarizer.contract.labels import CommitmentLabel, NumberLabel
from summarizer.document.document import Document, Section
from summarizer.document.forward import Stretch, stretches
from summarizer.document.ledger import Entry
from summarizer.engines.rules.commitments.action import actions_of
from summarizer.engines.rules.commitments.deadlines import deadline_of
from summarizer.engines.rules.commitments.features import clause_scores
from summarizer.engines.rules.commitments.fragments import whole
from summarizer.engines.rules.commitments.none import promises_nothing
from summarizer.engines.rules.commitments.shapes import break_between, shapes_of
from summarizer.engines.rules.commitments.specificity import specificity_of
from summarizer.engines.rules.commitments.strength import strength_of
from summarizer.engines.rules.commitments.topics import Placed, topics_of
from summarizer.knowledge.chain import Chain
from summarizer.knowledge.learned import Learned, shipped
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.sequences import OPEN
from summarizer.knowledge.word_index import index_of

TAGS = ("B", "I", "O")
_EXISTING = re.compile(r"现有|现已|已建成|已完成|已经")
_WHY_NONE = {
    "ideology": "political formula",
    "frame": "general requirement",
    "situation": "account of the situation",
    "states": "vision",
}

Figures = Mapping[int, Sequence[NumberLabel]]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of clauses that makes one commitment, with the probability of its tags."""

    clauses: tuple[Entry, ...]
    probability: float

    def text(self, document: Document) -> str:
        return document.text[self.clauses[0].start : self.clauses[-1].end]


@dataclass(frozen=True, slots=True)
class Found:
    """A commitment with how probable its topic and its specificity are; its label has no confidence yet."""

    label: CommitmentLabel
    span: Span
    topic: float
    specificity: float


def label_commitments(
    document: Document, numbers: Sequence[NumberLabel], learned: Learned | None = None
) -> tuple[tuple[CommitmentLabel, ...], dict[str, str]]:
    """The commitments in order of the text, and why every other clause of a forward-looking part is none; `learned` by
    default as shipped."""
    weights = learned or shipped()
    found, passed_over = find_commitments(document, numbers, weights)
    model = weights.logistic("commitment_confidence")
    labels = (replace(one.label, confidence=model.probability(commitment_features(one, document))) for one in found)
    return tuple(labels), passed_over


def find_commitments(
    document: Document, numbers: Sequence[NumberLabel], learned: Learned
) -> tuple[list[Found], dict[str, str]]:
    """As `label_commitments`, without confidences."""
    figures = figures_by_clause(document, numbers)
    spans: list[Span] = []
    passed_over: dict[str, str] = {}
    parts = stretches(document)
    cuts = find_spans(document, parts, figures, learned.chain("commitments"))
    for stretch, spans_of_it in zip(parts, cuts, strict=True):
        cut = whole_actions(document, stretch, spans_of_it)
        taken = {clause.id for span in cut for clause in span.clauses}
        spans += cut
        for clause in stretch.clauses:
            if clause.id not in taken:
                passed_over[clause.id] = stretch.barred.get(clause.index) or _why_none(clause, figures)
    return list(_found(document, spans, figures, learned)), passed_over


# Up to which probability a part of a commitment is about as doubtful as another.
_DOUBT = (0.3, 0.45, 0.6, 0.7, 0.8, 0.88, 0.94, 0.97, 0.99)


def commitment_features(found: Found, document: Document) -> list[str]:
    """What bears on whether a commitment is cut and labelled right."""
    label = found.label
    return [
        f"cut={_step(found.span.probability)}",
        f"topic={_step(found.topic)}",
        f"specificity={label.specificity},{_step(found.specificity)}",
        f"strength={label.strength}",
        f"deadline={label.deadline is not None}",
        f"clauses={min(len(found.span.clauses), 5)}",
        *(f"weak {name}" for name in document.meta.weak if label.deadline is not None),
    ]


def _step(probability: float) -> int:
    return bisect_left(_DOUBT, probability)


def figures_by_clause(document: Document, numbers: Sequence[NumberLabel]) -> dict[int, list[NumberLabel]]:
    """The labels of the quantities of each clause, by clause index."""
    labels = {label.id: label for label in numbers if label.cls == "q"}
    found: dict[int, list[NumberLabel]] = {}
    for number in document.numbers:
        if number.id in labels and (clause := document.clause_at(number.start)):
            found.setdefault(clause.index, []).append(labels[number.id])
    return found


def find_spans(document: Document, parts: Sequence[Stretch], figures: Figures, chain: Chain) -> list[list[Span]]:
    """Cut each stretch into commitments with `chain`, whose classes are `TAGS`."""
    clauses = [clause for part in parts for clause in part.clauses]
    shapes = shapes_of(document, parts)
    scores = clause_scores(clauses, shapes, figures, chain)
    begins = np.cumsum([0, *(len(part.clauses) for part in parts)])[:-1]
    scores[begins, TAGS.index("I")] -= 1e6  # Nothing goes on before anything began.
    barred = {index for part in parts for index in part.barred}
    is_none = [
        clause.index in barred or (not verb and _states(clause, figures)) or promises_nothing(clause.text) != ""
        for clause, verb in zip(clauses, shapes.columns["verb"].tolist(), strict=True)
    ]
    known = np.where(np.array(is_none, bool), chain.classes.index("O"), OPEN)
    path = [chain.classes[place] for place in chain.best_paths(scores, begins, known).tolist()]
    sure = chain.marginals(scores, begins, known)
    return [
        _spans_of(part, path[begin:], sure[begin:].tolist(), chain.classes)
        for part, begin in zip(parts, begins.tolist(), strict=True)
    ]


def _spans_of(
    part: Stretch, path: Sequence[str], sure: Sequence[Sequence[float]], classes: Sequence[str]
) -> list[Span]:
    opens, goes_on = classes.index("B"), classes.index("I")
    spans = []
    for i in range(len(part.clauses)):
        if path[i] == "B":
            end = next((j for j in range(i + 1, len(part.clauses)) if path[j] != "I"), len(part.clauses))
            closed = 1 - sure[end][goes_on] if end < len(part.clauses) else 1.0
            probability = prod((sure[i][opens], *(row[goes_on] for row in sure[i + 1 : end]), closed))
            spans.append(Span(part.clauses[i:end], probability))
    return spans


def whole_actions(document: Document, stretch: Stretch, spans: Sequence[Span]) -> list[Span]:
    """The spans without fragments and announcements, and with the promises that say so; a joined one is as probable as
    its parts together, and what the chain passed over as likely as not."""
    place = {clause.index: at for at, clause in enumerate(stretch.clauses)}
    sure = {place[span.clauses[0].index]: span.probability for span in spans}
    cuts = [(place[span.clauses[0].index], place[span.clauses[-1].index] + 1) for span in spans]
    return [
        Span(
            stretch.clauses[first:last],
            prod(sure[at] for at in range(first, last) if at in sure) if first in sure else 0.5,
        )
        for first, last in whole(document, stretch, cuts)
    ]


def _states(clause: Entry, figures: Figures) -> bool:
    """Whether a clause states a statistic of the catalogue. Where no verb opens it, it is a bare target:
    地区生产总值增长7%以上."""
    return any(label.canon is not None for label in figures.get(clause.index, ()))


def _why_none(clause: Entry, figures: Figures) -> str:
    if figures.get(clause.index):
        return "existing state" if _EXISTING.search(clause.text) else "target of a statistic"
    if certain := promises_nothing(clause.text):
        return certain
    flags = [flag for _, flag in index_of(*_WHY_NONE).scan(clause.text)]
    return _WHY_NONE[flags[0]] if flags else "no action of its own"


def _found(document: Document, spans: Sequence[Span], figures: Figures, learned: Learned) -> Iterator[Found]:
    topics = topics_of(document.text, placed(document, spans), learned.chain("topics"))
    carried = Carried("will", None, -1)
    kept: list[Carried] = []
    open_: list[int] = []
    for at, span in enumerate(spans):
        has_figure = any(figures.get(clause.index) for clause in span.clauses)
        carried = carry_over(document, span, has_figure, carried)
        kept.append(carried)
        if not has_figure and carried.deadline is None:
            open_.append(at)
    pieces = [(spans[at].clauses[0].start, spans[at].clauses[-1].end) for at in open_]
    named = dict(
        zip(open_, specificity_of(Pieces.of(document.text, pieces), learned.chain("specificity")), strict=True)
    )
    actions = actions_of(document.text, [(span.clauses[0].start, span.clauses[-1].end) for span in spans])
    for at, (span, carried, (topic, sure_topic)) in enumerate(zip(spans, kept, topics, strict=True)):
        specificity, sure_specificity = named.get(at, ("quantified", 1.0))
        label = CommitmentLabel(
            first=span.clauses[0].id,
            last=span.clauses[-1].id,
            action=actions[at],
            strength=carried.strength,
            specificity=specificity,
            deadline=carried.deadline,
            topic=topic,
            why=(
                f"cut here {span.probability:.2f}",
                f"{topic} {sure_topic:.2f}",
                f"{specificity} {sure_specificity:.2f}",
            ),
        )
        yield Found(label, span, sure_topic, sure_specificity)


@dataclass(frozen=True, slots=True)
class Carried:
    """Strength and deadline of a commitment, and the index of its last clause: a list that 力争年内 opens shares them."""

    strength: str
    deadline: str | None
    last: int


def carry_over(document: Document, span: Span, has_figure: bool, before: Carried) -> Carried:
    """Strength and deadline of `span`: its own words, else those that open the list it goes on with.

    Only counted items go on with a list: 力争年内新建学校3所,改造校舍5栋. A full stop ends the list.
    """
    text, first, last = span.text(document), span.clauses[0], span.clauses[-1].index
    own = Carried(strength_of(text), deadline_of(text, document.meta.plan_period), last)
    if before.last != first.index - 1 or not has_figure:
        return own
    gap = break_between(document.text, document.clauses[before.last].end, first.start)
    if gap in {"stop", "line"} or before.strength == "must":
        return own
    return Carried(
        own.strength if own.strength != "will" else before.strength,
        own.deadline or (before.deadline if own.strength == "will" else None),
        last,
    )


def placed(document: Document, spans: Sequence[Span]) -> list[Placed]:
    """The texts of commitments under their headings."""
    by_id = {section.id: section for section in document.sections}

    def heading(section: Section | None) -> str:
        return document.text[section.heading_start : section.heading_end] if section else ""

    row = []
    for span in spans:
        section = document.section_at(span.clauses[0].start)
        above = by_id.get(section.parent or "") if section else None
        start, end = span.clauses[0].start, span.clauses[-1].end
        row.append(Placed(start, end, heading(section), heading(above), section.id if section else ""))
    return row
