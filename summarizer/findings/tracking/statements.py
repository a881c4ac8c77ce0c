"""What a later report says, clause by clause: the words that tell one thing from another, and what became of it."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from summarizer.contract.report import Report, SectionInfo
from summarizer.document.ledger import list_clauses, list_numbers
from summarizer.knowledge.lexicon import either

State = Literal["finished", "proceeding", "partial", "altered", "failed", "planned", "unsaid"]
"""What a clause says of the thing it names; `planned` in parts that look ahead, `unsaid` where no word tells."""

_FORWARD = frozenset({"plan", "outlook", "closing"})
_CUES: tuple[tuple[State, re.Pattern[str]], ...] = (
    ("failed", re.compile(either("@failed"))),
    ("altered", re.compile(either("@altered"))),
    ("partial", re.compile(either("@partial"))),
    ("proceeding", re.compile(either("@proceeding", "@unfinished"))),
    ("finished", re.compile(either("@finished"))),
)
_UNFINISHED = re.compile(either("@unfinished"))
_SENTENCE_END = re.compile(r"[。；;！!？?\n]")
_WILL = re.compile(r"将|计划|拟|预计")
_NOTE = re.compile(r"^[ \t\u3000]*[〔\[［](?:注)?\d+[〕\]］]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause of a report, the kind of its part, and what it says became of what it names."""

    id: str
    start: int
    end: int
    text: str
    kind: str
    state: State

    @property
    def is_plan(self) -> bool:
        return self.state == "planned"


def statements(report: Report) -> list[Statement]:
    """The clauses of a report in order.

    A list of names (`甲厂、乙厂，等项目投产`) has the state of its predicate, which the next clauses may hold.
    """
    text = report.source.text
    clauses = list_clauses(text, list_numbers(text))
    kinds = kinds_of(report, [clause.start for clause in clauses])
    found: list[Statement] = []
    for at, (clause, kind) in enumerate(zip(clauses, kinds, strict=True)):
        state = _said(clause.text)
        follower = at
        while state is None and follower + 1 < len(clauses) and follower < at + 3:
            if _SENTENCE_END.search(text, clauses[follower].end, clauses[follower + 1].start):
                break
            follower += 1
            state = _said(clauses[follower].text)
        if kind in _FORWARD or (kind == "appendix" and _WILL.search(clause.text)):
            state = "planned"
        found.append(Statement(clause.id, clause.start, clause.end, clause.text, kind, state or "unsaid"))
    return found


def kinds_of(report: Report, offsets: Sequence[int]) -> list[str]:
    """The kind of the part that each offset stands in; notes are an appendix wherever they stand."""
    sections = sorted(report.sections, key=lambda section: section.span.start)
    starts = [section.span.start for section in sections]
    notes = _notes(report.source.text)
    return ["appendix" if notes(offset) else _kind(sections, starts, offset) for offset in offsets]


def _notes(text: str) -> Callable[[int], bool]:
    """Whether an offset stands in a note: a line that a note mark (〔12〕) opens, wherever the notes stand."""
    lines = [(match.start(), _line_end(text, match.end())) for match in _NOTE.finditer(text)]
    starts = [start for start, _ in lines]

    def within(offset: int) -> bool:
        at = bisect_right(starts, offset) - 1
        return at >= 0 and offset < lines[at][1]

    return within


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def _kind(sections: list[SectionInfo], starts: list[int], offset: int) -> str:
    """The kind of the innermost section that holds an offset."""
    at = bisect_right(starts, offset)
    return next((s.kind for s in reversed(sections[:at]) if offset < s.span.end), "preamble")


def _said(text: str) -> State | None:
    """What the words of one clause say; the verb that comes last decides between going on and done."""
    hits = {state: [match.start() for match in cue.finditer(text)] for state, cue in _CUES}
    for state in ("failed", "altered", "partial"):
        if hits[state]:
            return state
    if hits["proceeding"] and hits["finished"] and not _UNFINISHED.search(text):
        return "finished" if hits["finished"][-1] > hits["proceeding"][-1] else "proceeding"
    return "proceeding" if hits["proceeding"] else "finished" if hits["finished"] else None
