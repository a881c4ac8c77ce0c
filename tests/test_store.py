"""The store: what is kept, what the views show, who may open it when, and what a question can reach."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from command import run
from panel import WaitingEngine, columns, contents, fill_store, report_text, write_reports
from test_cli import sentences
from typer.testing import CliRunner

import summarizer
from summarizer.batch.filling import Shard
from summarizer.cli import app
from summarizer.errors import StoreError, UsageError
from summarizer.show.summary import headlines
from summarizer.store.checking import check_store
from summarizer.store.exporting import export_store
from summarizer.store.joining import join_stores
from summarizer.store.lock import only_writer
from summarizer.store.migration import migrations
from summarizer.store.opening import reading, writing
from summarizer.store.questions import Panel, ask
from summarizer.tables import TABLES

COUNT = 60


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with reports and the store made of them; tests only read it."""
    folder = tmp_path_factory.mktemp("store")
    write_reports(folder / "reports", COUNT)
    fill_store(folder / "panel.duckdb", folder / "reports")
    return folder


def test_the_tables_are_those_of_every_other_output_and_say_what_they_hold(made: Path) -> None:
    with reading(made / "panel.duckdb") as store:
        found = store.execute(
            "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE schema_name = 'main'"
        ).fetchall()
        views = columns(store.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall())
    for table in TABLES:
        mine = {name: comment for of, name, comment in found if of == table.name}
        assert {column.name: column.description for column in table.columns}.items() <= mine.items()
        assert mine.keys() - {column.name for column in table.columns} <= {"revision", "place", "text_id"}
    assert {"panel", "targets_vs_actuals", "commitments_by_topic", "latest"} <= set(views)


def test_a_quote_is_found_in_the_text_that_is_kept_for_it(made: Path) -> None:
    with reading(made / "panel.duckdb") as store:
        rows = store.execute(
            "SELECT text, quote_start, quote_end, quote FROM indicators JOIN reports USING (report_id, revision) "
            "JOIN texts USING (text_id)"
        ).fetchall()
    assert len(rows) > 5 * COUNT
    assert all(text[start:end] == quote for text, start, end, quote in rows)


def test_the_panel_has_one_row_for_each_region_and_year(made: Path) -> None:
    with ask(made / "panel.duckdb", *Panel("gdp", "growth", "actual").query()) as result:
        rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    assert len({(row["region"], row["year"]) for row in rows}) == len(rows) == COUNT
    assert {row["value"] for row in rows if row["year"] == 2012} == {6.5}
    assert all(row["normalized"] == pytest.approx(0.065) for row in rows if row["year"] == 2014)


def test_targets_stand_beside_what_was_reached_in_the_report_of_the_next_year(made: Path) -> None:
    with ask(
        made / "panel.duckdb",
        "SELECT year, target, actual, met, target_source <> actual_source FROM targets_vs_actuals "
        "WHERE canon = 'gdp' AND measure = 'growth' AND region = '澜溪县' ORDER BY year",
    ) as result:
        assert list(result.rows) == [
            (2011, 6, 5.5, False, True),
            (2012, 6, 6.5, True, True),
            (2013, 6, 5.5, False, True),
            (2014, 6, 6.5, True, True),
            (2015, 6, 5.5, False, True),
        ]


def test_a_text_that_two_files_hold_counts_once_in_the_views(made: Path, tmp_path: Path) -> None:
    text = report_text("澜溪", 2012)
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text(text, encoding="gb18030")
    fill_store(tmp_path / "p.duckdb", tmp_path)
    with reading(tmp_path / "p.duckdb") as store:
        assert columns(store.execute("SELECT count(*) FROM reports").fetchall()) == [2]
        assert columns(store.execute("SELECT count(*) FROM latest").fetchall()) == [1]
        doubled = "SELECT id FROM panel GROUP BY id HAVING count(*) > 1"
        assert store.execute(doubled).fetchall() == []


def test_the_store_judges_targets_as_the_brief_does(tmp_path: Path) -> None:
    specimens = Path(__file__).parents[1] / "evals" / "specimens"
    shutil.copy(specimens / "qinghe-2018.html", tmp_path)
    fill_store(tmp_path / "p.duckdb", tmp_path)
    rows = {
        row.canon: row.aim.met for row in headlines(summarizer.summarize(specimens / "qinghe-2018.html")) if row.aim
    }
    with reading(tmp_path / "p.duckdb") as store:
        found = dict(store.execute("SELECT canon, met FROM targets_vs_actuals").fetchall())
    assert found == rows and set(rows.values()) == {True, False}


def test_an_addition_is_not_measured_against_a_total(tmp_path: Path) -> None:
    text = (
        "安河县政府工作报告\n一、2020年工作回顾\n2020年，高新技术企业达到350家。原定目标为新增高新技术企业20家以上。\n"
    )
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    fill_store(tmp_path / "p.duckdb", tmp_path)
    with writing(tmp_path / "p.duckdb") as store:
        store.execute(
            "UPDATE figures SET status = 'target', bound = 'ge', period = '2020', year = 2020 WHERE value = 20"
        )
        rows = store.execute("SELECT target, actual, met FROM targets_vs_actuals").fetchall()
    assert rows == [(20, 350, None)]


def test_a_store_of_version_1_is_brought_up_to_date(made: Path, tmp_path: Path) -> None:
    store = tmp_path / "old.duckdb"
    with duckdb.connect(store) as old:
        old.execute("CREATE TABLE schema_version (version INTEGER NOT NULL, name VARCHAR NOT NULL)")
        old.execute(migrations()[1].read_text(encoding="utf-8"))
        old.execute("INSERT INTO schema_version VALUES (1, '0001')")
    assert run("panel", store, cwd=tmp_path).returncode == 2
    assert run("store", "upgrade", store, cwd=tmp_path).returncode == 0
    assert run("panel", store, cwd=tmp_path).returncode == 0


def test_commitments_are_counted_by_topic(made: Path) -> None:
    with ask(made / "panel.duckdb", "SELECT sum(commitments), sum(with_deadline) FROM commitments_by_topic") as result:
        ((total, dated),) = [(int(str(a)), int(str(b))) for a, b in result.rows]
    with ask(made / "panel.duckdb", "SELECT count(*), count(deadline) FROM commitments") as result:
        assert list(result.rows) == [(total, dated)]
    assert total >= 3 * COUNT and dated == COUNT


def test_reading_again_with_the_same_fingerprint_changes_nothing(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 5)
    fill_store(tmp_path / "a.duckdb", tmp_path / "in")
    export_store(tmp_path / "a.duckdb", tmp_path / "first")
    again = fill_store(tmp_path / "a.duckdb", tmp_path / "in")
    export_store(tmp_path / "a.duckdb", tmp_path / "second")
    assert (again.files, again.finished_before) == (0, 5)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


def test_another_fingerprint_makes_a_revision_and_the_views_show_the_newest(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 3)
    store = tmp_path / "a.duckdb"
    fill_store(store, tmp_path / "in")
    fill_store(store, tmp_path / "in" / "000.txt", engine=WaitingEngine("waiting-2", promises=False))
    with reading(store) as opened:
        assert columns(opened.execute("SELECT count(*) FROM reports").fetchall()) == [4]
        assert sorted(columns(opened.execute("SELECT revision FROM latest").fetchall())) == [1, 1, 2]
        assert columns(opened.execute("SELECT count(DISTINCT region) FROM commitments_by_topic").fetchall()) == [2]
        assert columns(opened.execute("SELECT count(*) FROM texts").fetchall()) == [3]
    assert not any(finding.broken for finding in check_store(store))


def test_shards_joined_are_the_whole(made: Path, tmp_path: Path) -> None:
    stores = [tmp_path / f"{index}.duckdb" for index in (1, 2, 3)]
    parts = [fill_store(path, made / "reports", shard=Shard(i, 3)).files for i, path in enumerate(stores, 1)]
    assert sum(parts) == COUNT and all(parts)
    target = tmp_path / "joined.duckdb"
    assert join_stores(target, [*reversed(stores), stores[0]]) == COUNT
    assert join_stores(target, stores) == 0
    export_store(target, tmp_path / "joined")
    export_store(made / "panel.duckdb", tmp_path / "whole")
    assert contents(tmp_path / "joined") == contents(tmp_path / "whole")
    with pytest.raises(UsageError, match="one of the stores"):
        join_stores(target, [target])


def test_joined_stores_show_the_revision_that_was_begun_last(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 2)
    for name, fingerprint in (("a", "waiting-1"), ("b", "waiting-2")):
        fill_store(tmp_path / name, tmp_path / "in", engine=WaitingEngine(fingerprint))
    with writing(tmp_path / "a") as store:
        store.execute("UPDATE revisions SET since = '2099-01-01T00:00:00+00:00'")
    join_stores(tmp_path / "both", [tmp_path / "a", tmp_path / "b"])
    with reading(tmp_path / "both") as store:
        assert set(columns(store.execute("SELECT fingerprint FROM latest").fetchall())) == {"waiting-1"}


def test_a_check_finds_what_was_tampered_with(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 2)
    fill_store(tmp_path / "a.duckdb", tmp_path / "in")
    assert {finding.broken for finding in check_store(tmp_path / "a.duckdb")} == {0}
    with writing(tmp_path / "a.duckdb") as store:
        store.execute("DELETE FROM indicators WHERE id IN (SELECT min(id) FROM indicators)")
        store.execute("DELETE FROM texts")
    broken = [finding.invariant for finding in check_store(tmp_path / "a.duckdb") if finding.broken]
    assert any("ledger" in name for name in broken) and any("text" in name for name in broken)
    assert run("store", "check", "a.duckdb", cwd=tmp_path).returncode == 1


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM reports",
        "CREATE TABLE mine (i INTEGER)",
        "INSERT INTO errors SELECT * FROM errors",
        "COPY reports TO 'out.csv'",
        "COPY reports FROM 'secret.csv'",
        "EXPORT DATABASE 'out'",
        "SELECT * FROM read_csv('secret.csv')",
        "SELECT * FROM read_text('secret.csv')",
        "SELECT * FROM 'secret.csv'",
        "SELECT * FROM glob('*')",
        "ATTACH 'other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "CALL enable_logging(storage_path = 'log')",
        "SELECT * FROM wide",
        "SELEC 1",
    ],
)
def test_a_question_can_neither_write_nor_reach_another_file(made: Path, tmp_path: Path, sql: str) -> None:
    wide = [1]  # a variable of Python, which SQL must not see
    (made / "secret.csv").write_text("secret\n1\n")
    before = {path.name for path in made.iterdir()}
    with pytest.raises(UsageError, match="cannot be answered"), ask(made / "panel.duckdb", sql) as result:
        list(result.rows)
    assert wide
    assert {path.name for path in made.iterdir()} == before


def test_a_store_in_use_is_waited_for_and_then_told_of(made: Path, tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 1)
    store = tmp_path / "a.duckdb"
    fill_store(store, tmp_path / "in")
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read(); c.close()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, store], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout and holder.stdin and holder.stdout.readline() == "held\n"
        for opening in (reading, writing):
            with pytest.raises(StoreError, match=f"in use by process {holder.pid}"), opening(store, patience=0.1):
                pass
        holder.stdin.close()
        # The holder is on its way out; whoever waits gets the store.
        with reading(store) as opened:
            assert columns(opened.execute("SELECT count(*) FROM reports").fetchall()) == [1]


def test_a_second_writer_is_turned_away(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 1)
    with only_writer(tmp_path / "a.duckdb"):
        done = run("batch", "in", "--db", "a.duckdb", cwd=tmp_path)
    assert done.returncode == 2 and "another process is filling a.duckdb" in sentences(done)[0]
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_files_that_are_no_store_are_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.duckdb").write_text("no database, but long enough to be looked at\n" * 500)
    duckdb.connect(tmp_path / "other.duckdb").execute("CREATE TABLE t (i INTEGER)").close()
    with writing(tmp_path / "newer.duckdb") as store:
        store.execute("INSERT INTO schema_version VALUES (99, 'later')")
    with writing(tmp_path / "older.duckdb") as store:
        store.execute("UPDATE schema_version SET version = 0")
    (tmp_path / "folder").mkdir()
    for name, told in (
        ("missing.duckdb", "does not exist"),
        ("text.duckdb", "not a store"),
        ("other.duckdb", "no store of reports"),
        ("newer.duckdb", "newer than"),
        ("older.duckdb", "store upgrade"),
        ("folder", "is a folder"),
    ):
        with pytest.raises(StoreError, match=told), reading(tmp_path / name):
            pass
    with pytest.raises(StoreError, match="no store of reports"), writing(tmp_path / "other.duckdb"):
        pass


def test_migrations_are_numbered_without_a_gap() -> None:
    assert list(migrations()) == list(range(1, len(migrations()) + 1))


def test_answers_come_as_table_csv_and_json(made: Path) -> None:
    arguments = (
        "panel",
        "panel.duckdb",
        "--canon",
        "gdp",
        "--status",
        "target",
        "--region",
        "澜溪县",
        "--year",
        "2012",
    )
    table, csv, json_ = (run(*arguments, "-f", form, cwd=made) for form in ("table", "csv", "json"))
    assert {len(sentences(each)) for each in (table, csv, json_)} == {1} and b"nobody corrected it" in csv.stderr
    head, row = csv.stdout.decode().splitlines()
    assert head.startswith("region,year,period,canon,measure,status,bound,value,unit,normalized,")
    assert row.startswith("澜溪县,2012,2012,gdp,growth,target,ge,6.0,%,0.06,fraction,")
    assert [line.split() for line in table.stdout.decode().splitlines()][1][:6] == [
        "澜溪县", "2012", "地区生产总值", "6%以上", "growth", "target",
    ]  # fmt: skip
    (record,) = json.loads(json_.stdout)
    assert record["quote"].endswith("地区生产总值增长6%以上") and record["value"] == 6
    done = run("panel", "panel.duckdb", "--canon", "gpd", cwd=made)
    assert done.returncode == 2 and "'gpd'" in sentences(done)[0]


def test_the_export_is_read_by_other_programs(made: Path, tmp_path: Path) -> None:
    done = run("store", "export", "panel.duckdb", "--out", tmp_path / "out", cwd=made)
    assert done.returncode == 0 and len(done.stdout.decode().splitlines()) == len(list((tmp_path / "out").iterdir()))
    with duckdb.connect() as other:
        counted = other.execute(f"SELECT count(*), count(DISTINCT region) FROM '{tmp_path}/out/reports.parquet'")
        assert counted.fetchall() == [(COUNT, 10)]
        texts = columns(other.execute(f"SELECT text FROM '{tmp_path}/out/texts.parquet'").fetchall())
    assert report_text("澜溪", 2010) in texts


def test_an_answer_is_written_to_a_file_for_excel_or_for_programs(made: Path, tmp_path: Path) -> None:
    sql = "SELECT '=1+1' AS told, '地区' AS place"
    for options, mark, told in ((["--excel"], b"\xef\xbb\xbf", "'=1+1"), (["--no-excel"], b"", "=1+1")):
        file = tmp_path / "answer.csv"
        arguments = ["query", str(made / "panel.duckdb"), sql, "-o", str(file), *options]
        assert CliRunner().invoke(app, arguments).exit_code == 0
        assert file.read_bytes() == mark + f"told,place\n{told},地区\n".encode()
    for wrong in (["-o", "answer.txt"], ["-o", "answer.json", "--format", "csv"]):
        refused = CliRunner().invoke(app, ["query", str(made / "panel.duckdb"), sql, *wrong])
        assert isinstance(refused.exception, UsageError)
