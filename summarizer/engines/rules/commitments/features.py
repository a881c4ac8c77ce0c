"""The evidence for whether a clause opens an action, goes on with one, or stands outside: the shape of the clause, of
its neighbours, and its place in the sentence and under the headings.

Shapes, word classes and grammar words, and the pairs of neighbouring characters, which need no list and cost next to
nothing. A feature is named after what it looks at; `explain` and the weights file show these names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from summarizer.contract.labels import NumberLabel
from summarizer.document.document import Document
from summarizer.document.forward import Stretch
from summarizer.document.ledger import Entry
from summarizer.engines.rules.commitments.shapes import FLAGS, Shapes, numbers_of, shapes_of, values
from summarizer.knowledge.arrays import Bools, Floats, Ints, indexes
from summarizer.knowledge.chain import Chain
from summarizer.knowledge.templates import Filled, Template, Templates
from summarizer.knowledge.word_index import index_of, pairs

Figures = Mapping[int, Sequence[NumberLabel]]

_OWN = (
    Template("opening", ("opening", "at")),
    Template("verb", ("verb", "at")),
    Template("verb", ("verb", "has effect", "at")),
    Template("start", ("start[:1]",)),
    Template("start", ("start",)),
    Template("start", ("start", "at")),
    Template("adverb", ("adverb",)),
    Template("result", ("result", "at")),
    Template("result,effect", ("has result", "has effect", "at")),
    Template("end", ("end",)),
    Template("length,opening", ("length", "opening")),
    Template("inner", ("inner", "has manner", "length")),
    Template("leans", ("leans", "hangs", "inner", "at[-4:]")),
    Template("hangs", ("hangs", "at")),
    Template("marked", ("marked", "opening[:2]")),
)
_FLAG = Template("flag", ("flag", "at"))
_SENTENCE = (
    Template("size", ("size", "place")),
    Template("sentence starts", ("sentence start", "is first")),
    Template("sentence opens", ("sentence opening", "opening")),
)
_FLAG_OF_SENTENCE = Template("sentence", ("flag", "opening[:2]"))
_FLAG_BEFORE = Template("sentence before", ("flag", "level"))
# `before …` is a column of the clause before, `behind …` one of the clause behind.
_BEFORE = (
    Template("before verb", ("before verb", "break")),
    Template("before opens", ("before opening", "opening", "break")),
    Template("before length", ("before length", "break")),
    Template("before leans", ("before leans", "before hangs", "before inner", "break")),
    Template("before leans,opening", ("before leans", "before hangs", "opening[-2:]", "break")),
    Template("before works", ("before works", "has result", "effect", "break", "at[-4:]")),
    Template("before short", ("before short", "before opening[:1]", "break")),
)
_BEHIND = (
    Template("behind starts", ("behind start", "behind break")),
    Template("behind result", ("behind has result", "behind has effect", "behind break")),
)
_ALL = (*_OWN, _FLAG, *_SENTENCE, _FLAG_OF_SENTENCE, _FLAG_BEFORE, *_BEFORE, *_BEHIND)
_NUMBER = {template: number for number, template in enumerate(_ALL)}


@cache
def _templates() -> Templates:
    own = values()
    return Templates(_ALL, {**own, **{f"{side} {name}": said for side in _STEPS for name, said in own.items()}})


_STEPS = {"before": -1, "behind": 1}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the clauses of a document show, apart from their characters: filled templates, those that look at a clause
    alone and those that look around it, and few other features by clause."""

    alone: Sequence[Filled]
    few: Mapping[int, Sequence[str]]
    around: Sequence[Filled]


def clause_scores(clauses: Sequence[Entry], shapes: Shapes, figures: Figures, chain: Chain) -> Floats:
    """What `chain` gives each clause, given their shapes; `figures` maps a clause index to the labels of its
    quantities."""
    seen = _evidence(clauses, shapes, figures)
    scores = chain.template_scores(_templates(), [*seen.alone, *seen.around], len(clauses))
    scores[list(seen.few)] += chain.scores(list(seen.few.values()))
    # Of a heading it is enough to know that it is one.
    ends = np.where(shapes.is_heading, shapes.pieces.starts, shapes.pieces.ends)
    return scores + chain.gram_scores(replace(shapes.pieces, ends=ends), shortest=2, longest=2)


def clause_features(document: Document, parts: Sequence[Stretch], figures: Figures) -> list[list[str]]:
    """The features of each clause of forward-looking parts as names, as the chain is fitted on them."""
    clauses = [clause for part in parts for clause in part.clauses]
    shapes = shapes_of(document, parts, document.pieces.take(numbers_of(parts)))
    seen = _evidence(clauses, shapes, figures)
    rows: list[list[str]] = [[] for _ in clauses]
    _templates().add_names(rows, seen.alone)
    for at, clause in enumerate(clauses):
        rows[at] += seen.few.get(at, ())
        if not shapes.is_heading[at]:
            rows[at] += pairs(clause.text)
    _templates().add_names(rows, seen.around)
    return rows


def _evidence(clauses: Sequence[Entry], shapes: Shapes, figures: Figures) -> Evidence:
    few: dict[int, list[str]] = {at: ["heading"] for at in indexes(shapes.is_heading).tolist()}
    for at, clause in enumerate(clauses):
        if (labels := figures.get(clause.index)) and at not in few:
            few[at] = _figure_features(clause.text, labels)
    body = ~shapes.is_heading
    return Evidence(
        [*_fill(_OWN, shapes, body), _fill_flags(_FLAG, shapes, shapes.flags, body, none=True)],
        few,
        [
            *_fill(_SENTENCE, shapes, body),
            _fill_flags(_FLAG_OF_SENTENCE, shapes, shapes.flags_of_sentence, body),
            _fill_flags(_FLAG_BEFORE, shapes, shapes.flags_before, body),
            *_fill(_BEFORE, shapes, body & shapes.has_before),
            *_fill(_BEHIND, shapes, body & shapes.has_behind),
        ],
    )


def _fill(templates: Sequence[Template], shapes: Shapes, wanted: Bools) -> Iterator[Filled]:
    cases = indexes(wanted)
    codes = {name: _codes(shapes, name, cases) for name in dict.fromkeys(_columns(templates))}
    for template in templates:
        yield Filled(_NUMBER[template], cases, tuple(codes[name] for name in template.columns))


def _columns(templates: Iterable[Template]) -> Iterator[str]:
    for template in templates:
        yield from template.columns


def _fill_flags(template: Template, shapes: Shapes, flags: Ints, wanted: Bools, *, none: bool = False) -> Filled:
    """A template over each flag of the clauses that have one, and where asked over the lack of any."""
    bits = flags | (flags == 0) << len(FLAGS) if none else flags
    cases, codes = np.nonzero((bits[:, None] >> np.arange(len(FLAGS) + none) & 1) * wanted[:, None])
    return Filled(_NUMBER[template], cases, (codes, _codes(shapes, template.columns[1], cases)))


def _codes(shapes: Shapes, name: str, cases: Ints) -> Ints:
    side, _, rest = name.partition(" ")
    return shapes.columns[rest].take(cases + _STEPS[side]) if side in _STEPS else shapes.columns[name].take(cases)


def _figure_features(text: str, labels: Sequence[NumberLabel]) -> list[str]:
    """The different figures of a clause: measure, class of unit, and whether a core statistic."""
    figures = sorted({_figure(label) for label in labels})
    states = bool(index_of("statistics").scan(text))
    return [*(f"figure={','.join(map(str, figure))}" for figure in figures), f"statistic={states},{len(figures)}"]


def _figure(label: NumberLabel) -> tuple[str, str, bool]:
    percent = "%" in label.unit or "％" in label.unit or "百分点" in label.unit
    unit = "percent" if percent else "money" if label.unit.endswith("元") else "count"
    return label.measure, unit, label.canon is not None
