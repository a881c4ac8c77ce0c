"""Batches as they meet the world: folders and archives, bad files, workers that die, kills, and a disk that is full."""

import io
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing import active_children
from pathlib import Path

import pytest
from command import run
from panel import WaitingEngine, columns, contents, fill_store, report_text, write_reports
from test_cli import COMMAND, ROOT, sentences

from summarizer.batch.file import Job
from summarizer.batch.filling import Shard
from summarizer.batch.finding import Selection, find
from summarizer.batch.pool import WorkerDied, WorkerPool
from summarizer.batch.running import in_processes
from summarizer.contract.labels import Labels
from summarizer.document.document import Document
from summarizer.errors import EndpointError, StoreError, UsageError
from summarizer.store.exporting import export_store
from summarizer.store.opening import reading, writing

COUNT = 100
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def stored(store: Path) -> int:
    """How many reports a store has; 0 before it is one."""
    try:
        with reading(store) as opened:
            (row,) = opened.execute("SELECT count(*) FROM reports").fetchall()
            return int(row[0])
    except StoreError:
        return 0


def rows(store: Path, sql: str) -> list[tuple[object, ...]]:
    with reading(store) as opened:
        return opened.execute(sql).fetchall()


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on_to_the_same_result(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", COUNT)
    (tmp_path / "in" / "bad.txt").write_text("no report")
    whole = run("batch", "in", "--db", "whole.duckdb", "--jobs", "2", "--json", cwd=tmp_path)
    assert whole.returncode == 3 and json.loads(whole.stdout)["reports"] == COUNT
    chance, store, seen = random.Random(), tmp_path / "killed.duckdb", [0]
    # After the first and the second group of reports, and somewhere on the way to the next.
    for aim, longest in ((1, 0.1), (49, 0.1), (COUNT, 1.0)):
        with subprocess.Popen(
            [*COMMAND, "batch", "in", "--db", store, "--jobs", "1"],
            cwd=tmp_path,
            env=ENVIRONMENT,
            stderr=subprocess.DEVNULL,
        ) as running:
            # Looking is itself what must be possible while a batch runs.
            while aim < COUNT and running.poll() is None and stored(store) < aim:
                time.sleep(0.05)
            time.sleep(chance.uniform(0, longest))
            running.kill()
        seen.append(stored(store))
    assert seen == sorted(seen) and 0 < seen[1] < COUNT, "the kills must fall into the work"
    finished = run("batch", "in", "--db", "killed.duckdb", "--json", cwd=tmp_path)
    totals = json.loads(finished.stdout)
    assert finished.returncode == 3 and totals["finished_before"] == seen[-1]
    assert totals["reports"] == COUNT - seen[-1]
    for name in ("whole", "killed"):
        export_store(tmp_path / f"{name}.duckdb", tmp_path / name)
    assert contents(tmp_path / "whole") == contents(tmp_path / "killed")
    assert not list(tmp_path.glob("*.lock"))


def test_a_full_disk_is_one_sentence_and_the_store_goes_on_later(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 60)
    chance = random.Random(1)
    for path in (tmp_path / "in").iterdir():  # text that does not compress, so that it needs the room
        filler = "".join(chr(chance.randint(0x4E00, 0x9FFF)) for _ in range(4000))
        path.write_text(f"{path.read_text(encoding='utf-8')}{filler}。\n", encoding="utf-8")
    with writing(tmp_path / "empty.duckdb"):
        pass
    room = (tmp_path / "empty.duckdb").stat().st_size
    full = subprocess.run(
        [*COMMAND, "batch", "in", "--db", "a.duckdb", "--jobs", "1"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        capture_output=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )
    assert full.returncode == 1 and not full.stdout
    (message,) = sentences(full)
    assert "a.duckdb: File too large" in message
    assert 0 <= stored(tmp_path / "a.duckdb") < 60
    assert run("batch", "in", "--db", "a.duckdb", "--jobs", "1", cwd=tmp_path).returncode == 0
    assert stored(tmp_path / "a.duckdb") == 60


def test_bad_files_are_told_recorded_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_reports(tmp_path / "in", 3)
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    (tmp_path / "in" / "broken.docx").write_bytes(b"PK\x03\x04 not really a document")
    done = run("batch", "in", "missing.txt", "--db", "a.duckdb", cwd=tmp_path)
    assert done.returncode == 3 and not done.stdout
    assert len(sentences(done)) == 4  # three failures and the totals
    found = rows(tmp_path / "a.duckdb", "SELECT place, part, kind FROM errors ORDER BY place")
    assert found == [
        ("in/broken.docx", 0, "InputError"),
        ("in/empty.txt", 0, "InputError"),
        ("missing.txt", 0, "InputError"),
    ]
    (tmp_path / "in" / "broken.docx").unlink()
    (tmp_path / "in" / "empty.txt").write_text(report_text("新溪", 2001), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert fill_store(Path("a.duckdb"), Path("in/empty.txt")).reports == 1
    assert columns(rows(tmp_path / "a.duckdb", "SELECT place FROM errors ORDER BY place")) == [
        "in/broken.docx",
        "missing.txt",
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["missing.txt"], "missing.txt does not exist"),
        (["nothing"], "no report in nothing; files of other kinds were passed over (1 × .xls)"),
        (["pack.zip"], "add --follow-archives"),
        (["nothing", "--shard", "3/2"], "no shard"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_batch_that_can_do_nothing_exits_with_2(tmp_path: Path, arguments: list[str], told: str) -> None:
    (tmp_path / "nothing").mkdir()
    (tmp_path / "nothing" / "old.xls").write_bytes(b"x")
    (tmp_path / "pack.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    done = run("batch", *arguments, "--db", "a.duckdb", cwd=tmp_path)
    assert done.returncode == 2 and told in sentences(done)[0]


def _zip(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def _tar(path: Path, members: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))


def test_archives_in_folders_are_read_where_that_is_asked_for(tmp_path: Path) -> None:
    texts = {f"{place}.txt": report_text(place, 2020).encode() for place in ("澜溪", "青溪", "松溪", "云溪")}
    names = list(texts)
    folder = tmp_path / "in" / "deep"
    folder.mkdir(parents=True)
    (folder / names[0]).write_bytes(texts[names[0]])
    _zip(folder / "a.zip", {f"县/{names[1]}": texts[names[1]], "__MACOSX/._x.txt": b"x", "notes.xls": b"x"})
    _tar(folder / "b.tgz", {f"县/{names[2]}": texts[names[2]], "again.txt": texts[names[0]]})
    _zip(folder / "outer.zip", {"inner.zip": b"PK"})
    (folder / "torn.tar.gz").write_bytes((folder / "b.tgz").read_bytes()[:-40])
    (folder / "none.zip").write_bytes(b"no archive")

    plain = fill_store(tmp_path / "plain.duckdb", tmp_path / "in")
    assert (plain.reports, plain.passed_over) == (1, Counter({".zip": 3, ".tgz": 1, ".gz": 1}))

    store = tmp_path / "all.duckdb"
    tally = fill_store(store, tmp_path / "in", archives=True)
    places = columns(rows(store, "SELECT place FROM reports ORDER BY place"))
    assert places == sorted(
        [f"{folder}/a.zip!县/{names[1]}", f"{folder}/b.tgz!县/{names[2]}", f"{folder}/b.tgz!again.txt"]
    )
    assert tally.passed_over == Counter({".xls": 1}) and tally.finished_before >= 1
    failed = rows(store, "SELECT place, message FROM errors ORDER BY place")
    assert [place for place, _ in failed] == [
        f"{folder}/none.zip", f"{folder}/outer.zip!inner.zip", f"{folder}/torn.tar.gz",
        f"{folder}/torn.tar.gz!again.txt",
    ]  # fmt: skip
    for (_, message), told in zip(
        failed, ("as an archive", "inside an archive", "as an archive", "unpacked"), strict=True
    ):
        assert told in str(message)


def test_the_names_in_archives_of_chinese_systems_are_read(tmp_path: Path) -> None:
    name = "澜溪县2020年报告.txt"
    _zip(tmp_path / "new.zip", {name: report_text("澜溪", 2020).encode()})
    # An old archiver writes GB18030 and does not say so.
    shown = name.encode("gb18030").decode("cp437")
    data = (
        (tmp_path / "new.zip")
        .read_bytes()
        .replace(name.encode(), name.encode("gb18030").ljust(len(name.encode()), b" "))
    )
    assert shown not in name
    for at in _headers(data):
        data = data[: at + 1] + bytes([data[at + 1] & ~0x08]) + data[at + 2 :]
    (tmp_path / "old.zip").write_bytes(data)
    for archive in ("new.zip", "old.zip"):
        (found,) = find([str(tmp_path / archive)], Selection("*报告*", True), Counter())
        assert found.name.strip() == name


def _headers(data: bytes) -> list[int]:
    """Where the flags stand in the two headers of a member."""
    return [data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8]


def test_a_glob_chooses_among_the_files_of_a_folder(tmp_path: Path) -> None:
    for name in ("a/2020.txt", "a/2021.txt", "b/2021.md", ".hidden.txt", "~$2021.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    for glob, expected in (
        (None, ["a/2020.txt", "a/2021.txt", "b/2021.md"]),
        ("*2021*", ["a/2021.txt", "b/2021.md"]),
        ("a/*", ["a/2020.txt", "a/2021.txt"]),
    ):
        found = find([str(tmp_path)], Selection(glob), Counter())
        assert [Path(item.place).relative_to(tmp_path).as_posix() for item in found] == expected


def test_each_file_is_in_one_shard_whatever_its_name(tmp_path: Path) -> None:
    shards = [Shard.parse(f"{index}/7") for index in range(1, 8)]
    digests = [f"{random.Random(seed).getrandbits(256):064x}" for seed in range(300)]
    assert all(sum(shard.has(digest) for shard in shards) == 1 for digest in digests)
    for text in ("0/2", "3/2", "1", "a/b", "1/2/3", "-1/2"):
        with pytest.raises(UsageError, match="no shard"):
            Shard.parse(text)


def _double_or_die(marker: Path) -> Callable[[int], int]:
    """Doubles numbers; 13 kills its worker always, 7 the first time."""

    def work(number: int) -> int:
        if number == 13 or (number == 7 and not marker.exists()):
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return 2 * number

    return work


def test_a_worker_that_dies_costs_at_most_its_own_task(tmp_path: Path) -> None:
    with WorkerPool[int, int](2, partial(_double_or_die, tmp_path / "died")) as pool:
        futures = {number: pool.submit(number) for number in range(20)}
        with pytest.raises(WorkerDied):
            futures.pop(13).result()
        assert {number: future.result() for number, future in futures.items()} == {n: 2 * n for n in futures}
    assert not active_children()


@pytest.mark.slow
def test_workers_killed_from_outside_lose_no_report() -> None:
    jobs = [Job(f"{n}.txt", f"{n}.txt", f"{n:064x}", report_text("澜溪", 1990 + n).encode()) for n in range(16)]
    outcomes = in_processes(jobs, "rules", 2)
    done = [next(outcomes)]
    for worker in active_children():
        worker.kill()
    done += outcomes
    assert [outcome.place for outcome in done] == [job.place for job in jobs]
    assert all(len(outcome.reports) == 1 and not outcome.failures for outcome in done)
    assert not active_children()


def test_several_reports_of_one_file_are_kept_apart_and_a_bad_file_between_does_no_harm(tmp_path: Path) -> None:
    body = "\n".join(
        ["各位代表：现在，我向大会报告政府工作，请予审议。", *["全县新建农村公路12公里，改造老旧小区3个。"] * 90]
    )
    (tmp_path / "1.txt").write_text(
        f"澜溪县2020年政府工作报告\n{body}\n青溪县2020年政府工作报告\n{body}\n", encoding="utf-8"
    )
    (tmp_path / "2.txt").write_text("no report")
    (tmp_path / "3.txt").write_text(report_text("松溪", 2020), encoding="utf-8")
    (tmp_path / "4.txt").write_text("none either")
    tally = fill_store(tmp_path / "a.duckdb", tmp_path)
    assert (tally.files, tally.reports, tally.failed) == (2, 3, 2)
    found = rows(tmp_path / "a.duckdb", "SELECT place, source_part, region FROM reports ORDER BY place, source_part")
    assert [(Path(str(place)).name, *rest) for place, *rest in found] == [
        ("1.txt", 1, "澜溪县"), ("1.txt", 2, "青溪县"), ("3.txt", 1, "松溪县"),
    ]  # fmt: skip


def test_an_endpoint_that_fails_ends_the_batch_and_keeps_what_was_done(tmp_path: Path) -> None:
    class Failing(WaitingEngine):
        async def label(self, document: Document) -> Labels:
            if "松溪" in document.text:
                raise EndpointError("the key was refused; set another")
            return await super().label(document)

    write_reports(tmp_path / "in", 20)
    with pytest.raises(EndpointError, match="key was refused"):
        fill_store(tmp_path / "a.duckdb", tmp_path / "in", engine=Failing())
    assert columns(rows(tmp_path / "a.duckdb", "SELECT region FROM reports ORDER BY place")) == ["澜溪县", "青溪县"]
    assert fill_store(tmp_path / "a.duckdb", tmp_path / "in").reports == 18


def test_an_interrupt_keeps_what_was_done(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 2 * COUNT)
    store = tmp_path / "a.duckdb"
    with subprocess.Popen(
        [*COMMAND, "batch", "in", "--db", store, "-j", "1"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        while running.poll() is None and not stored(store):
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=30)
    assert running.returncode == 130 and told.splitlines() == [
        "summarizer: interrupted; files written so far are whole"
    ]
    assert 0 < stored(store) < 2 * COUNT


def test_a_terminal_shows_how_far_the_batch_is(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 2)
    (tmp_path / "in" / "bad.txt").write_text("no report")
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [*COMMAND, "batch", "in", "--db", "a.duckdb", "-j", "1"], cwd=tmp_path, env={**ENVIRONMENT, "TERM": "xterm"},
        stdout=subprocess.PIPE, stderr=theirs,
    ) as running:  # fmt: skip
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # how a terminal ends whose other side has gone
            while piece := os.read(ours, 65536):
                shown += piece
        os.close(ours)
        assert running.stdout is not None and not running.stdout.read()
    assert running.returncode == 3
    assert "3/3" in shown.decode() and "1 failed" in shown.decode() and "in/bad.txt is not a report" in shown.decode()


def test_help_is_instant_for_batches_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", COMMAND[2], "batch", "--help"],
        cwd=tmp_path, env=ENVIRONMENT, capture_output=True, timeout=60,
    )  # fmt: skip
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.decode().splitlines()}
    assert done.returncode == 0 and not loaded & {"duckdb", "pyarrow", "rich", "multiprocessing"}
