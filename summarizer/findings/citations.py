"""Whether a text tells a report's figures as they are: every figure cited, every citation right.

A citation `[n15]` stands right behind its figure. What is no quantity – a year, a list mark, the 5 of 5G – needs none.
"""

import re

from summarizer.contract.report import Indicator, Report
from summarizer.document.ledger import Entry, list_numbers
from summarizer.errors import LabelError
from summarizer.knowledge.numerals import read_value

_CITATION = re.compile(r"\[(n\d+|m\d+)\]")
# A year or a plan, a list mark, a number joined to letters, a number within a title or slogan.
_NO_FIGURE_BEHIND = re.compile(r"(?:\s*[-—–~至到]\s*\d{4})?\s*年(?!均)|[A-Za-z]|(?:个|大)?(?:方面|部分)")
_NO_FIGURE_BEFORE = re.compile(r"(?:[A-Za-z]|第|PM|(?:19|20)\d\d年(?:\d{1,2}月)?|“[^”\n]{0,30})$")
# What may stand between a figure and its unit without being part of it.
_VAGUE = re.compile(r"[\s余多*]")
_LIST_MARK = re.compile(r"^\s*(?:[-*#>|]\s*)*\d{1,2}[.、)]\s?")


def citation_faults(text: str, report: Report) -> list[str]:
    """What is wrong with the figures and citations of `text`, a sentence for each; empty where all is right."""
    stated = {item.id: item for item in report.indicators}
    promised = {item.id for item in report.commitments}
    faults: list[str] = []
    for line in text.splitlines():
        start = _LIST_MARK.match(line)
        left = line[start.end() :] if start else line
        while match := _CITATION.search(left):
            faults += _faults_before(left[: match.start()], match[1], stated, promised)
            left = left[match.end() :]
        faults += [f"{figure.text} has no citation" for figure in _figures(left)]
    return faults


def _faults_before(text: str, id_: str, stated: dict[str, Indicator], promised: set[str]) -> list[str]:
    """The faults of one citation and of the text from the citation before it on."""
    figures = _figures(text)
    if id_.startswith("m"):
        faults = [] if id_ in promised else [f"[{id_}] is no commitment of the report"]
        return faults + [f"{figure.text} has no citation" for figure in figures]
    if id_ not in stated:
        return [f"[{id_}] is no indicator of the report", *(f"{figure.text} has no citation" for figure in figures)]
    # Right before a citation stands its figure, also where it would pass for none elsewhere, as in 第2位.
    last = list_numbers(text)[-1:]
    if not last:
        return [f"[{id_}] stands behind no figure"]
    faults = [f"{figure.text} has no citation" for figure in figures if figure != last[0]]
    item, unit = stated[id_], _VAGUE.sub("", text[last[0].end :])
    if not _is_figure_of(last[0], item) or (unit and not unit.startswith(item.unit)):
        faults.append(f"[{id_}] is {item.number.text}{item.unit}, not {last[0].text}{unit[:12]}")
    return faults


def _figures(text: str) -> list[Entry]:
    return [
        number
        for number in list_numbers(text)
        if not _NO_FIGURE_BEHIND.match(text, number.end) and not _NO_FIGURE_BEFORE.search(text[: number.start])
    ]


def _is_figure_of(figure: Entry, item: Indicator) -> bool:
    try:
        return abs(read_value(figure.text)) == abs(item.value)
    except LabelError:
        return figure.text == item.number.text
