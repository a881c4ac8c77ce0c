"""Whether a target was met is said from its bound and measure, and only where it can be told."""

from typing import Any

import pytest

from summarizer.contract.report import Indicator, Span
from summarizer.findings.targets import measured_against, met
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.units import normalize
from summarizer.show.summary import figure


def stated(canon: str, value: float, unit: str, bound: str = "eq", **fields: Any) -> Indicator:
    base = normalize(value, unit)
    digits = f"{abs(value):g}"
    return Indicator.model_validate(
        {
            "id": "n1", "number": {"start": 0, "end": len(digits), "text": digits}, "quote": Span(start=0, end=0, text=""),
            "name": "指标", "canon": canon, "measure": "growth", "value": value, "unit": unit, "bound": bound,
            "normalized": {"value": base[0], "unit": base[1]} if base else None, "status": "target", "period": "2023",
            "source": "rules", **fields,
        }
    )  # fmt: skip


def verdict(canon: str, target: Indicator, actual: Indicator) -> bool | None:
    return met(target, actual, load_catalogue().by_id[canon])


@pytest.mark.parametrize(
    ("canon", "target", "bound", "actual", "wanted"),
    [
        ("gdp", 8, "eq", 7.6, False),
        ("gdp", 8, "eq", 8.0, True),
        ("gdp", 7, "approx", 6.9, True),
        ("gdp", 7, "approx", 7.8, True),
        ("gdp", 7.5, "approx", 7.2, None),
        ("gdp", 7.5, "approx", 6.0, False),
        ("gdp", 7, "ge", 7.0, True),
        ("gdp", 7, "gt", 7.0, False),
        ("energy_intensity", -3, "eq", -3.4, True),
        ("energy_intensity", -3, "ge", -3.4, True),
        ("energy_intensity", -3, "ge", -2.9, False),
        ("cpi", 3, "le", 2.1, True),
        ("cpi", 3, "le", 3.2, False),
        ("cpi", 3, "approx", 2.1, None),
        ("budget_expenditure", 5, "eq", 6, None),
    ],
)
def test_a_growth_target_is_judged_by_its_bound(
    canon: str, target: float, bound: str, actual: float, wanted: bool | None
) -> None:
    assert verdict(canon, stated(canon, target, "%", bound), stated(canon, actual, "%")) is wanted


@pytest.mark.parametrize(("actual", "wanted"), [(3.33, True), (4.5, True), (4.6, False)])
def test_a_ceiling_on_unemployment_is_met_from_below(actual: float, wanted: bool) -> None:
    pair = (stated("unemployment_registered", value, "%", "le", measure="share") for value in (4.5, actual))
    target, reached = pair
    assert verdict("unemployment_registered", target, reached.model_copy(update={"bound": "eq"})) is wanted


@pytest.mark.parametrize(
    ("bound", "value", "wanted"),
    [("gt", 100, True), ("gt", 90, None), ("lt", 100, None), ("le", 99, False), ("eq", 100, True)],
)
def test_a_bound_on_the_figure_itself_counts(bound: str, value: float, wanted: bool | None) -> None:
    target = stated("retail_sales", 100, "亿元", measure="level")
    assert verdict("retail_sales", target, stated("retail_sales", value, "亿元", bound, measure="level")) is wanted


def test_units_of_one_dimension_are_compared_exactly_and_others_never() -> None:
    target = stated("retail_sales", 0.3, "亿元", measure="level")
    assert verdict("retail_sales", target, stated("retail_sales", 3000, "万元", measure="level")) is True
    assert verdict("retail_sales", target, stated("retail_sales", 2999, "万元", measure="level")) is False
    assert verdict("retail_sales", target, stated("retail_sales", 3000, "万美元", measure="level")) is None
    assert verdict("retail_sales", target, stated("retail_sales", 8, "%")) is None


def test_a_total_is_not_measured_against_an_addition() -> None:
    target = stated("hightech_firms", 20, "家", measure="level", name="新增高新技术企业")
    assert (
        verdict("hightech_firms", target, stated("hightech_firms", 150, "家", measure="level", name="高新技术企业"))
        is None
    )
    assert verdict(
        "hightech_firms", target, stated("hightech_firms", 21, "家", measure="level", name="新增高新技术企业")
    )


def test_a_range_is_judged_by_the_end_that_decides() -> None:
    gdp = load_catalogue().by_id["gdp"]
    items = [stated("gdp", 6, "%", "ge"), stated("gdp", 8, "%", "le"), stated("gdp", 8.5, "%", status="actual")]
    aim = measured_against(gdp, items, "2023")
    assert aim is not None and (aim.target.low, aim.target.high) == (6, 8) and aim.met is True


def test_figures_that_contradict_each_other_give_no_verdict() -> None:
    gdp = load_catalogue().by_id["gdp"]
    items = [stated("gdp", 8, "%"), *(stated("gdp", value, "%", status="actual") for value in (7.9, 8.1))]
    aim = measured_against(gdp, items, "2023")
    assert aim is not None and aim.met is None


def test_a_target_of_another_period_or_without_a_result_is_not_judged() -> None:
    gdp = load_catalogue().by_id["gdp"]
    target, actual = stated("gdp", 8, "%"), stated("gdp", 9, "%", status="actual", period="2022")
    assert measured_against(gdp, [actual], "2023") is None
    aim = measured_against(gdp, [target, actual], "2023")
    assert aim is not None and aim.met is None and aim.actual is None
    assert measured_against(gdp, [target.model_copy(update={"period": "2024"}), actual], "2023") is None
    assert measured_against(gdp, [target.model_copy(update={"period": None})], None) is None


@pytest.mark.parametrize(
    ("value", "unit", "bound", "zh", "en"),
    [
        (1, "个百分点", "eq", "+1个百分点", "+1 percentage point"),
        (2, "个百分点", "ge", "增2个百分点以上", "≥ +2 percentage points"),
        (-37, "天", "eq", "-37天", "-37 days"),
        (20, "户", "gt", "增超20户", "> +20"),
    ],
)
def test_a_change_shows_that_it_is_none_of_the_levels(value: float, unit: str, bound: str, zh: str, en: str) -> None:
    item = stated("urbanization_rate", value, unit, bound, measure="change")
    assert (figure(item), figure(item, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("value", "unit", "bound", "zh", "en"),
    [
        (30, "亿元", "gt", "超30亿元", "> 30 hundred million yuan"),
        (7, "%", "ge", "7%以上", "≥ 7%"),
        (-3, "%", "eq", "-3%", "-3%"),
        (-3, "%", "ge", "降3%以上", "≤ -3%"),
        (12, "家", "eq", "12家", "12"),
        (2.5, "万人次", "approx", "约2.5万人次", "about 2.5 ten thousand visits"),
        (5, "件套子", "eq", "5件套子", "5 “件套子”"),
    ],
)
def test_a_figure_reads_the_same_in_both_languages(value: float, unit: str, bound: str, zh: str, en: str) -> None:
    item = stated("gdp", value, unit, bound)
    assert (figure(item), figure(item, "en")) == (zh, en)
