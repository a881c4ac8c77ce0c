"""Finding in a store: each thing found is what its report's text says at the place it tells."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from panel import WaitingEngine, fill_store, write_reports

from summarizer.errors import UsageError
from summarizer.store.finding.commitments import CommitmentsAsked, find_commitments
from summarizer.store.finding.figures import FiguresAsked, find_figures
from summarizer.store.finding.paging import MOST
from summarizer.store.finding.reports import ReportsAsked, find_reports
from summarizer.store.opening import reading, writing

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RANGE = "岚溪县2030年政府工作报告\n\n二、2031年工作安排\n\n2031年，地区生产总值增长6%—6.5%。\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve reports of ten places, and one with a range."""
    folder = tmp_path_factory.mktemp("finding")
    write_reports(folder / "reports", 12)
    (folder / "reports" / "range.txt").write_text(RANGE, encoding="utf-8")
    assert fill_store(folder / "panel.duckdb", folder / "reports").reports == 13
    return folder / "panel.duckdb"


@pytest.fixture
def opened(store: Path) -> "Iterator[DuckDBPyConnection]":
    with reading(store) as connection:
        yield connection


def text_of(connection: "DuckDBPyConnection", report_id: str) -> str:
    row = connection.execute("SELECT text FROM texts JOIN reports USING (text_id) WHERE report_id = ?", [report_id])
    return str(row.fetchall()[0][0])


def test_reports_are_found_by_what_they_are(opened: "DuckDBPyConnection") -> None:
    found = find_reports(opened, ReportsAsked())
    assert found.total == len(found.items) == 13 and found.next is None
    places = [(report.region, report.review_period) for report in found.items]
    assert places == sorted(places, key=lambda place: (place[0] or "", place[1] or ""))
    (one,) = find_reports(opened, ReportsAsked(region="松溪县", year=2010)).items
    assert one.title == "松溪县2010年政府工作报告" and one.engine == "waiting" and one.plan_period == "2011"
    assert one.indicators >= 9 and one.commitments >= 3
    counted = opened.execute("SELECT count(*) FROM checks WHERE report_id = ? AND severity <> 'info'", [one.report_id])
    assert (one.findings,) == counted.fetchone()


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (ReportsAsked(region="松溪县"), 1),
        (ReportsAsked(region="松溪"), 1),
        (ReportsAsked(region="某省某市松溪县"), 1),
        (ReportsAsked(region="溪"), 0),
        (ReportsAsked(text="松溪"), 1),
        (ReportsAsked(text="RANGE.TXT"), 1),
        (ReportsAsked(year=2011), 2),
        (ReportsAsked(admin_level="county"), 13),
        (ReportsAsked(admin_level="province"), 0),
        (ReportsAsked(report_type="government_work_report", year=2010), 10),
        (ReportsAsked(engine="rules"), 0),
        (ReportsAsked(finding="no such kind"), 0),
        (ReportsAsked(text="' OR 1=1 --"), 0),
    ],
)
def test_each_filter_of_reports_keeps_what_it_says(
    opened: "DuckDBPyConnection", asked: ReportsAsked, count: int
) -> None:
    assert find_reports(opened, asked).total == count


def test_a_kind_of_finding_leads_to_the_reports_that_have_it(opened: "DuckDBPyConnection") -> None:
    kinds = opened.execute("SELECT kind, count(DISTINCT report_id) FROM checks GROUP BY kind").fetchall()
    assert kinds
    for kind, count in kinds:
        assert find_reports(opened, ReportsAsked(finding=kind)).total == count


def test_a_figure_comes_with_its_quote_and_its_place(opened: "DuckDBPyConnection") -> None:
    found = find_figures(opened, FiguresAsked(statistic="地区生产总值", region="松溪县", year=2010))
    level, growth = sorted(found.items, key=lambda figure: figure.measure, reverse=True)
    assert (level.value, level.unit, level.status, level.statistic) == (160.0, "亿元", "actual", "gdp")
    assert (growth.value, growth.measure, growth.normalized_value) == (6.5, "growth", 0.065)
    assert level.section and level.section.heading == "一、2010年工作回顾" and level.section.kind == "review"
    text = text_of(opened, level.report.report_id)
    for stretch in (level.number, level.quote, growth.number, growth.quote):
        assert text[stretch.start : stretch.end] == stretch.text
    assert level.quote.text == "全县地区生产总值完成160亿元"


@pytest.mark.parametrize(
    ("asked", "values"),
    [
        (FiguresAsked(statistic="gdp", status="target", region="松溪县", year=2011), [6.0]),
        (FiguresAsked(name="森林", region="松溪县"), [61.3]),
        (FiguresAsked(statistic="forest_coverage", region="松溪县", measure="share"), [61.3]),
        (FiguresAsked(statistic="gdp", region="松溪县", measure="rank"), []),
        (FiguresAsked(name="高标准农田", region="松溪县"), [2.5]),
        (FiguresAsked(statistic="high_standard_farmland", region="松溪县"), [2.5]),
    ],
)
def test_each_filter_of_figures_keeps_what_it_says(
    opened: "DuckDBPyConnection", asked: FiguresAsked, values: list[float]
) -> None:
    assert [figure.value for figure in find_figures(opened, asked).items] == values


def test_a_range_is_one_figure_with_both_ends(opened: "DuckDBPyConnection") -> None:
    (figure,) = find_figures(opened, FiguresAsked(statistic="gdp", year=2031)).items
    assert (figure.bound, figure.low, figure.high, figure.value) == ("range", 6.0, 6.5, 6.25)
    assert figure.number.text == "6"


def test_commitments_are_found_by_topic_and_words(opened: "DuckDBPyConnection") -> None:
    (bridge,) = find_commitments(opened, CommitmentsAsked(region="松溪县", year=2011, text="大桥")).items
    assert bridge.plan_period == "2011" and bridge.section and bridge.section.kind == "plan"
    text = text_of(opened, bridge.report.report_id)
    assert text[bridge.quote.start : bridge.quote.end] == bridge.quote.text and "松溪大桥" in bridge.quote.text
    farm = find_commitments(opened, CommitmentsAsked(region="松溪县", topic="agriculture", specificity="quantified"))
    figures = find_figures(opened, FiguresAsked(name="高标准农田", region="松溪县")).items
    assert [each.quantities for each in farm.items] == [(figures[0].id,)]
    assert find_commitments(opened, CommitmentsAsked(strength="must", text="大桥")).total == 0


def test_pages_follow_each_other_without_gap_or_repetition(opened: "DuckDBPyConnection") -> None:
    whole = find_figures(opened, FiguresAsked(), limit=MOST)
    told: list[Any] = []
    cursor = None
    while True:
        page = find_figures(opened, FiguresAsked(), limit=17, cursor=cursor)
        assert page.total == whole.total == len(whole.items)
        told += page.items
        cursor = page.next
        if cursor is None:
            break
    assert told == list(whole.items)


@pytest.mark.parametrize("cursor", ["", "x", "WyJhIl0", "WzEsMiwzXQ", "bnVsbA", "WyJhIiwiYiIsImMiLDFd" * 2, "é"])
def test_a_cursor_that_no_page_gave_is_told(opened: "DuckDBPyConnection", cursor: str) -> None:
    with pytest.raises(UsageError, match="the cursor is none that a page gave"):
        find_reports(opened, ReportsAsked(), cursor=cursor)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (FiguresAsked(statistic="幸福指数"), "no statistic is called '幸福指数'"),
        (FiguresAsked(measure="size"), "there is no measure 'size'; choose one of: level, growth"),
        (FiguresAsked(year=20210), "20210 is no year of a report"),
    ],
)
def test_what_there_is_not_is_told_in_a_sentence(opened: "DuckDBPyConnection", asked: FiguresAsked, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        find_figures(opened, asked)
    with pytest.raises(UsageError, match="a page holds 1 to 500 entries, not 501"):
        find_figures(opened, FiguresAsked(), limit=MOST + 1)


def test_only_the_newest_reading_of_a_report_is_found(tmp_path: Path) -> None:
    write_reports(tmp_path / "reports", 1)
    store = tmp_path / "panel.duckdb"
    for number, promises in ((1, True), (2, False)):
        fill_store(store, tmp_path / "reports", engine=WaitingEngine(f"waiting-{number}", promises))
    with writing(store) as connection:
        connection.execute("UPDATE revisions SET since = '2020-01-01' WHERE fingerprint = 'waiting-1'")
    with reading(store) as connection:
        (report,) = find_reports(connection, ReportsAsked()).items
        assert report.revision == 2 and report.commitments == 0
        assert find_commitments(connection, CommitmentsAsked()).total == 0
        figures = find_figures(connection, FiguresAsked())
        assert figures.total == report.indicators and {each.report.revision for each in figures.items} == {2}
