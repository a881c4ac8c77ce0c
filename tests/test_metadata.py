"""Metadata of invented reports: every level and type, masked names and years, half-years, dates of all forms."""

import pytest

from summarizer.document.document import Meta
from summarizer.document.metadata import read_meta
from summarizer.document.outline import outline

DONE = "全年完成生产总值386.5亿元，比上年增长8.2%，各项事业取得了新的进展。" * 3
WILL = "要坚持稳中求进，力争固定资产投资增长12%以上，继续推进重大项目前期工作。" * 3
SESSION = "第十五届人民代表大会第四次会议上"


def meta_of(head: str, review: str = "2015年", plan: str = "2016年", extra: str = "", tail: str = "") -> Meta:
    text = f"{head}\n各位代表：\n一、{review}工作回顾\n{extra}{DONE}\n二、{plan}工作安排\n{WILL}\n{tail}"
    return read_meta(text, outline(text))


PLACES = [
    ("2016年丰原县人民政府工作报告", "丰原县", "county"),
    ("南林土家族苗族自治州政府工作报告", "南林土家族苗族自治州", "city"),
    ("松桃江苗族自治县政府工作报告", "松桃江苗族自治县", "county"),
    (f"政府工作报告\n——2016年1月24日在西宁壮族自治区{SESSION}", "西宁壮族自治区", "province"),
    (f"2016年北京市政府工作报告\n——2016年1月22日在北京市{SESSION}", "北京市", "province"),
    ("2016年江海省政府工作报告", "江海省", "province"),
    ("2016年阿山盟行政公署工作报告", "阿山盟", "city"),
    ("达林旗政府工作报告", "达林旗", "county"),
    ("2016年阿里山地区行署工作报告", "阿里山地区", "city"),
    ("政府工作报告\n县长 王某某\n各位代表：\n现在，我代表安河县人民政府向大会作工作报告。", "安河县", "county"),
    ("**区人民政府工作报告", None, "county"),
    ("××县人民政府工作报告", None, "county"),
    ("××省政府工作报告", None, "province"),
    ("国务院政府工作报告", "全国", "national"),
    ("政府工作报告\n——2016年3月5日在第十二届全国人民代表大会第四次会议上\n国务院总理 李某某", "全国", "national"),
]


@pytest.mark.parametrize(("head", "region", "level"), PLACES)
def test_region_and_level(head: str, region: str | None, level: str) -> None:
    meta = meta_of(head)
    assert (meta.region, meta.admin_level) == (region, level)


def test_a_district_may_carry_its_city() -> None:
    meta = meta_of("珠江市斗山区2016年政府工作报告")
    assert meta.region is not None
    assert meta.region.endswith("斗山区")
    assert meta.admin_level == "county"


def test_prose_gives_no_region() -> None:
    assert meta_of("20XX年工作总结及工作计划", extra="突出产业培育，壮大县域经济。").region is None


ABOVE_COUNTIES = "各县（市、区）经济加快发展，安平县、临河县进入全省前十，县区财政收入增长，推进撤县设区。"
ABOVE_TOWNS = "各镇、街道扎实推进，河口镇、东山镇、平桥镇建设加快，乡镇财政体制改革完成，镇村两级服务健全。"


@pytest.mark.parametrize(
    ("extra", "level"),
    [
        (ABOVE_COUNTIES, "city"),
        (ABOVE_TOWNS, "county"),
        ("全州综合考评位居八县市前列，各乡镇办事处扎实推进，龙洞乡、白杨镇建设加快。", "county"),
    ],
)
@pytest.mark.parametrize("name", ["梧林", "**"])
def test_a_city_is_what_it_governs(name: str, extra: str, level: str) -> None:
    assert meta_of(f"2016年{name}市政府工作报告", extra=extra).admin_level == level


TYPES = [
    ("丰原县政府工作报告", "government_work_report"),
    ("关于丰原县2015年国民经济和社会发展计划执行情况与2016年计划草案的报告", "plan_execution_report"),
    ("丰原县人民政府2015年工作总结及2016年工作计划", "work_summary_and_plan"),
    ("丰原县2015年政府工作总结暨2016年工作打算", "work_summary_and_plan"),
]


@pytest.mark.parametrize(("title", "kind"), TYPES)
def test_report_type(title: str, kind: str) -> None:
    assert meta_of(title).report_type == kind


def test_the_national_plan_report_is_the_state_councils() -> None:
    head = "关于2015年国民经济和社会发展计划执行情况与2016年国民经济和社会发展计划草案的报告\n"
    meta = meta_of(head + "——2016年3月5日在第十二届全国人民代表大会第四次会议上\n国家发展和改革委员会")
    assert (meta.region, meta.admin_level, meta.report_type) == ("全国", "national", "plan_execution_report")


DATES = [
    (f"丰原县政府工作报告\n——2016年2月18日在丰原县{SESSION}", "", "2016-02-18"),
    (f"丰原县政府工作报告\n二〇一六年二月十八日在丰原县{SESSION}", "", "2016-02-18"),
    ("丰原县政府工作报告\n（2016年元月8日）", "", "2016-01-08"),
    ("丰原县政府工作报告\n2016.1.8", "", "2016-01-08"),
    ("丰原县政府工作报告\n发布时间：2016-03-02 来源：县政府办", "", "2016-03-02"),
    (f"丰原县政府工作报告\n发布时间：2016-03-02\n2016年2月18日在丰原县{SESSION}", "", "2016-02-18"),
    ("丰原县政府工作报告", "2024-07-08", None),
    ("丰原县政府工作报告\n（2016年二三月八日）", "", None),
]


@pytest.mark.parametrize(("head", "tail", "date"), DATES)
def test_date(head: str, tail: str, date: str | None) -> None:
    assert meta_of(head, tail=tail).date == date


PERIODS = [
    ("2016年丰原县政府工作报告", "2015年", "2016年", "", ("2015", "2016")),
    (f"政府工作报告\n——2015年12月28日在丰原县{SESSION}", "2015年", "2016年", "", ("2015", "2016")),
    ("2025年丰原县政府工作报告", "2024年", "2025年", "", ("2024", "2025")),
    ("2017年丰原县上半年工作总结", "上半年", "下半年", "", ("2017H1", "2017H2")),
    ("××县政府工作报告", "××年", "××年", "××年是“十二五”规划的收官之年。", ("2015", "2016")),
    ("××县政府工作报告", "××年", "××年", "过去一年，是“十二五”规划的最后一年。", ("2015", "2016")),
    ("××县政府工作报告", "××年", "××年", "××年是“十三五”开局之年。", ("2016", "2017")),
]


@pytest.mark.parametrize(("head", "review", "plan", "extra", "periods"), PERIODS)
def test_periods(head: str, review: str, plan: str, extra: str, periods: tuple[str, str]) -> None:
    meta = meta_of(head, review, plan, extra)
    assert (meta.review_period, meta.plan_period) == periods


def test_a_five_year_plan_that_opens_in_the_plan_part_dates_the_year_before() -> None:
    text = f"××县政府工作报告\n一、××年工作回顾\n{DONE}\n二、××年工作安排\n××年是“十四五”规划的开局之年。{WILL}"
    meta = read_meta(text, outline(text))
    assert (meta.review_period, meta.plan_period) == ("2020", "2021")


def test_an_excerpt_is_dated_by_what_it_plans() -> None:
    text = f"2009年，全县上下克难攻坚，较好地完成了各项任务。{DONE}2010年，我们要做好以下工作。{WILL}"
    meta = read_meta(text, outline(text))
    assert (meta.review_period, meta.plan_period) == ("2009", "2010")


@pytest.mark.parametrize(
    ("head", "speaker"),
    [
        ("丰原县政府工作报告\n县长 孙某某\n", "孙某某"),
        ("丰原县政府工作报告\n代县长　孙 某\n", "孙某"),
        ("丰原县政府工作报告\n", None),
    ],
)
def test_speaker(head: str, speaker: str | None) -> None:
    assert meta_of(head).speaker == speaker


def test_a_text_that_says_nothing_has_no_metadata() -> None:
    meta = read_meta("天气很好。", ())
    assert (meta.region, meta.admin_level, meta.report_type, meta.date) == (None, None, None, None)
    assert (meta.review_period, meta.plan_period) == (None, None)
