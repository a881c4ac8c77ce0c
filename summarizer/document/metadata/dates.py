"""Days and years in a report: how they are written, and which day it was delivered on."""

import re
from collections.abc import Iterator
from functools import lru_cache

from summarizer.knowledge.lexicon import either
from summarizer.knowledge.patterns import regex

_CENTURY = r"(?:19|20)"
YEAR = rf"""(?:
    (?<!\d) {_CENTURY}\d\d
  | 二 [〇○Ｏ0零]{{1,2}} [〇○Ｏ零一二三四五六七八九]{{1,2}}
  | 一九 [〇○Ｏ零一二三四五六七八九]{{2}}
)"""
_MONTH, _DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2}|元)", r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = regex(
    rf"(?P<year>{YEAR}) \s* 年 \s* (?P<month>{_MONTH}) \s* 月 \s* (?P<day>{_DAY}) (?: \s* [日号] | (?=[*＊]) )?",
    re.VERBOSE,
)
_ISO = regex(rf"(?<!\d) (?P<year>{_CENTURY}\d\d) [-/.] (?P<month>\d{{1,2}}) [-/.] (?P<day>\d{{1,2}})", re.VERBOSE)
_SPOKEN = regex(either("@assemblies"))
_UPLOADED = regex(rf"{either('@upload_labels')} [^\n。]{{0,8}} $", re.VERBOSE)
_UPLOADED_AFTER = regex(rf"\s* (?:\d\d?:\d\d (?::\d\d)?)? \s* {either('发布', '上传', '更新')}", re.VERBOSE)
_DIGITS = {digit: str(value) for value, digit in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○Ｏ0", "0")
_NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", 1)}
_HEAD, _TAIL = 800, 300
# How well a day tells of the delivery: said of an assembly, alone in the head, a page's own, at the end of the text.
_SAID, _ALONE, _PAGE, _END = range(4)


def number_of(text: str) -> int:
    """The value of `7`, `七`, `十七` or `元`; 0 for what is no numeral."""
    if text.isdigit():
        return int(text)
    if text == "元":
        return 1
    tens, ten, ones = text.partition("十")
    if not ten:
        return _NUMERALS.get(text, 0)
    return _NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)


def year_of(text: str) -> int:
    """The year of `2025` or `二〇二五`."""
    return int("".join(_DIGITS.get(char, char) for char in text))


@lru_cache(maxsize=1)  # for the text at hand: three questions are put to its days
def _days(text: str) -> tuple[tuple[int, str], ...]:
    """Every day of the head and the tail, as ISO dates with how well they tell of the delivery."""
    return tuple(_each_day(text))


def _each_day(text: str) -> Iterator[tuple[int, str]]:
    parts = [(False, text[:_HEAD])]
    if len(text) > 2 * _HEAD:
        parts.append((True, text[-_TAIL:]))
    for at_end, words in parts:
        for pattern in (_DATE, _ISO):
            for match in pattern.finditer(words):
                year, month, day = year_of(match["year"]), number_of(match["month"]), number_of(match["day"])
                if not (1990 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31):
                    continue
                before, behind = words[max(0, match.start() - 16) : match.start()], words[match.end() :][:40]
                page = _UPLOADED.search(before.split("\n")[-1]) or _UPLOADED_AFTER.match(behind)
                said = _SPOKEN.search(before[-12:] + behind.split("。")[0]) and not page and pattern is _DATE
                rank = _SAID if said and not at_end else _PAGE if page or pattern is _ISO else _ALONE
                yield max(rank, _END) if at_end else rank, f"{year:04d}-{month:02d}-{day:02d}"


def spoken_day(text: str) -> str | None:
    """The day the head gives as that of the delivery, and not as the page's own; None without one."""
    found = [(rank, day) for rank, day in _days(text) if rank in (_SAID, _ALONE)]
    return min(found, key=lambda item: item[0])[1] if found else None


def delivery_day(text: str, year: int | None) -> str | None:
    """The day of delivery, else of publication; one that lies years from `year`, the plan's, is neither."""
    plausible = [(rank, day) for rank, day in _days(text) if year is None or abs(int(day[:4]) - year) <= 1]
    return min(plausible, key=lambda item: item[0])[1] if plausible else None


def page_year(text: str) -> int | None:
    """The year of the latest day in the head and the tail: no report is of a later one."""
    return max((int(day[:4]) for _, day in _days(text)), default=None)
