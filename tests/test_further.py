"""Statistics beyond the core: told in a column of their own, never in `canon`; the unnamed become proposals."""

from pathlib import Path

import pytest

import summarizer
from summarizer.cli import call
from summarizer.findings.unnamed import proposals
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.further import load_further, statistic_of
from summarizer.tables.definition import FIGURES

_TEXT = """临江县政府工作报告
一、2022年工作回顾
2022年，全县地区生产总值增长6.2%。新建高标准农田3.2万亩，快递业务量完成1250万件，改造老旧小区26个，桑蚕茧收购量达到820吨。
二、2023年工作安排
2023年，新建高标准农田4万亩。
"""


def test_the_catalogue_and_the_further_statistics_are_some_two_hundred_and_disjoint() -> None:
    core, further = load_catalogue(), load_further()
    assert not core.by_id.keys() & further.by_id.keys()
    assert 180 <= len(core.statistics) + len(further.statistics) <= 260
    assert all(known.zh and known.en.isascii() for known in further.statistics)


def test_a_further_statistic_has_a_name_of_its_own_and_no_canon() -> None:
    report = summarizer.summarize_text(_TEXT)
    names = [column.name for column in FIGURES.columns]
    rows = [dict(zip(names, row, strict=True)) for row in FIGURES.rows(report)]
    told = {(row["statistic"], row["canon"], row["value"]) for row in rows}
    assert ("high_standard_farmland", None, 3.2) in told and ("parcels", None, 1250) in told
    assert ("gdp", "gdp", 6.2) in told
    assert all(row["canon"] is None or row["canon"] in load_catalogue().by_id for row in rows)


@pytest.mark.parametrize(
    ("name", "measure", "unit", "wanted"),
    [
        ("新增科技型中小企业", "level", "家", "tech_smes"),
        ("高标准农田", "level", "万亩", "high_standard_farmland"),
        ("高标准农田", "level", "亿元", None),
        ("森林覆盖率", "share", "%", None),
        ("桑蚕茧收购量", "level", "吨", None),
    ],
)
def test_a_name_is_told_by_its_words_and_its_unit(name: str, measure: str, unit: str, wanted: str | None) -> None:
    assert statistic_of(name, None, measure, unit) == wanted


def test_what_several_reports_state_without_a_name_is_proposed() -> None:
    report = summarizer.summarize_text(_TEXT)
    found = proposals([("a", report), ("b", report)])
    (cocoons,) = (each for each in found if "桑蚕茧" in each.name)
    assert len(cocoons.reports) == 2 and cocoons.units == {"吨": 2}
    assert not any("农田" in each.name for each in found)
    assert proposals([("a", report)]) == []


def test_the_command_prints_entries_to_fill_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(_TEXT, encoding="utf-8")
        assert call(["run", str(tmp_path / f"{name}.txt"), "-o", str(tmp_path / f"{name}.json")]) == 0
    capsys.readouterr()
    assert call(["catalogue", "suggest", str(tmp_path)]) == 0
    assert "桑蚕茧收购量" in capsys.readouterr().out
    (tmp_path / "empty").mkdir()
    assert call(["catalogue", "suggest", str(tmp_path / "empty")]) == 2
