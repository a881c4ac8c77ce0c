"""A count in a sentence against the list that it counts: 建成甲、乙、丙等5个园区 may name fewer, 3个园区 not more."""

import re
from collections.abc import Iterator

from summarizer.contract.report import Check, Indicator, Report
from summarizer.findings.arithmetic.said import finding
from summarizer.knowledge.han import HAN
from summarizer.knowledge.lexicon import word_set
from summarizer.knowledge.units import read_unit

# The members of a list right before a count; they are names, so they are short and hold no figure.
_MEMBER = r"[^、，,。；;：:！!？?“”\n\d（）()]{2,18}"
_LIST = re.compile(
    rf"""
    (?P<list> {_MEMBER} (?: 、 {_MEMBER} )+? (?: [和及与] {_MEMBER} )? )
    (?P<more> 等 )? (?P<all> 共 | 合计 )? \s* $
    """,
    re.VERBOSE,
)
_JOINED = re.compile(r"[和及与]")


def counts_against_lists(report: Report) -> Iterator[Check]:
    """A count right behind a list of names that is smaller than the list."""
    text = report.source.text
    for item in report.indicators:
        if (
            item.measure != "level"
            or item.bound != "eq"
            or item.value != int(item.value)
            or item.unit not in word_set("whole_things")
        ):
            continue
        match = _LIST.search(text, max(0, item.quote.start), item.number.start)
        if match is None or match.end() != item.number.start or not _stands_alone(text, item):
            continue
        least = match["list"].count("、") + 1
        most = least + len(_JOINED.findall(match["list"]))
        # A count of names that are all said, behind a list of three or more that closes without 等.
        too_many = least > item.value
        too_few = not match["more"] and least >= 3 and most < item.value
        if too_many or (too_few and match["all"]):
            message = f"数目与所列不符:列出{least}项,文中为{item.value:g}{item.unit}"
            yield finding("count_against_list", message, [item])


def _counts(item: Indicator) -> bool:
    whole = item.measure == "level" and item.bound == "eq" and item.value == int(item.value)
    return whole and item.unit in word_set("whole_things")


def _stands_alone(text: str, item: Indicator) -> bool:
    """Whether a noun follows the unit, as behind a list: 3个园区."""
    unit = read_unit(text, item.number.end)
    return unit is not None and unit.unit == item.unit and text[unit.end : unit.end + 1] not in "，,。；;、\n"


_SLOGAN = re.compile(
    rf"""
    “ (?P<count> [二两三四五六七八九十] ) (?P<what> {HAN}{{1,3}} ) ” \s*
    (?: 即为? | 是?指 (?: 的?是 )? | 分别[是为] ) [:：]?
    (?P<list> [^；;。\n“”]{{6,300}} ) [；;。\n]
    """,
    re.VERBOSE,
)
_NUMERALS = {"二": 2, "两": 2, **{char: at for at, char in enumerate("三四五六七八九十", 3)}}


def slogans_against_lists(report: Report) -> Iterator[Check]:
    """A slogan that counts (“三核”即甲、乙、丙) with another number of things behind it.

    Where 和 or 及 stands in the last member it may be one or two, and 等 leaves the list open.
    """
    for match in _SLOGAN.finditer(report.source.text):
        members = match["list"].split("、")
        count, least = _NUMERALS[match["count"]], len(members)
        most = least + len(_JOINED.findall(members[-1]))
        if least < 2 or "等" in members[-1] or least <= count <= most:
            continue
        message = f"数目与所列不符:“{match['count']}{match['what']}”列出{least}项"
        yield Check(kind="count_against_list", severity="warning", message=message, ids=[])
