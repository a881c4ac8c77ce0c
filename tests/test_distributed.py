"""The batch on Ray: what it gives is what a store has, whoever dies on the way, wherever files come from."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run
from panel import columns, contents, report_text, write_reports
from test_cli import COMMAND, ROOT, sentences

from summarizer.batch.distributed import Distributed, fill_partitions
from summarizer.batch.filling import Batch, Tally, fill
from summarizer.batch.finding import Selection
from summarizer.engines import create
from summarizer.store.checking import check_store
from summarizer.store.exporting import export_store
from summarizer.store.joining import join_stores
from summarizer.store.opening import reading
from summarizer.store.questions import Panel, ask
from summarizer.store.writer import Failure

COUNT = 60
# Ray Data sets options of its own that it has deprecated, whenever its context is made; pytest would take it for our fault.
pytestmark = [
    pytest.mark.filterwarnings(
        r"ignore:`use_(push_based_shuffle|polars|arrow_tensor_v2)` is deprecated:DeprecationWarning",
    ),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """Ray on this machine with two cores, for all tests of this file."""
    import ray

    ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=200_000_000)
    yield
    ray.shutdown()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of reports with a bad file and one that is there twice."""
    folder = tmp_path_factory.mktemp("distributed") / "in"
    write_reports(folder, COUNT)
    (folder / "bad.txt").write_text("no report")
    shutil.copy(folder / "005.txt", folder / "twice.txt")
    return folder


def on_ray(out: Path | str, *inputs: Path | str, watch: "Watcher | None" = None, archives: bool = False) -> Tally:
    tally = Tally()
    batch = Distributed(tuple(map(str, inputs)), str(out), "rules", Selection(follow_archives=archives), jobs=2)
    fill_partitions(batch, tally, watch or (lambda failures: None))
    return tally


class Watcher:
    """Kills a worker that labels as soon as the first file is done."""

    def __init__(self) -> None:
        self.killed: list[int] = []

    def __call__(self, failures: tuple[Failure, ...]) -> None:
        if not self.killed:
            self.killed = labellers()[:1]
            for pid in self.killed:
                os.kill(pid, signal.SIGKILL)


def labellers(doing: bytes = b"") -> list[int]:
    """The processes that label, of the cluster that this process has started, while they do something."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes()
            if b"_Labeller" in line and doing in line and is_below(path.parent.name, os.getpid()):
                found.append(int(path.parent.name))
        except OSError:  # it has just ended
            continue
    return found


def is_below(pid: str, root: int) -> bool:
    """Whether a process was started by another, or by one that it started."""
    while int(pid) > 1 and int(pid) != root:
        pid = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
    return int(pid) == root


def table(store: Path, folder: Path) -> dict[str, bytes]:
    """What a store exports, by table."""
    export_store(store, folder)
    return contents(folder)


def test_with_a_worker_killed_the_partitions_hold_what_the_store_does(
    cluster: None, reports: Path, tmp_path: Path
) -> None:
    watcher, out = Watcher(), tmp_path / "out"
    tally = on_ray(out, reports, watch=watcher)
    assert watcher.killed, "a worker must have been killed"
    assert (tally.files, tally.reports, tally.failed, tally.finished_before) == (COUNT, COUNT, 1, 1)
    expected = Tally()
    batch = Batch((str(reports),), tmp_path / "a.duckdb", create("rules"), 2)
    fill(batch, expected, lambda failures: None)
    assert (expected.files, expected.failed, expected.finished_before) == (COUNT, 1, 1)

    # Row for row by the views over the files, and byte for byte in the store that is made of them.
    for query in (
        *(f"SELECT * FROM {name} ORDER BY ALL" for name in ("reports", "indicators", "commitments", "texts", "errors")),
        "SELECT * FROM targets_vs_actuals ORDER BY ALL",
        "SELECT * FROM commitments_by_topic ORDER BY ALL",
    ):
        with reading(tmp_path / "a.duckdb") as store, reading(out) as folder:
            assert folder.execute(query).fetchall() == store.execute(query).fetchall() != []
    panel = Panel("gdp", "growth", "target")
    with ask(tmp_path / "a.duckdb", *panel.query()) as store_, ask(out, *panel.query()) as folder_:
        assert list(folder_.rows) == list(store_.rows)
    assert not any(finding.broken for finding in check_store(out))
    assert join_stores(tmp_path / "b.duckdb", [out]) == COUNT and not join_stores(tmp_path / "b.duckdb", [out])
    assert table(tmp_path / "b.duckdb", tmp_path / "b") == table(tmp_path / "a.duckdb", tmp_path / "a")


def test_it_goes_on_where_it_was_stopped_and_gives_the_same_files(cluster: None, reports: Path, tmp_path: Path) -> None:
    few = [reports / f"{number:03}.txt" for number in range(8)]
    mended, missing = tmp_path / "mended.txt", tmp_path / "missing.txt"
    mended.write_text("no report")
    first = on_ray(tmp_path / "parts", *few[:3], mended, missing)
    assert (first.files, first.failed, first.broken) == (3, 2, 0)
    # As a kill leaves it between two tables: without the row that says that the report is whole.
    next((tmp_path / "parts" / "reports").rglob("*.parquet")).unlink()
    mended.write_text(report_text("新溪", 2001), encoding="utf-8")
    again = on_ray(tmp_path / "parts", *few, mended, missing)
    assert (again.finished_before, again.files, again.failed) == (2, 7, 1)
    with reading(tmp_path / "parts") as folder:
        assert folder.execute("SELECT place, kind FROM errors").fetchall() == [(str(missing), "InputError")]
    on_ray(tmp_path / "whole", *few, mended)
    whole, parts = files(tmp_path / "whole"), files(tmp_path / "parts")
    assert whole.keys() == parts.keys() and len(whole) > 6 * len(few)
    differing = {name.split("/")[0] for name in whole if whole[name] != parts[name]}
    assert differing <= {"runs", "revisions", "errors"}, "only these say when, or what went wrong"


def files(folder: Path) -> dict[str, bytes]:
    """The bytes of all files in a folder, by their paths in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_address_is_read_and_written_as_a_folder_is(cluster: None, tmp_path: Path) -> None:
    source = tmp_path / "县 in"
    write_reports(source / "a", 2)
    shutil.make_archive(str(source / "more"), "zip", source / "a")
    (source / "old.xls").write_bytes(b"x")
    (source / ".hidden").mkdir()
    write_reports(source / ".hidden", 1)
    (source / "a" / "000.txt").write_text(report_text("新溪", 2001), encoding="utf-8")
    out = f"file://{tmp_path}/out"
    tally = on_ray(out, f"file://{tmp_path}/县 in", archives=True)
    assert (tally.files, tally.finished_before, tally.failed) == (3, 1, 0) and tally.passed_over == {".xls": 1}
    with reading(out) as folder:
        found = folder.execute("SELECT place FROM reports ORDER BY place").fetchall()
    assert columns(found) == [
        f"file://{source}/a/000.txt", f"file://{source}/a/001.txt", f"file://{source}/more.zip!000.txt",
    ]  # fmt: skip
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_file_that_no_worker_survives_is_an_error_of_that_file(cluster: None, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    # Seconds of work, so that it is seen.
    text = report_text("新溪", 2001) + "新建农村公路12公里，改造老旧小区3个，增长5.5%。\n" * 20_000
    (tmp_path / "in" / "long.txt").write_text(text, encoding="utf-8")
    ended = threading.Event()

    def kill() -> None:
        while not ended.wait(0.05):
            for pid in labellers(b".submit"):
                os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        tally = on_ray(tmp_path / "out", tmp_path / "in")
    finally:
        ended.set()
        killer.join()
    assert (tally.files, tally.failed, tally.broken) == (0, 1, 1)
    with reading(tmp_path / "out") as folder:
        assert columns(folder.execute("SELECT kind FROM errors").fetchall()) == ["WorkerDied"]


def test_the_command_joins_a_cluster_and_gives_clean_totals(cluster: None, tmp_path: Path) -> None:
    import ray

    write_reports(tmp_path / "in", 2)
    (tmp_path / "in" / "bad.txt").write_text("no report")
    address = ray.get_runtime_context().gcs_address
    done = subprocess.run(
        [*COMMAND, "batch", "in", "--on", "ray", "--address", address, "--out", "out", "--jobs", "1", "--json"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 3 and json.loads(done.stdout)["reports"] == 2
    # A busy machine takes so long that how far it is may be told as well.
    said = [line for line in done.stderr.splitlines() if "summarizer: " in line and not line.endswith(" of 3 files")]
    assert "\x1b" not in done.stderr and len(said) == 2
    shown = run("panel", "out", "--canon", "gdp", "--format", "csv", cwd=tmp_path)
    assert shown.returncode == 0 and len(shown.stdout.splitlines()) > 2
    for sql in ("COPY (SELECT 1) TO 'out/x.csv'", "SELECT * FROM read_text('in/bad.txt')"):
        refused = run("query", "out", sql, cwd=tmp_path)
        assert refused.returncode == 2 and "cannot be answered" in sentences(refused)[0]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--on", "ray"], "add --out FOLDER"),
        (["--on", "spark", "--out", "out"], "cannot run on 'spark'"),
        (["--on", "ray", "--out", "out", "--db", "a.duckdb"], "in place of --db"),
        (["--on", "ray", "--out", "out", "--shard", "1/2"], "leave --shard out"),
        (["--on", "ray", "--out", "out", "--engine", "none"], "no engine"),
        (["--on", "ray", "--out", "nowhere://out"], "nowhere://out cannot be opened"),
        (["--on", "ray", "--out", "out", "--engine", "llm", "--model", "m"], "leave --model and its like out"),
        (["--out", "out"], "--on ray"),
        ([], "--db"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_that_do_not_fit_together_are_one_sentence(tmp_path: Path, arguments: list[str], told: str) -> None:
    write_reports(tmp_path / "in", 1)
    done = run("batch", "in", *arguments, cwd=tmp_path)
    assert done.returncode == 2 and not done.stdout
    (message,) = sentences(done)
    assert told in message and sorted(path.name for path in tmp_path.iterdir()) == ["in"]


@pytest.mark.slow
def test_a_cluster_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 1)
    # A process of its own: one that has joined a cluster before, as this may have, stays with it.
    done = subprocess.run(
        [*COMMAND, "batch", "in", "--on", "ray", "--out", "out", "--address", "127.0.0.1:1"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2 and not done.stdout
    assert "no Ray cluster at 127.0.0.1:1" in done.stderr.splitlines()[-1]


def test_without_ray_one_sentence_says_how_to_get_it(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 1)
    # As where it is not installed: nothing of that name can be imported.
    program = f"import sys; sys.modules['ray'] = None\n{COMMAND[2]}"
    done = subprocess.run(
        [sys.executable, "-c", program, "batch", "in", "--on", "ray", "--out", "out"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2 and not done.stdout and not (tmp_path / "out").exists()
    assert done.stderr == "summarizer: Ray is not installed; run pip install 'gov-report-ledger[ray]'\n"
