"""What the words of one commitment say about it: how strongly it is promised, and the verb that leads it."""

import re

from summarizer.engines.rules.commitments.clause import hangs, leaning, opening, without_mark
from summarizer.knowledge.word_index import index_of

_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")
_MUST = re.compile(r"确保|必须|坚决(?=[\u4e00-\u9fff])|保证|务必|不低于|不少于|杜绝|严守|严禁|坚守|绝不|决不|不得|守住")
_STRIVE = re.compile(
    r"""
    力争 | 努力 | 力求 | 争创 | 争当 | 争做 | 争先
    | (?<!向上)争取                                # 向上争取…机制 is a name
    | (?<![大全着努协合助])力促                      # 大力|促进
    | 探索(?=[\u4e00-\u9fff]) (?!和|与|实践)         # 改革探索 names a thing
    """,
    re.VERBOSE,
)
_PLANS = re.compile(r"(?:谋划|探索)")


def strength_of(text: str) -> str:
    """`must`, `strive` or `will`: the strongest word outside quotation marks decides."""
    bare = _QUOTED.sub("", text)
    if _MUST.search(bare):
        return "must"
    if _STRIVE.search(bare):
        return "strive"
    return "strive" if _plans_first(bare) else "will"


def _plans_first(text: str) -> bool:
    """谋划 leads the first clause (after its adverbs), so the planning itself is what is promised."""
    head = re.split(r"[,，;；。]", text, maxsplit=1)[0]
    return bool(_PLANS.match(head, _after_adverbs(head)))


def _after_adverbs(head: str) -> int:
    adverbs, place = index_of("action_adverbs"), 0
    while (word := adverbs.at(head, place)) and not _PLANS.match(head, place):
        place += len(word)
    return place


def action_of(text: str) -> str:
    """The verb that leads the action, after its adverbs and after clauses of manner; empty if no verb is known."""
    first = ""
    for clause in re.split(r"[,，;；。]", text):
        head = without_mark(clause)
        verb = opening(head)[1]
        if len(verb) > 1:
            if index_of("manner").at(head) not in leaning() and not hangs(clause):
                return verb
            first = first or verb
    return first or next((word for word, _ in index_of("action_verbs").scan(text) if len(word) > 1), "")
