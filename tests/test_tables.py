"""Exported tables are the reports, whichever way they are written, and read back by other people's programs."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas
import pytest
from command import run
from test_cli import REPORT, sentences
from typer.testing import CliRunner

import summarizer
from summarizer.cli import app
from summarizer.contract.report import Report
from summarizer.contract.saved import load_report
from summarizer.tables import TABLES, Cell, Column, Row, Shape, Table, report_id
from summarizer.tables.delimited import writing_csv
from summarizer.tables.descriptor import descriptor_text
from summarizer.tables.dictionary import dictionary_text
from summarizer.tables.excel import writing_excel
from summarizer.tables.panel import Panel, panel_shape
from summarizer.tables.parquet import writing_parquet

ROOT = Path(__file__).parents[1]
SPECIMENS = sorted((ROOT / "evals" / "specimens").glob("*.*"))
SQL = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE"}
PYTHON: dict[str, type] = {"string": str, "integer": int, "number": float, "date": date}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the specimens' reports, one of them below it."""
    folder = tmp_path_factory.mktemp("saved")
    (folder / "more").mkdir()
    for number, path in enumerate(SPECIMENS):
        home = folder / "more" if number == 0 else folder
        report = summarizer.summarize(path)
        (home / f"{path.name}.json").write_text(report.model_dump_json(), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def reports(saved: Path) -> list[Report]:
    return [load_report(path) for path in sorted(saved.rglob("*.json"))]


def rows_of(reports: list[Report], table: Table) -> list[Row]:
    return [row for report in reports for row in table.rows(report)]


def at(report: dict[str, Any], path: str) -> Any:
    value: Any = report
    for name in path.split("."):
        value = None if value is None else value.get(name)
    return " ".join(value) if isinstance(value, list) else value


@pytest.mark.parametrize("table", [t for t in TABLES if t.name != "figures"], ids=lambda table: table.name)
def test_every_cell_is_the_field_of_the_json_that_the_column_names(reports: list[Report], table: Table) -> None:
    for report in reports:
        written = json.loads(report.model_dump_json())
        entries = [written] if table.name == "reports" else written[table.name]
        rows = list(table.rows(report))
        assert len(rows) == len(entries)
        for row, entry in zip(rows, entries, strict=True):
            assert row[0] == report_id(report)
            for column, cell in zip(table.columns, row, strict=True):
                assert isinstance(cell, PYTHON[column.type]) or (cell is None and column.nullable), (column, cell)
                if column.path is not None:
                    wanted = at(entry, column.path)
                    assert (str(cell) if isinstance(cell, date) else cell) == (None if wanted == "" else wanted)
                if column.choices and cell is not None:
                    assert cell in column.choices


def test_keys_are_unique_and_references_lead_somewhere(reports: list[Report]) -> None:
    tables = {table.name: (table, rows_of(reports, table)) for table in TABLES}

    def values(name: str, columns: tuple[str, ...]) -> list[tuple[Cell, ...]]:
        table, rows = tables[name]
        places = [[column.name for column in table.columns].index(column) for column in columns]
        return [tuple(row[place] for place in places) for row in rows]

    for name, (table, rows) in tables.items():
        assert len(set(values(name, table.key))) == len(rows)
        for reference in table.references:
            targets = set(values(reference.table, reference.target))
            named = {value for value in values(name, reference.columns) if None not in value}
            assert named <= targets
    assert any(None not in value for value in values("indicators", ("report_id", "commitment")))


def test_a_report_is_named_by_its_file_and_its_place_in_it() -> None:
    report = summarizer.summarize_text(REPORT)
    second = report.model_copy(update={"source": report.source.model_copy(update={"part": 2})})
    assert report_id(report) == f"{report.source.sha256[:16]}-1" and report_id(second).endswith("-2")


def test_no_column_is_a_reserved_word_of_sql() -> None:
    with duckdb.connect() as base:
        for shape in (*TABLES, panel_shape()):
            columns = ", ".join(f"{column.name} {SQL[column.type]}" for column in shape.columns)
            base.execute(f"CREATE TABLE {shape.name} ({columns})")
            base.execute(f"SELECT {', '.join(column.name for column in shape.columns)} FROM {shape.name}")


def from_csv(folder: Path, table: Table) -> list[Row]:
    types = {column.name: SQL[column.type] for column in table.columns}
    with duckdb.connect() as base:
        base.execute(
            "SELECT * FROM read_csv(?, header = true, columns = ?)", [str(folder / f"{table.name}.csv"), types]
        )
        return [tuple(row) for row in base.fetchall()]


def from_parquet(folder: Path, table: Table) -> list[Row]:
    with duckdb.connect() as base:
        base.execute("SELECT * FROM read_parquet(?)", [str(folder / f"{table.name}.parquet")])
        return [tuple(row) for row in base.fetchall()]


def from_excel(folder: Path, table: Table) -> list[Row]:
    book = openpyxl.load_workbook(folder / "reports.xlsx")
    head, *rows = book[table.name].iter_rows(values_only=True)
    assert head == tuple(column.name for column in table.columns)

    def read(column: Column, cell: Any) -> Cell:
        if column.type == "date" and cell is not None:
            return date(cell.year, cell.month, cell.day)
        value: Cell = float(cell) if column.type == "number" and cell is not None else cell
        return value

    return [tuple(read(*pair) for pair in zip(table.columns, row, strict=True)) for row in rows]


def from_marked_csv(folder: Path, table: Table) -> list[Row]:
    """The cells without the apostrophe that keeps Excel from taking a month for a date."""
    rows = from_csv(folder, table)
    return [tuple(cell.removeprefix("'") if isinstance(cell, str) else cell for cell in row) for row in rows]


def rounded(row: Row) -> Row:
    return tuple(float(f"{cell:.15g}") if isinstance(cell, float) else cell for cell in row)


@pytest.mark.parametrize(
    ("form", "options", "read"),
    [
        ("csv", [], from_csv),
        ("csv", ["--bom"], from_marked_csv),
        ("parquet", [], from_parquet),
        ("xlsx", [], from_excel),
    ],
    ids=["csv", "csv for Excel", "parquet", "xlsx"],
)
def test_what_is_written_is_read_back_the_same(
    saved: Path, reports: list[Report], tmp_path: Path, form: str, options: list[str],
    read: Callable[[Path, Table], list[Row]],
) -> None:  # fmt: skip
    done = run("export", saved, "--format", form, "--out", "t", *options, cwd=tmp_path)
    assert done.returncode == 0 and not done.stdout and len(sentences(done)) == 1
    for table in TABLES:
        found, wanted = read(tmp_path / "t", table), rows_of(reports, table)
        if form == "xlsx":  # Excel itself keeps 15 digits of a number
            found, wanted = [*map(rounded, found)], [*map(rounded, wanted)]
        assert len(found) == len(wanted) and set(found) == set(wanted)


def test_pandas_reads_the_parquet_and_the_sheets(saved: Path, reports: list[Report], tmp_path: Path) -> None:
    for form in ("parquet", "xlsx"):
        assert run("export", saved, "--format", form, "--out", ".", cwd=tmp_path).returncode == 0
    frame = pandas.read_parquet(tmp_path / "indicators.parquet")
    sheet = pandas.read_excel(tmp_path / "reports.xlsx", sheet_name="indicators")
    values = sorted(item.value for report in reports for item in report.indicators)
    assert sorted(frame["value"]) == values == sorted(sheet["value"])


def test_excel_knows_the_encoding_by_the_mark_and_other_programs_need_none(saved: Path, tmp_path: Path) -> None:
    assert run("export", saved, "--out", "plain", cwd=tmp_path).returncode == 0
    assert run("export", saved, "--out", "excel", "--bom", cwd=tmp_path).returncode == 0
    plain, marked = ((tmp_path / name / "reports.csv").read_bytes() for name in ("plain", "excel"))
    assert marked == b"\xef\xbb\xbf" + plain and "青禾县".encode() in plain


SHAPE = Shape("t", "表", "A table.", tuple(Column(name, "string", name, name, True) for name in "ab"), ("a",), ())
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "＝1+1",
    "'=1",
    "2023-10",
    "1/2",
    "10月1日",
    "2021年3月",
    '=HYPERLINK("x")',
    '增长,“引号”"\n换行',
    "a\x07b",
    "#N/A",
]


def test_report_text_never_becomes_a_formula(tmp_path: Path) -> None:
    rows: list[Row] = [(text, "x") for text in HOSTILE]
    for name, for_excel in (("plain", False), ("excel", True)):
        (tmp_path / name).mkdir()
        with writing_csv(tmp_path / name, [SHAPE], for_excel=for_excel) as add:
            add(SHAPE, rows)
    plain, marked = (
        list(csv.reader(io.StringIO((tmp_path / name / "t.csv").read_bytes().decode("utf-8-sig"), newline="")))[1:]
        for name in ("plain", "excel")
    )
    assert [row[0] for row in plain] == HOSTILE
    assert not any(row[0][0] in "=+-@\t\r＝" for row in marked)
    assert [row[0] for row in marked if row[0] in HOSTILE] == HOSTILE[-3:]
    assert [row[0].removeprefix("'") for row in marked] == HOSTILE
    with writing_excel(tmp_path, [SHAPE]) as add:
        add(SHAPE, rows)
    cells = list(openpyxl.load_workbook(tmp_path / "reports.xlsx")["t"]["A"])[1:]
    assert [cell.data_type for cell in cells] == ["s"] * len(HOSTILE)
    assert [cell.value for cell in cells] == [text.replace("\x07", " ") for text in HOSTILE]


@pytest.mark.parametrize(
    ("system", "options", "marked"),
    [("linux", [], False), ("linux", ["--excel"], True), ("win32", [], True), ("win32", ["--no-excel"], False)],
)
def test_csv_is_for_excel_where_it_is_asked_for_and_on_windows(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str, options: list[str], marked: bool
) -> None:
    monkeypatch.setattr("summarizer.tables.delimited.sys.platform", system)
    assert CliRunner().invoke(app, ["export", str(saved), "--out", str(tmp_path), *options]).exit_code == 0
    assert (tmp_path / "reports.csv").read_bytes().startswith(b"\xef\xbb\xbf") is marked


def test_an_export_names_the_tables_that_an_earlier_one_left(saved: Path, tmp_path: Path) -> None:
    assert len(sentences(run("export", saved, "--out", "t", "--pivot", cwd=tmp_path))) == 1
    again = run("export", saved, "--out", "t", cwd=tmp_path)
    assert again.returncode == 0 and "panel.csv" in again.stderr.decode() and "reports.csv" not in again.stderr.decode()
    (tmp_path / "t" / "panel.csv").unlink()
    assert len(sentences(run("export", saved, "--out", "t", cwd=tmp_path))) == 1


def test_the_workbook_is_made_for_reading(saved: Path, reports: list[Report], tmp_path: Path) -> None:
    assert run("export", saved, "--format", "xlsx", "--out", ".", cwd=tmp_path).returncode == 0
    book = openpyxl.load_workbook(tmp_path / "reports.xlsx")
    for table in TABLES:
        sheet = book[table.name]
        assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref == sheet.dimensions
    sheet, names = book["commitments"], [column.name for column in TABLES[4].columns]
    linked = 0
    for row in sheet.iter_rows(min_row=2):
        for name, wanted in (("quantities", "indicators"), ("section", "sections")):
            cell = row[names.index(name)]
            if cell.value is not None:
                target, place = cell.hyperlink.location.split("!")
                there = book[target][int(place[1:])]
                assert target == wanted and (there[0].value, there[1].value) == (row[0].value, cell.value.split()[0])
                linked += 1
    assert linked > len(reports)


def test_a_writer_that_fails_leaves_nothing_and_keeps_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("old", encoding="utf-8")
    (tmp_path / "reports.xlsx").write_bytes(b"old")
    for writing in (
        writing_csv(tmp_path, [SHAPE], for_excel=False),
        writing_parquet(tmp_path, [SHAPE]),
        writing_excel(tmp_path, [SHAPE]),
    ):
        with pytest.raises(RuntimeError, match="halfway"), writing as add:
            add(SHAPE, [("x", "y")])
            raise RuntimeError("halfway")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reports.xlsx", "t.csv"]
    assert (tmp_path / "t.csv").read_text() == "old" and (tmp_path / "reports.xlsx").read_bytes() == b"old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full on this system")
@pytest.mark.parametrize(("form", "file"), [("xlsx", "reports.xlsx"), ("parquet", "reports.parquet")])
def test_a_full_disk_is_one_sentence_and_leaves_no_descriptor(
    saved: Path, tmp_path: Path, form: str, file: str
) -> None:
    (tmp_path / file).symlink_to("/dev/full")
    done = run("export", saved, "--format", form, "--out", ".", cwd=tmp_path)
    assert done.returncode == 1 and sentences(done) == [sentences(done)[0]]
    assert b"No space left" in done.stderr and not (tmp_path / "datapackage.json").exists()


def test_bad_files_are_told_and_the_good_ones_exported(saved: Path, tmp_path: Path) -> None:
    good = next(saved.glob("*.json"))
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    (tmp_path / "other.json").write_text('{"a": 1}', encoding="utf-8")
    broken = json.loads(good.read_text(encoding="utf-8"))
    broken["indicators"][0]["number"]["text"] = "999"
    (tmp_path / "broken.json").write_text(json.dumps(broken), encoding="utf-8")
    (tmp_path / "copy.json").write_bytes(good.read_bytes())
    names = ["bad.json", "other.json", "broken.json", "missing.json"]
    done = run("export", *names, good, "copy.json", cwd=tmp_path)
    assert done.returncode == 3
    told = sentences(done)
    assert len(told) == 6 and all(name in line for name, line in zip([*names, "copy.json"], told, strict=False))
    with (tmp_path / "tables" / "reports.csv").open(encoding="utf-8") as file:
        assert len(list(csv.reader(file))) == 2
    none = run("export", *names, "--out", "none", cwd=tmp_path)
    assert none.returncode == 2 and not list((tmp_path / "none").iterdir())


@pytest.mark.parametrize("arguments", [["--format", "ods"], ["--format", "parquet", "--bom"], ["--out", "file"]])
def test_an_export_that_does_not_fit_is_one_sentence(saved: Path, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run("export", saved, *arguments, cwd=tmp_path)
    assert done.returncode == 2 and len(sentences(done)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


PANEL_QUERY = """
    SELECT region, period, status, first(value ORDER BY date DESC, report_id DESC, number_start) AS cell
    FROM (SELECT r.region, i.period, i.status, r.date, r.report_id, i.number_start, i.normalized_value AS value
          FROM indicators i JOIN reports r USING (report_id)
          WHERE i.canon = ? AND i.measure = ? AND i.normalized_unit = ? AND i.period NOT SIMILAR TO '\\d{4}-\\d{4}'
            AND r.region IS NOT NULL)
    GROUP BY ALL ORDER BY ALL
"""


def test_the_panel_is_what_a_query_by_hand_gives(saved: Path, tmp_path: Path) -> None:
    older = Report.model_validate_json((saved / "qinghe-2018.html.json").read_bytes())
    text = older.source.text.replace("2018年", "2019年").replace("96.37", "97.37").replace("7.6", "6.6")
    (tmp_path / "newer.json").write_text(summarizer.summarize_text(text).model_dump_json(), encoding="utf-8")
    done = run("export", saved, "newer.json", "--format", "parquet", "--pivot", "--out", "t", cwd=tmp_path)
    assert done.returncode == 0
    with duckdb.connect() as base:
        for name in ("reports", "indicators", "panel"):
            base.execute(f"CREATE VIEW {name} AS FROM read_parquet('{tmp_path}/t/{name}.parquet')")
        compared = 0
        for canon, measure, unit in (
            ("gdp", "level", "CNY"),
            ("gdp", "growth", "fraction"),
            ("budget_revenue", "growth", "fraction"),
            ("unemployment_registered", "share", "fraction"),
            ("urban_new_jobs", "level", "person"),
            ("forest_coverage", "share", "fraction"),
        ):
            wanted = base.execute(PANEL_QUERY, [canon, measure, unit]).fetchall()
            column = f"{canon}_{measure}"
            base.execute(f"SELECT region, period, status, {column} FROM panel WHERE {column} IS NOT NULL ORDER BY ALL")
            assert base.fetchall() == wanted
            compared += len(wanted)
        assert compared >= 10


def test_the_panel_takes_no_figure_in_another_unit_and_prefers_the_newest_report() -> None:
    def panel(*texts: str) -> dict[tuple[Cell, ...], dict[str, Cell]]:
        made = Panel()
        for text in texts:
            made.add(summarizer.summarize_text(text))
        names = [column.name for column in panel_shape().columns]
        return {row[:3]: dict(zip(names, row, strict=True)) for row in made.rows()}

    newer = REPORT.replace("2024年1月16日", "2025年1月16日").replace("186.4", "200.5")
    key = ("临江县", "2023", "actual")
    assert panel(REPORT, newer)[key]["gdp_level"] == panel(newer, REPORT)[key]["gdp_level"] == 20_050_000_000
    dollars = REPORT.replace("186.4亿元", "186.4亿美元")
    assert panel(dollars)[key]["gdp_level"] is None and panel(dollars)[key]["gdp_growth"] == 0.062
    days = REPORT.replace("森林覆盖率达到61.3%", "空气质量优良天数达到318天")
    assert panel(days)[key]["air_quality_days_level"] == 318


def test_the_descriptor_names_every_column_with_type_and_chinese_title(saved: Path, tmp_path: Path) -> None:
    assert run("export", saved, "--out", ".", "--pivot", cwd=tmp_path).returncode == 0
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == [*(table.name for table in TABLES), "panel"]
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        head = (tmp_path / resource["path"]).read_text(encoding="utf-8").split("\n")[0].split(",")
        assert [field["name"] for field in fields] == head
        assert all(field["title"] and field["description"] and field["type"] in SQL for field in fields)
        assert all(name.isascii() and name == name.lower() and name.isidentifier() for name in head)
        assert set(resource["schema"]["primaryKey"]) <= set(head)
    keys = {resource["name"]: resource["schema"]["foreignKeys"] for resource in package["resources"]}
    assert keys["indicators"] == [
        {"fields": ["report_id"], "reference": {"fields": ["report_id"], "resource": "reports"}}
    ]
    assert json.loads(descriptor_text(TABLES, "csv", {table.name: "x" for table in TABLES}, "1"))["version"] == "1"


def test_the_dictionary_is_in_step() -> None:
    published = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert published == dictionary_text(), "run `summarizer schema --dictionary docs/data-dictionary.md` and commit it"
