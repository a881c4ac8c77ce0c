"""The gazetteer: every place by its names and years; one name of several places stays open without context."""

import pytest

from summarizer.document.document import Meta
from summarizer.document.metadata import read_meta
from summarizer.document.outline import outline
from summarizer.knowledge.gazetteer import gazetteer, short_name

BODY = (
    "一、2022年工作回顾\n2022年，全{unit}生产总值增长6.2%，财政收入增长8%。{extra}\n"
    "二、2023年工作安排\n要加快推进项目建设，确保生产总值增长6%以上。\n"
)


def meta_of(head: str, extra: str = "", unit: str = "区") -> Meta:
    text = f"{head}\n各位代表：\n{BODY.format(unit=unit, extra=extra)}"
    return read_meta(text, outline(text))


def test_the_table_is_whole_and_every_parent_is_in_it() -> None:
    known = gazetteer()
    standing = [place for place in known.places if place.stood(2023)]
    assert len([place for place in standing if place.level == "province"]) == 34
    assert 2800 < len([place for place in standing if place.level == "county"]) < 2900
    assert 330 < len([place for place in standing if place.level == "city"]) < 340
    assert all(place.parent in known.by_code for place in known.places if place.level != "province")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("阿坝藏族羌族自治州", "阿坝"),
        ("博尔塔拉蒙古自治州", "博尔塔拉"),
        ("鄂温克族自治旗", "鄂温克"),
        ("易县", "易"),
        ("神农架林区", "神农架"),
        ("浦东新区", "浦东"),
    ],
)
def test_short_names_leave_out_kind_and_peoples(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("year", "name", "code"),
    [(2013, "徐水", "130625"), (2018, "徐水", "130609"), (2008, "清苑县", "130622"), (2026, "容城县", "130629")],
)
def test_a_renamed_place_is_what_it_was_in_its_year(year: int, name: str, code: str) -> None:
    assert [place.code for place in gazetteer().candidates(name, year)] == [code]


# Names that several places bear: without context no code, with the city or province named in head or text the right one.
SHARED = [
    ("鼓楼区", "南京市", "320106"), ("鼓楼区", "福州市", "350102"), ("朝阳区", "长春市", "220104"),
    ("朝阳区", "北京市", "110105"), ("和平区", "沈阳市", "210102"), ("河东区", "临沂市", "371312"),
    ("新华区", "石家庄市", "130105"), ("新华区", "平顶山市", "410402"), ("桥西区", "邢台市", "130503"),
    ("城区", "晋城市", "140502"), ("郊区", "阳泉市", "140311"), ("海州区", "连云港市", "320706"),
    ("西湖区", "南昌市", "360103"), ("永定区", "张家界市", "430802"), ("铁西区", "鞍山市", "210303"),
    ("白云区", "贵阳市", "520113"), ("青山区", "包头市", "150204"), ("南山区", "深圳市", "440305"),
    ("宝山区", "双鸭山市", "230506"), ("江北区", "宁波市", "330205"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "city", "code"), SHARED)
def test_a_shared_name_is_open_until_the_context_settles_it(name: str, city: str, code: str) -> None:
    alone = meta_of(f"2023年{name}政府工作报告")
    carried = meta_of(f"2023年{city}{name}政府工作报告")
    told = meta_of(f"2023年{name}政府工作报告", extra=f"{city}委、市政府对我们寄予厚望，{city}支持力度加大。")
    assert (alone.region_code, carried.region_code) == (None, code)
    # 桥西区 was of Xingtai until 2020: a text of 2023 means another, or none that the table has.
    assert told.region_code in {code, None}


def test_a_place_settled_by_its_text_has_code_parent_and_edition() -> None:
    meta = meta_of("2023年鼓楼区政府工作报告", extra="南京市委、市政府支持力度加大，南京都市圈加快建设。")
    assert (meta.region, meta.region_code, meta.parent_code, meta.region_edition) == (
        "鼓楼区",
        "320106",
        "320100",
        2023,
    )
    assert meta.admin_level == "county"


@pytest.mark.parametrize(
    ("extra", "region"),
    [
        ("魅力阜平建设加快，阜平发展迈上新台阶，保定市对阜平县支持加大。", "阜平县"),
        ("易县人民奋力拼搏，保定市第一，易县发展加快，易县旅游火爆。", "易县"),
        ("资源节约，振兴乡村，和平发展，建设加快，合作共赢，公安工作加强。", None),
        ("圆满完成了县人大会议任务，列入省市项目，新材料公司创业板上市，封存城区地下水井。", None),
        ("在县委领导下，圆满完成县十八届人大三次会议任务，建成县政府服务中心。", None),
        ("东山镇建设加快，东山大道通车，太湖沿岸治理有序。", None),
    ],
)
def test_without_a_head_the_body_names_the_place_or_nothing_does(extra: str, region: str | None) -> None:
    meta = meta_of("政府工作报告", extra=extra, unit="县")
    assert meta.region == region
    assert meta.weak == (("region",) if region else ())
