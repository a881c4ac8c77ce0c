"""Figures that cannot be true together, or at all, are found; figures that rounding explains are not."""

import pytest

import summarizer
from summarizer.contract.report import Check
from summarizer.errors import UsageError
from summarizer.findings.arithmetic import FINDERS
from summarizer.findings.arithmetic.bounds import load_bounds, parse_bounds
from summarizer.findings.arithmetic.rounding import Interval, half_digit
from summarizer.knowledge.resources import read_yaml

_REPORT = """临江县政府工作报告
一、2022年工作回顾
2022年，{}
二、2023年工作安排
2023年，继续努力。
"""
# What is wrong, and the same said rightly.
FAULTS = {
    "contradiction": (
        "全县地区生产总值186.4亿元。全年全县地区生产总值196.4亿元，经济稳步增长。",
        "全县地区生产总值186.4亿元。全年全县地区生产总值186亿元，经济稳步增长。",
    ),
    "ratio_sum": ("三次产业结构比为14.1:26.8:69.1。", "三次产业结构比为14.1:26.8:59.1。"),
    "share_of_whole": (
        "一般公共预算收入10亿元。完成税收收入7亿元，占一般公共预算收入的86%。",
        "一般公共预算收入10亿元。完成税收收入7亿元，占一般公共预算收入的70%。",
    ),
    "part_above_whole": (
        "外贸进出口总额完成12亿元，其中出口总额21亿元。",
        "外贸进出口总额完成12亿元，其中出口总额9亿元。",
    ),
    "parts_to_total": (
        "外贸进出口总额12亿元。出口总额9亿元。进口总额5亿元。",
        "外贸进出口总额12亿元。出口总额9亿元。进口总额3亿元。",
    ),
    "growth_against_level": (
        "森林覆盖率由41%提高到49%，提高18个百分点。",
        "森林覆盖率由41%提高到49%，提高8个百分点。",
    ),
    "move_against_wording": ("城镇化率由50%提高到45%。", "城镇化率由45%提高到50%。"),
    "count_against_list": (
        "建成东湖公园、西湖公园、南湖公园、北湖公园等2个公园。",
        "建成东湖公园、西湖公园、南湖公园、北湖公园等4个公园。",
    ),
    "implausible_value": ("全县地区生产总值186.4万元。", "全县地区生产总值186.4亿元。"),
    "implausible_growth": ("地区生产总值增长650%。", "地区生产总值增长6.5%。"),
    "rate_out_of_range": ("农村自来水普及率达到986%。", "农村自来水普及率达到98.6%。"),
    "negative_value": ("一般公共预算收入-5.1亿元。", "一般公共预算收入5.1亿元。"),
    "half_a_thing": ("清理小广告2.5处。", "清理小广告2.5万处。"),
    "impossible_date": ("项目于9月31日开工。", "项目于9月30日开工。"),
    "per_head": (
        "地区生产总值200亿元。常住人口40万人。人均地区生产总值8万元。",
        "地区生产总值200亿元。常住人口40万人。人均地区生产总值5万元。",
    ),
}


def findings(text: str) -> list[Check]:
    report = summarizer.summarize_text(_REPORT.format(text))
    return [finding for finder in FINDERS for finding in finder(report)]


@pytest.mark.parametrize("kind", FAULTS)
def test_what_cannot_be_is_found_and_what_can_is_not(kind: str) -> None:
    wrong, right = FAULTS[kind]
    assert kind in {finding.kind for finding in findings(wrong)}
    assert findings(right) == []


def test_a_slogan_is_held_against_its_list() -> None:
    assert [f.kind for f in findings("“三核”即天台、石门、北港、东渡；继续推进。")] == ["count_against_list"]
    assert findings("“三核”即天台、石门和北港；“四区”即东、南、西、北等片区；") == []


@pytest.mark.parametrize(
    "sound",
    [
        "三次产业结构比为14.1:26.8:59.2。",
        "城镇居民人均可支配收入31250元，农村居民人均可支配收入14380元。",
        "高新技术企业净增41家，总数达到312家。",
        "肉牛加工量从全国第11位跃升至第4位。城乡居民收入比由2.9∶1缩小至2.5∶1。",
        "每千人口拥有托位4.8个。提供人均1000元—30万元的贷款。",
        "投资由56.2亿元增加到121.9亿元，年均增加13.1亿元。",
        "年度任务完成率达到112%。",
        "国内生产总值增长9.9%。国内生产总值增长57.3%。",
        "外贸进出口总额完成12亿元，同比增长5%，新建道路30公里。",
    ],
)
def test_what_only_looks_wrong_is_left_alone(sound: str) -> None:
    assert findings(sound) == []


def test_a_finding_writes_the_arithmetic_out_and_says_what_is_likely() -> None:
    (share,) = findings(FAULTS["share_of_whole"][0])
    assert "7亿元÷一般公共预算收入10亿元=70%,文中为86%" in share.message and len(share.ids) == 3
    (slip,) = findings(FAULTS["implausible_value"][0])
    assert slip.message.endswith("可能应为186.4亿元")


def test_intervals_are_those_of_the_digits() -> None:
    assert (
        half_digit(7.5) == pytest.approx(0.05) and half_digit(800) == 5 and half_digit(31250) == half_digit(40) == 0.5
    )
    assert Interval(1, 2).meets(Interval(2, 3)) and not Interval(1, 2).meets(Interval(2.1, 3))
    quotient = Interval(9.5, 10.5) / Interval(19, 21)
    assert (round(quotient.low, 3), round(quotient.high, 3)) == (0.452, 0.553)


def test_a_mistake_in_the_bounds_is_named() -> None:
    data = read_yaml("plausible.yaml")
    assert load_bounds().levels["gdp"]["county"][0] > 0
    with pytest.raises(UsageError, match="gpd is no statistic"):
        parse_bounds({**data, "share": {**data["share"], "gpd": [0, 1]}})
    with pytest.raises(UsageError, match="runs backwards"):
        parse_bounds({**data, "share": {"forest_coverage": [1, 0]}})
    with pytest.raises(UsageError, match="restore it"):
        parse_bounds({})
