"""The sign that stands before a figure, or around it: `增长-3.5%`, `（▼2.2%）`, a cell `(3.1)`.

Accounts write a triangle, open or full, before what is less than nothing (▲ as well as ▼); statistics write a minus or
brackets. A dash behind another figure and its unit is no sign but joins the two to a range (`5%－6%`, `15亿元-20亿元`).
"""

import re
from dataclasses import replace

from summarizer.engines.rules.numbers.measures import PERCENT, Stated, is_points
from summarizer.knowledge.han import HAN
from summarizer.knowledge.patterns import regex
from summarizer.knowledge.units import read_unit

MINUS = "-－−–‐‑﹣▲▼△▽↓负"
PLUS = "+＋↑"
_SIGN = regex(rf"(?P<sign>[{MINUS}{PLUS}])[ \u3000]?$")
_SIGN_ENDS = frozenset(f"{MINUS}{PLUS} \u3000\n")
# What a sign may stand behind: a Chinese character, a bracket, a mark; no letter and no digit (3-5).
_BEHIND = regex(rf"(?:{HAN}|[（(）)：:，,、；;|【\[〔“”])\s?$")
_DIGITS_AT_END = regex(r"[\d０-９.．]+[^\d０-９]{0,6}$")
# Before an amount the dash is more often a hyphen, so that words of change or a bracket have to stand there.
_OF_CHANGE = regex(r"(?:同比|环比|增长|增速|增幅|增加|变化|比上年|较上年|下降|减少|为|达)[到了]?\s?$|[（(]\s?$")
_CELL = regex(
    rf"\s*(?:[{MINUS}]\s?[\d０-９,.．]+\s*[%％]?|[(（]\s?[{MINUS}]?\d[\d,.]*\s*[%％]?\s?[)）]|[{MINUS}]\s?[(（]?\d.*)\s*"
)


def sign_at_end(lead: str, unit: str) -> str:
    """The sign, one of `-` and `+`, at the end of the words before a figure in `unit`; empty for none."""
    if lead[-1:] not in _SIGN_ENDS:
        return ""
    found = _SIGN.search(lead)
    if found is None:
        return ""
    before = lead[: found.start()]
    if not _BEHIND.search(before) or _ends_in_a_figure(before):
        return ""
    if unit not in PERCENT and not is_points(unit) and not _OF_CHANGE.search(before):
        return ""
    return "+" if found["sign"] in PLUS else "-"


def without_sign(lead: str) -> str:
    """The words before a figure without the sign at their end, nor the bracket that opens for both: `税收收入（-`."""
    return _SIGN.sub("", lead).rstrip("（( ")


def is_negative_cell(cell: str) -> bool:
    """Whether a cell of a table holds a negative figure and nothing else: `-3.5`, `▲2.1`, `(3.1)`."""
    return _CELL.fullmatch(cell) is not None


def with_sign(stated: Stated | None, sign: str, unit: str) -> Stated | None:
    """What the words say of a figure, as its sign changes it: a signed percentage is a change of its subject."""
    if not sign:
        return stated
    falls = sign == "-"
    if stated is None or (unit in PERCENT and stated.measure == "share"):
        measure = "growth" if unit in PERCENT else "change" if is_points(unit) else "level"
        return Stated(measure, falls, measure != "level", "signed")
    return replace(stated, falls=falls or stated.falls, rule="signed" if falls else stated.rule)


def _ends_in_a_figure(before: str) -> bool:
    """Whether a figure with its unit ends the words: the dash behind it opens a range."""
    digits = _DIGITS_AT_END.search(before)
    if digits is None:
        return False
    end = digits.end() - len(re.sub(r"^[\d０-９.．]+", "", digits.group()))
    unit = read_unit(before, end)
    return end == len(before.rstrip()) or (unit is not None and unit.end >= len(before.rstrip()))
