"""The panel beyond plain figures: targets in words, verdicts within a report, places, origins, Stata."""

from pathlib import Path

import pytest

import summarizer
from summarizer.batch.manifest import read_manifest
from summarizer.cli import call
from summarizer.contract.report import Report
from summarizer.contract.saved import load_report
from summarizer.errors import InputError, UsageError
from summarizer.findings.relations import in_words
from summarizer.findings.tracking.within import restated
from summarizer.store.opening import reading
from summarizer.tables.definition import FIGURES
from summarizer.tables.long import LONG
from summarizer.tables.panel import Panel, panel_shape
from summarizer.tables.stata import stata_names

_TEXT = """{place}政府工作报告
一、{year}年工作回顾
{year}年，原定目标为地区生产总值增长7%以上、一般公共预算收入增长6%、规模以上工业增加值增长8%。全年地区生产总值增长6.4%，\
一般公共预算收入增长6.2%，居民消费价格与上年持平。
二、{next}年工作安排
{next}年主要预期目标是：地区生产总值增长5%—6%，居民收入增长与经济增长同步，单位GDP能耗完成省下达任务，规模以上工业增加值增速\
高于全市平均水平，外贸进出口保持正增长，在实际工作中力争更好结果。
"""


def text(place: str = "临江县", year: int = 2022) -> str:
    return _TEXT.format(place=place, year=year, next=year + 1)


@pytest.fixture(scope="module")
def report() -> Report:
    return summarizer.summarize_text(text())


def test_targets_without_a_number_say_what_they_are_held_against(report: Report) -> None:
    found = {(entry.canon, entry.relation, entry.reference, entry.status) for entry in in_words(report)}
    assert found == {
        ("cpi", "unchanged", "上年", "actual"),
        ("resident_income", "in_step", "经济", "target"),
        ("energy_intensity", "as_assigned", "省下达任务", "target"),
        ("industrial_va", "above", "全市平均水平", "target"),
        ("trade_total", "positive", None, "target"),
        (None, "stretch", "更好结果", "target"),
    }


def test_growth_of_none_is_zero_in_the_table(report: Report) -> None:
    names = [column.name for column in FIGURES.columns]
    rows = [dict(zip(names, row, strict=True)) for row in FIGURES.rows(report)]
    (flat,) = (row for row in rows if row["relation"] == "unchanged")
    assert (flat["canon"], flat["measure"], flat["value"], flat["year"]) == ("cpi", "growth", 0, 2022)
    assert len({row["id"] for row in rows}) == len(rows)


def test_a_target_of_the_year_reviewed_has_its_result(report: Report) -> None:
    aimed = [
        item.model_copy(update={"status": "target"}) if place < 3 else item
        for place, item in enumerate(report.indicators)
    ]
    answers = restated(report.model_copy(update={"indicators": aimed}))
    by_canon = {item.canon: answers[item.id] for item in aimed if item.id in answers}
    told = {canon: (answer.verdict, answer.distance) for canon, answer in by_canon.items()}
    assert told == {
        "gdp": ("missed", -0.6),
        "budget_revenue": ("met", 0.2),
        "industrial_va": ("not_reported", None),
    }


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    for place in ("临江县", "安河县"):
        (folder / f"{place}.txt").write_text(text(place), encoding="utf-8")
        assert call(["run", str(folder / f"{place}.txt"), "-o", str(folder / f"{place}.json")]) == 0
    return folder


def test_a_stata_file_read_again_is_the_long_table(saved: Path, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    files = sorted(saved.glob("*.json"))
    assert call(["export", *map(str, files), "--out", str(tmp_path), "--format", "dta"]) == 0
    frame = pandas.read_stata(tmp_path / "panel_long.dta", convert_categoricals=True)
    wanted = [row for file in files for row in LONG.rows(load_report(file))]
    assert list(frame.columns) == stata_names(LONG) and len(frame) == len(wanted)
    for column, name in zip(LONG.columns, frame.columns, strict=True):
        cells = [row[LONG.columns.index(column)] for row in wanted]
        for cell, found in zip(cells, frame[name], strict=True):
            if cell is None:
                assert found == "" or pandas.isna(found), (name, found)
            elif column.type == "date":
                assert found.date() == cell
            elif name == "hard":
                assert found == ("binds" if cell else "aims")
            else:
                assert found == cell, (name, found, cell)


def test_a_stata_file_has_labels_and_the_wide_panel(saved: Path, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    assert call(["export", str(saved), "--out", str(tmp_path), "--format", "dta"]) == 0
    with pandas.io.stata.StataReader(tmp_path / "panel_long.dta") as reader:
        assert reader.variable_labels()["canon"] == "核心指标 canon"
        assert "target" in reader.value_labels()["status"].values()
    wide = pandas.read_stata(tmp_path / "panel.dta")
    panel = Panel()
    for file in saved.glob("*.json"):
        panel.add(load_report(file))
    assert len(wide) == len(list(panel.rows())) and len(wide.columns) == len(panel_shape().columns)
    assert wide.loc[wide["status"] == "target", "gdp_growth_low"].dropna().tolist() == [0.05, 0.05]


def test_names_of_columns_fit_stata_and_differ() -> None:
    names = stata_names(panel_shape())
    assert len(set(names)) == len(names) and max(map(len, names)) <= 32


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("listed")
    (folder / "a.txt").write_text(text("鼓楼区"), encoding="utf-8")
    (folder / "b.txt").write_text(text("安河县", 2024), encoding="utf-8")
    rows = [
        "path,url,retrieved,region,year",
        "a.txt,https://a.example/1,2024-05-01,江苏省南京市鼓楼区,2022",
        "b.txt,,,,",
    ]
    (folder / "list.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    store = folder / "p.duckdb"
    assert call(["batch", "--manifest", str(folder / "list.csv"), "--db", str(store), "--jobs", "1"]) == 0
    return store


def test_a_manifest_says_where_files_are_from_and_settles_their_place(store: Path) -> None:
    with reading(store) as connection:
        rows = connection.execute(
            "SELECT region_code, parent_code, source_url, retrieved FROM reports ORDER BY source_name"
        ).fetchall()
    assert rows == [("320106", "320100", "https://a.example/1", "2024-05-01"), (None, None, None, None)]


def test_no_target_and_no_report_are_told_apart(store: Path) -> None:
    with reading(store) as connection:
        rows = connection.execute(
            "SELECT region, year, canon, target FROM target_coverage WHERE canon IN ('gdp', 'industrial_va') "
            "AND measure = 'growth' AND region LIKE '安河%' ORDER BY canon, year"
        ).fetchall()
    told = {(canon, year): target for _, year, canon, target in rows}
    assert told["gdp", 2025] == "stated" and told["industrial_va", 2025] == "in_words"
    assert told["gdp", 2023] == "not_read"


def test_a_hint_is_a_code_or_a_name(saved: Path, tmp_path: Path) -> None:
    file = tmp_path / "r.txt"
    file.write_text(text("鼓楼区"), encoding="utf-8")
    for hint in ("320106", "江苏省南京市鼓楼区"):
        assert call(["run", str(file), "--region-hint", hint, "-o", str(tmp_path / "r.json")]) == 0
        meta = load_report(tmp_path / "r.json").meta
        assert (meta.region_code, meta.parent_code) == ("320106", "320100")
    assert summarizer.summarize(file).meta.region_code is None


def test_a_manifest_that_is_none_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    with pytest.raises(InputError, match="cannot be read as a manifest"):
        read_manifest(path)
    path.write_text("file,url\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no column path"):
        read_manifest(path)
    path.write_text("path,uri\n", encoding="utf-8")
    with pytest.raises(UsageError, match="unknown column uri"):
        read_manifest(path)
