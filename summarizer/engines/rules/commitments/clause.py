"""What clauses look like by themselves: their opening (adverb, verb, manner, result), their close, whether they hang on
the next. All clauses of a document are looked at together; the arrays have a place for each."""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from summarizer.knowledge.arrays import Ints
from summarizer.knowledge.key_table import KeyTable
from summarizer.knowledge.lexicon import words
from summarizer.knowledge.pieces import Pieces, code_points
from summarizer.knowledge.word_classes import WordClasses

# Marks that stand before the words of a clause: `(3)`, `2.`, `一是`, a dash, an opening quotation mark, 其中.
_MARK = re.compile(r"[(（]?\d{1,2}[)）.、]")
_LEAD = re.compile(
    r"""(?: [(（]?\d{1,2}[)）.、] | [一二三四五六七八九十]{1,2}是 | —— | [“"] | 其中[:：]? | 并 | 再 | 以及 | 同时 )+""",
    re.VERBOSE,
)
# The Chinese characters that a mark can begin with; all other characters are looked at.
_OPENS_LEAD = "一二三四五六七八九十其并再以同"
# A clause that hangs on the next by its own form: 在…的同时, 以…为….
_HANGING = re.compile(r"^在.*(?:同时|基础上|过程中|方面|上|中|下|后|前)$ | ^.{0,3}以.+[为作]", re.VERBOSE)
_LETTER = 21  # Bits of a code point.
_QUOTES = '”"’)）'
EFFECTS = ("ability", "scene", "growth", "peak", "sense", "effects")


@cache
def beginnings() -> WordClasses:
    """The words that open clauses: adverbs and verbs of an action, manner, result."""
    return WordClasses(
        {"adverb": words("action_adverbs"), "verb": words("action_verbs")}
        | {name: words(name) for name in ("manner", "result")}
    )


@cache
def leaning() -> Ints:
    """For each word of `beginnings()` whether it is a manner that leans on what follows for certain, as 0 or 1."""
    return beginnings().among(words("leaning"))


@cache
def endings() -> WordClasses:
    """The words that close clauses: effects, works, and what announces another clause."""
    effects = tuple({word: None for name in EFFECTS for word in words(name)})
    return WordClasses({"effect": effects, "works": words("works"), "closing": words("closings")}, backwards=True)


@dataclass(frozen=True, slots=True)
class Openings:
    """How each of a row of clauses opens. `head` is where the words begin, behind list marks and connectors; `bare` where
    the verb does, behind the adverbs; `adverb` (the first), `verb`, `manner` and `result` are numbers of `beginnings()`;
    `manner_at_head` is the manner before any adverb is passed over."""

    head: Ints
    bare: Ints
    adverb: Ints
    verb: Ints
    manner: Ints
    manner_at_head: Ints
    result: Ints

    def verbs(self) -> list[str]:
        """The verbs as words; empty where there is none."""
        return [beginnings().words[verb] for verb in self.verb.tolist()]


def openings(pieces: Pieces) -> Openings:
    """Look at how clauses open."""
    known, letters, ends = beginnings(), pieces.letters, pieces.ends
    head = _heads(pieces)
    at_head = known.at(letters, head, ends - head)
    place, adverb = head.copy(), np.zeros(len(head), np.int64)
    here, active = at_head, np.arange(len(head))
    for _ in range(3):
        word = known.longest("adverb", here)
        verb = known.longest("verb", here)
        goes_on = np.flatnonzero((word > 0) & (known.lengths[verb] <= known.lengths[word]))
        active, word = active[goes_on], word[goes_on]
        place[active] += known.lengths[word]
        adverb[active] = np.where(adverb[active] == 0, word, adverb[active])
        here = known.at(letters, place[active], ends[active] - place[active])
    place = np.where(place >= ends - 1, head, place)
    at_place = known.at(letters, place, ends - place)
    verb, verb_at_head = known.longest("verb", at_place), known.longest("verb", at_head)
    # The adverb is the verb itself: 深化改革, 突出重点.
    is_verb = (verb == 0) & (verb_at_head > 0)
    manner, result = known.longest("manner", at_head), known.longest("result", at_head)
    bare = np.where(is_verb, head, place)
    behind = np.where(is_verb, 0, at_place)
    return Openings(
        head=head,
        bare=bare,
        adverb=adverb,
        verb=np.where(is_verb, verb_at_head, verb),
        manner=np.where(manner == 0, known.longest("manner", behind), manner),
        manner_at_head=manner,
        result=np.where(result == 0, known.longest("result", behind), result),
    )


def opening_verb(words: str) -> str:
    """The verb that opens a text behind its adverbs; empty if there is none."""
    return openings(Pieces.of(words, [(0, len(words))])).verbs()[0]


def without_mark(text: str) -> str:
    """`text` after the list marks and connectors that stand before its words."""
    return text[_head(text, 0, len(text)) :]


def _head(text: str, start: int, end: int) -> int:
    lead = _LEAD.match(text, start, end)
    return lead.end() if lead and lead.end() < end else start


def _heads(pieces: Pieces) -> Ints:
    head = pieces.starts.copy()
    for at in _opened_by(pieces, _OPENS_LEAD):
        head[at] = _head(pieces.text, int(pieces.starts[at]), int(pieces.ends[at]))
    return head


def _opened_by(pieces: Pieces, chinese: str) -> list[int]:
    """The pieces that do not begin with a Chinese character, and those that begin with one of these."""
    full = np.flatnonzero(pieces.starts < pieces.ends)
    first = pieces.letters[pieces.starts[full]]
    may = (first < ord("一")) | (first > ord("鿿")) | np.isin(first, code_points(chinese))
    return [int(at) for at in full[may]]


def marked(pieces: Pieces) -> Ints:
    """Whether each piece begins with the number of an item, as 0 or 1."""
    found = np.zeros(len(pieces), np.int64)
    for at in _opened_by(pieces, ""):
        found[at] = _MARK.match(pieces.text, int(pieces.starts[at]), int(pieces.ends[at])) is not None
    return found


def hanging(pieces: Pieces) -> Ints:
    """Whether the form of each piece announces that the action comes in the next, as 0 or 1."""
    found = endings().longest("closing", _at_close(pieces, pieces.ends)) > 0
    letters, ends = pieces.letters, pieces.ends
    may = np.zeros(len(pieces), bool)
    for step in range(4):
        places = pieces.starts + step
        inside = np.flatnonzero(places < ends)
        letter = letters[places[inside]]
        may[inside] |= (letter == ord("以")) | ((letter == ord("在")) & (step == 0))
    for at in np.flatnonzero(may & ~found).tolist():
        found[at] = _HANGING.match(pieces.text[pieces.starts[at] : pieces.ends[at]]) is not None
    return found.astype(np.int64)


def _at_close(pieces: Pieces, ends: Ints) -> Ints:
    return endings().at(pieces.letters, ends - 1, ends - pieces.starts)


def effects(pieces: Pieces) -> Ints:
    """The kind of effect that closes each piece, before its closing quotation marks and brackets: 1 and on for `EFFECTS`,
    0 for none."""
    ends, quotes = pieces.ends.copy(), code_points(_QUOTES)
    open_ = np.flatnonzero(pieces.starts < ends)
    while open_.size:
        open_ = open_[np.isin(pieces.letters[ends[open_] - 1], quotes)]
        ends[open_] -= 1
        open_ = open_[pieces.starts[open_] < ends[open_]]
    return _effect_of_word().take(endings().longest("effect", _at_close(pieces, ends)))


@cache
def _effect_of_word() -> Ints:
    kinds = {word: kind for kind, name in reversed(list(enumerate(EFFECTS, 1))) for word in words(name)}
    return np.array([kinds.get(word, 0) for word in endings().words], np.int64)


def works(pieces: Pieces) -> Ints:
    """Whether a work closes each piece, as 0 or 1."""
    return (endings().longest("works", _at_close(pieces, pieces.ends)) > 0).astype(np.int64)


def inner_verbs(pieces: Pieces, open_: Openings) -> Ints:
    """Whether a verb of two characters follows the opening of each piece, not as a modifier or an item of a list; as 0 or
    1."""
    letters = pieces.letters
    pairs = letters[:-1] << _LETTER | letters[1:]
    is_verb = _verb_pairs().find(pairs) > 0
    is_verb[1:] &= ~np.isin(letters[:-2], code_points("的、和与及"))
    verbs_up_to = np.concatenate([[0], np.cumsum(is_verb)])
    first = open_.bare + np.maximum(beginnings().lengths[open_.verb], 2)
    last = np.maximum(pieces.ends - 2, first)
    return (verbs_up_to.take(last, mode="clip") > verbs_up_to.take(first, mode="clip")).astype(np.int64)


@cache
def _verb_pairs() -> KeyTable:
    pairs = [word for word in words("action_verbs") if len(word) == 2]
    return KeyTable(np.array([ord(pair[0]) << _LETTER | ord(pair[1]) for pair in pairs], np.int64))
