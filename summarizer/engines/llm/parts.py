"""Parts of a document that go to a model in one call each: which ids are asked, and which sentences show them.

Parts are cut at sentences, best at headings, and sized by the answer they are expected to bring, not by their own
length: what limits a call is how much a model may answer.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from summarizer.document.document import Document
from summarizer.document.ledger import Entry
from summarizer.document.sentences import Sentence
from summarizer.knowledge.han import HAN

# Tokens of a row, measured on hand labels in o200k (`evals/bench_tokens.py`), a little over the mean.
NUMBER_TOKENS, CLAUSE_TOKENS = 12, 4
# How far from the even cut a better place is looked for, as a share of a part.
_LEEWAY = 0.15


@dataclass(frozen=True, slots=True)
class Note:
    """Why an id is asked again; an empty id stands for the whole answer."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """One call: the sentences that hold something asked, the ids asked, and what was wrong with an earlier answer."""

    sentences: tuple[Sentence, ...]
    numbers: tuple[Entry, ...]
    clauses: tuple[Entry, ...]
    notes: tuple[Note, ...] = ()

    @property
    def cost(self) -> int:
        """Tokens that the answer is expected to take."""
        return NUMBER_TOKENS * len(self.numbers) + CLAUSE_TOKENS * len(self.clauses)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(entry.id for entry in (*self.numbers, *self.clauses))

    def only(self, ids: Iterable[str], notes: Iterable[Note]) -> "Part":
        """The same part with just `ids` asked, and why."""
        kept = frozenset(ids)
        numbers = tuple(entry for entry in self.numbers if entry.id in kept)
        clauses = tuple(entry for entry in self.clauses if entry.id in kept)
        shown = tuple(piece.sentences[0] for piece in _pieces(self.sentences, numbers, clauses))
        return Part(shown, numbers, clauses, tuple(notes))

    def halves(self) -> "tuple[Part, Part] | None":
        """Two parts of about equal cost, cut at a sentence or, in a lone one, at a clause, or in a lone clause between
        two numbers, both parts showing it; None if there is no cut."""
        sentences = self.sentences
        if len(sentences) == 1:
            sentences = tuple(_by_clause(sentences[0]))
        pieces = _pieces(sentences, self.numbers, self.clauses)
        if len(pieces) < 2:
            middle = len(self.numbers) // 2
            first, rest = self.numbers[:middle], self.numbers[middle:]
            return (replace(self, numbers=first), replace(self, numbers=rest, clauses=())) if first else None
        before = 0
        for cut, piece in enumerate(pieces[:-1], 1):
            before += piece.cost
            if 2 * before >= self.cost or cut == len(pieces) - 1:
                break
        return _joined(pieces[:cut]), _joined(pieces[cut:])


def plan_parts(
    document: Document, sentences: Sequence[Sentence], numbers: Iterable[str], clauses: Iterable[str], limit: int
) -> list[Part]:
    """The fewest parts that ask `numbers` and `clauses` (ids) with answers of about `limit` tokens, even in size."""
    wanted = frozenset((*numbers, *clauses))
    asked_numbers = [entry for entry in document.numbers if entry.id in wanted]
    asked_clauses = [entry for entry in document.clauses if entry.id in wanted]
    pieces: list[Part] = []
    for whole in _pieces(sentences, asked_numbers, asked_clauses):
        if whole.cost <= limit:
            pieces.append(whole)
            continue
        for piece in _pieces(tuple(_by_clause(whole.sentences[0])), whole.numbers, whole.clauses):
            pieces += _small(piece, limit)
    return [_joined(pieces[a:b]) for a, b in _cuts(document, pieces, limit)]


def _cuts(document: Document, pieces: Sequence[Part], limit: int) -> Iterator[tuple[int, int]]:
    """Where parts begin and end among the pieces: near the even cut, at the highest heading there is."""
    if not pieces:
        return
    total = sum(piece.cost for piece in pieces)
    count = -(-total // limit)
    size = total / count
    before, done = [], 0
    for piece in pieces:
        before.append(done)
        done += piece.cost
    start = 0
    for number in range(1, count):
        even = number * size
        places = range(start + 1, len(pieces))
        if not places:
            break
        near = [i for i in places if abs(before[i] - even) <= _LEEWAY * size]
        near = near or [min(places, key=lambda i: abs(before[i] - even))]
        cut = min(near, key=lambda i: (_rank(document, pieces[i - 1], pieces[i]), abs(before[i] - even)))
        yield start, cut
        start = cut
    yield start, len(pieces)


def _rank(document: Document, last: Part, first: Part) -> int:
    """How ill a cut between two pieces is: the level of the heading between them, 4 at a line end, else 5."""
    behind, ahead = last.sentences[-1], first.sentences[0]
    if ahead.section is not None and ahead.section != behind.section:
        return ahead.section.level
    return 4 if "\n" in document.text[behind.clauses[-1].end : ahead.start] else 5


def _by_clause(sentence: Sentence) -> Iterator[Sentence]:
    ends = [clause.start for clause in sentence.clauses[1:]] + [sentence.end]
    for clause, end in zip(sentence.clauses, ends, strict=True):
        yield replace(sentence, clauses=(clause,), start=clause.start, end=end)


def by_sentence(sentences: Iterable[Sentence], entries: Sequence[Entry]) -> Iterator[tuple[Entry, ...]]:
    """For each sentence the entries, which are in order of the text, that begin in it."""
    starts = [entry.start for entry in entries]
    for sentence in sentences:
        first = bisect_left(starts, sentence.start)
        yield tuple(entries[first : bisect_left(starts, sentence.end, lo=first)])


def _pieces(sentences: Sequence[Sentence], numbers: Sequence[Entry], clauses: Sequence[Entry]) -> list[Part]:
    """A part for each sentence that holds something asked."""
    within = zip(sentences, by_sentence(sentences, numbers), by_sentence(sentences, clauses), strict=True)
    return [Part((sentence,), figures, own) for sentence, figures, own in within if figures or own]


def _small(piece: Part, limit: int) -> list[Part]:
    """A piece cut until each answer takes at most `limit` tokens, or no further."""
    halves = piece.halves() if piece.cost > limit else None
    return [piece] if halves is None else [small for half in halves for small in _small(half, limit)]


def _joined(pieces: Sequence[Part]) -> Part:
    shown = [sentence for piece in pieces for sentence in piece.sentences]
    return Part(
        tuple(sentence for before, sentence in pairwise([None, *shown]) if sentence != before and sentence is not None),
        tuple(number for piece in pieces for number in piece.numbers),
        tuple(clause for piece in pieces for clause in piece.clauses),
    )


def joined(first: Part, second: Part, limit: int) -> Part | None:
    """Both parts as one whose answer takes at most `limit` tokens; None where that cannot be, also where both show the
    same sentence or say something of an answer as a whole."""
    whole = any(not note.id for note in (*first.notes, *second.notes))
    if whole or first.cost + second.cost > limit or first.sentences[-1].end > second.sentences[0].start:
        return None
    return replace(_joined((first, second)), notes=(*first.notes, *second.notes))


def table_top(text: str, offset: int) -> int:
    """Where the table begins that the line of `offset` is a row of: the first of the neighbouring lines with cells."""
    top = line = text.rfind("\n", 0, offset) + 1
    while line > 0:
        line = text.rfind("\n", 0, line - 1) + 1
        if "|" not in text[line:top]:
            break
        top = line
    return top


# Fitted by least squares to o200k on prompts made from real reports: within 6 % of the count for every one of them.
# Other tokenizers trained on Chinese differ by a tenth or so.
_HAN = re.compile(HAN)
_WORD = re.compile(r"[A-Za-z]+")
_DIGITS = re.compile(r"[0-9]{1,3}")
_MARK = re.compile(r"[^\w\s]")
_WEIGHTS = ((_HAN, 0.81), (_WORD, 1.39), (_DIGITS, 1.19), (_MARK, 0.44), (re.compile("\n"), 0.74))


def estimate_tokens(text: str) -> int:
    """About how many tokens `text` takes, near enough to plan by, without a tokenizer's files."""
    return round(sum(weight * len(pattern.findall(text)) for pattern, weight in _WEIGHTS))
