"""Units are read from the text behind a figure and told in base units."""

import re

import pytest

from summarizer.errors import UsageError
from summarizer.knowledge.units import UnitMatch, normalize, parse_units, read_unit

_DIGITS = re.compile(r"[0-9.]+")


def behind(text: str) -> UnitMatch | None:
    """The unit behind the figure that opens `text`."""
    digits = _DIGITS.match(text)
    assert digits is not None
    return read_unit(text, digits.end())


@pytest.mark.parametrize(
    ("text", "unit", "rest"),
    [
        ("747.7亿元,", "亿元", ","),
        ("1.5亿美元", "亿美元", ""),
        ("8％以上", "％", "以上"),
        ("2.5个百分点", "个百分点", ""),
        ("3个县", "个", "县"),
        ("9县(区)", "县(区)", ""),
        ("9县（市、区）成为", "县（市、区）", "成为"),
        ("20场(次)", "场(次)", ""),
        ("12万人次", "万人次", ""),
        ("12 万亩", "万亩", ""),
        ("5千瓦", "千瓦", ""),
        ("40万千瓦", "万千瓦", ""),
        ("3.2亿千瓦时", "亿千瓦时", ""),
        ("35微克/立方米", "微克/立方米", ""),
        ("3万元/亩", "万元/亩", ""),
        ("6个工作日", "个工作日", ""),
        ("5项目标", "项", "目标"),
        ("10MW", "MW", ""),
        ("19万贫困人口", "万", "贫困人口"),
        ("5大类", "大类", ""),
    ],
)
def test_the_longest_unit_is_read(text: str, unit: str, rest: str) -> None:
    found = behind(text)
    assert found is not None
    assert (found.unit, text[found.end :], found.more) == (unit, rest, False)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("15.5万余个", "万个"), ("300多公里", "公里"), ("5300余人次", "人次"), ("30万多亩", "万亩"),
        ("7300多万群众", "万"),
        ("20余场(次)", "场(次)"), ("3个多月", "个月"), ("5公里多。", "公里"), ("2000万余", "万"), ("100余学校", ""),
    ],
)  # fmt: skip
def test_words_for_a_little_more_are_seen_and_left_out(text: str, unit: str) -> None:
    found = behind(text)
    assert found is not None
    assert (found.unit, found.more) == (unit, True)


def test_a_classifier_does_not_take_the_word_behind_it() -> None:
    assert behind("2个多功能厅") == UnitMatch("个", 2, False)


@pytest.mark.parametrize(
    "text", ["5G网络", "10条例", "3级以上", "5项目", "6方面", "14.1:26.8", "38****社区", "1、", "8"]
)
def test_no_unit_where_there_is_none(text: str) -> None:
    assert behind(text) is None


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (747.7, "亿元", (74770000000.0, "CNY")),
        (1.1, "万亿元", (1100000000000.0, "CNY")),
        (0.3, "亿美元", (30000000.0, "USD")),
        (15, "万亩", (10000.0, "ha")),
        (7.1, "%", (0.071, "fraction")),
        (-1.4, "个百分点", (-0.014, "fraction")),
        (3, "公里", (3000.0, "m")),
        (2, "亿斤", (100000000.0, "kg")),
        (1.2, "万人次", (12000.0, "person-times")),
        (1.2, "万户", (12000.0, "count")),
        (19.9, "万", (199000.0, "count")),
        (3, "座(处)", (3.0, "count")),
        (35, "微克/立方米", (35.0, "ug/m3")),
        (3, "万元/亩", (450000.0, "CNY/ha")),
        (5, "千瓦", (5000.0, "W")),
        (2, "千米", (2000.0, "m")),
        (0, "亿元", (0.0, "CNY")),
    ],
)
def test_values_in_base_units_are_exact(value: float, unit: str, expected: tuple[float, str]) -> None:
    assert normalize(value, unit) == expected


@pytest.mark.parametrize("unit", ["", "元元", "个/处", "/", "亩/", "甲乙"])
def test_what_has_no_base_unit_has_none(unit: str) -> None:
    assert normalize(1, unit) is None


@pytest.mark.parametrize(
    ("loaded", "part"),
    [
        ({}, "multipliers"),
        ({"multipliers": {"万": "many"}}, "multipliers"),
        ({"multipliers": {}, "measures": [{"base": "m", "units": ["米"]}]}, "measures"),
        ({"multipliers": {}, "measures": [{"base": "m", "factor": "1/0", "units": ["米"]}]}, "measures"),
        ({"multipliers": {}, "measures": [], "classifiers": ["个"]}, "classifiers"),
        ([], "multipliers"),
    ],
)
def test_a_broken_vocabulary_is_one_clear_sentence(loaded: object, part: str) -> None:
    with pytest.raises(UsageError, match=part) as caught:
        parse_units(loaded)
    assert "\n" not in str(caught.value)
