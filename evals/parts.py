"""The learned parts of the rules, and how each is fitted.

A new part is one `Part` in `PARTS`: a name, which is that of its file in `schemas/learned`; a stage; `cases`, what a
labelled report has to learn from; and `fit`, which turns the cases of several reports into the content of that file.
Cross-validation and training need to know no more. A stage sees what the stages before it made of a report with weights
that never saw that report:

* `document` parts see text and labels, and serve `make_document`;
* `labels` parts see the document and its numbers too, and serve the labelling of the rule engine;
* `confidence` parts see which labels were right, and serve nothing but confidences.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from choices import Choice, fit_choices
from crf import FORBIDDEN, Case, fit
from labelled import Labelled
from logistic import Answer, fit_logistic

from summarizer.document.forward import Stretch, stretches
from summarizer.document.ledger import Entry
from summarizer.document.outline import read_frame
from summarizer.document.outline.lead_in_features import lead_in_features
from summarizer.document.outline.lead_ins import HEADING, TEXT, is_short
from summarizer.document.outline.tense import AHEAD, BACK, sentences_of, tense_features
from summarizer.document.source import to_file
from summarizer.engines.rules.commitments.features import clause_features
from summarizer.engines.rules.commitments.labelling import figures_by_clause, placed
from summarizer.engines.rules.commitments.spans import TAGS, Span
from summarizer.engines.rules.commitments.specificity import specificity_features
from summarizer.engines.rules.commitments.topics import topic_features
from summarizer.engines.rules.numbers.candidates import Wording, candidates
from summarizer.engines.rules.numbers.labelling import find_numbers
from summarizer.engines.rules.numbers.name_features import name_features
from summarizer.evaluation.gold import GoldCommitment
from summarizer.evaluation.scoring import bare_name, same_name
from summarizer.knowledge.pieces import Pieces

Stage = Literal["document", "labels", "confidence"]
STAGES: tuple[Stage, ...] = ("document", "labels", "confidence")


@dataclass(frozen=True, slots=True)
class Part:
    """A learned part: its file, when it is fitted, what a report has to teach, and what is made of several."""

    name: str
    stage: Stage
    cases: Callable[[Labelled], Sequence[Any]]
    fit: Callable[[Sequence[Sequence[Any]]], Mapping[str, object]]


def lead_in_cases(report: Labelled) -> list[Case]:
    """The sentences between a report's headings as one chain: which are headings of level 3."""
    frame = read_frame(report.gold.source.text)
    starts = {section.start + off for section in report.gold.sections if section.level == 3 for off in range(-2, 3)}
    short = [is_short(one) for one in frame.sentences]
    tags = [
        HEADING if of_length and to_file(one.start, report.gold.repairs) in starts else TEXT
        for one, of_length in zip(frame.sentences, short, strict=True)
    ]
    return [Case(lead_in_features(frame.sentences, frame.layout, short), tags)] if tags else []


def tense_cases(report: Labelled) -> list[Case]:
    """The sentences of the parts that look back or ahead, as labelled: which of the two they stand in."""
    sections = report.gold.in_source().sections
    ends = [*(section.start for section in sections[1:]), len(report.gold.source.text)]
    sides = {"review": BACK, "plan": AHEAD, "outlook": AHEAD}
    told = [
        (sentence, sides[section.kind])
        for section, end in zip(sections, ends, strict=True)
        if section.kind in sides
        for sentence in sentences_of(report.gold.source.text[section.start : end])[1:]
    ]
    return [Case([tense_features(sentence)], [side]) for sentence, side in told]


def tag_cases(report: Labelled) -> list[Case]:
    """Each forward-looking part of a report as a chain of clauses with their tags."""
    document = report.read_document()
    gold: dict[int, str] = {}
    for _, clauses in rows_of(report):
        gold |= {clause.index: "I" for clause in clauses} | {clauses[0].index: "B"}
    figures = figures_by_clause(document, report.numbers)
    return [Case(clause_features(document, [part], figures), tags_of(part, gold)) for part in stretches(document)]


def tags_of(part: Stretch, gold: Mapping[int, str]) -> list[str]:
    """The tags of a stretch; what its outline cut off begins anew."""
    tags: list[str] = []
    for clause in part.clauses:
        tag = "O" if clause.index in part.barred else gold.get(clause.index, "O")
        tags.append("B" if tag == "I" and (not tags or tags[-1] == "O") else tag)
    return tags


def rows_of(report: Labelled) -> list[tuple[GoldCommitment, tuple[Entry, ...]]]:
    """The labelled commitments with their clauses."""
    document = report.read_document()
    rows = []
    for row in report.gold.commitments:
        clauses = tuple(clause for clause in document.clauses if clause.start < row.end and row.start < clause.end)
        if clauses:
            rows.append((row, clauses))
    return rows


def topic_cases(report: Labelled) -> list[Case]:
    """The labelled commitments of each section with their topics."""
    rows = rows_of(report)
    places = placed(report.read_document(), [Span(clauses, 1.0) for _, clauses in rows])
    seen = zip(topic_features(places), (row.topic for row, _ in rows), places.sections.tolist(), strict=True)
    groups = (list(group) for _, group in groupby(seen, key=lambda one: one[2]))
    return [Case([features for features, _, _ in group], [topic for _, topic, _ in group]) for group in groups]


def specificity_cases(report: Labelled) -> list[Case]:
    """Each labelled commitment without an amount or a date: whether it names something."""
    rows = [(row, clauses) for row, clauses in rows_of(report) if row.specificity != "quantified"]
    pieces = Pieces.of(report.read_document().text, [(clauses[0].start, clauses[-1].end) for _, clauses in rows])
    return [
        Case([features], [specificity])
        for features, specificity in zip(
            specificity_features(pieces), (row.specificity for row, _ in rows), strict=True
        )
    ]


def answers(kind: str) -> Callable[[Labelled], list[Answer]]:
    """The evidence of each label of a kind, and whether the label was right."""

    def of(report: Labelled) -> list[Answer]:
        verdicts = report.verdicts.get(kind, {})
        return [(seen, verdicts[id_]) for id_, seen in report.evidence[kind].items() if id_ in verdicts]

    return of


def name_cases(report: Labelled) -> list[Choice]:
    """Each labelled quantity that the rules give no core statistic: what speaks for each of its names, and how right
    the name is: 1 as labelled, 0.5 where it means the same, else 0."""
    document = report.read_document()
    wanted = {
        number.id: report.gold.quantities[span].name
        for number in document.numbers
        if (span := _in_file(report, number)) in report.gold.quantities
    }
    cases: list[Choice] = []

    def note(ids: Sequence[str], wordings: Sequence[Wording]) -> list[str]:
        for id_, wording in zip(ids, wordings, strict=True):
            if id_ in wanted:
                features = name_features(wording, candidates(wording))
                cases.append([(seen, worth_of(name, wanted[id_])) for name, seen in features.items()])
        return [wording.name for wording in wordings]

    find_numbers(document, chooser=note)
    return cases


def _in_file(report: Labelled, number: Entry) -> tuple[int, int]:
    """Where a number stands in the text that was labelled."""
    repairs = report.gold.repairs
    return to_file(number.start, repairs), to_file(number.end, repairs)


def worth_of(name: str, wanted: str) -> float:
    """How right a name is."""
    return 1.0 if bare_name(name) == bare_name(wanted) else 0.5 if same_name(name, wanted) else 0.0


PARTS = (
    Part("lead_ins", "document", lead_in_cases, lambda reports: fit(reports, (TEXT, HEADING), prior=1.0)),
    Part("names", "labels", name_cases, fit_choices),
    Part("tense", "document", tense_cases, lambda reports: fit(reports, (BACK, AHEAD), prior=2.0, least=4)),
    Part("commitments", "labels", tag_cases, lambda reports: fit(reports, TAGS, prior=4.0, unseen=FORBIDDEN)),
    Part("topics", "labels", topic_cases, lambda reports: fit(reports, prior=2.0)),
    Part("specificity", "labels", specificity_cases, lambda reports: fit(reports, prior=3.0)),
    Part("number_confidence", "confidence", answers("indicators"), fit_logistic),
    Part("commitment_confidence", "confidence", answers("commitments"), fit_logistic),
)
