"""The server's way to its store: many threads of its own, and its turn beside other processes."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from workbench import running, store_of_texts

from summarizer.errors import StoreError, UsageError
from summarizer.store.finding.library import Wanted, choices, list_reports
from summarizer.web.connection import StoreAccess, require_store

# Opens a store as soon as it may, says so, and holds it until its standard input ends.
_HOLDER = """
import sys, time, duckdb
while True:
    try:
        held = duckdb.connect(sys.argv[1], read_only=len(sys.argv) > 2)
        break
    except duckdb.IOException:
        time.sleep(0.05)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of thirty reports: ten places over three years."""
    return store_of_texts(tmp_path_factory.mktemp("panel") / "panel.duckdb", 30)


@contextmanager
def held_elsewhere(store: Path, *to_read: str) -> Iterator[None]:
    """Another process has the store for as long as the block lasts."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, store, *to_read], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin and process.stdout and process.stdout.readline() == "held\n"
        yield
        process.stdin.close()


def test_the_store_is_let_go_of_and_one_in_use_is_told(tmp_path: Path) -> None:
    store = tmp_path / "panel.duckdb"
    with running(store) as opened, opened.client() as client:
        assert "库中还没有报告" in client.get("/").text
        with held_elsewhere(store):
            refused = client.get("/", timeout=20)
            assert refused.status_code == 503 and "正被进程" in refused.text
        assert client.get("/").status_code == 200


def test_readers_and_writers_of_one_process_take_turns(panel: Path) -> None:
    access = StoreAccess(panel)
    seen: list[int] = []

    def read(_: int) -> None:
        with access.reading() as connection:
            seen.append(len(connection.execute("SELECT * FROM reports").fetchall()))

    def write(number: int) -> None:
        with access.writing() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS tally (number INTEGER)")
            connection.execute("INSERT INTO tally VALUES (?)", [number])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: (write if number % 3 == 0 else read)(number), range(30)))
    assert seen == [30] * 20
    with pytest.raises(ZeroDivisionError), access.writing() as connection:
        connection.execute("DELETE FROM tally")
        raise ZeroDivisionError
    with access.reading() as connection:
        assert connection.execute("SELECT count(*) FROM tally").fetchall() == [(10,)]
    with access.writing() as connection:
        connection.execute("DROP TABLE tally")
    access.close()


def test_who_would_write_while_they_read_is_told_and_blocks_nobody(panel: Path) -> None:
    access = StoreAccess(panel)
    with access.reading() as connection:
        with pytest.raises(StoreError, match="being read"), access.writing(patience=0.05):
            pass
        assert connection.execute("SELECT count(*) FROM reports").fetchall() == [(30,)]
    with access.reading(), access.reading() as connection:
        assert connection.execute("SELECT 1").fetchall() == [(1,)]


def test_requests_that_overlap_without_end_let_go_of_the_store(panel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("summarizer.web.connection._MOST_HELD", 0.0)
    access, first_ends, entered = StoreAccess(panel), threading.Event(), threading.Event()

    def read(begun: threading.Event, end: threading.Event) -> None:
        with access.reading():
            begun.set()
            assert end.wait(10)

    with ThreadPoolExecutor(2) as pool:
        begun = threading.Event()
        first = pool.submit(read, begun, first_ends)
        assert begun.wait(10)
        second = pool.submit(read, entered, first_ends)
        assert not entered.wait(0.1)
        first_ends.set()
        first.result(10), second.result(10)
    # One that reads while it reads would wait for itself.
    with access.reading(), access.reading() as connection:
        assert connection.execute("SELECT 1").fetchall() == [(1,)]


def test_who_waits_long_to_write_keeps_nobody_from_reading(panel: Path) -> None:
    access = StoreAccess(panel)

    def write() -> None:
        with access.writing(patience=60):
            pass

    with ThreadPoolExecutor(1) as pool:
        with held_elsewhere(panel, "to read"):
            waiting = pool.submit(write)
            for _ in range(3):
                with access.reading() as connection:
                    assert connection.execute("SELECT count(*) FROM reports").fetchall() == [(30,)]
                access.close()  # the writer has its try in between
            assert not waiting.done()
        waiting.result(60)
    access.close()


def test_no_store_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        require_store(tmp_path)
    (tmp_path / "text.duckdb").write_text("no database", encoding="utf-8")
    with pytest.raises(StoreError, match="not a store"):
        require_store(tmp_path / "text.duckdb")


def found(panel: Path, **wanted: str) -> list[str]:
    """The regions and years of the reports that are wanted."""
    with StoreAccess(panel).reading() as connection:
        return [f"{row.region} {row.year}" for row in list_reports(connection, Wanted(**wanted), limit=50).rows]


def test_the_library_searches_filters_and_sorts(panel: Path) -> None:
    assert len(found(panel)) == 30
    assert found(panel, text="2011年政府工作报告 澜溪大桥") == ["澜溪县 2011"]
    assert found(panel, region="澜", sort="year") == ["澜溪县 2012", "澜溪县 2011", "澜溪县 2010"]
    assert found(panel, text="澜溪大桥", year="2011") == ["澜溪县 2011"]
    assert (
        found(panel, text="高标准农田", level="county", engine="waiting", type="government_work_report", year="2012")
        != []
    )
    assert found(panel, engine="llm") == found(panel, level="province") == []
    doubtful, clean = set(found(panel, finding="warning")), set(found(panel, finding="none"))
    assert not doubtful & clean
    by_region = found(panel, sort="region")
    assert by_region == sorted(by_region)


@pytest.mark.parametrize("text", ["'", "%", "_", "\\", "(", "[a-", "\x00", "𠮷", "a'b\"", "?", "$1", "." * 200])
def test_whatever_is_searched_for_is_taken_as_it_is(panel: Path, text: str) -> None:
    assert found(panel, text=text) == ([] if text != "%" else found(panel))


def test_pages_of_the_library_and_what_stands_around_a_hit(panel: Path) -> None:
    with StoreAccess(panel).reading() as connection:
        first = list_reports(connection, Wanted(sort="title"), limit=20)
        second = list_reports(connection, Wanted(sort="title"), limit=20, offset=20)
        beyond = list_reports(connection, Wanted(sort="title"), limit=20, offset=40)
        assert (first.total, len(first.rows), len(second.rows), len(beyond.rows), beyond.total) == (30, 20, 10, 0, 30)
        assert not {row.report_id for row in first.rows} & {row.report_id for row in second.rows}
        (hit,) = list_reports(connection, Wanted(text="青溪大桥", year="2010"), limit=20).rows
        assert hit.around and "加快推进青溪大桥建设" in hit.around
        assert (hit.indicators, hit.commitments) == (
            connection.execute("SELECT count(*) FROM indicators WHERE report_id = ?", [hit.report_id]).fetchall()[0][0],
            connection.execute("SELECT count(*) FROM commitments WHERE report_id = ?", [hit.report_id]).fetchall()[0][0],
        )  # fmt: skip
        known = choices(connection)
        assert known.years == ("2012", "2011", "2010") and len(known.regions) == 10
        assert known.engines == ("waiting",) and known.levels == ("county",)
    with pytest.raises(UsageError, match="no level"):
        Wanted(level="'; DROP TABLE reports")
