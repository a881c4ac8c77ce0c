"""Characters that show nothing: control and format characters, odd spaces, entities of HTML left in a text."""

import re
from collections.abc import Iterator

from summarizer.knowledge.han import HAN
from summarizer.knowledge.patterns import regex
from summarizer.knowledge.rule import Rule
from summarizer.readers.repair.edits import Edit

Mending = Rule[str, str]

_LINE_ENDS = regex("\r\n?|\n?[\x0b\x0c\x85\u2028\u2029]\n?")
_CONTROL = regex(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]+")
_INVISIBLE = regex(
    r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]+"
)
_ODD = r"[\u00a0\u1680\u2000-\u200a\u202f\u205f]"
_TOUCHING = rf"(?:{HAN}|[0-9０-９，。；：、！？）（”“》《％%.．])"
_BETWEEN = regex(rf"{_ODD}(?<={_TOUCHING}.)(?={_TOUCHING})")
_LATIN = regex(rf"{_ODD}(?:(?<=[A-Za-z].)(?=\S)|(?<=\S.)(?=[A-Za-z]))")
_ENTITY = regex(
    r"&(?:nbsp|ensp|emsp|thinsp|[lr][ds]quo|middot|hellip|mdash|ndash|amp|quot|permil|#\d{2,6}|#x[0-9a-fA-F]{2,5});"
)


def _deleted(pattern: re.Pattern[str], text: str) -> Iterator[Edit]:
    return (Edit(match.start(), match.end()) for match in pattern.finditer(text))


def _entities(text: str) -> Iterator[Edit]:
    if "&" not in text:
        return
    import html  # its tables of names are large

    for match in _ENTITY.finditer(text):
        said = html.unescape(match.group())
        yield Edit(match.start(), match.end(), "" if len(said) == 1 and ord(said) < 32 else said)


def _line_ends(text: str) -> Iterator[Edit]:
    return (Edit(match.start(), match.end(), "\n") for match in _LINE_ENDS.finditer(text))


def _odd_spaces(text: str) -> Iterator[Edit]:
    """One odd space parts nothing where it stands between digits, Chinese characters and their marks; between words of
    Latin letters it is a space. Several in a row are an indent or a gap that someone meant."""
    found = [Edit(match.start(), match.end()) for match in _BETWEEN.finditer(text)]
    found += [Edit(match.start(), match.end(), " ") for match in _LATIN.finditer(text)]
    return iter(sorted(found, key=lambda edit: edit.start))


RULES: tuple[Mending, ...] = (
    Rule("mend.entity", _entities, "entity", "地区生产总值<&nbsp;>341亿元", "an entity of HTML left in a text"),
    Rule("mend.line-end", _line_ends, "control", "回顾<\u2028>全年", "a line end that is none in plain text"),
    Rule("mend.control", lambda text: _deleted(_CONTROL, text), "control", "增长<\x03>6%", "a control character"),
    Rule("mend.invisible", lambda text: _deleted(_INVISIBLE, text), "invisible", "完成341<\u200b>.21亿元",
         "a character without a form of its own"),
    Rule("mend.odd-space", _odd_spaces, "odd_space", "粮食产量23<\u202f>500吨", "a space that only sets type"),
)  # fmt: skip
