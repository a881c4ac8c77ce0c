"""The evidence for whether a clause opens an action, goes on with one, or stands outside: the view of the clause, of
its neighbours, and its place in the sentence and under the headings.

Shapes, word classes and grammar words, and the pairs of neighbouring characters, which need no list and cost next to
nothing. A feature is named after what it looks at; `explain` and the weights file show these names.
"""

import itertools
from collections.abc import Mapping, Sequence

from summarizer.contract.labels import NumberLabel
from summarizer.document.document import Document
from summarizer.document.ledger import Entry
from summarizer.engines.rules.commitments.clause import View, view_of
from summarizer.knowledge.word_index import pairs

_BREAKS = (
    ("\n", "line"),
    ("。", "stop"),
    ("！", "stop"),
    ("!", "stop"),
    ("？", "stop"),
    ("?", "stop"),
    ("；", "semi"),
    (";", "semi"),
)


def break_between(text: str, end: int, start: int) -> str:
    """The kind of break between a clause that ends at `end` and the next at `start`: line, stop, semi, comma, space."""
    between = text[end:start]
    for sign, name in _BREAKS:
        if sign in between:
            return name
    return "comma" if "," in between or "，" in between else "space"


class Sentences:
    """Where each of a row of clauses stands: `number` of its sentence, `place` in it, `first` clause and `flags` of it.

    A sentence ends at a full stop, a line end or a heading.
    """

    def __init__(self, views: Sequence[View], breaks: Sequence[str], headings: Sequence[bool]) -> None:
        self.number: list[int] = []
        self.place: list[int] = []
        self.first: list[int] = []
        self.size: list[int] = []
        self.flags: list[set[str]] = []
        for i, view in enumerate(views):
            if i == 0 or breaks[i] in {"stop", "line"} or headings[i - 1]:
                self.first.append(i)
                self.size.append(0)
                self.flags.append(set())
            self.number.append(len(self.first) - 1)
            self.place.append(self.size[-1])
            self.size[-1] += 1
            self.flags[-1].update(view.flags)


def clause_features(
    document: Document, clauses: Sequence[Entry], figures: Mapping[int, Sequence[NumberLabel]], headings: set[int]
) -> list[list[str]]:
    """One list of feature names per clause, as the chain is fitted on them. `clauses` are neighbours of one
    forward-looking part; `figures` maps a clause index to the labels of its quantities; `headings` holds the indexes of
    clauses that are headings."""
    shapes = shape_features(document, clauses, figures, headings)
    return [
        shape if clause.index in headings else [*shape, *pairs(clause.text)]
        for clause, shape in zip(clauses, shapes, strict=True)
    ]


def shape_features(
    document: Document, clauses: Sequence[Entry], figures: Mapping[int, Sequence[NumberLabel]], headings: set[int]
) -> list[list[str]]:
    """As `clause_features`, without the pairs of characters."""
    text = document.text
    views = [view_of(clause.text, figures.get(clause.index, ())) for clause in clauses]
    inner = [break_between(text, a.end, b.start) for a, b in itertools.pairwise(clauses)]
    breaks = ["line", *inner, "line"]
    heads = [clause.index in headings for clause in clauses]
    sentences = Sentences(views, breaks, heads)
    rows: list[list[str]] = []
    for i, (clause, view) in enumerate(zip(clauses, views, strict=True)):
        if heads[i]:
            rows.append(["heading"])
            continue
        last = sentences.place[i] + 1 == sentences.size[sentences.number[i]]
        at = f"{'first' if sentences.place[i] == 0 else 'later'},{'last' if last else 'inside'}"
        row = [*_own(view, at), *_sentence(view, views, sentences, i)]
        section = document.section_at(clause.start)
        level = section.level if section else 0
        if sentences.number[i]:
            row += [f"sentence before={flag},{level}" for flag in sorted(sentences.flags[sentences.number[i] - 1])]
        if i and not heads[i - 1]:
            row += _before(views[i - 1], view, breaks[i], at)
        if i + 1 < len(views) and not heads[i + 1]:
            row += _behind(views[i + 1], breaks[i + 1])
        rows.append(row)
    return rows


def _own(view: View, at: str) -> list[str]:
    head, verb = view.head, view.verb
    effect = bool(view.effect)
    row = [
        f"opening={view.opening},{at}",
        f"verb={verb},{at}",
        f"verb={verb},{effect},{at}",
        f"start={head[:1]}",
        f"start={head[:2]}",
        f"start={head[:2]},{at}",
        f"adverb={view.adverb}",
        f"result={view.result},{at}",
        f"result,effect={bool(view.result)},{effect},{at}",
        f"end={view.text[-2:]}",
        f"length,opening={view.length},{view.opening}",
        f"inner={view.inner},{bool(view.manner)},{view.length}",
        f"leans={view.leans},{view.hangs},{view.inner},{at[-4:]}",
        f"hangs={view.hangs},{at}",
        f"marked={view.marked},{view.opening[:2]}",
    ]
    for flag in view.flags or ("none",):
        row.append(f"flag={flag},{at}")
    for figure in view.figures:
        row.append(f"figure={','.join(map(str, figure))}")
    if view.figures:
        row.append(f"statistic={view.statistic},{len(view.figures)}")
    return row


def _sentence(view: View, views: Sequence[View], sentences: Sentences, i: int) -> list[str]:
    number = sentences.number[i]
    first = views[sentences.first[number]]
    row = [
        f"size={min(sentences.size[number], 6)},{min(sentences.place[i], 3)}",
        f"sentence starts={first.head[:2]},{sentences.place[i] == 0}",
        f"sentence opens={first.opening},{view.opening}",
    ]
    return row + [f"sentence={flag},{view.opening[:2]}" for flag in sorted(sentences.flags[number])]


def _before(before: View, view: View, mark: str, at: str) -> list[str]:
    result = bool(view.result)
    return [
        f"before verb={before.verb},{mark}",
        f"before opens={before.opening},{view.opening},{mark}",
        f"before length={before.length},{mark}",
        f"before leans={before.leans},{before.hangs},{before.inner},{mark}",
        f"before leans,opening={before.leans},{before.hangs},{view.opening[-2:]},{mark}",
        f"before works={before.works},{result},{view.effect},{mark},{at[-4:]}",
        f"before short={len(before.text) < 5},{before.opening[:1]},{mark}",
    ]


def _behind(behind: View, mark: str) -> list[str]:
    return [
        f"behind starts={behind.head[:2]},{mark}",
        f"behind result={bool(behind.result)},{bool(behind.effect)},{mark}",
    ]
