"""Which parts of a document look ahead, clause by clause, and which of their clauses cannot be promises."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from summarizer.document.document import Document, Section
from summarizer.document.ledger import Entry
from summarizer.document.outline.kinds import tense
from summarizer.knowledge.arrays import Bools, Letters, indexes
from summarizer.knowledge.lexicon import either, words
from summarizer.knowledge.patterns import regex

_INTENTIONS = regex(either("@intentions"))
FORWARD = frozenset({"plan", "outlook", "closing"})


_WILL = regex(
    r"(?<![重主必需])要(?![求素闻点害道件])|将(?![军领])|力争|确保|争取|力求|目标|预期|加快|抓好|做好|落实好|今年|明年|到20\d\d年"
)
_DID = regex(
    r"同比|比上年|较上年|比去年|荣获|获评|获批|顺利|圆满|成功|已|了|被评为|位居|先后|全面完成|取得|去年|[一五]年来|相比|全年(?:实现|完成)"
)
# Text around the report's own prose: who is responsible, page furniture, table rows.
_AROUND = ("责任单位", "牵头单位", "主办单位", "承办单位", "配合单位", "打印", "关闭", *words("page_remains"))
_FOREIGN = regex(rf"^{either(_AROUND)} | ^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} | [|]", re.VERBOSE)
_OPENS_FOREIGN = Letters("0123456789" + "".join(word[0] for word in _AROUND))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring clauses of one forward-looking part; `barred` maps a clause index to why it cannot be one."""

    clauses: tuple[Entry, ...]
    barred: Mapping[int, str]

    @property
    def headings(self) -> set[int]:
        return {index for index, why in self.barred.items() if why == "heading"}


def stretches(document: Document) -> list[Stretch]:
    """The forward-looking parts of a document, and for clauses that cannot be commitments the reason."""
    sections, starts = document.sections, document.pieces.starts
    within = np.array([section.start for section in sections], np.int64).searchsorted(starts, side="right")
    looks = np.array([kind in FORWARD for kind in (document.opening, *(section.kind for section in sections))], bool)
    ahead = np.concatenate(([False], looks.take(within), [False]))
    edges = indexes(ahead[1:] != ahead[:-1]).tolist()
    heading_ends = np.array([0, *(section.heading_end for section in sections)], np.int64)
    in_heading = starts < heading_ends.take(within)
    barred = dict.fromkeys(indexes(in_heading & ahead[1:-1]).tolist(), "heading")
    barred |= dict.fromkeys(_foreign(document, ahead[1:-1] & ~in_heading), "not the report's prose")
    bars = sorted(barred)
    return [
        Stretch(
            document.clauses[first:end],
            {at: barred[at] for at in bars[bisect_left(bars, first) : bisect_left(bars, end)]},
        )
        for first, end in zip(edges[::2], edges[1::2], strict=True)
    ]


def _foreign(document: Document, wanted: Bools) -> list[int]:
    """Those of the wanted clauses that are no prose of the report: of the few that begin or go on as such text does."""
    pieces = document.pieces
    may_be = _OPENS_FOREIGN.holds(pieces.letters.take(pieces.starts))
    may_be[pieces.starts.searchsorted(indexes(pieces.letters == ord("|")), side="right") - 1] = True
    return [at for at in indexes(may_be & wanted).tolist() if _FOREIGN.search(document.clauses[at].text)]


def looks_ahead(sentence: str, paragraph: str) -> bool:
    """Whether a sentence that stands under no heading speaks of what is to come: its own words decide, and where they
    are silent those of its paragraph."""
    will, did = len(_WILL.findall(sentence)), len(_DID.findall(sentence))
    return will > did if will != did else tense(paragraph) > 1.5


def _is_heading(clause: Entry, section: Section) -> bool:
    """Whether a clause begins in the heading of its section; a body run on behind it does not make it an action."""
    return section.heading_start - 4 <= clause.start < section.heading_end


def intended_elsewhere(document: Document) -> list[Entry]:
    """The clauses of sentences that speak of work to come though they stand in a part that looks back, or in none."""
    return [
        clause
        for sentence in document.sentences
        if (sentence.section.kind if sentence.section else "preamble") not in FORWARD | {"appendix"}
        and _INTENTIONS.search(document.text, sentence.start, sentence.end)
        for clause in sentence.clauses
        if not (sentence.section and _is_heading(clause, sentence.section)) and not _FOREIGN.search(clause.text)
    ]
