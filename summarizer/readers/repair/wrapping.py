"""Sentences broken into lines at a width: the line ends inside them part neither words nor figures."""

import re
from collections.abc import Iterator
from itertools import pairwise

from summarizer.knowledge.patterns import regex
from summarizer.knowledge.rule import Rule
from summarizer.knowledge.units import read_unit
from summarizer.readers.repair.characters import Mending
from summarizer.readers.repair.edits import Edit
from summarizer.readers.repair.lines import Line, lines_of, opens_anew

SOFT = "\x0b"
_NARROWEST = 24  # columns: no one sets a report narrower
_WIDEST = 140
_RAGGED = 4  # columns that a line may fall short of the width, for a mark that may not open the next
_YEAR = regex(r"(?:19|20)\d\d\s*年")
_HALF_NUMBER = regex(r"\d[.．,，]$")
_FIGURE_AT_END = regex(r"[^\W\d_][（(]?[-－−+]?[\d０-９][\d.,]*[十百千万亿]*$")
_LATIN = regex(r"[A-Za-z]")


def soft_breaks(text: str) -> Iterator[Edit]:
    """Line ends inside a paragraph, as Word and web pages have them (U+000B): none where a sentence breaks off."""
    if SOFT not in text:
        return
    for line, following in pairwise(lines_of(text.replace(SOFT, "\n"))):
        if text[line.end] == SOFT:
            end, start = _edges(line, following)
            joined = not opens_anew(following.text) and (line.breaks_off or _parts(line, following))
            yield Edit(end, start, _between(text, end, following) if joined else "\n")


def joins(text: str) -> Iterator[Edit]:
    """The line ends that stand inside a sentence for certain."""
    lines = list(lines_of(text))
    wrapped = _wrapped(lines, [line.width for line in lines]) | _wrapped(lines, [len(line.text) for line in lines])
    for index, (line, following) in enumerate(pairwise(lines)):
        if not line.text.strip() or not line.is_open or opens_anew(following.text):
            continue
        if index in wrapped or _parts(line, following):
            end, start = _edges(line, following)
            yield Edit(end, start, _between(text, end, following))


def _edges(line: Line, following: Line) -> tuple[int, int]:
    """Where a line ends and the next begins, white space aside."""
    indent = len(following.text) - len(following.text.lstrip())
    return line.start + len(line.text.rstrip()), following.start + indent


def _between(text: str, end: int, following: Line) -> str:
    """What joins two lines: a space between words of Latin letters."""
    return " " if _LATIN.match(text[end - 1 : end]) and _LATIN.match(following.text) else ""


def _wrapped(lines: list[Line], sizes: list[int]) -> set[int]:
    """The lines that are broken at the size of the text, in columns or in characters; none where it is not broken.

    Hardly a line is longer, at least two that break off are as long as it, and what they break goes on to its stop.
    """
    prose = sorted(size for line, size in zip(lines, sizes, strict=True) if line.is_prose and line.width >= _NARROWEST)
    if not prose:
        return set()
    size = prose[int(0.97 * (len(prose) - 1))]
    if size > _WIDEST or prose[-max(1, len(prose) // 50)] > 1.5 * size:
        return set()
    full = {index for index, own in enumerate(sizes) if own >= size - _RAGGED and lines[index].is_open}
    broken = [index for index, line in enumerate(lines) if line.breaks_off and line.width >= _NARROWEST]
    breaking = full.intersection(broken)
    if len(breaking) < 2 or 2 * len(breaking) < len(broken):
        return set()
    return {index for index in full if _comes_to_its_stop(lines, full, index)}


def _comes_to_its_stop(lines: list[Line], full: set[int], index: int) -> bool:
    """Whether the lines that follow go on to the end of a sentence, and so are no items of a list."""
    while index in full:
        index += 1
        if index >= len(lines) or opens_anew(lines[index].text):
            return False
    return not lines[index].is_open


def _parts(line: Line, following: Line) -> bool:
    return _parts_a_figure(line.text.rstrip(), following.text.lstrip())


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


SOFT_BREAKS: tuple[Mending, ...] = (
    Rule(
        "mend.soft-break", soft_breaks, "wrapped_line", "全年完成，投资158.<\x0b>6亿元。", "a line end in a paragraph"
    ),
)
RULES: tuple[Mending, ...] = (
    Rule("mend.wrapped", joins, "wrapped_line", "全年完成，投资158.<\n>6亿元。", "a line end inside a sentence"),
)
