"""Signs before figures: in sentences, in brackets, in cells; what is a sign and what joins a range."""

import pytest
from faults import figures, kinds, planned, read_report, reviewed, stated

SIGNS = "-－−–▲▼△负"


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize(
    ("before", "behind", "canon"),
    [
        ("外贸进出口总额同比增长", "%。", "trade_total"),
        ("地区生产总值增速为", "％。", "gdp"),
        ("工业投资（", "%）。", "industrial_investment"),
        ("税收收入26.1亿元（", "%）。", "tax_revenue"),
        ("社会消费品零售总额比上年", "%，低于预期。", "retail_sales"),
    ],
)
def test_a_sign_before_a_figure_makes_it_negative(sign: str, before: str, behind: str, canon: str) -> None:
    report = reviewed(f"{before}{sign}4.7{behind}")
    assert stated(report, canon=canon, measure="growth", value=-4.7, period="2023"), figures(report)
    assert not stated(report, value=4.7)


def test_a_plus_is_growth() -> None:
    report = reviewed("规模以上工业增加值（+7.9%）。地区生产总值同比+5.2%。贷款余额318.2亿元（＋9.1%）。")
    assert ("industrial_va", "growth", 7.9, "%") in figures(report)
    assert ("gdp", "growth", 5.2, "%") in figures(report)
    assert ("loans", "growth", 9.1, "%") in figures(report)


def test_points_take_their_sign() -> None:
    assert stated(reviewed("城镇登记失业率同比-0.4个百分点。"), measure="change", value=-0.4, unit="个百分点")


@pytest.mark.parametrize("dash", ["-", "－", "–", "—", "～", "~", "至"])
@pytest.mark.parametrize(("low", "high"), [("4%", "5%"), ("4", "5%")])
def test_a_dash_between_two_figures_is_a_range(dash: str, low: str, high: str) -> None:
    report = planned(f"地区生产总值增长{low}{dash}{high}。")
    assert stated(report, canon="gdp", measure="growth", value=4, bound="ge", unit="%", status="target")
    assert stated(report, canon="gdp", measure="growth", value=5, bound="le", unit="%", status="target")


@pytest.mark.parametrize(
    "sentence", ["新建厂房15亿元-20亿元的项目。", "新冠COVID-19疫情。", "中欧班列-2号线开通。", "“1+8+5”方案实施。"]
)
def test_a_hyphen_is_no_sign(sentence: str) -> None:
    assert all(item.value >= 0 for item in reviewed(sentence).indicators)


def test_a_minus_behind_a_word_of_falling_is_a_finding() -> None:
    report = reviewed("地区生产总值下降-3%。一般公共预算收入增长-2.5%。用电量下降▼2.2%。")
    assert stated(report, canon="gdp", measure="growth", value=-3)
    assert "sign_against_wording" in kinds(report)
    (finding,) = (finding for finding in report.checks if finding.kind == "sign_against_wording")
    assert len(finding.ids) == 1


@pytest.mark.parametrize(("cell", "value"), [("-3.5", -3.5), ("－3.5", -3.5), ("−3.5", -3.5), ("–3.5", -3.5), ("▲3.5", -3.5),
                                             ("▼3.5", -3.5), ("△3.5", -3.5), ("(3.5)", -3.5), ("（3.5）", -3.5), ("3.5", 3.5), ("+3.5", 3.5)])  # fmt: skip
def test_a_cell_takes_its_sign(cell: str, value: float) -> None:
    rows = f"<tr><td>税收收入</td><td>亿元</td><td>14.2</td><td>{cell}</td></tr>"
    rows += "<tr><td>存款余额</td><td>亿元</td><td>402.5</td><td>8.8</td></tr>"
    head = "<tr><th>指标</th><th>单位</th><th>2023年完成</th><th>增长（%）</th></tr>"
    page = f"<h1>栖霞河县2023年国民经济和社会发展计划执行情况的报告</h1><h2>一、2023年计划执行情况</h2><table>{head}{rows}</table>"
    report = read_report(page, ".html")
    assert stated(report, canon="tax_revenue", measure="growth", value=value, unit="%"), figures(report)


@pytest.mark.parametrize("cell", ["5－6", "5～6", "5-6", "5%—6%", "5–6"])
def test_a_range_in_a_cell_has_two_ends(cell: str) -> None:
    head = "<tr><th>指标</th><th>单位</th><th>2023年</th><th>2024年目标增长（%）</th></tr>"
    rows = f"<tr><td>地区生产总值</td><td>亿元</td><td>341.21</td><td>{cell}</td></tr>"
    rows += "<tr><td>税收收入</td><td>亿元</td><td>12.3</td><td>4</td></tr>"
    report = read_report(
        f"<h1>栖霞河县2024年计划报告</h1><p>一、2023年计划执行情况</p><table>{head}{rows}</table>", ".html"
    )
    assert stated(report, canon="gdp", measure="growth", value=5, bound="ge", status="target")
    assert stated(report, canon="gdp", measure="growth", value=6, bound="le", status="target")
