"""The parts of a report that have no heading: its preamble, the problems it admits, its closing words."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.document import Section

_SENTENCE_START = r"(?:^|(?<=[\n。！!？? \u3000]))"
_PROBLEMS = re.compile(
    rf"""{_SENTENCE_START}
    (?: 同时 | 但 | 当然 | 在(?:肯定|看到|总结)\S{{0,8}}成绩 | 我们(?:也|还|必须|深知|清醒) | 各位代表 | 回顾 )?
    [^。\n]{{0,70}} (?:清醒|看到|认识到|存在|面临|意识到|深知) [^。\n]{{0,40}} (?:问题|困难|不足|短板|差距|挑战)""",
    re.MULTILINE | re.VERBOSE,
)
_CLOSING = re.compile(rf"{_SENTENCE_START}(?:各位代表|同志们|让我们)[^。\n]{{0,4}}[!！:：,，]", re.MULTILINE)
# Problems stand at the end of a review, the closing at the end of the report: they are looked for there alone.
_PROBLEMS_REACH, _CLOSING_REACH = 2500, 900


@dataclass(frozen=True, slots=True)
class Part:
    """The characters `[start, end)` of a report that are of one kind."""

    start: int
    end: int
    kind: str


def parts(text: str, sections: Sequence[Section]) -> tuple[Part, ...]:
    """The whole text in stretches of one kind, headless ones included, in order and without gaps."""
    told = _by_headings(sections, len(text))
    starts = [section.start for section in sections]
    last_forward = max((part.start for part in told if part.kind in {"plan", "outlook"}), default=-1)
    cut: list[Part] = []
    for part in told:
        below = bisect_left(starts, part.end) - 1
        after = sections[below].heading_end if below >= 0 else part.start
        at = _tail(text, part, after, closes=part.start == last_forward)
        kind = "problems" if part.kind == "review" else "closing"
        cut += [part] if at is None else [Part(part.start, at, part.kind), Part(at, part.end, kind)]
    return tuple(part for part in cut if part.start < part.end)


def _by_headings(sections: Sequence[Section], length: int) -> list[Part]:
    """The stretches that the headings alone tell; what stands before the first one is the preamble."""
    found = [Part(0, length, "preamble")]
    for section in sections:
        if section.kind != found[-1].kind:
            found[-1] = Part(found[-1].start, section.start, found[-1].kind)
            found.append(Part(section.start, length, section.kind))
    return found


def _tail(text: str, part: Part, after: int, closes: bool) -> int | None:
    """Where the problems of a review begin, or the closing of the last plan; None if there are none."""
    if part.kind == "review":
        found = _PROBLEMS.search(text, max(part.start, part.end - _PROBLEMS_REACH), part.end)
    elif closes:
        found = _CLOSING.search(text, max(after, part.end - _CLOSING_REACH), part.end)
    else:
        return None
    return found.start() if found else None
