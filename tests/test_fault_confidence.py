"""What was mended, stands in odd surroundings or contradicts another figure is less sure; right figures are surer."""

from statistics import mean

import pytest
from faults import reviewed, stated
from test_fault_repair import SPLIT


def confidence(sentence: str, **fields: object) -> float:
    (item,) = stated(reviewed(sentence), **fields)
    assert item.confidence is not None
    return item.confidence


PLAIN = "地区生产总值达到512.37亿元，比上年增长5.8%。"


@pytest.mark.parametrize(
    "sentence", [sentence for sentence in SPLIT if "５" not in sentence and "\u2028" not in sentence]
)
def test_what_was_mended_is_less_sure_than_what_was_whole(sentence: str) -> None:
    pairs = list(zip(reviewed(sentence).indicators, reviewed(PLAIN).indicators, strict=True))
    assert all((mended.confidence or 0) <= (whole.confidence or 0) for mended, whole in pairs)
    assert any((mended.confidence or 0) < (whole.confidence or 0) for mended, whole in pairs)


@pytest.mark.parametrize(
    ("odd", "value"),
    [
        ("地区生产总值达到512.37亿元。全年地区生产总值达到518.61亿元。", 518.61),
        ("地区生产总值达到_512.37亿元，比上年增长5.8%。", 512.37),
        ("地区生产总值�达到512.37亿元，比上年增长5.8%。", 512.37),
        ("第一、二产业投资分别为12 512.37亿元。", 512.37),
        ("地区生产总值增长12.5.8%。", 12.5),
        ("地区生产总值下降-3.6%。", -3.6),
    ],
)
def test_odd_figures_are_not_sure(odd: str, value: float) -> None:
    assert confidence(odd, value=value) <= 0.6 < confidence(PLAIN, canon="gdp", measure="level")


def test_figures_made_of_damage_that_is_not_mended_are_far_less_sure_than_right_ones() -> None:
    right = [item.confidence or 0.0 for sentence in SPLIT for item in reviewed(sentence).indicators]
    broken = [
        "税收分别达到3 4 1.21亿元。",
        "收入达到18,6 5亿元。",
        "增加值达到#512#37亿元。",
        "总值5|12亿元，增6.|4%。",
        "产值达到3..4.5亿元。",
    ]
    wrong = [item.confidence or 0.0 for sentence in broken for item in reviewed(sentence).indicators]
    assert len(wrong) >= 8 and mean(wrong) <= mean(right) - 0.3
