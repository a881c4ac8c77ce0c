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
    ids = [f"s{number}" for number in range(1, len(headings) + 1)]
    sections = []
    open_ids: list[str | None] = [None, None, None, None]  # By level; the first is no section's.
    for id_, heading, end in zip(ids, headings, _ends(headings, length), strict=True):
        level = heading.level
        parent = next((above for above in open_ids[level - 1 :: -1] if above), None)
        sections.append(Section(id_, parent, level, heading.kind, heading.start, heading.end, end))
        open_ids[level:] = [id_] + [None] * (3 - level)
    return tuple(sections)


def _ends(headings: Sequence[Titled], length: int) -> list[int]:
    after = [length] * 4
    ends: list[int] = []
    for heading in reversed(headings):
        ends.append(after[heading.level])
        after[heading.level :] = [heading.start] * (4 - heading.level)
    return ends[::-1]
