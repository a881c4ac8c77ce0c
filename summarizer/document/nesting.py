"""Headings in order made into sections: what each governs, and which section it is part of."""

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.document.section import Section


@dataclass(slots=True)
class Titled:
    """A heading, `[start, end)`, with its level and the kind of the text that it governs."""

    level: int
    kind: str
    start: int
    end: int


def nested(headings: Sequence[Titled], length: int) -> tuple[Section, ...]:
    """The sections of a text of `length` characters, ids `s1, s2, …`: each ends at the next heading of its level or
    above, and is part of the last one of a level above."""
    sections: list[Section] = []
    open_ids: dict[int, str] = {}
    for index, (heading, end) in enumerate(zip(headings, _ends(headings, length), strict=True)):
        open_ids = {level: id_ for level, id_ in open_ids.items() if level < heading.level}
        parent = open_ids[max(open_ids)] if open_ids else None
        id_ = f"s{index + 1}"
        sections.append(Section(id_, parent, heading.level, heading.kind, heading.start, heading.end, end))
        open_ids[heading.level] = id_
    return tuple(sections)


def _ends(headings: Sequence[Titled], length: int) -> list[int]:
    after = {1: length, 2: length, 3: length}
    ends: list[int] = []
    for heading in reversed(headings):
        ends.append(after[heading.level])
        after |= {level: heading.start for level in after if level >= heading.level}
    return ends[::-1]
