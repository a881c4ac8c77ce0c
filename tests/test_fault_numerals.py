"""Numerals in words, and words that state no figure, in whole reports."""

import pytest
from faults import figures, reviewed, stated


@pytest.mark.parametrize(
    "word",
    ["几十倍", "几倍", "十几倍", "数十倍", "数百倍", "上百倍", "两三倍", "七八十倍", "零分之一", "百分之点", "9" * 309],
)
def test_what_states_no_figure_is_excluded_and_costs_nothing_else(word: str) -> None:
    report = reviewed(f"地区生产总值341.21亿元，增长6.4%。装机容量是五年前的{word}。")
    assert ("gdp", "level", 341.21, "亿元") in figures(report)
    assert ("gdp", "growth", 6.4, "%") in figures(report)
    assert not stated(report, name="装机容量")


@pytest.mark.parametrize(
    ("sentence", "canon", "normalized"),
    [
        ("财政收入完成二十六亿三千万元。", "fiscal_revenue", 2.63e9),
        ("粮食产量四十一点二万吨。", "grain_output", 4.12e8),
        ("一般公共预算收入完成叁亿陆仟万元。", "budget_revenue", 3.6e8),
        ("地区生产总值突破一万亿元。", "gdp", 1e12),
        ("外贸进出口总额达到十二点七亿元。", "trade_total", 1.27e9),
    ],
)
def test_amounts_in_words_are_read(sentence: str, canon: str, normalized: float) -> None:
    assert stated(reviewed(sentence), canon=canon, normalized=normalized)


def test_points_and_shares_in_words_are_read() -> None:
    report = reviewed("城镇化率提高零点八个百分点。森林覆盖率达到百分之四十一点六。城镇化率比上年提高一点五个百分点。")
    assert stated(report, canon="forest_coverage", measure="share", value=41.6, unit="%")
    assert stated(report, canon="urbanization_rate", measure="change", value=1.5, unit="个百分点")


def test_formal_numerals_are_read() -> None:
    assert stated(reviewed("流转土地伍仟亩。"), value=5000, unit="亩")


@pytest.mark.parametrize("count", ["三四个", "七八个", "十七八个", "三五百个", "二三十个"])
def test_from_the_one_to_the_other_is_no_figure(count: str) -> None:
    assert not reviewed(f"新建厂房{count}，地区生产总值增长6.4%。").indicators[:-1]
