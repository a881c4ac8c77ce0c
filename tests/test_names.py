"""Names of figures and the statistics they mean, on invented sentences and tables: kinds of mistakes that were made."""

import re
from collections.abc import Iterable, Sequence
from re import _parser as sre_parser  # type: ignore[attr-defined, unused-ignore]
from typing import Any

import pytest
from conftest import document_of

from summarizer.contract.labels import NumberLabel
from summarizer.engines.rules.numbers.around import Around
from summarizer.engines.rules.numbers.candidates import Wording, candidates
from summarizer.engines.rules.numbers.class_needs import BEFORE, BEHIND, KINDS
from summarizer.engines.rules.numbers.class_rules import CLASSES
from summarizer.engines.rules.numbers.labelling import find_numbers, label_numbers
from summarizer.engines.rules.numbers.name_features import name_features
from summarizer.engines.rules.numbers.phrase_patterns import CLOSER_OPENS, CLOSERS, CLOSING, OPENER_OPENS, OPENERS
from summarizer.engines.rules.numbers.ranker import ranker_of
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.learned import shipped
from summarizer.knowledge.lexicon import word_set

HEAD = "柏溪县政府工作报告\n——2026年1月10日在柏溪县第十届人民代表大会第五次会议上\n一、2025年工作回顾\n"


def labels_of(text: str) -> dict[str, NumberLabel]:
    """The quantities of a text by their digits."""
    document = document_of(HEAD + text)
    named = zip(document.numbers, label_numbers(document), strict=True)
    return {number.text: label for number, label in named if label.cls == "q"}


@pytest.mark.parametrize(
    ("text", "digits", "canon"),
    [
        ("地区生产总值341亿元，按不变价格计算，比上年增长6.4%。", "6.4", "gdp"),
        ("居民人均可支配收入3万元，扣除价格因素，实际增长5.1%。", "5.1", "resident_income"),
        ("固定资产投资完成158亿元，剔除不可比因素，增长7.3%。", "7.3", "fixed_investment"),
        ("地方生产总值完成98亿元，比2020年增长73.8%。", "73.8", "gdp"),
        ("财政总收入达到13亿元，三年增长58.6%。", "58.6", "fiscal_revenue"),
        ("粮食总产量连年稳定在23.5万吨。", "23.5", "grain_output"),
        ("城镇居民人均可支配收入和农村居民人均可支配收入，分别增长5.5%、7.5%。", "7.5", "rural_income"),
        ("建议地区生产总值增速目标设定为年均增长5.8%。", "5.8", "gdp"),
        ("新增就业3300人。", "3300", None),
        ("林木覆盖率达到44.5%。", "44.5", None),
    ],
)
def test_a_figure_finds_its_statistic_over_fillers_and_bases(text: str, digits: str, canon: str | None) -> None:
    assert labels_of(text)[digits].canon == canon


@pytest.mark.parametrize(
    ("name", "measure", "unit", "canon"),
    [
        ("商事主体", "level", "万户", "market_entities"),
        ("疆外到位资金", "level", "亿元", "domestic_capital"),
        ("PM_2.5年均浓度", "level", "微克/立方米", "pm25"),
        ("全社会研发费用占GDP比重", "share", "%", "rd_intensity"),
        ("入统工业增加值", "growth", "%", "industrial_va"),
        ("全口径工业增加值", "growth", "%", None),
        ("粮食综合生产能力", "level", "亿斤", None),
    ],
)
def test_old_and_local_terms_mean_the_statistic(name: str, measure: str, unit: str, canon: str | None) -> None:
    assert load_catalogue().canon_of(name, measure, unit) == canon


def test_each_of_a_list_takes_its_own_share_of_the_plan() -> None:
    found = labels_of("全年新建公路120公里、桥梁6座，分别完成年度计划的110%、105%。")
    assert "公路" in found["110"].name and "桥梁" in found["105"].name
    assert found["110"].measure == found["105"].measure == "share"


def test_a_list_mark_is_no_part_of_a_name() -> None:
    assert not labels_of("1.双百工程完成投资3亿元。\n⑧水利工程完成投资5亿元。")["5"].name.startswith("⑧")
    assert labels_of("1.双百工程完成投资3亿元。")["3"].name.startswith("双百工程")


def test_each_of_several_owners_takes_the_attribute_said_of_all() -> None:
    found = labels_of("生产安全事故起数、死亡人数分别下降15%、13%。")
    assert found["13"].name == "生产安全事故死亡人数"


@pytest.mark.parametrize("text", ["完成<12>个。", "其中<7>家。", "实施<30>项，总投资<9>亿元。"])
def test_a_name_reads_alone_where_the_sentence_tells_more(text: str) -> None:
    before = "改造老旧小区取得进展，"
    for label in labels_of(before + text.replace("<", "").replace(">", "")).values():
        assert label.name not in word_set("bare_names")


TABLE = """主要指标完成情况
单位：亿元、%
序号 | 指标 | 2025年 | 上年同期 | 增速 | 2026年目标 |
1 | 地区生产总值 | 341.2 | 319.4 | 6.4 | 365 |
2 | 固定资产投资 | 158.6 | 164.3 | -3.5 | 170 |
3 | 城镇登记失业率 | 3.2% | 3.4% | | ≤4% |
"""


@pytest.mark.parametrize(
    ("digits", "canon", "measure", "unit", "bound", "status", "period"),
    [
        ("341.2", "gdp", "level", "亿元", "eq", "actual", "2025"),
        ("319.4", "gdp", "level", "亿元", "eq", "actual", "2024"),
        ("6.4", "gdp", "growth", "%", "eq", "actual", "2025"),
        ("365", "gdp", "level", "亿元", "eq", "target", "2026"),
        ("4", "unemployment_registered", "share", "%", "le", "target", "2026"),
    ],
)
def test_a_table_is_read_by_its_caption_heads_and_rows(
    digits: str, canon: str, measure: str, unit: str, bound: str, status: str, period: str
) -> None:
    label = labels_of(TABLE)[digits]
    told = (label.canon, label.measure, label.unit, label.bound, label.status, label.period)
    assert told == (canon, measure, unit, bound, status, period)
    assert not {"1", "2", "3"} & labels_of(TABLE).keys()


def test_years_down_the_side_turn_a_table() -> None:
    found = labels_of("年份 | 地区生产总值（亿元） | 增速（%） |\n2024 | 319.4 | 5.1 |\n2025 | 341.2 | 6.4 |\n")
    assert found.keys() == {"319.4", "5.1", "341.2", "6.4"}
    assert {label.canon for label in found.values()} == {"gdp"}
    assert [found[digits].period for digits in ("319.4", "6.4")] == ["2024", "2025"]


def test_a_name_scores_the_sum_of_its_features() -> None:
    weights = shipped().logistic("names").weights
    ranker = ranker_of(shipped())
    text = "新建改扩建农村公路120公里、惠及群众3万人，带动高新技术企业净增50家、达120家，占全市的三成。"
    seen: list[str] = []

    def note(_: Sequence[str], wordings: Sequence[Wording]) -> list[str]:
        found = [candidates(wording) for wording in wordings]
        for wording, names, scores in zip(wordings, found, ranker.scores(wordings, found), strict=True):
            features = name_features(wording, names)
            sums = [sum(weights.get(feature, 0.0) for feature in features[name]) for name in names]
            assert scores == pytest.approx(sums)
            seen.extend(names)
        return [wording.name for wording in wordings]

    find_numbers(document_of(HEAD + text), chooser=note)
    assert len(seen) > 10


def test_every_character_that_a_closer_can_end_with_is_looked_for() -> None:
    assert last_characters(sre_parser.parse(CLOSERS.pattern, re.VERBOSE)) - CLOSING == {"white space"}


def test_every_character_that_openers_and_closers_can_begin_with_is_looked_for() -> None:
    openers, closers = (first_characters(sre_parser.parse(each.pattern, re.VERBOSE)) for each in (OPENERS, CLOSERS))
    assert openers - {"\n"} == OPENER_OPENS | set("0123456789") | {"white space", "digit"}
    assert closers - {"\n"} == CLOSER_OPENS | {"white space"}


def test_every_character_that_words_around_a_number_can_begin_or_end_with_is_looked_for() -> None:
    asked = {rule.id: rule.fits for rule in CLASSES if isinstance(rule.fits, Around)}
    for id_, around in asked.items():
        begins = first_characters(sre_parser.parse(around.after)) - {"white space"}
        if around.after and "" not in begins:
            assert set(BEHIND[id_]) == begins, id_
    for id_, ends in BEFORE.items():
        assert set(ends) == last_characters(sre_parser.parse(asked[id_].before)) - {"white space"}, id_
    assert asked.keys() >= BEHIND.keys() | BEFORE.keys()
    assert KINDS.keys() <= {rule.id for rule in CLASSES}


def first_characters(pattern: Iterable[Any]) -> set[str]:
    """The characters that what a parsed pattern finds can begin with, a line end for the end of the text; an empty
    string where it can find nothing."""
    found: set[str] = set()
    for kind, given in pattern:
        name = str(kind)
        if name in {"LITERAL", "IN"}:
            return found | last_characters([(kind, given)])
        if name == "AT" and str(given) == "AT_END":
            return found | {"\n"}
        if name in {"ASSERT", "ASSERT_NOT", "AT"}:
            continue
        parts = given[1] if name == "BRANCH" else [given[3] if name == "SUBPATTERN" else given[2]]
        begins = set().union(*(first_characters(part) for part in parts))
        if name.endswith("REPEAT") and given[0] == 0:
            begins |= {""}
        if "" not in begins:
            return found | begins
        found |= begins - {""}
    return found | {""}


def last_characters(pattern: Iterable[Any]) -> set[str]:
    """The characters that what a parsed pattern finds can end with."""
    found: set[str] = set()
    for kind, given in reversed(list(pattern)):
        name = str(kind)
        if name == "LITERAL":
            return found | {chr(given)}
        if name == "IN":
            literal = {chr(value) for part, value in given if str(part) == "LITERAL"}
            spans = [range(value[0], value[1] + 1) for part, value in given if str(part) == "RANGE"]
            names = {"CATEGORY_SPACE": "white space", "CATEGORY_DIGIT": "digit"}
            classes = {names[str(value)] for part, value in given if str(value) in names}
            assert len(literal) + len(spans) + len(classes) == len(given), given
            return found | literal | {chr(code) for span in spans for code in span} | classes
        if name == "BRANCH":
            return found.union(*(last_characters(branch) for branch in given[1]))
        if name == "SUBPATTERN":
            return found | last_characters(given[3])
        if name in {"MAX_REPEAT", "MIN_REPEAT"}:
            found |= last_characters(given[2])
            if given[0]:
                return found
        else:
            assert name in {"AT", "ASSERT", "ASSERT_NOT"}, name
    return found
