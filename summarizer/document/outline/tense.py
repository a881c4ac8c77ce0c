"""Whether sentences tell of what was done or of what is to be done, by how their clauses begin and end.

Where no heading tells, the words must: the learned part `tense` weighs each sentence, and a text is what its sentences
are together.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np

from summarizer.knowledge.arrays import Ints, Letters, changes, indexes
from summarizer.knowledge.characters import SPACES
from summarizer.knowledge.han import HAN
from summarizer.knowledge.key_table import KeyTable
from summarizer.knowledge.learned import Learned
from summarizer.knowledge.pieces import Pieces, code_points
from summarizer.knowledge.templates import LETTER, spelled

BACK, AHEAD = "review", "plan"
_SENTENCE = re.compile(r"[^。！!？?\n]+")
_CLAUSE = re.compile(r"[^,，;；:：、\s]+")
_FIGURE = re.compile(rf"[0-9０-９][0-9０-９.,]*\s*(?:%|％|个百分点|[万亿]?{HAN}{{1,2}})?")
_ABOUT = re.compile(r"左右|以上|以内|以下")
_WORDS = ("了", "已", "将", "要", "今年", "去年", "同比", "目标")
_SHORTEST = 6  # Characters of a sentence that tells anything.
_UNITS = 1000

# The same as classes of characters, and as numbers of kinds of features.
_STOPS, _BETWEEN_CLAUSES = Letters("。！!？?\n"), Letters("。！!？?\n,，;；:：、" + SPACES)
_BLANK = Letters("。！!？?\n" + SPACES)
_DIGITS = Letters("0123456789０１２３４５６７８９")
_KINDS = ("has", "begins", "ends", "before", "about")
_HAS, _BEGINS, _ENDS, _BEFORE, _IS_ABOUT = range(len(_KINDS))
_KIND = 3  # Bits of a kind.
_SPELLED = 3  # Letters of a feature, at most.
_THIRD_LETTER = (1 << LETTER) - 1 << _KIND
_OPENS_WORD = Letters("".join(word[0] for word in _WORDS))


def sentences_of(text: str) -> list[str]:
    """The sentences of a text that are long enough to tell anything."""
    return [found for match in _SENTENCE.finditer(text) if len(found := match[0].strip()) >= _SHORTEST]


def tense_features(sentence: str) -> list[str]:
    """What a sentence shows of its tense: beginnings and ends of its clauses, and whether its figures are bounded."""
    found = [f"has:{word}" for word in _WORDS if word in sentence]
    for clause in _CLAUSE.findall(sentence):
        found += (f"begins:{clause[:2]}", f"begins:{clause[:3]}", f"ends:{clause[-2:]}")
        if figure := _FIGURE.search(clause):
            found.append(f"before:{clause[max(0, figure.start() - 2) : figure.start()]}")
            found.append(f"about={_ABOUT.match(clause, figure.end()) is not None}")
    return list(dict.fromkeys(found))


def looks_ahead(text: str, learned: Learned) -> float:
    """The logarithm of the odds that a text tells of what is to be done, summed over its sentences."""
    return odds_of([text], learned)[0][0]


def odds_of(texts: Sequence[str], learned: Learned) -> list[tuple[float, int]]:
    """For each text the logarithm of the odds that it tells of what is to be done, summed over its sentences, and how
    many of these tell anything: what `tense_features` shows of each of `sentences_of`, for all of them at once."""
    parts = Pieces.lines(texts)
    letters = parts.letters
    written = indexes(~_BLANK.holds(letters))
    if not written.size:
        return [(0.0, 0) for _ in texts]
    number = _STOPS.holds(letters).cumsum()
    opens = indexes(changes(number.take(written)))
    first, last = written.take(opens), written.take(np.append(opens[1:], len(written)) - 1)
    tells = np.zeros(len(letters) + 1, bool)
    tells[number.take(first)] = last - first >= _SHORTEST - 1
    table, odds = _odds(learned)
    places, keys = (np.concatenate(arrays) for arrays in zip(*_seen(parts.text, letters), strict=True))
    found = table.find(keys)
    sentence = number.take(places)
    known = indexes((found > 0) & tells.take(sentence))
    shown = sentence.take(known) * len(odds) + found.take(known)
    shown.sort()
    once = shown[changes(shown)]
    part_of = np.zeros(len(letters) + 1, np.int64)
    part_of[number.take(first)] = parts.starts.searchsorted(first, side="right") - 1
    sums = np.bincount(part_of.take(once // len(odds)), odds.take(once % len(odds)), len(texts)) / _UNITS
    counts = np.bincount(part_of.take(indexes(tells)), minlength=len(texts))
    return list(zip(sums.tolist(), counts.tolist(), strict=True))


def _seen(text: str, letters: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Where something of a sentence stands in a text that bears on its tense, and the features that it is, as `_keys`
    has them."""
    may_be = indexes(_OPENS_WORD.holds(letters))
    for at, word in enumerate(_WORDS):
        places = may_be[letters.take(may_be) == ord(word[0])]
        if len(word) > 1:
            places = places[letters.take(places + 1, mode="clip") == ord(word[1])]
        yield places, np.full(len(places), at << _KIND | _HAS)
    within = np.concatenate([[False], ~_BETWEEN_CLAUSES.holds(letters), [False]])
    edges = indexes(within[1:] != within[:-1])
    starts, ends = edges[::2], edges[1::2]
    whole = _spelled(letters, starts, ends, _BEGINS)
    yield starts, whole
    yield starts, whole & ~_THIRD_LETTER
    yield starts, _spelled(letters, np.maximum(ends - 2, starts), ends, _ENDS)
    digits = indexes(_DIGITS.holds(letters))
    clauses = starts.searchsorted(digits, side="right") - 1
    first = changes(clauses)
    digits, clauses = digits[first], clauses[first]
    before = np.maximum(digits - 2, starts.take(clauses))
    yield digits, _spelled(letters, before, digits, _BEFORE)
    bounded = [
        _is_bounded(text, start, end) for start, end in zip(digits.tolist(), ends.take(clauses).tolist(), strict=True)
    ]
    yield digits, np.array(bounded, np.int64) << _KIND | _IS_ABOUT


def _spelled(letters: Ints, starts: Ints, ends: Ints, kind: int) -> Ints:
    return spelled(letters, starts, ends, _SPELLED) << _KIND | kind


def _is_bounded(text: str, start: int, end: int) -> bool:
    """Whether the figure that begins at `start` is one about which a text says 以上 or the like, before `end`."""
    figure = _FIGURE.match(text, start, end)
    return figure is not None and _ABOUT.match(text, figure.end(), end) is not None


@cache
def _odds(learned: Learned) -> tuple[KeyTable, Ints]:
    """The features that weigh something, by their keys, and how much each speaks for what is to be done and against
    what was, in thousandths, which weights are; behind a first of no weight."""
    chain = learned.chain("tense")
    ahead, back = chain.classes.index(AHEAD), chain.classes.index(BACK)
    odds = chain.rows[:, ahead].astype(np.int64) - chain.rows[:, back].astype(np.int64)
    return KeyTable(_keys(chain.features())), np.concatenate([[0], odds])


def _keys(features: Sequence[str]) -> Ints:
    """Features as `tense_features` makes them as numbers, as `_seen` finds them: their letters or what they say, and
    their kind, which their third letter tells."""
    letters = code_points("".join(features))
    sizes = np.fromiter(map(len, features), np.int64, len(features))
    ends = sizes.cumsum()
    starts = ends - sizes
    third = letters.take(starts + 2)
    kinds, codes = np.zeros(len(features), np.int64), np.zeros(len(features), np.int64)
    for kind, name in enumerate(_KINDS):
        of_kind = indexes(third == ord(name[2]))
        kinds[of_kind] = kind
        codes[of_kind] = spelled(letters, starts.take(of_kind) + len(name) + 1, ends.take(of_kind), _SPELLED)
    for at in indexes((kinds == _HAS) | (kinds == _IS_ABOUT)).tolist():
        _, _, words = features[at].replace("=", ":").partition(":")
        codes[at] = _WORDS.index(words) if kinds[at] == _HAS else words == "True"
    return codes << _KIND | kinds
