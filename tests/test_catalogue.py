"""Which core statistic a name means."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from summarizer.errors import UsageError
from summarizer.knowledge.catalogue import load_catalogue, parse_catalogue

CANON = runpy.run_path(str(Path(__file__).parent / "reference" / "check_labels.py"))["CANON"]
PROVINCE = {
    "zh": "省",
    "en": "Province",
    "unit": "CNY",
    "better": "more",
    "measures": ["level"],
    "aliases": ["[甲|乙]丙"],
}
AROUND = {"before": "全市", "behind": "增速", "new": "新增"}


def catalogue_of(**entries: Any) -> dict[str, Any]:
    return {"around": AROUND, "statistics": entries}


def test_the_catalogue_has_every_statistic_of_the_guide() -> None:
    assert load_catalogue().by_id.keys() == CANON


def test_every_entry_means_itself() -> None:
    catalogue = load_catalogue()
    for statistic in catalogue.statistics:
        assert catalogue.canon_of(statistic.zh) == statistic.id
        assert statistic.en and statistic.measures


@pytest.mark.parametrize(
    ("name", "measure", "unit", "canon"),
    [
        ("地区生产总值", "level", "亿元", "gdp"),
        ("国内生产总值", "growth", "%", "gdp"),
        ("2008年全市生产总值", "level", "亿元", "gdp"),
        ("地区生产总值增幅全市排名", "rank", "位", "gdp"),
        ("固定资产投资（不含农户）", "growth", "%", "fixed_investment"),
        ("规模工业增加值", "growth", "%", "industrial_va"),
        ("规上工业增加值", "growth", "%", "industrial_va"),
        ("规模以上工业增加值", "share", "倍", "industrial_va"),
        ("公共财政预算收入", "level", "亿元", "budget_revenue"),
        ("地方财政一般预算收入", "level", "万元", "budget_revenue"),
        ("农民人均纯收入", "level", "元", "rural_income"),
        ("城乡居民人均可支配收入", "growth", "%", "resident_income"),
        ("实际使用外商直接投资", "level", "亿美元", "fdi"),
        ("引进省外境内资金", "level", "亿元", "domestic_capital"),
        ("金融机构本外币各项存款余额", "level", "亿元", "deposits"),
        ("万元GDP能耗", "growth", "%", "energy_intensity"),
        ("细颗粒物(PM2.5)平均浓度", "level", "微克/立方米", "pm25"),
        ("ＰＭ２．５年均浓度", "growth", "%", "pm25"),
        ("空气质量达到二级以上天数", "level", "天", "air_quality_days"),
        ("地表水达到或好于Ⅲ类水体比例", "share", "%", "water_quality"),
        ("研究与试验发展经费支出占地区生产总值的比重", "share", "%", "rd_intensity"),
        ("新增高新技术企业", "level", "家", "hightech_firms"),
        ("新登记市场主体", "level", "万户", "market_entities"),
        ("新增城镇就业岗位", "level", "个", "urban_new_jobs"),
        ("农村贫困人口脱贫", "level", "万人", "poverty_relieved"),
    ],
)
def test_wordings_of_a_statistic(name: str, measure: str, unit: str, canon: str) -> None:
    assert load_catalogue().canon_of(name, measure, unit) == canon


@pytest.mark.parametrize(
    "name",
    [
        "高新技术产业增加值",
        "民营经济增加值",
        "民间固定资产投资",
        "工业技改投资",
        "限上企业网络零售额",
        "农产品网络零售额",
        "园区工业总产值",
        "合同利用外资",
        "外商投资企业",
        "固定资产投资增速高于全市平均水平",
        "第一产业占比",
        "服务业增加值占GDP比重",
        "税收占比",
        "单位工业增加值能耗",
        "涉农贷款余额",
        "户籍人口",
        "PM10平均浓度",
        "夏粮产量",
        "旅游外汇收入",
        "新增规模以上工业企业",
        "贫困村出列",
        "研发经费",
        "日均新增市场主体",
        "自贸区片区实际使用外资",
        "",
        "增长",
        "存款" * 30,
    ],
)
def test_parts_shares_and_other_things_are_none(name: str) -> None:
    assert load_catalogue().canon_of(name) is None


@pytest.mark.parametrize(
    ("name", "measure", "unit"),
    [
        ("脱贫", "level", "户"),
        ("服务业", "level", "家"),
        ("规上工业", "level", "户"),
        ("粮食", "level", "万亩"),
        ("高新技术企业", "level", "亿元"),
        ("新增贷款余额", "level", "亿元"),
        ("研发经费投入", "growth", "%"),
    ],
)
def test_a_figure_of_the_wrong_kind_is_not_the_statistic(name: str, measure: str, unit: str) -> None:
    assert load_catalogue().canon_of(name, measure, unit) is None


def test_an_entry_of_the_file_is_enough() -> None:
    catalogue = parse_catalogue(catalogue_of(province=PROVINCE))
    assert [catalogue.canon_of(name) for name in ("丙", "甲丙", "全市乙丙增速", "甲乙丙")] == ["province"] * 3 + [None]


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        ({"a": {**PROVINCE, "better": "higher"}}, "better of a"),
        ({"a": {**PROVINCE, "measures": ["speed"]}}, "measures of a"),
        ({"a": {**PROVINCE, "aliases": ["[甲丙"]}}, "brackets"),
        ({"a": {**PROVINCE, "aliases": "甲"}}, "aliases of a must be a list"),
        ({"a": {**PROVINCE, "alias": ["甲"]}}, "unknown field alias"),
        ({"a": {key: value for key, value in PROVINCE.items() if key != "en"}}, "a lacks en"),
        ({"a": {**PROVINCE, "aliases": []}}, "neither aliases nor built_of"),
        ({"a": {**PROVINCE, "built_of": {"words": "甲"}}}, "built_of of a"),
        ({"a": PROVINCE, "b": PROVINCE}, "alias of both a and b"),
        ({"a": None}, "a must have"),
    ],
)
def test_a_broken_entry_is_one_clear_sentence(entries: dict[str, Any], problem: str) -> None:
    with pytest.raises(UsageError, match=problem) as caught:
        parse_catalogue(catalogue_of(**entries))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("loaded", [None, [], {}, {"around": {}, "statistics": {}}, {"around": AROUND}])
def test_a_file_without_its_parts_is_one_clear_sentence(loaded: object) -> None:
    with pytest.raises(UsageError, match="needs the parts"):
        parse_catalogue(loaded)
