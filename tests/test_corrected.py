"""Corrections reach what people count with: panel, figures, commitments, tools and commands, by one switch."""

import asyncio
import csv
import io
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from panel import WaitingEngine, fill_store, report_text
from workbench import Running, running

from summarizer.cli import call
from summarizer.corrections.changing import Request, Wish
from summarizer.corrections.items import META, Item
from summarizer.store.checking import check_store
from summarizer.store.corrected import count_corrected, reading_as
from summarizer.store.corrections import act
from summarizer.store.finding.commitments import CommitmentsAsked, find_commitments
from summarizer.store.finding.figures import FiguresAsked, find_figures
from summarizer.store.finding.panel import PanelAsked, find_panel
from summarizer.store.finding.reports import ReportsAsked, find_reports
from summarizer.store.joining import join_stores
from summarizer.store.labellings import stored_labels, subject_of
from summarizer.store.layers import CORRECTIONS
from summarizer.store.migration import migrations
from summarizer.store.opening import reading, writing
from summarizer.store.reports import Stored, load_report

ASKED = PanelAsked(columns=("gdp_level", "gdp_growth"))
FIGURES = FiguresAsked(name="地区生产总值")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two reports of following years."""
    folder = tmp_path_factory.mktemp("corrected")
    for year in (2020, 2021):
        (folder / f"{year}.txt").write_text(report_text("澜溪", year), encoding="utf-8")
    assert fill_store(folder / "panel.duckdb", folder).reports == 2
    return folder / "panel.duckdb"


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "panel.duckdb"
    copy.write_bytes(filled.read_bytes())
    return copy


def ids_of(store: Path) -> list[str]:
    """The reports of the store, the earlier year first."""
    with reading(store) as connection:
        return [str(row[0]) for row in connection.execute("SELECT report_id FROM latest ORDER BY date").fetchall()]


def correct(store: Path, report_id: str, wish: Wish, words: str = "", digits: str = "", **fields: Any) -> None:
    """One act of a person on the number with these digits, the commitment with these words, or the whole report."""
    with writing(store) as connection:
        connection.begin()
        subject = subject_of(stored_labels(connection, report_id), report_id, CORRECTIONS)
        said = subject.base
        item = META
        if digits:
            item = next(Item("number", *extent) for extent, e in subject.ledger.numbers.items() if e.text == digits)
        elif words:
            item = next(each for each in said if each.kind == "commitment" and words in subject.ledger.quote(each))
        row = connection.execute(
            "SELECT max(seq) FROM corrections WHERE text_id = ? AND item = ? AND item_start = ?",
            [subject.text_id, item.kind, item.start],
        ).fetchone()
        act(connection, subject, Request(wish=wish, item=item, fields=fields), who="安", seen=(row and row[0]) or 0)
        connection.commit()


def row_of(store: Path, report_id: str, digits: str) -> dict[str, Any]:
    """What the engine says of the number with these digits."""
    with reading(store) as connection:
        subject = subject_of(stored_labels(connection, report_id), report_id, CORRECTIONS)
    return next(dict(row) for item, row in subject.base.items() if subject.ledger.quote(item) == digits)


Cells = dict[tuple[str, str, str], tuple[float, str]]


def cells_of(store: Path, *, corrected: bool = True) -> Cells:
    """The panel as (period, status, column): value and who labelled it."""
    with reading_as(store, corrected=corrected) as connection:
        lines = find_panel(connection, ASKED).lines
    return {
        (line.period, line.status, name): (cell.value, cell.labelled_by)
        for line in lines
        for name, cell in line.cells.items()
    }


def test_a_corrected_figure_moves_in_the_panel_and_says_so(store: Path) -> None:
    first, _ = ids_of(store)
    before = cells_of(store)
    assert before["2020", "actual", "gdp_level"] == (170.0, "rules")
    correct(store, first, "change", digits="170", name="工业总产值", canon=None)
    correct(store, first, "change", digits="6", bound="approx")
    after = cells_of(store)
    assert after == {key: value for key, value in before.items() if key != ("2020", "actual", "gdp_level")} | {
        ("2021", "target", "gdp_growth"): (6.0, "human")
    }
    assert cells_of(store, corrected=False) == before
    with reading_as(store) as connection:
        by = {(each.number.text, each.period): each.labelled_by for each in find_figures(connection, FIGURES).items}
        assert "170" not in {digits for digits, _ in by}
        assert (by["6", "2021"], by["6", "2022"], by["171", "2021"]) == ("human", "rules", "rules")
        assert count_corrected(connection) == 1
    with reading_as(store, corrected=False) as connection:
        assert {each.labelled_by for each in find_figures(connection, FIGURES).items} == {"rules"}
    assert not [finding for finding in check_store(store) if finding.broken]


def test_stored_rows_are_the_report_that_its_page_shows(store: Path) -> None:
    from summarizer.corrections.assembling import corrected
    from summarizer.store.labellings import layer_over

    first, _ = ids_of(store)
    correct(store, first, "change", digits="170", canon=None, name="工业总产值")
    correct(store, first, "remove", words="深化农村综合改革")
    correct(store, first, "change", region="青溪县")
    with reading(store) as connection:
        report = stored_labels(connection, first)
        shown = corrected(report, layer_over(connection, subject_of(report, first, CORRECTIONS)))
    with reading_as(store) as connection:
        kept = load_report(connection, Stored(first, 1, "", ""))
        assert find_reports(connection, ReportsAsked(region="青溪县")).total == 1
    for name in ("sections", "indicators", "excluded", "commitments", "checks"):
        assert getattr(kept, name) == getattr(shown, name)
    assert kept.meta.region == shown.meta.region == "青溪县"


def test_commitments_are_counted_as_corrected(store: Path) -> None:
    _, second = ids_of(store)

    def found(*, corrected: bool = True) -> list[tuple[str, str]]:
        with reading_as(store, corrected=corrected) as connection:
            page = find_commitments(connection, CommitmentsAsked(report_id=second))
        return [(each.quote.text, f"{each.strength} {each.labelled_by}") for each in page.items]

    before = found()
    correct(store, second, "change", words="深化农村综合改革", strength="must")
    correct(store, second, "remove", words="高标准农田")
    after = found()
    assert found(corrected=False) == before
    assert [text for text, _ in after] == [text for text, _ in before if "高标准农田" not in text]
    assert [by for text, by in after if "农村综合改革" in text] == ["must human"]


def test_an_undo_gives_the_engines_word_back(store: Path) -> None:
    first, _ = ids_of(store)
    before = cells_of(store)
    correct(store, first, "change", digits="170", name="工业总产值", canon=None)
    assert cells_of(store) != before
    correct(store, first, "undo", digits="170")
    assert cells_of(store) == before
    with reading_as(store) as connection:
        assert count_corrected(connection) == 0


def test_a_newer_engine_a_joined_store_and_an_old_one_keep_the_corrections(store: Path, tmp_path: Path) -> None:
    first, _ = ids_of(store)
    correct(store, first, "change", digits="170", canon=None, name="工业总产值")
    correct(store, first, "change", digits="6", bound="approx")
    wanted = cells_of(store)
    # It finds no commitments, and the figures anew.
    newer = WaitingEngine("waiting-2", promises=False)
    text = tmp_path / "2020.txt"
    text.write_text(report_text("澜溪", 2020), encoding="utf-8")
    fill_store(store, text, engine=newer)
    with reading(store) as connection:
        rows = connection.execute("SELECT report_id, revision FROM corrected.laid_over").fetchall()
    assert rows == [(first, 2)] and cells_of(store) == wanted
    join_stores(tmp_path / "joined.duckdb", [store])
    assert cells_of(tmp_path / "joined.duckdb") == wanted
    # A store of the last version has no such tables; its figures do not say who labelled them.
    with duckdb.connect(store) as old:
        old.execute("DROP SCHEMA corrected CASCADE; DROP VIEW target_coverage; DROP VIEW targets_vs_actuals")
        old.execute("DROP VIEW panel; ALTER TABLE figures DROP COLUMN source")
        old.execute("DELETE FROM schema_version WHERE version > 5")
        for number in (1, 2, 3, 4):
            for view in re.findall(
                r"CREATE (?:OR REPLACE )?VIEW (?:panel|targets_vs_actuals|target_coverage) AS.*?;\n",
                migrations()[number].read_text(encoding="utf-8"),
                re.DOTALL,
            ):
                old.execute(view.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"))
    assert call(["panel", str(store)]) == 2
    assert call(["store", "upgrade", str(store)]) == 0
    assert cells_of(store) == wanted


def test_a_report_that_is_deleted_leaves_nothing_behind(store: Path) -> None:
    first, _ = ids_of(store)
    correct(store, first, "change", digits="170", canon=None, name="工业总产值")
    assert cells_of(store)
    with writing(store) as connection:
        for table in ("reports", "sections", "indicators", "figures", "excluded", "commitments", "checks", "runs"):
            connection.execute(f"DELETE FROM {table} WHERE report_id = ?", [first])
    assert {period for period, status, _ in cells_of(store) if status == "actual"} == {"2021"}
    with reading_as(store) as connection:
        assert connection.execute("SELECT count(*) FROM reports").fetchall() == [(1,)]
        assert connection.execute("SELECT count(*) FROM figures WHERE report_id = ?", [first]).fetchall() == [(0,)]


def test_a_corrected_period_of_the_report_moves_what_is_dated_by_it(tmp_path: Path) -> None:
    text = report_text("澜溪", 2020).replace("2020年，全县", "全县").replace("2021年，地区", "全年地区")
    (tmp_path / "a.txt").write_text(text + "\n2015年人口20万人。", encoding="utf-8")
    store = tmp_path / "panel.duckdb"
    fill_store(store, tmp_path / "a.txt")
    (report_id,) = ids_of(store)
    assert {period for period, _, _ in cells_of(store)} == {"2020", "2021"}

    def periods() -> dict[str, tuple[str | None, str]]:
        with reading_as(store) as connection:
            items = load_report(connection, Stored(report_id, 1, "", "")).indicators
        return {each.number.text: (each.period, each.source) for each in items}

    before = periods()
    correct(store, report_id, "accept", digits="36120", **row_of(store, report_id, "36120"))
    correct(store, report_id, "change", digits="9.8", period="2018")
    correct(store, report_id, "change", review_period="2019", plan_period="2020")
    after = periods()
    assert before["170"] == ("2020", "rules") and after["170"] == ("2019", "human")
    assert before["2.5"][0] == "2021" and after["2.5"][0] == "2020"
    # What a person dated, or found right as it was, stays, as does what the text dates.
    assert after["36120"] == before["36120"] == ("2020", "rules")
    assert after["9.8"] == ("2018", "human") and after["20"] == before["20"] and after["20"][0] == "2015"
    correct(store, report_id, "undo", review_period="")
    assert periods()["170"] == before["170"]


def test_the_command_says_which_reading_it_lists(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, _ = ids_of(store)

    def listed(*options: str) -> tuple[list[dict[str, str]], str]:
        assert call(["panel", str(store), "--canon", "gdp", "--format", "csv", *options]) == 0
        told = capsys.readouterr()
        return list(csv.DictReader(io.StringIO(told.out))), told.err

    untouched, said = listed()
    assert "nobody corrected it" in said and {row["labelled_by"] for row in untouched} == {"rules"}
    correct(store, first, "change", digits="6", bound="approx")
    rows, said = listed()
    assert "as people corrected it, in 1 report; --no-corrected" in said
    assert [(row["value"], row["bound"]) for row in rows if row["labelled_by"] == "human"] == [("6.0", "approx")]
    rows, said = listed("--no-corrected")
    assert rows == untouched and "the engine's own reading; people corrected 1 report" in said
    for options, bounds in (((), "approx"), (("--no-corrected",), "ge")):
        sql = "SELECT bound FROM panel WHERE measure = 'growth' AND value = 6 AND year = 2021"
        assert call(["query", str(store), sql, "--format", "csv", *options]) == 0
        assert capsys.readouterr().out == f"bound\n{bounds}\n"


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="nothing is forbidden here")
def test_a_store_that_may_not_be_written_says_what_it_lacks(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, _ = ids_of(store)
    correct(store, first, "change", digits="6", bound="approx")
    store.chmod(0o400)
    assert call(["panel", str(store)]) == 2
    assert "lack its newest corrections" in capsys.readouterr().err
    assert call(["panel", str(store), "--no-corrected"]) == 0


@pytest.fixture
def opened(store: Path) -> Iterator[Running]:
    with running(store) as workbench:
        yield workbench


def corrected_in_browser(opened: Running, report_id: str, change: Callable[[str], dict[str, Any]]) -> None:
    """One change as the page sends it."""
    with opened.store.reading() as connection:
        text = stored_labels(connection, report_id).source.text
    with opened.client() as client:
        assert client.post("/who", json={"name": "安"}, headers=headers(client)).status_code == 200
        answer = client.post(f"/reports/{report_id}/labels", json=change(text), headers=headers(client))
        assert answer.status_code == 200, answer.text


def headers(client: Any) -> dict[str, str]:
    """What the script of a page sends with a change."""
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/upload").text)
    assert found
    return {"X-CSRF-Token": found[1], "Accept": "application/json"}


def growth_of(text: str) -> dict[str, Any]:
    start = text.index("增长6%") + len("增长")
    return {"wish": "change", "item": f"number:{start}-{start + 1}", "fields": {"bound": "approx"}}


def test_the_panel_page_shows_a_correction_at_once_and_marks_it(opened: Running) -> None:
    first, _ = ids_of_running(opened)
    asked = {"column": "gdp_growth"}
    with opened.client() as client:
        assert "✎" not in client.get("/panel", params=asked).text
        corrected_in_browser(opened, first, growth_of)
        page = client.get("/panel", params=asked).text
        cell = re.search(r'<a class="aim by-hand"[^>]*title="[^"]*人工更正"[^>]*>约6%<span', page)
        assert cell and "corrected=false" not in page
        own = client.get("/panel", params=asked | {"corrected": "false"}).text
        assert "✎" not in own and "不含人工更正" in own and "corrected=false" in own

        def rows(path: str, **more: str) -> list[dict[str, str]]:
            return list(csv.DictReader(io.StringIO(client.get(path, params=asked | more).text.removeprefix("\ufeff"))))

        marked = [row for row in rows("/panel/panel.csv") if row["corrected"]]
        assert [(row["period"], row["status"], row["corrected"]) for row in marked] == [
            ("2021", "target", "gdp_growth")
        ]
        assert not [row for row in rows("/panel/panel.csv", corrected="false") if row["corrected"]]
        assert [row["bound"] for row in rows("/panel/sources.csv") if row["labelled_by"] == "human"] == ["approx"]


def test_every_call_of_the_api_takes_the_switch(opened: Running) -> None:
    first, second = ids_of_running(opened)
    corrected_in_browser(opened, first, growth_of)
    asked = {"statistic": "gdp", "measure": "growth", "status": "target", "year": "2021"}
    with opened.client() as client:

        def bounds(**more: str) -> list[tuple[str, str]]:
            items = client.get("/api/v1/figures", params=asked | more).json()["items"]
            return [(each["bound"], each["labelled_by"]) for each in items]

        assert bounds() == bounds(corrected="true") == [("approx", "human")]
        assert bounds(corrected="false") == [("ge", "rules")]
        calls = [
            "/panel?column=gdp_growth", "/commitments", "/statistics", "/reports", f"/tracking/{first}/{second}",
            "/tracking", f"/reports/{first}", f"/reports/{first}/tables/figures.csv",
        ]  # fmt: skip
        differing = set()
        for path in calls:
            own, now = (client.get(f"/api/v1{path}", params={"corrected": word}) for word in ("false", "true"))
            if "?" in path:
                own, now = (client.get(f"/api/v1{path}&corrected={word}") for word in ("false", "true"))
            assert own.status_code == now.status_code == 200, (path, own.text)
            assert client.get(f"/api/v1{path}").text == now.text
            differing |= {path} if own.text != now.text else set()
        assert differing >= {calls[0], calls[4], calls[6], calls[7]}


def ids_of_running(opened: Running) -> list[str]:
    with opened.store.reading() as connection:
        return [str(row[0]) for row in connection.execute("SELECT report_id FROM latest ORDER BY date").fetchall()]


def test_a_language_model_is_told_what_was_corrected(store: Path) -> None:
    create_server = pytest.importorskip("summarizer.web.mcp").create_server
    pytest.importorskip("mcp")
    first, _ = ids_of(store)
    correct(store, first, "change", digits="6", bound="approx")
    server = create_server(store)

    def told(**more: Any) -> str:
        asked = {"statistic": "gdp", "status": "target", "year": 2021, **more}
        return str(asyncio.run(server.call_tool("figures", asked)).content[0].text)

    assert "(corrected by hand)" in told() and "≈6%" in told()
    assert "(corrected by hand)" not in told(corrected=False) and "≥6%" in told(corrected=False)
