"""How much of a printed sheet a brief takes, so that it is cut where it is written and not where the paper ends.

Lengths are in lines of the page's print style (`page.css`): A4, margins of 14 and 15 mm, 9 pt in lines of 1.35.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from summarizer.contract.report import Report
from summarizer.knowledge.vocabulary import Language
from summarizer.show.brief_parts import Whole, statistics
from summarizer.show.words import words

_CITATION, _AS_WIDE = re.compile(r"\[n\d+\]"), "n12"
# Lines of a sheet that may be filled: of 62 some stay free, as fonts differ and lines break before words.
_LINES = 58
# Characters of full width on a line: of the title, of the whole sheet, of a topic, of which two stand side by side.
_TITLE, _WIDE, _NARROW = 32, 55, 26
# The space between columns of the table, in such characters.
_GAP = 1.5
# Lines that the title, a heading, a row of the table and a topic's heading take, and the space of paragraph and entry.
_BIG, _HEADING, _ROW, _TOPIC, _PARAGRAPH, _ENTRY = 1.6, 1.9, 1.2, 1.3, 0.2, 0.1
# The part of what is left for statistics beyond the main targets, and the most problems and findings of a sheet.
_STATISTICS, _PROBLEMS, _FINDINGS = 0.3, 4, 2


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many rows of statistics, topics of commitments, problems and findings a brief has."""

    rows: int
    topics: int
    problems: int
    findings: int


def sheets(report: Report) -> int:
    """The pages a brief may take: one for a county's report, two for those of cities, provinces and the nation."""
    return 2 if report.meta.admin_level in {"city", "province", "national"} else 1


def amounts(report: Report, whole: Whole, lang: Language) -> Amounts:
    """What fits of the whole of a brief: title, main targets and their statistics always, then other statistics,
    problems and findings up to their share, then commitments by topic."""
    pages = sheets(report)
    fixed, rows, problems, findings, topics = _costs(report, whole, lang)
    room = pages * _LINES - sum(fixed)
    main = sum(row.main for row in whole.rows)
    room -= sum(rows[:main])
    others = _fitting(rows[main:], room * _STATISTICS)
    room -= sum(rows[main : main + others])
    told = min(len(problems), pages * _PROBLEMS)
    found = min(len(findings), pages * _FINDINGS)
    room -= sum(problems[:told]) + sum(findings[:found]) + _HEADING * (bool(told) + bool(found))
    pairs = [max(topics[at : at + 2]) for at in range(0, len(topics), 2)]
    return Amounts(main + others, min(2 * _fitting(pairs, room), len(topics)), told, found)


def _costs(report: Report, whole: Whole, lang: Language) -> tuple[list[float], ...]:
    """The lines of what is always there, then of each row, problem, finding and topic in one language."""
    title, *opening = whole.opening.split("\n\n")
    aims = [line for line in whole.targets.split("\n\n") if line]
    table = statistics(whole.rows, report, lang)
    # Headings of targets, statistics and commitments, and the line that says their order.
    head, *rows = _table_costs([line.strip("| ").split(" | ") for line in [*table[:1], *table[2:]]]) or [0.0]
    fixed = [_BIG * _lines(title, _TITLE), 3 * _HEADING, head]
    fixed += [_lines(line, _WIDE) + _PARAGRAPH for line in [*opening, *aims[1:], words(lang).order]]
    return (
        fixed,
        rows,
        [_lines(line, _WIDE) + _ENTRY for line in whole.problems],
        [_lines(line, _WIDE) + _ENTRY for line in whole.findings],
        [_TOPIC + sum(_lines(line, _NARROW) + _ENTRY for line in shown) for _, *shown in whole.promises],
    )


def _table_costs(rows: Sequence[Sequence[str]]) -> list[float]:
    """The lines of each row, its columns sharing the width by their longest cells where these have no room."""
    columns = [max(map(_width, column)) + _GAP for column in zip(*rows, strict=True)]
    share = min(1.0, _WIDE / sum(columns)) if columns else 1.0
    return [
        _ROW * max(ceil((_width(text) + _GAP) / (width * share)) for text, width in zip(row, columns, strict=True))
        for row in rows
    ]


def _lines(text: str, width: float) -> int:
    """The lines that a text takes at a width in characters of full width."""
    return max(1, ceil(_width(text) / width))


def _width(text: str) -> float:
    """The width of a text in characters of full width; letters are half as wide, citations small."""
    shown = _CITATION.sub(_AS_WIDE, text)
    return sum(map(_WIDTHS.__getitem__, shown)) / _FULL


class _Widths(dict[str, int]):
    """The widths of characters, in twentieths of the full width, each looked up once."""

    def __missing__(self, char: str) -> int:
        self[char] = width = _FULL if unicodedata.east_asian_width(char) in "WFA" else _HALF
        return width


_FULL, _HALF = 20, 11
_WIDTHS = _Widths()


def _fitting(costs: Sequence[float], room: float) -> int:
    """How many of the parts fit into the room, from the first on."""
    count = 0
    for cost in costs:
        room -= cost
        if room < 0:
            break
        count += 1
    return count
