"""What one clause looks like by itself: its opening (adverb, verb, manner, result), its close, its figures."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from operator import add
from typing import NamedTuple

from summarizer.contract.labels import NumberLabel
from summarizer.knowledge.lexicon import words
from summarizer.knowledge.word_index import index_of

# Marks that stand before the words of a clause: `(3)`, `2.`, `一是`, a dash, an opening quotation mark, 其中.
_MARK = re.compile(r"^[(（]?\d{1,2}[)）.、]")
_LEAD = re.compile(
    r"""^(?: [(（]?\d{1,2}[)）.、] | [一二三四五六七八九十]{1,2}是 | —— | [“"] | 其中[:：]? | 并 | 再 | 以及 | 同时 )+""",
    re.VERBOSE,
)
# A clause that hangs on the next by its own form: 在…的同时, 以…为….
_HANGING = re.compile(r"^在.*(?:同时|基础上|过程中|方面|上|中|下|后|前)$ | ^.{0,3}以.+[为作]", re.VERBOSE)
_LENGTHS = (3, 5, 8, 11, 15, 20, 28, 40)


class View(NamedTuple):
    """The evidence of one clause.

    `head` is the text after list marks, `opening` a word for its grammar (`A` adverb, `V2`/`V1`/`N` a verb of two
    characters, of one, or none, `m` manner, `r` result); `leans` is `strong`, `weak` or empty; `hangs` says that the
    close announces another clause; `inner` that a second verb follows the opening; `effect` the kind of effect that
    closes it; `figures` the distinct (measure, unit class, whether a core statistic).
    """

    text: str
    head: str
    adverb: str
    verb: str
    manner: str
    result: str
    opening: str
    leans: str
    hangs: bool
    inner: bool
    effect: str
    works: bool
    marked: bool
    statistic: bool
    flags: tuple[str, ...]
    figures: tuple[tuple[str, str, bool], ...]
    length: int


def view_of(text: str, labels: Sequence[NumberLabel]) -> View:
    """Look at one clause; `labels` are those of its quantities."""
    head = without_mark(text)
    adverb, verb, bare = opening(head)
    manner, result = index_of("manner").at(head), index_of("result").at(head)
    if bare != head:
        manner, result = manner or index_of("manner").at(bare), result or index_of("result").at(bare)
    close = text.rstrip('”"’)）')
    effect = index_of("ability", "scene", "growth", "peak", "sense", "effects").ending(close)[1]
    grammar = "V2" if len(verb) > 1 else "V1" if verb else "N"
    return View(
        text=text,
        head=head,
        adverb=adverb,
        verb=verb,
        manner=manner,
        result=result,
        opening=f"{'A' * bool(adverb)}{grammar}{'m' * bool(manner)}{'r' * bool(result)}",
        leans="strong" if manner in leaning() else "weak" if manner else "",
        hangs=hangs(text),
        inner=_has_inner_verb(bare, max(len(verb), 2)),
        effect=effect,
        works=bool(index_of("works").ending(text)[0]),
        marked=bool(_MARK.match(text)),
        statistic=bool(labels) and bool(index_of("statistics").scan(text)),
        flags=_flags(text),
        figures=tuple(sorted({_figure(label) for label in labels})),
        length=bisect_left(_LENGTHS, len(text)),
    )


@cache
def leaning() -> frozenset[str]:
    return frozenset(words("leaning"))


@lru_cache(maxsize=4096)
def hangs(text: str) -> bool:
    """Whether the form of a clause announces that the action comes in the next."""
    return bool(index_of("closings").ending(text)[0] or _HANGING.match(text))


def without_mark(text: str) -> str:
    """`text` after the list marks and connectors that stand before its words."""
    lead = _LEAD.match(text)
    return text[lead.end() :] or text if lead else text


@lru_cache(maxsize=4096)
def opening(head: str) -> tuple[str, str, str]:
    """The first adverb, the verb after the adverbs, and the text from that verb on."""
    adverbs, verbs = index_of("action_adverbs"), index_of("action_verbs")
    place, first = 0, ""
    for _ in range(3):
        word = adverbs.at(head, place)
        if not word or len(verbs.at(head, place)) > len(word):
            break
        place += len(word)
        first = first or word
    if place >= len(head) - 1:
        place = 0
    verb = verbs.at(head, place)
    if not verb and place and (verb := verbs.at(head)):
        place = 0  # The adverb is the verb itself: 深化改革, 突出重点.
    return first, verb, head[place:] if place else head


@cache
def _verb_pairs() -> frozenset[str]:
    return frozenset(word for word in words("action_verbs") if len(word) == 2)


def _has_inner_verb(bare: str, start: int) -> bool:
    """Whether a two-character verb follows the opening, not as a modifier or an item of a list."""
    verbs = _verb_pairs()
    if verbs.isdisjoint(map(add, bare[start:], bare[start + 1 :])):
        return False
    return any(bare[i : i + 2] in verbs and bare[i - 1] not in "的、和与及" for i in range(start, len(bare) - 2))


_FLAGS = ("ideology", "frame", "situation", "states", "targets")


def _flags(text: str) -> tuple[str, ...]:
    return tuple(sorted({name for _, name in index_of(*_FLAGS).scan(text)}))


def _figure(label: NumberLabel) -> tuple[str, str, bool]:
    percent = "%" in label.unit or "％" in label.unit or "百分点" in label.unit
    unit = "percent" if percent else "money" if label.unit.endswith("元") else "count"
    return label.measure, unit, label.canon is not None
