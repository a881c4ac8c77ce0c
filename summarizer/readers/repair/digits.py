"""Numbers that spaces, line ends or foreign marks part: `3 4 1.21亿元`, `6. 4%`, `１２，３４５万元`, `18，650元`."""

import re
from collections.abc import Iterator

from summarizer.knowledge.han import HAN
from summarizer.knowledge.patterns import regex
from summarizer.knowledge.rule import Rule
from summarizer.knowledge.units import read_unit
from summarizer.readers.repair.characters import Mending
from summarizer.readers.repair.edits import Edit

_UNIT = r"[ ]?(?:[%％﹪‰]|个?百分点|[年月日]|(?=[^\W\d_]))"
_SPACED = regex(
    rf"(?=[ \d])(?:(?<={HAN})|(?<=[（(]))(?P<gap>[ ]?)(?P<n>\d{{1,6}}(?:[ ]?[.．][ ]?\d+|[ ]\d+|,\d+)+)(?={_UNIT})"
)
_NUMBER = regex(r"\d+(?:[.．]\d+)?|\d{1,3}(?:,\d{3})+(?:[.．]\d+)?")
_SPACED_CELL = regex(r"(?<=\|)[ ]?[-－−+▲▼△]?([\d.．,]+(?:[ ][\d.．,]+)+)[ ]?[%％]?[ ]?(?=\|)")
_YEAR = regex(r"(?:19|20)\d\d ")
_SPACED_YEAR = regex(r"[12](?<!\d.)(?<!\d .)(?:(?<=1) 9|(?<=2) 0) \d \d(?=[ ]?年)")
_DEALT_OUT = regex(r"(?:分别|依次|各为|之?比[为是]?|结构)[^。；\n]{0,12}$")
_AT_POINT = regex(r" [.．]|[.．] ")
_LETTERSPACED = regex(r"\S(?: \S){11,}")
_WIDE = regex(r"[０-９]{1,3}(?:，[０-９]{3})+(?![０-９])(?:．[０-９]+)?")
_WIDE_DIGITS = regex("[０-９]+(?:．[０-９]+)?")
_WIDE_COMMA = regex(rf"\d(?<={HAN}.)\d{{0,2}}(?:，\d{{3}})+(?![\d，])(?:\.\d+)?(?=[ ]?(?:[%％]|{HAN}))")
_APOSTROPHE = regex(r"\d(?<![\d'’].)\d{0,2}(?:['’]\d{3})+(?![\d'’])")
_POINT = regex(rf"[·。.](?<=(?:\d|{HAN})\d.)(?:(?<=[·。])|(?<=\.)\.)(?=\d{{1,2}}[%％])")
_PERCENT = regex("[﹪٪]")
_WIDE_ASCII = str.maketrans("０１２３４５６７８９，．", "0123456789,.")


def _spaced(text: str) -> Iterator[Edit]:
    for match in _SPACED.finditer(text):
        digits = match["n"]
        if " " in digits and _is_one(text, match):
            yield Edit(match.start("n"), match.end("n"), digits.replace(" ", ""))


def _is_one(text: str, match: re.Match[str]) -> bool:
    """Whether digits with spaces between them are one number for certain, and not several in a row."""
    digits = match["n"]
    whole = digits.replace(" ", "")
    if not _NUMBER.fullmatch(whole) or not has_unit(text, match.end("n")):
        return False
    if _AT_POINT.search(digits):
        return True
    pieces = digits.split(" ")
    if match["gap"] or _YEAR.match(digits) or _DEALT_OUT.search(text, max(0, match.start() - 24), match.start()):
        # `2 0 2 3年`: what follows a space is a column; but no column is one digit wide throughout.
        return len(pieces) > 2 and all(len(piece) == 1 for piece in pieces)
    return True


def _spaced_years(text: str) -> Iterator[Edit]:
    return (Edit(match.start(), match.end(), match.group().replace(" ", "")) for match in _SPACED_YEAR.finditer(text))


def _spaced_cells(text: str) -> Iterator[Edit]:
    """A cell of a table that holds digits and single spaces and nothing else is one number."""
    for match in _SPACED_CELL.finditer(text):
        whole = match[1].replace(" ", "")
        if " " in match[1] and _NUMBER.fullmatch(whole) and not _YEAR.match(match[1]):
            yield Edit(match.start(1), match.end(1), whole)


def has_unit(text: str, end: int) -> bool:
    """Whether a unit stands behind a number that ends at `end`, be it behind a space."""
    behind = text[end : end + 4].lstrip(" ")
    return behind[:1] in {"%", "％", "﹪", "‰", "年", "月", "日"} or read_unit(text, end) is not None


def _letterspaced(text: str) -> Iterator[Edit]:
    """A line of a dozen characters and more with a space behind each."""
    start = 0
    for line in text.split("\n"):
        if 2 * line.count(" ") > len(line) - 3 and "|" not in line:
            for match in _LETTERSPACED.finditer(line):
                found = match.group()
                if re.search(HAN, found):
                    yield Edit(start + match.start(), start + match.end(), found.replace(" ", ""))
        start += len(line) + 1


def _narrow(pattern: re.Pattern[str], text: str) -> Iterator[Edit]:
    for match in pattern.finditer(text):
        yield Edit(match.start(), match.end(), match.group().translate(_WIDE_ASCII))


def _wide_commas(text: str) -> Iterator[Edit]:
    for match in _WIDE_COMMA.finditer(text):
        dealt = _DEALT_OUT.search(text, max(0, match.start() - 24), match.start())
        if not dealt and read_unit(text, match.end()) is not None:
            yield Edit(match.start(), match.end(), match.group().replace("，", ","))


def _apostrophes(text: str) -> Iterator[Edit]:
    for match in _APOSTROPHE.finditer(text):
        yield Edit(match.start(), match.end(), re.sub("['’]", ",", match.group()))


def _points(text: str) -> Iterator[Edit]:
    return (Edit(match.start(), match.end(), ".") for match in _POINT.finditer(text))


def _percents(text: str) -> Iterator[Edit]:
    return (Edit(match.start(), match.end(), "%") for match in _PERCENT.finditer(text))


RULES: tuple[Mending, ...] = (
    Rule("mend.letterspaced", _letterspaced, "split_number", "<全 年 生 产 总 值 完 成 3 4 1 . 2 亿 元>",
         "a line of spread characters"),
    Rule("mend.spaced-digits", _spaced, "split_number", "生产总值完成<3 4 1.21>亿元", "a number that spaces part"),
    Rule("mend.spaced-year", _spaced_years, "split_number", "<2 0 2 2>年完成", "a year that spaces part"),
    Rule("mend.spaced-cell", _spaced_cells, "split_number", "税收 | 亿元 | <1 2.6> |", "a cell that spaces part"),
    Rule("mend.wide-digits", lambda text: _narrow(_WIDE, text), "wide_number", "总额<１２，３４５>万元",
         "thousands set off by a full-width comma"),
    Rule("mend.wide-digit", lambda text: _narrow(_WIDE_DIGITS, text), "wide_digit", "增长<６．５>%",
         "full-width digits"),
    Rule("mend.wide-comma", _wide_commas, "wide_number", "人均收入<18，650>元", "a full-width comma inside a number"),
    Rule("mend.apostrophe", _apostrophes, "wide_number", "参保<1'234'567>人", "thousands set off by an apostrophe"),
    Rule("mend.point", _points, "wide_number", "增长6<·>4%", "another mark for the decimal point"),
    Rule("mend.percent", _percents, "wide_number", "增长6.4<﹪>", "another form of the per cent sign"),
)  # fmt: skip
