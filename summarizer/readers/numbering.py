"""Automatic numbers of a Word file, as the reader of the printed page sees them: `一、`, `（一）`, `1.`."""

import re
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CN = "零一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"


class Numbering:
    """The running numbers of one document; ask for the paragraphs in order."""

    def __init__(self, document: Any) -> None:
        self._styles = {style.element.get(f"{_W}styleId"): style.element for style in document.styles}
        self._levels: dict[str, dict[int, Any]] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, list[int]] = {}
        self._abstract: dict[str, str] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstracts = {node.get(f"{_W}abstractNumId"): node for node in root.iterchildren(f"{_W}abstractNum")}
        for node in root.iterchildren(f"{_W}num"):
            self._read(node, abstracts)

    def _read(self, node: Any, abstracts: dict[str, Any]) -> None:
        id_ = node.get(f"{_W}numId")
        reference = node.find(f"{_W}abstractNumId")
        abstract = abstracts.get(reference.get(f"{_W}val")) if reference is not None else None
        levels = (
            {int(level.get(f"{_W}ilvl")): level for level in abstract.iterchildren(f"{_W}lvl")}
            if abstract is not None
            else {}
        )
        starts = {}
        for override in node.iterchildren(f"{_W}lvlOverride"):
            index = int(override.get(f"{_W}ilvl"))
            if (own := override.find(f"{_W}lvl")) is not None:
                levels[index] = own
            if (start := override.find(f"{_W}startOverride")) is not None:
                starts[index] = int(start.get(f"{_W}val"))
        self._levels[id_], self._starts[id_] = levels, starts
        # Lists that share an abstract definition count on together unless one restarts.
        self._abstract[id_] = (
            id_ if starts else f"abstract {reference.get(f'{_W}val') if reference is not None else id_}"
        )

    def label(self, paragraph: Any) -> str:
        """The number that Word prints before a paragraph, or an empty string."""
        id_, index = self._reference(paragraph)
        levels = self._levels.get(id_ or "")
        if not id_ or id_ == "0" or not levels or index not in levels:
            return ""
        key = self._abstract[id_]
        counts = self._counts.setdefault(key, [])
        for level in range(len(counts), index + 1):
            counts.append(self._start(id_, level) - 1)
        counts[index] += 1
        for deeper in range(index + 1, len(counts)):
            counts[deeper] = self._start(id_, deeper) - 1
        text = levels[index].find(f"{_W}lvlText")
        pattern = text.get(f"{_W}val", "") if text is not None else ""
        if _format(levels[index]) == "bullet":
            return ""

        def number(match: re.Match[str]) -> str:
            level = int(match.group(1)) - 1
            value = max(counts[level], self._start(id_, level)) if level < len(counts) else 1
            return written(value, _format(levels.get(level)))

        return re.sub(r"%(\d)", number, pattern)

    def _reference(self, paragraph: Any) -> tuple[str | None, int]:
        """The list and level of a paragraph: its own, or that of its style or a style it is based on."""
        properties = paragraph.find(f"{_W}pPr")
        own = properties.find(f"{_W}numPr") if properties is not None else None
        id_, level = _num_pr(own)
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        name = style.get(f"{_W}val") if style is not None else None
        for _ in range(12):
            element = self._styles.get(name)
            if id_ is not None or element is None:
                break
            inherited = element.find(f"{_W}pPr/{_W}numPr")
            id_, inherited_level = _num_pr(inherited)
            level = inherited_level if level is None else level
            if id_ is not None and level is None:
                level = self._level_of_style(id_, name)
            based = element.find(f"{_W}basedOn")
            name = based.get(f"{_W}val") if based is not None else None
        return id_, level or 0

    def _level_of_style(self, id_: str, name: str | None) -> int | None:
        for index, level in self._levels.get(id_, {}).items():
            style = level.find(f"{_W}pStyle")
            if style is not None and style.get(f"{_W}val") == name:
                return index
        return None

    def _start(self, id_: str, level: int) -> int:
        if level in self._starts[id_]:
            return self._starts[id_][level]
        definition = self._levels[id_].get(level)
        start = definition.find(f"{_W}start") if definition is not None else None
        return int(start.get(f"{_W}val", "1")) if start is not None else 1


def _num_pr(element: Any) -> tuple[str | None, int | None]:
    if element is None:
        return None, None
    id_, level = element.find(f"{_W}numId"), element.find(f"{_W}ilvl")
    return (
        id_.get(f"{_W}val") if id_ is not None else None,
        int(level.get(f"{_W}val")) if level is not None else None,
    )


def _format(level: Any) -> str:
    form = level.find(f"{_W}numFmt") if level is not None else None
    return form.get(f"{_W}val", "decimal") if form is not None else "decimal"


def written(value: int, form: str) -> str:
    """A number in one of Word's formats: `chineseCounting` 12 → 十二, `decimal` → 12, `upperLetter` → L."""
    if form in {
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
    }:
        return chinese(value, _CN, "十", "百")
    if form == "chineseLegalSimplified":
        return chinese(value, _FORMAL, "拾", "佰")
    if form in {"ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"}:
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value))
    if form == "ideographTraditional":
        return _STEMS[(value - 1) % 10]
    if form in {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"} and 1 <= value <= 20:
        return chr(0x2460 + value - 1)
    if form in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"}:
        return _roman(value).lower() if form == "lowerRoman" else _roman(value)
    if form == "decimalZero":
        return f"{value:02d}"
    if form == "none":
        return ""
    return str(value)


def chinese(value: int, digits: str, ten: str, hundred: str) -> str:
    """1 to 999 in Chinese numerals: 十二, 二十, 一百零三."""
    if value >= 1000 or value < 0:
        return str(value)
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = f"{digits[hundreds]}{hundred}" if hundreds else ""
    if tens:
        text += (digits[tens] if tens > 1 or hundreds else "") + ten
    elif hundreds and ones:
        text += digits[0]
    return text + (digits[ones] if ones or not text else "")


def _roman(value: int) -> str:
    out = ""
    for size, sign in (
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        out += sign * (value // size)
        value %= size
    return out
