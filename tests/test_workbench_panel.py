"""The panel of the workbench: its cells are those of the exported panel, and each leads to its quote."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from panel import fill_store, write_reports
from playwright.sync_api import Browser, expect
from workbench import Running, running

from summarizer.show.page.lines import HEIGHT, Point, Series, line_chart
from summarizer.store.finding.panel import PanelAsked, find_panel, panel_rows
from summarizer.store.reports import Stored, load_report
from summarizer.tables.panel import Panel, panel_columns, panel_shape

AIM = "2031年经济社会发展的预期目标是：地区生产总值增长6%—6.5%"
RANGE = f"岚溪县2030年政府工作报告\n\n二、2031年工作安排\n\n{AIM}，一般公共预算收入10亿元。\n"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A workbench over 31 reports of ten places and four years, and one with a range."""
    folder = tmp_path_factory.mktemp("analysed")
    write_reports(folder / "reports", 31)
    (folder / "reports" / "=range.txt").write_text(RANGE, encoding="utf-8")
    assert fill_store(folder / "panel.duckdb", folder / "reports").reports == 32
    with running(folder / "panel.duckdb") as workbench:
        yield workbench


def table(workbench: Running, path: str, **asked: Any) -> list[list[str]]:
    with workbench.client() as client:
        answer = client.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_panel_of_a_store_is_that_of_an_export(opened: Running) -> None:
    with opened.store.reading() as connection:
        found = find_panel(connection, PanelAsked(columns=tuple(panel_columns()), parts=True))
        rows = connection.execute("SELECT report_id, revision FROM reports").fetchall()
        exported = Panel()
        for report_id, revision in rows:
            exported.add(load_report(connection, Stored(report_id, revision, "", "")))
    assert list(panel_rows(found, list(panel_columns()))) == list(exported.rows())
    assert not found.cut and len(found.lines) > 60


def test_a_page_has_each_figure_with_a_link_to_its_quote(opened: Running) -> None:
    asked = {"column": ["gdp_growth", "gdp_level"], "region": ["青溪县", "松溪县"], "first": "2011", "last": "2012"}
    with opened.client() as client:
        page = client.get("/panel", params=asked).text
        cells = re.findall(r'<a class="(result|aim)" href="([^"]+)" title="([^"]+)">([^<]+)</a>', page)
        assert ("5.5%", "result") in {(text, role) for role, _, _, text in cells}
        assert {text for role, _, _, text in cells if role == "aim"} == {"6%以上"}
        for _, href, title, text in cells:
            place, _, id_ = unescape(href).partition("#")
            report = client.get(place).text
            assert f'id="{id_}"' in report or f'data-id="{id_}"' in report
            assert re.sub("以上|[%亿元]", "", text) in title
    assert "2010" not in "".join(re.findall('<th scope="col">([^<]*)</th>', page))


def test_what_is_typed_is_added_and_what_there_is_not_is_told(opened: Running) -> None:
    with opened.client() as client:
        page = client.get("/panel", params={"add": "森林覆盖率、幸福指数", "add_region": "青溪，无名县"}).text
    assert re.findall('name="column" value="([^"]+)" checked', page) == ["forest_coverage_share"]
    assert re.findall('name="region" value="([^"]+)" checked', page) == ["青溪县"]
    assert "未找到：幸福指数、无名县" in page and "61.3%" in page


def test_files_have_the_chosen_columns_and_a_row_for_each_source(opened: Running, tmp_path: Path) -> None:
    asked: dict[str, Any] = {
        "column": ["gdp_growth", "budget_revenue_level"],
        "region": ["岚溪县", "青溪县"],
        "first": 2011,
    }
    head, *rows = table(opened, "/panel/panel.csv", **asked)
    ends = ("", "_low", "_high")
    names = [f"{name}{end}" for name in ("gdp_growth", "budget_revenue_level") for end in ends]
    assert head == ["region", "period", "status", *names, "corrected"]
    assert ["岚溪县", "2031", "target", "0.0625", "0.06", "0.065", "1000000000.0", "", "", ""] in rows
    head, *sources = table(opened, "/panel/sources.csv", **asked)
    filled = sum(cell != "" for row in rows for cell in (row[3], row[6]))
    assert len(sources) == filled
    ranged = dict(zip(head, next(row for row in sources if row[0] == "岚溪县" and row[3] == "gdp_growth"), strict=True))
    assert (ranged["low"], ranged["high"], ranged["quote"]) == ("6.0", "6.5", AIM)

    openpyxl, pandas = pytest.importorskip("openpyxl"), pytest.importorskip("pandas")
    with opened.client() as client:
        for form in ("panel.xlsx", "panel.dta"):
            answer = client.get(f"/panel/{form}", params=asked)
            assert f'filename="{form}"' in answer.headers["content-disposition"]
            (tmp_path / form).write_bytes(answer.content)
        assert client.get("/panel/panel.csv", params={"column": "no_such"}).status_code == 400
    book = openpyxl.load_workbook(tmp_path / "panel.xlsx")
    assert [(sheet.title, sheet.max_row) for sheet in book] == [("panel", len(rows) + 1), ("sources", len(sources) + 1)]
    assert len(pandas.read_stata(tmp_path / "panel.dta")) == len(rows)
    assert set(head) and {column.name for column in panel_shape().columns} > set(names)


def test_what_is_downloaded_runs_nothing_in_a_spreadsheet(opened: Running) -> None:
    mark = b"\xef\xbb\xbf"
    with opened.client() as client:
        asked = {"column": "gdp_growth", "region": "岚溪县"}
        sources = client.get("/panel/sources.csv", params=asked).content
        assert sources.startswith(mark) and b",'=range.txt," in sources
        assert client.get("/panel/panel.csv", params=asked).content.startswith(mark)
        (report,) = client.get("/api/v1/reports?region=岚溪县").json()["items"]
        place = f"/reports/{report['report_id']}"
        with zipfile.ZipFile(io.BytesIO(client.get(f"{place}/files/tables.zip").content)) as archive:
            packed = archive.read("reports.csv")
        assert packed.startswith(mark) and b",'=range.txt," in packed
        # A program gets every cell as it is, unless it asks for this.
        plain, excel = (
            client.get(f"/api/v1{place}/tables/reports.csv{query}").content for query in ("", "?excel=true")
        )
        assert b",=range.txt," in plain and not plain.startswith(mark) and excel == packed


def test_programs_get_the_same_cells(opened: Running) -> None:
    with opened.client() as client:
        answer = client.get("/api/v1/panel?column=gdp_growth&region=岚溪县&status=target").json()
        assert client.get("/api/v1/panel", params={"column": "no_such"}).status_code == 400
    (line,) = answer["lines"]
    cell = line["cells"]["gdp_growth"]
    assert (line["period"], cell["amount_low"], cell["bound"], cell["quote"]) == (
        "2031", 0.06, "range", AIM,
    )  # fmt: skip


def test_a_chart_joins_years_that_follow_each_other_and_keeps_labels_apart() -> None:
    def series(name: str, *values: tuple[int, float]) -> Series:
        return Series(name, tuple(Point(year, value, "result", f"{value}", "#") for year, value in values))

    chart = line_chart([series("a", (2010, 5), (2011, 6), (2013, 7)), series("b", (2010, 5), (2013, 7)), series("c")])
    assert chart is not None
    one, two = chart.lines
    assert [(a.point.at, b.point.at) for a, b in one.joins] == [(2010, 2011)] and not two.joins
    assert abs(one.label_y - two.label_y) >= 14
    high, low = one.marks[2], one.marks[0]
    assert 0 < high.y < low.y < HEIGHT and 0 < low.x < high.x < 100
    assert [tick.text for tick in chart.below] == ["2010", "2011", "2012", "2013"]
    assert line_chart([series("c")]) is None
    row = line_chart([series("a", (0, 5), (2, 6))], ["one", "two", "three"])
    assert row and len(row.lines[0].joins) == 1 and [tick.text for tick in row.below] == ["one", "two", "three"]


def test_a_reader_goes_from_a_cell_to_its_quote(opened: Running, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{opened.url}/panel?lang=en&region=青溪县&column=gdp_growth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Add a statistic").fill("GDP")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(2)
    page.get_by_role("table").first.get_by_role("link", name="6.5%").first.click()
    expect(page.locator(".text").first).to_contain_text("青溪县")
    assert page.url.partition("#")[2].startswith("n") and not said
    page.close()
