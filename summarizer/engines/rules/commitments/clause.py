"""What clauses look like by themselves: their opening (adverb, verb, manner, result), their close, whether they hang on
the next. All clauses of a document are looked at together; the arrays have a place for each."""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from summarizer.knowledge.arrays import Ints, Letters, indexes
from summarizer.knowledge.key_table import KeyTable
from summarizer.knowledge.lexicon import words
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.word_classes import WordClasses

# Marks that stand before the words of a clause: `(3)`, `2.`, `一是`, a dash, an opening quotation mark, 其中.
_MARK = re.compile(r"[(（]?\d{1,2}[)）.、]")
_LEAD = re.compile(
    r"""(?: [(（]?\d{1,2}[)）.、] | [一二三四五六七八九十]{1,2}是 | —— | [“"] | 其中[:：]? | 并 | 再 | 以及 | 同时 )+""",
    re.VERBOSE,
)
# The Chinese characters that a mark can begin with; all other characters are looked at.
_OPENS_LEAD = Letters("一二三四五六七八九十其并再以同")
# A clause that hangs on the next by its own form: 在…的同时, 以…为….
_HANGING = re.compile(r"^在.*(?:同时|基础上|过程中|方面|上|中|下|后|前)$ | ^.{0,3}以.+[为作]", re.VERBOSE)
_LETTER = 21  # Bits of a code point.
_JOINING = Letters("的、和与及")
_QUOTES = Letters('”"’)）')
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
    place, adverb, at_place = head.copy(), np.zeros(len(head), np.int64), at_head.copy()
    here, active = at_head, np.arange(len(head))
    for _ in range(3):
        word = known.longest("adverb", here)
        verb = known.longest("verb", here)
        goes_on = indexes((word > 0) & (known.lengths[verb] <= known.lengths[word]))
        active, word = active[goes_on], word[goes_on]
        place[active] += known.lengths[word]
        adverb[active[adverb[active] == 0]] = word[adverb[active] == 0]
        if not active.size:
            break
        here = known.at(letters, place[active], ends[active] - place[active])
        at_place[active] = here
    is_short = place >= ends - 1
    place, at_place = np.where(is_short, head, place), np.where(is_short, at_head, at_place)
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


def _opened_by(pieces: Pieces, chinese: Letters) -> list[int]:
    """The pieces that do not begin with a Chinese character, and those that begin with one of these."""
    full = indexes(pieces.starts < pieces.ends)
    first = pieces.letters[pieces.starts[full]]
    may = (first < ord("一")) | (first > ord("鿿")) | chinese.holds(first)
    return [int(at) for at in full[may]]


def marked(pieces: Pieces) -> Ints:
    """Whether each piece begins with the number of an item, as 0 or 1."""
    found = np.zeros(len(pieces), np.int64)
    for at in _opened_by(pieces, Letters("")):
        found[at] = _MARK.match(pieces.text, int(pieces.starts[at]), int(pieces.ends[at])) is not None
    return found


def hanging(pieces: Pieces, closes: Ints) -> Ints:
    """Whether the form of each piece announces that the action comes in the next, as 0 or 1; `closes` is what `at_close`
    found."""
    found = endings().longest("closing", closes) > 0
    letters, ends = pieces.letters, pieces.ends
    may = np.zeros(len(pieces), bool)
    for step in range(4):
        places = pieces.starts + step
        inside = indexes(places < ends)
        letter = letters[places[inside]]
        may[inside] |= (letter == ord("以")) | ((letter == ord("在")) & (step == 0))
    for at in indexes(may & ~found).tolist():
        found[at] = _HANGING.match(pieces.text[pieces.starts[at] : pieces.ends[at]]) is not None
    return found.astype(np.int64)


def at_close(pieces: Pieces) -> Ints:
    """What closes each piece, as `endings()` has it."""
    return endings().at(pieces.letters, pieces.ends - 1, pieces.ends - pieces.starts)


def effects(pieces: Pieces, closes: Ints) -> Ints:
    """The kind of effect that closes each piece, before its closing quotation marks and brackets: 1 and on for `EFFECTS`,
    0 for none. `closes` is what `at_close` found."""
    ends = pieces.ends.copy()
    open_ = indexes(pieces.starts < ends)
    while open_.size:
        open_ = open_[_QUOTES.holds(pieces.letters[ends[open_] - 1])]
        ends[open_] -= 1
        open_ = open_[pieces.starts[open_] < ends[open_]]
    quoted = indexes(ends != pieces.ends)
    closes = closes.copy()
    closes[quoted] = endings().at(pieces.letters, ends[quoted] - 1, ends[quoted] - pieces.starts[quoted])
    return _effect_of_word().take(endings().longest("effect", closes))


@cache
def _effect_of_word() -> Ints:
    kinds = {word: kind for kind, name in reversed(list(enumerate(EFFECTS, 1))) for word in words(name)}
    return np.array([kinds.get(word, 0) for word in endings().words], np.int64)


def works(closes: Ints) -> Ints:
    """Whether a work closes each piece, as 0 or 1; `closes` is what `at_close` found."""
    return (endings().longest("works", closes) > 0).astype(np.int64)


def inner_verbs(pieces: Pieces, open_: Openings) -> Ints:
    """Whether a verb of two characters follows the opening of each piece, not as a modifier or an item of a list; as 0 or
    1."""
    letters = pieces.letters
    pairs = letters[:-1] << _LETTER | letters[1:]
    is_verb = _verb_pairs().find(pairs) > 0
    is_verb[1:] &= ~_JOINING.holds(letters[:-2])
    verbs_up_to = np.concatenate([[0], np.cumsum(is_verb)])
    first = open_.bare + np.maximum(beginnings().lengths[open_.verb], 2)
    last = np.maximum(pieces.ends - 2, first)
    return (verbs_up_to.take(last, mode="clip") > verbs_up_to.take(first, mode="clip")).astype(np.int64)


@cache
def _verb_pairs() -> KeyTable:
    pairs = [word for word in words("action_verbs") if len(word) == 2]
    return KeyTable(np.array([ord(pair[0]) << _LETTER | ord(pair[1]) for pair in pairs], np.int64))
