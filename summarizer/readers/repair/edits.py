"""Edits of a text, one after the other, and what they come to as repairs of the text that stood at first."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from summarizer.document.source import Mend, Repair

_NEW = -1  # the origin of a character that an edit put there
_SHOWN = 24
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters `[start, end)` of the text as it stands become `text`."""

    start: int
    end: int
    text: str = ""


@dataclass(slots=True)
class Draft:
    """A text on its way: for each of its characters the offset it had in the file, and the mends so far by offsets of
    the file."""

    file: str
    text: str
    origins: "array[int]" = field(default_factory=lambda: array("l"))
    mends: list[Mend] = field(default_factory=list)

    def apply(self, edits: Iterable[Edit], kind: str) -> None:
        """Make edits of one kind, which are in order; one that overlaps the one before it is left out."""
        parts: list[str] = []
        origins = array("l")
        last = 0
        for edit in edits:
            if edit.start < last or self.text[edit.start : edit.end] == edit.text:
                continue
            if not self.origins:
                self.origins = array("l", range(len(self.text)))
            self.mends.append(Mend(self._origin(edit.start), self._origin(edit.end), kind, self._shown(edit)))
            parts += [self.text[last : edit.start], edit.text]
            origins.extend(self.origins[last : edit.start])
            origins.extend([_NEW] * len(edit.text))
            last = edit.end
        if parts:
            origins.extend(self.origins[last:])
            self.text, self.origins = "".join(parts) + self.text[last:], origins

    def repairs(self) -> tuple[Repair, ...]:
        """The edits together, in order and without overlap, as replacements in the text of the file."""
        found: list[Repair] = []
        at, start = 0, 0  # in the text, in the file
        for index, origin in enumerate(self.origins):
            if origin == _NEW:
                continue
            if origin != start or index != at:
                found.append(Repair(start, origin, self.text[at:index]))
            at, start = index + 1, origin + 1
        if self.mends and (start < len(self.file) or at < len(self.text)):
            found.append(Repair(start, len(self.file), self.text[at:]))
        return tuple(found)

    def marks(self) -> tuple[Mend, ...]:
        """The mends by offsets of the text as it stands now, in order."""
        if not self.mends:
            return ()
        kept = [(origin, index) for index, origin in enumerate(self.origins) if origin != _NEW]
        starts = [origin for origin, _ in kept]

        def behind(offset: int) -> int:
            """Behind the last character that stood before an offset of the file."""
            at = bisect_left(starts, offset) - 1
            return kept[at][1] + 1 if at >= 0 else 0

        def before(offset: int) -> int:
            """Before the first character that stood at an offset of the file or behind it."""
            at = bisect_left(starts, offset)
            return kept[at][1] if at < len(kept) else len(self.text)

        moved = (Mend(behind(m.start), before(m.end), m.kind, m.shown) for m in self.mends)
        return tuple(sorted(moved, key=lambda mend: (mend.start, mend.end)))

    def _origin(self, index: int) -> int:
        """The offset in the file of a character, or of the next that stood there."""
        while index < len(self.origins) and self.origins[index] == _NEW:
            index += 1
        return self.origins[index] if index < len(self.origins) else len(self.file)

    def _shown(self, edit: Edit) -> str:
        around = self.text[max(0, edit.start - 4) : edit.end + 4]
        return " ".join(_UNSHOWN.sub(" ", around).split())[:_SHOWN]
