"""Which parts of a document look ahead, clause by clause, and which of their clauses cannot be promises."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from summarizer.document.document import Document, Section
from summarizer.document.ledger import Entry
from summarizer.document.outline.kinds import tense
from summarizer.knowledge.lexicon import either

_INTENTIONS = re.compile(either("@intentions"))
FORWARD = frozenset({"plan", "outlook", "closing"})


_WILL = re.compile(
    r"(?<![重主必需])要(?![求素闻点害道件])|将(?![军领])|力争|确保|争取|力求|目标|预期|加快|抓好|做好|落实好|今年|明年|到20\d\d年"
)
_DID = re.compile(
    r"同比|比上年|较上年|比去年|荣获|获评|获批|顺利|圆满|成功|已|了|被评为|位居|先后|全面完成|取得|去年|[一五]年来|相比|全年(?:实现|完成)"
)
# Text around the report's own prose: who is responsible, page furniture, table rows.
_FOREIGN = re.compile(
    rf"""
    ^{either("@page_remains")} | ^(?: 责任单位 | 牵头单位 | 主办单位 | 承办单位 | 配合单位 | 打印 | 关闭 )
    | ^\d{{4}}-\d\d-\d\d | [|]
    """,
    re.VERBOSE,
)


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
    found: list[Stretch] = []
    current: list[Entry] = []
    barred: dict[int, str] = {}
    entered = 0
    starts = [*(section.start for section in document.sections), len(document.text) + 1]
    for clause in document.clauses:
        while starts[entered] <= clause.start:
            entered += 1
        section = document.sections[entered - 1] if entered else None
        if (section.kind if section else document.opening) not in FORWARD:
            if current:
                found.append(Stretch(tuple(current), barred))
            current, barred = [], {}
            continue
        current.append(clause)
        if section is not None and _is_heading(clause, section):
            barred[clause.index] = "heading"
        elif _FOREIGN.search(clause.text):
            barred[clause.index] = "not the report's prose"
    return [*found, Stretch(tuple(current), barred)] if current else found


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
