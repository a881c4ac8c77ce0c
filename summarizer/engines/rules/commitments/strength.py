"""How strongly something is promised: the book of strengths, by the word lists of the annotation guide (section 5)."""

import re
from collections.abc import Callable
from functools import cache

from summarizer.engines.rules.commitments.clause import without_mark
from summarizer.knowledge.han import HAN
from summarizer.knowledge.lexicon import either, words
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.rule import Book, Rule, found
from summarizer.knowledge.word_index import WordIndex, index_of

_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")
_CLAUSES = re.compile(r"[,，;；。]")
_PLANS = re.compile(r"谋划|探索")


def _plans(text: str) -> bool:
    """谋划 or 探索 leads a clause, after its adverbs: the planning itself is what is promised."""
    if not _PLANS.search(text):
        return False
    return any(_leads(without_mark(clause)) for clause in _CLAUSES.split(text))


def _leads(clause: str) -> bool:
    adverbs, place = index_of("action_adverbs"), 0
    while (word := adverbs.at(clause, place)) and not _PLANS.match(clause, place):
        place += len(word)
    return _PLANS.match(clause, place) is not None


def _either(name: str) -> Callable[[str], object]:
    return found(either(f"@{name}"))


STRENGTHS: Book[str, str] = Book("strength", ("strength",), (
    Rule("strength.must", _either("must"), "must", "<确保>年内建成县医院", "a word that binds"),
    Rule("strength.resolute", found(rf"坚决(?={HAN})"), "must", "<坚决>遏制安全事故", "坚决 before what is done"),
    Rule("strength.strive", _either("strive"), "strive", "<力争>年内建成县医院", "a word that tries"),
    Rule("strength.strive-for", found("(?<!向上)争取"), "strive", "<争取>上级资金", "向上争取 names a kind of work"),
    Rule("strength.explore", found(rf"探索(?={HAN})(?!和|与|实践)"), "strive",
         "<探索>建立医疗联合体", "改革探索 names a thing"),
    Rule("strength.plan", _plans, "strive", "积极<谋划>储备项目", "the planning itself is promised"),
))  # fmt: skip


def strength_of(text: str) -> str:
    """`must`, `strive` or `will`: the strongest word outside quotation marks decides."""
    rule = STRENGTHS.first(_QUOTED.sub("", text))
    return rule.produces if rule else "will"


@cache
def _signs() -> WordIndex:
    """Words of which every text that is more or less than `will` has one."""
    return WordIndex(dict.fromkeys((*words("must"), *words("strive"), "坚决", "争取", "探索", "谋划"), ""))


def strengths_of(commitments: Pieces) -> list[str]:
    """The strength of each of these pieces of a text, as `strength_of` has it."""
    found = ["will"] * len(commitments)
    texts = commitments.words()
    for at in _signs().pieces_with(commitments):
        found[at] = strength_of(texts[at])
    return found
