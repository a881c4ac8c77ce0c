"""The words around a figure that its name can be made of."""

from summarizer.document.document import Document
from summarizer.document.sentences import breaks_sentence
from summarizer.engines.rules.numbers.candidates import Wording
from summarizer.engines.rules.numbers.figure import Before, Figure
from summarizer.engines.rules.numbers.phrases import core_of

_CLAUSES_BACK, _LONGEST_SENTENCE = 3, 12


def wording_of(document: Document, figures: list[Figure], index: int) -> Wording:
    """The wording of one of the figures of a clause, once the rules have named them."""
    figure = figures[index]
    clause = figure.place.clause
    before = figure.before or Before((), "", "", ())
    first = sentence_start(document, clause.index)
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
        next_noun=next((other.noun for other in figures[index + 1 : index + 3] if other.noun), ""),
        opening=document.text[clause.start : figures[0].place.entry.start] if index else "",
        subjects=before.subjects,
        verb=before.verb,
        topic=before.noun,
        told=before.named,
        earlier=tuple(
            document.clauses[at].text
            for at in range(clause.index - 1, max(first, clause.index - _CLAUSES_BACK) - 1, -1)
        ),
        later=_next_clause(document, clause.index) if last else "",
    )


def sentence_start(document: Document, index: int) -> int:
    """The first clause of the sentence that holds a clause, at most a dozen clauses back."""
    first = index
    while (
        first > 0
        and index - first < _LONGEST_SENTENCE
        and not breaks_sentence(document.text, document.clauses[first - 1], document.clauses[first])
    ):
        first -= 1
    return first


def _next_clause(document: Document, index: int) -> str:
    if index + 1 >= len(document.clauses):
        return ""
    clause, follower = document.clauses[index], document.clauses[index + 1]
    return "" if breaks_sentence(document.text, clause, follower) else follower.text
