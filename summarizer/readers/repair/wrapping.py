"""Sentences broken into lines at a width: the line ends inside them part neither words nor figures."""

import re
from collections.abc import Iterator
from itertools import pairwise

from summarizer.knowledge.rule import Rule
from summarizer.knowledge.units import read_unit
from summarizer.readers.repair.characters import Mending
from summarizer.readers.repair.edits import Edit
from summarizer.readers.repair.lines import Line, lines_of, opens_anew

_NARROWEST = 24  # columns: no one sets a report narrower
_RAGGED = 4  # columns that a line may fall short of the width, for a mark that may not open the next
_YEAR = re.compile(r"(?:19|20)\d\d\s*年")
_HALF_NUMBER = re.compile(r"\d[.．,，]$")
_FIGURE_AT_END = re.compile(r"[^\W\d_][（(]?[-－−+]?[\d０-９][\d.,]*[十百千万亿]*$")
_LATIN = re.compile(r"[A-Za-z]")


def joins(text: str) -> Iterator[Edit]:
    """The line ends that stand inside a sentence for certain."""
    lines = list(lines_of(text))
    width = _width(lines)
    for line, following in pairwise(lines):
        if not line.text.strip() or opens_anew(following.text) or not line.breaks_off:
            continue
        end = line.start + len(line.text.rstrip())
        if _is_full(line, width) or _parts_a_figure(text[line.start : end], following.text):
            space = " " if _LATIN.match(text[end - 1]) and _LATIN.match(following.text) else ""
            yield Edit(end, following.start + len(following.text) - len(following.text.lstrip()), space)


def _width(lines: list[Line]) -> int:
    """The width that the text is broken at; 0 where it is not. Hardly a line is wider, and two that break off are as
    wide as it."""
    prose = sorted(line.width for line in lines if line.is_prose and line.width >= _NARROWEST)
    if not prose:
        return 0
    width = prose[int(0.97 * (len(prose) - 1))]
    if any(line > 1.5 * width for line in prose[-max(1, len(prose) // 50) :]) or width > 140:
        return 0
    full = [line for line in lines if line.width >= width - _RAGGED and line.breaks_off]
    broken = [line for line in lines if line.breaks_off and line.width >= _NARROWEST]
    return width if len(full) >= 2 and 2 * len(full) >= len(broken) else 0


def _is_full(line: Line, width: int) -> bool:
    return width > 0 and line.width >= width - _RAGGED


def _parts_a_figure(before: str, behind: str) -> bool:
    """Whether a line end stands inside a number or between a number and its unit."""
    if _HALF_NUMBER.search(before):
        return behind[:1].isdigit()
    if not _FIGURE_AT_END.search(before) or _YEAR.match(behind):
        return False
    if behind[:1].isdigit() or re.match(r"[.．]\d", behind):
        return before[-1:].isdigit() and re.match(r"[\d.,．]+\s*(?:[%％]|[^\W\d_])", behind) is not None
    unit = read_unit(behind, 0)
    return behind[:1] in "%％‰" or behind.startswith("个百分点") or (unit is not None and bool(unit.unit))


RULES: tuple[Mending, ...] = (
    Rule("mend.wrapped", joins, "wrapped_line", "全年完成，投资158.<\n>6亿元。", "a line end inside a sentence"),
)
