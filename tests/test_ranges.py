"""A range target is one figure with both its ends, wherever figures are shown."""

from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

import summarizer
from summarizer.contract.report import Indicator, Report
from summarizer.errors import UsageError
from summarizer.findings.citations import citation_faults
from summarizer.findings.goals import goals
from summarizer.findings.ranges import joined
from summarizer.findings.wording import wording_of
from summarizer.show.brief import write_brief
from summarizer.show.grid import lay_out
from summarizer.show.summary import headlines, whole_figure
from summarizer.show.terminal import to_plain
from summarizer.store.folder import Folder
from summarizer.store.partitions import write, write_revision
from summarizer.store.questions import Panel as Asked
from summarizer.store.questions import ask
from summarizer.store.tabulate import tabulate
from summarizer.store.writer import FileOutcome, Writer
from summarizer.tables import TABLES
from summarizer.tables.panel import Panel, panel_shape

TEXT = """临江县政府工作报告
一、2022年工作回顾
2022年，全县地区生产总值增长6.2%，一般公共预算收入5.1亿元。
二、2023年工作安排
2023年，地区生产总值增长5.5%—6%，一般公共预算收入增长4-5%，力争规模以上工业增加值增长8%以上，确保固定资产投资增长10%，
城镇新增就业3000人以上，居民消费价格涨幅控制在3%以内，社会消费品零售总额增长7%左右。
附件：名词解释
“十百千”工程：指到2025年，培育10个园区、100家企业。
"""


@pytest.fixture(scope="module")
def report() -> Report:
    return summarizer.summarize_text(TEXT)


def targets(report: Report) -> dict[str, tuple[float | None, float | None, float | None, str]]:
    return {g.item.canon: (g.low, g.high, g.mid, g.bound) for g in goals(report) if g.item.canon}


def test_a_range_is_one_target_with_both_ends_and_their_middle(report: Report) -> None:
    found = targets(report)
    assert found["gdp"] == (5.5, 6, 5.75, "range")
    assert found["budget_revenue"] == (4, 5, 4.5, "range")
    assert found["industrial_va"] == (8, None, None, "ge")
    assert found["cpi"] == (None, 3, None, "le")
    assert found["fixed_investment"] == (10, 10, 10, "eq")


def test_two_bounds_of_two_things_are_no_range() -> None:
    text = TEXT.split("2023年，地区")[0] + "2023年，森林覆盖率达到30%以上，居民消费价格涨幅控制在3%以内。\n"
    assert [stated.bound for stated in goals(summarizer.summarize_text(text))] == ["ge", "le"]


def test_the_figures_of_a_glossary_are_no_targets(report: Report) -> None:
    (appendix,) = (section.id for section in report.sections if section.kind == "appendix")
    moved = [item.model_copy(update={"section": appendix}) for item in report.indicators]
    assert goals(report) and goals(report.model_copy(update={"indicators": moved})) == []


@pytest.mark.parametrize(
    ("canon", "text", "hard"),
    [
        ("industrial_va", "力争,以上", False),
        ("fixed_investment", "确保", True),
        ("urban_new_jobs", "以上", True),
        ("cpi", "以内", True),
        ("retail_sales", "左右", False),
        ("gdp", None, None),
    ],
)
def test_a_word_in_front_is_stronger_than_a_bound_behind(
    report: Report, canon: str, text: str | None, hard: bool | None
) -> None:
    (stated,) = (stated for stated in goals(report) if stated.item.canon == canon)
    wording = wording_of(stated, report.source.text)
    assert (wording.text, wording.hard) == (text, hard)


def test_every_view_shows_both_ends(report: Report) -> None:
    (row,) = (row for row in headlines(report) if row.canon == "gdp")
    assert row.target is not None and whole_figure(row.target) == "5.5%—6%"
    assert whole_figure(row.target, "en") == "5.5%–6%"
    assert "5.5%—6%" in to_plain(report)
    low, high = (end.id for end in row.target.ends)
    brief = write_brief(report).text
    assert f"5.5% [{low}]—6% [{high}]" in brief
    (line,) = (line for line in brief.splitlines() if "5.5%" in line)
    assert citation_faults(line, report) == []


def test_the_pivot_has_the_middle_and_both_ends(report: Report) -> None:
    panel = Panel()
    panel.add(report)
    names = [column.name for column in panel_shape().columns]
    (row,) = (dict(zip(names, row, strict=True)) for row in panel.rows() if row[2] == "target")
    assert (row["gdp_growth"], row["gdp_growth_low"], row["gdp_growth_high"]) == (0.0575, 0.055, 0.06)
    assert (row["industrial_va_growth"], row["industrial_va_growth_low"]) == (0.08, None)


@pytest.fixture(scope="module")
def store(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "p.duckdb"
    later = summarizer.summarize_text(
        "临江县政府工作报告\n一、2023年工作回顾\n2023年，全县地区生产总值增长5.6%，一般公共预算收入增长3.2%。\n"
    )
    with Writer(path, report.run.fingerprint) as writer:
        for number, each in enumerate((report, later)):
            digest = str(number) * 64
            each = each.model_copy(update={"source": each.source.model_copy(update={"sha256": digest})})
            writer.add(FileOutcome(f"{number}.txt", digest, (tabulate(each, f"{number}.txt"),), ()))
    return path


def rows(store: Path, sql: str) -> list[tuple[object, ...]]:
    with ask(store, sql) as result:
        return list(result.rows)


def test_the_panel_of_a_store_has_a_range_in_one_row(store: Path) -> None:
    sql = "SELECT value, low, high, mid, bound, hard FROM panel WHERE canon = 'gdp' AND status = 'target'"
    assert rows(store, sql) == [(5.75, 5.5, 6, 5.75, "range", None)]
    assert rows(store, "SELECT hard FROM panel WHERE canon = 'industrial_va'") == [(0,)]


def test_a_range_is_met_from_its_deciding_end(store: Path) -> None:
    sql = "SELECT canon, target_low, target_high, actual, round(difference, 6), met FROM targets_vs_actuals ORDER BY 1"
    assert rows(store, sql) == [("budget_revenue", 4, 5, 3.2, -0.008, False), ("gdp", 5.5, 6, 5.6, 0, True)]


def test_reports_of_an_older_store_keep_their_panel(store: Path, tmp_path: Path) -> None:
    import shutil

    from summarizer.store.opening import writing

    old = tmp_path / "old.duckdb"
    shutil.copy(store, old)
    with writing(old) as connection:
        connection.execute("DELETE FROM figures")
    assert rows(old, "SELECT count(*) FROM panel WHERE canon = 'gdp'") == [(4,)]


def test_a_statistic_is_asked_for_by_its_chinese_name(store: Path) -> None:
    for name in ("gdp", "地区生产总值", "GDP"):
        with ask(store, *Asked(canon=name, status="target").query(for_people=True)) as result:
            assert [row[:4] for row in result.rows] == [("临江县", 2023, "地区生产总值", "5.5%—6%")]
    with pytest.raises(UsageError, match="there is no statistic '幸福'"):
        Asked(canon="幸福").query()


def test_in_80_columns_quotes_give_way_and_figures_do_not(store: Path) -> None:
    with ask(store, *Asked().query(for_people=True)) as result:
        columns, found = result.columns, list(result.rows)
    grid = lay_out(columns, found, 80)
    console = Console(file=StringIO(), width=80)
    console.print(grid.table)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert all(cell_len(line) <= 80 for line in lines)
    line = next(line for line in lines if "5.5%—6%" in line)
    assert "临江县" in line and "2023" in line and "地区生产总值" in line


def test_columns_without_room_are_named() -> None:
    grid = lay_out(["region", "value", "quote"], [["临江县", 123456789012345, "很长的原文" * 9]], 24)
    assert grid.left_out == ("quote",) and len(grid.table.columns) == 2


def test_every_range_of_a_table_is_listed_once(report: Report) -> None:
    table = next(table for table in TABLES if table.name == "figures")
    found = list(table.rows(report))
    ids = {cell for row in found for cell in row[1:3] if cell}
    assert len(ids) == sum(1 + (row[2] is not None) for row in found)


def test_a_cut_that_is_a_range_is_met_by_its_smaller_end() -> None:
    def cut(value: float, bound: str) -> Indicator:
        source = next(iter(summarizer.summarize_text("甲县政府工作报告\n2023年，能耗下降3%。\n").indicators))
        return source.model_copy(update={"value": value, "bound": bound, "measure": "growth"})

    (stated,) = joined([cut(-3, "ge"), cut(-5, "le")])
    assert (stated.low, stated.high, stated.mid) == (-5, -3, -4)


def test_partitions_hold_the_figures_that_a_store_does(report: Report, tmp_path: Path) -> None:
    outcome = FileOutcome("a.txt", "0" * 64, (tabulate(report, "a.txt"),), ())
    fingerprint = report.run.fingerprint
    folder = Folder.at(str(tmp_path / "parts"))
    write(folder, outcome, fingerprint)
    write_revision(folder, outcome, fingerprint)
    with Writer(tmp_path / "p.duckdb", fingerprint) as writer:
        writer.add(outcome)
    sql = "SELECT * EXCLUDE (revision) FROM figures ORDER BY id"
    found = rows(tmp_path / "parts", sql)
    assert found == rows(tmp_path / "p.duckdb", sql) and len(found) > 5
