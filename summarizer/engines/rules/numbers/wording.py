"""The words around a figure that its name can be made of."""

from summarizer.document.document import Document
from summarizer.engines.rules.numbers.candidates import Wording
from summarizer.engines.rules.numbers.figure import Before, Figure
from summarizer.engines.rules.numbers.phrases import core_of

_CLAUSES_BACK, _LONGEST_SENTENCE = 3, 12


def wording_of(document: Document, figures: list[Figure], index: int, earlier: tuple[str, ...]) -> Wording:
    """The wording of one of the figures of a clause, once the rules have named them; `earlier` as `clauses_before` has
    it."""
    figure = figures[index]
    clause = figure.place.clause
    before = figure.before or Before((), "", "", ())
    last = index + 1 == len(figures)
    return Wording(
        name=figure.name,
        rule=figure.why[0] if figure.why else "",
        unit=figure.unit,
        lead=figure.lead,
        after=figure.after,
        core=core_of(figure.lead),
        noun=figure.noun,
        predicate=figure.predicate,
        next_noun="" if last else next((other.noun for other in figures[index + 1 : index + 3] if other.noun), ""),
        opening=document.text[clause.start : figures[0].place.entry.start] if index else "",
        subjects=before.subjects,
        verb=before.verb,
        topic=before.noun,
        told=before.named,
        earlier=earlier,
        later=_next_clause(document, clause.index) if last else "",
    )


def clauses_before(document: Document, first: int, index: int) -> tuple[str, ...]:
    """Up to three clauses before a clause in its sentence, which begins with the clause `first`, the nearest first."""
    return tuple([clause.text for clause in document.clauses[max(first, index - _CLAUSES_BACK) : index]][::-1])


def sentence_start(document: Document, index: int) -> int:
    """The first clause of the sentence that holds a clause, at most a dozen clauses back."""
    breaks = document.breaks
    least = max(0, index - _LONGEST_SENTENCE)
    while index > least and not breaks[index]:
        index -= 1
    return index


def _next_clause(document: Document, index: int) -> str:
    follower = index + 1
    return document.clauses[follower].text if follower < len(document.clauses) and not document.breaks[follower] else ""
