"""Marks of notes behind a word or a figure: `亿元①，`, `增长7.2%[4]；`, `3600人1。`; the notes themselves stay."""

import re
from collections.abc import Iterator

from summarizer.knowledge.han import HAN
from summarizer.knowledge.patterns import regex
from summarizer.knowledge.rule import Rule
from summarizer.knowledge.units import read_unit
from summarizer.readers.repair.characters import Mending
from summarizer.readers.repair.edits import Edit

_CIRCLED = "①-⑳㉑-㉟㊱-㊿❶-❿⓫-⓴"
_SUPERSCRIPT = "¹²³⁴⁵⁶⁷⁸⁹⁰"
_ENDS = r"[，,。；;、：:！？）)\n]|$"
_BEFORE = rf"(?:{HAN}|[%％”》）])"
_SIGN = regex(rf"[{_CIRCLED}](?<={_BEFORE}.)[{_CIRCLED}]*(?={_ENDS}|{HAN})")
_BRACKETED = regex(
    rf"(?=[〔\[［【(（])(?:(?<={_BEFORE})|(?<=[0-9]))"
    rf"(?:〔\d{{1,3}}〕|\[\^?\d{{1,3}}\]|［\d{{1,3}}］|【\d{{1,3}}】|〔[{_CIRCLED}]〕|\[注\d{{0,3}}\]|[(（]注\d{{0,3}}[)）])(?!\s*第?\d*号)"
)
_ROUND = regex(rf"[(（](?<={_BEFORE}.)(\d{{1,2}})[)）](?={_ENDS})")
_BEHIND_FIGURE = regex(r"\d[^\s\d，,。；;、：:（(]{1,6}$")
_RAISED = regex(rf"[{_SUPERSCRIPT}](?<={_BEFORE}.)[{_SUPERSCRIPT}]{{0,2}}(?=[\s，,。；;、：:！？）)]|{HAN}|$)")
_PLAIN = regex(rf"\d(?<![\d.,].)[\d.,]*(?P<unit>(?:{HAN}|[%％]){{1,5}})(?P<mark>[1-9]\d?)(?=[，,。；;、：:！？]|\n|$)")
# Marks around raised characters, between a reader and the rules.
_OPEN, _CLOSE = "\x0e", "\x0f"
_HANDED_ON = regex(f"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_NOTE = regex(rf"[\[〔【(（\[]?(?:注?\d{{1,3}}(?:[,，、-]\d{{1,3}})*|[{_CIRCLED}]|\*+)[\]〕】)）]?")
_POWER = regex("[A-Za-z米]$")
_METRE = regex(r"[米方mM]$")


def raised(text: str) -> str:
    """Raised characters, as a reader hands them on; the mark of a note among them is cut, a power (m2) is not."""
    return f"{_OPEN}{text}{_CLOSE}" if _NOTE.fullmatch(text.strip()) else text


def _handed_on(text: str) -> Iterator[Edit]:
    for match in _HANDED_ON.finditer(text):
        power = _POWER.search(text, max(0, match.start() - 1), match.start())
        yield Edit(match.start(), match.end(), match[1] if power else "")


def _signs(text: str) -> Iterator[Edit]:
    """A circled number inside a sentence; one that opens an item (`包括①…②…`) has words of its own behind it."""
    for match in _SIGN.finditer(text):
        before, behind = text[match.start() - 1], text[match.end() : match.end() + 1]
        if not re.match(HAN, behind) or before in "”》）%％":
            yield Edit(match.start(), match.end())


def _bracketed(text: str) -> Iterator[Edit]:
    return (Edit(match.start(), match.end()) for match in _BRACKETED.finditer(text))


def _round(text: str) -> Iterator[Edit]:
    """Bracketed numbers behind figures, where other marks of notes stand in the text or these count from one."""
    found = [m for m in _ROUND.finditer(text) if _BEHIND_FIGURE.search(text, max(0, m.start() - 12), m.start())]
    counted = [int(match[1]) for match in found] == list(range(1, len(found) + 1)) and len(found) > 1
    if counted or _SIGN.search(text) or _BRACKETED.search(text):
        yield from (Edit(match.start(), match.end()) for match in found)


def _raised(text: str) -> Iterator[Edit]:
    for match in _RAISED.finditer(text):
        if not _METRE.search(text, max(0, match.start() - 1), match.start()):
            yield Edit(match.start(), match.end())


def _plain(text: str) -> Iterator[Edit]:
    """A digit behind the whole unit of a figure, before a stop: no one writes so; a raised mark lost its place."""
    for match in _PLAIN.finditer(text):
        unit = read_unit(text, match.start("unit"))
        if unit and unit.end == match.end("unit") and unit.unit and not _METRE.search(unit.unit):
            yield Edit(match.start("mark"), match.end("mark"))


RAISED: tuple[Mending, ...] = (
    Rule("mend.raised", _handed_on, "note_mark", "增长6.4%<\x0e1\x0f>；", "the raised number of a note"),
)
RULES: tuple[Mending, ...] = (
    Rule("mend.note-round", _round, "note_mark", "粮食23万吨<（1）>。棉花1万吨（2）。", "notes that are counted"),
    Rule("mend.note-sign", _signs, "note_mark", "生产总值341亿元<①>，增长6%", "the number of a note in a circle"),
    Rule("mend.note-in-brackets", _bracketed, "note_mark", "增长7.2%<[4]>；", "the number of a note in brackets"),
    Rule("mend.raised-note", _raised, "note_mark", "生产总值341亿元<²>，", "the raised number of a note"),
    Rule("mend.note-digit", _plain, "note_mark", "新增就业3600人<1>。", "a raised number that lost its place"),
)  # fmt: skip
