"""The store of answers: what it keeps and what not, many writers, kills, and recordings that replay anywhere."""

import json
import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from model_server import Body, ModelServer, says, truncated
from wire import CONCURRENCY, KEY, ROWS, UNIQUE, Labels, ask_all, settings, stored, work, write_answers

import summarizer
from summarizer.cli.cache import export_answers, import_answers, prune, stats
from summarizer.endpoint import Answer, CallStore, load_settings, open_store
from summarizer.endpoint.answers import MIGRATIONS, Choice
from summarizer.endpoint.recording import export_recording, import_recording
from summarizer.errors import EndpointError, UsageError

ROOT = Path(summarizer.__file__).parent.parent


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer(answer=rows) as running:
        yield running


@pytest.fixture(scope="module")
def forked() -> Iterator[multiprocessing.context.ForkServerContext]:
    """Processes that begin with all imports done, and without this one's threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "warm"])
    with pytest.MonkeyPatch.context() as patch:
        # The process they are forked from finds modules by its environment alone.
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        yield context


def rows(_: Body) -> Body:
    return ROWS


def test_a_whole_answer_is_never_replaced_and_a_failed_one_is(tmp_path: Path) -> None:
    with CallStore(tmp_path / "calls.sqlite") as store:
        store.put(stored(1, state="invalid", text="", reason="first"))
        store.put(stored(1, state="refused", text="", reason="second"))
        kept = store.get(stored(1).key)
        assert kept is not None and kept.reason == "second"
        store.put(stored(1))
        for worse in (stored(1, state="truncated", text=""), stored(1, text="{}")):
            store.put(worse)
        assert store.get(stored(1).key) == stored(1)


def test_what_is_stored_outlives_the_process_and_holds_nothing_of_the_question(
    server: ModelServer, tmp_path: Path
) -> None:
    path = tmp_path / "folder" / "calls.sqlite"
    with CallStore(path) as store:
        (answer,) = ask_all(settings(server.url, api_key=KEY), store, 1)
        found = b"".join(file.read_bytes() for file in path.parent.iterdir())
    with CallStore(path) as store:
        kept = store.get(answer.key)
    assert kept is not None and (kept.state, kept.finish_reason, kept.prompt_version) == ("ok", "stop", "prompts-1")
    assert json.loads(kept.text) == ROWS and kept.input_tokens and kept.output_tokens and kept.model == "test-model"
    assert b"n2" in found and not any(secret.encode() in found for secret in (KEY, "同比增长", "Label the ids"))


def test_eight_processes_write_one_store_that_none_of_them_made(
    tmp_path: Path, forked: multiprocessing.context.ForkServerContext
) -> None:
    path = tmp_path / "calls.sqlite"
    processes = [forked.Process(target=write_answers, args=(path, writer)) for writer in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
        process.close()
    with CallStore(path) as store:
        groups = store.groups()
    assert [(group.state, group.answers) for group in groups] == [("ok", 8 * 30 + 30)]


@pytest.mark.slow
def test_a_kill_loses_no_more_than_what_was_in_flight(
    tmp_path: Path, forked: multiprocessing.context.ForkServerContext
) -> None:
    chosen = random.Random(7)
    with ModelServer(answer=rows, latency=0.01) as server:
        for drill in range(10):
            server.requests.clear()
            path = tmp_path / f"{drill}.sqlite"
            killed_at = chosen.randrange(1, UNIQUE)
            worker = forked.Process(target=work, args=(server.url, path))
            worker.start()
            while len(server.calls) < killed_at and worker.is_alive():
                worker.join(0.001)
            worker.kill()
            worker.join(10)
            assert worker.exitcode in (-signal.SIGKILL, 0)
            worker.close()
            made = Counter(request.key for request in server.calls)
            with CallStore(path) as store:
                kept = len(list(store.answers(Choice())))
                answers = ask_all(settings(server.url, concurrency=CONCURRENCY), store, UNIQUE)
            assert all(answer.state == "ok" for answer in answers)
            assert sum(made.values()) - kept <= CONCURRENCY, "an answer that had come was lost"
            again = Counter(request.key for request in server.calls) - made
            assert sum(again.values()) == UNIQUE - kept, "the second run asks for exactly what is missing"
            assert len(server.calls) == UNIQUE + sum(made.values()) - kept


def test_a_reader_need_not_wait_for_a_writer(tmp_path: Path) -> None:
    with CallStore(tmp_path / "calls.sqlite") as store:
        store.put(stored(1))
        other = sqlite3.connect(store.path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        assert store.get(stored(1).key) == stored(1)
        other.close()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"not a database, but long enough to be looked at" * 100, "is no store of answers"),
        (b"SQLite format 3\x00" + b"\xff" * 4096, "is no store of answers|damaged"),
    ],
)
def test_a_file_that_is_no_store_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "calls.sqlite"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=told):
        CallStore(path)
    assert path.read_bytes() == content and list(tmp_path.iterdir()) == [path]


def test_the_database_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE notes (text)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(UsageError, match="database of something else"):
        CallStore(path)
    assert path.read_bytes() == before


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    CallStore(path).close()
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    newer.close()
    with pytest.raises(UsageError, match="newer version"):
        CallStore(path)


def test_a_store_of_the_first_version_is_brought_up_to_date_with_its_answers(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    old = sqlite3.connect(path, isolation_level=None)
    MIGRATIONS[0](old)
    old.execute("PRAGMA user_version = 1")
    old.close()
    with CallStore(path) as store:
        store.put(stored(1))
        store.remember_mode("http://x/v1", "m", "md_json")
    with CallStore(path) as store:
        assert store.get(stored(1).key) == stored(1) and store.known_mode("http://x/v1", "m") == "md_json"
        assert store.known_mode("http://y/v1", "m") is None


def test_a_store_that_may_not_be_written_is_refused() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.sqlite"
        CallStore(path).close()
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        superuser = os.getuid() == 0
        if superuser:
            os.seteuid(65534)  # who may write everything cannot see the fault, so this test is nobody for a while
        try:
            with pytest.raises(UsageError, match="may not be written"):
                CallStore(path)
        finally:
            if superuser:
                os.seteuid(0)
            Path(folder).chmod(0o755)


@pytest.mark.parametrize("place", ["", "file/calls.sqlite"])
def test_a_place_where_no_file_can_be_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"is a folder|cannot be made"):
        CallStore(tmp_path / place)


def test_a_full_disk_is_a_sentence_and_loses_no_answer(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    with CallStore(path) as store:
        store.put(stored(1))
        store._db.execute("PRAGMA max_page_count = 10")  # SQLite's own limit gives the error of a full disk
        with pytest.raises(UsageError, match="disk is full"):
            for number in range(2, 1000):
                store.put(stored(number, text="x" * 1000))
    with CallStore(path) as store:
        assert store.get(stored(1).key) == stored(1)


def record(server: ModelServer, folder: Path, mode: str = "tools") -> tuple[Path, list[Answer]]:
    """A recording of three calls, one of them cut and one refused, and the answers that were given."""
    server.next(truncated(), says(None, refusal="no"))
    with CallStore(folder / "calls.sqlite") as store:
        answers = ask_all(settings(server.url, mode=mode, api_key=KEY, concurrency=1), store, 3)
        export_recording(store, folder / "recording.jsonl", Choice())
    return folder / "recording.jsonl", answers


@pytest.mark.parametrize("mode", ["tools", "json_schema", "md_json"])
def test_a_recording_replays_the_same_answers(server: ModelServer, tmp_path: Path, mode: str) -> None:
    path, recorded = record(server, tmp_path, mode)
    before = len(server.requests)
    given = load_settings({"recording": path})
    with open_store(given) as store:
        replayed = ask_all(given, store, 3)
    assert [a.state for a in replayed] == ["truncated", "refused", "ok"]
    assert all(answer.cached for answer in replayed) and len(server.requests) == before
    assert [(a.state, a.value, a.reason, a.key) for a in replayed] == [
        (a.state, a.value, a.reason, a.key) for a in recorded
    ]


def test_a_store_replays_too(server: ModelServer, tmp_path: Path) -> None:
    record(server, tmp_path)
    before = len(server.requests)
    flags = {"recording": tmp_path / "calls.sqlite", "base_url": server.url, "model": "test-model"}
    given = load_settings(flags)
    with open_store(given) as store:
        assert ask_all(given, store, 3)[2].state == "ok"
        with pytest.raises(EndpointError, match=r"no answer for report\.txt, part 3 \(sha256-"):
            ask_all(given, store, 4)
    assert len(server.requests) == before


def test_a_replay_needs_neither_network_nor_key_nor_the_libraries_for_them(server: ModelServer, tmp_path: Path) -> None:
    path, _ = record(server, tmp_path)
    code = f"""
import asyncio, socket, sys
def no_network(*_, **__): raise AssertionError("the network was used")
socket.socket.connect = socket.getaddrinfo = no_network
from pathlib import Path
from wire import call
from summarizer.endpoint import Endpoint, load_settings, open_store
from summarizer.errors import EndpointError
async def main():
    given = load_settings({{"recording": Path({str(path)!r})}})
    with open_store(given) as store:
        async with Endpoint(given, store) as endpoint:
            print((await endpoint.ask(call(2))).value.rows[0].id)
            try:
                await endpoint.ask(call(99))
            except EndpointError as error:
                print(error)
asyncio.run(main())
print(sorted({{"openai", "instructor", "tenacity", "httpx2"}} & set(sys.modules)))
"""
    env = {name: value for name, value in os.environ.items() if "API_KEY" not in name}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    first, missed, loaded = done.stdout.splitlines()
    assert first == "n1" and loaded == "[]"
    assert missed.startswith("the recording has no answer for report.txt, part 99 (sha256-")


def test_a_recording_survives_import_and_export_byte_by_byte_and_tells_no_secret(
    server: ModelServer, tmp_path: Path
) -> None:
    path, _ = record(server, tmp_path)
    first = path.read_bytes()
    with CallStore(tmp_path / "other.sqlite") as store:
        store.put(stored(1, model="another", route='{"model":"another"}'))
        assert import_recording(store, path) == 3
        assert import_recording(store, path) == 0, "all of it is there"
        assert export_recording(store, tmp_path / "again.jsonl", Choice(model="test-model")) == 3
    assert (tmp_path / "again.jsonl").read_bytes() == first
    keys = [json.loads(line).get("key", "") for line in first.splitlines()]
    assert keys == sorted(keys) and keys[0] == ""
    assert not any(secret.encode() in first for secret in (KEY, "同比增长", "Label the ids", "report.txt"))


def test_a_recording_of_answers_asked_for_in_several_ways_is_refused(server: ModelServer, tmp_path: Path) -> None:
    with CallStore(tmp_path / "calls.sqlite") as store:
        ask_all(settings(server.url), store, 1)
        ask_all(settings(server.url, mode="md_json"), store, 1)
        with pytest.raises(UsageError, match="mode: md_json, tools"):
            export_recording(store, tmp_path / "r.jsonl", Choice())
        with pytest.raises(UsageError, match="holds no such answer"):
            export_recording(store, tmp_path / "r.jsonl", Choice(model="another"))
    assert not (tmp_path / "r.jsonl").exists()


@pytest.mark.parametrize(
    ("line", "text"),
    [(1, "{}"), (1, ""), (2, "no json"), (2, '{"key": "x"}'), (3, "null")],
)
def test_a_damaged_recording_names_the_line_and_changes_nothing(
    server: ModelServer, tmp_path: Path, line: int, text: str
) -> None:
    path, _ = record(server, tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[line - 1] = text
    path.write_text("\n".join(lines), encoding="utf-8")
    with CallStore(tmp_path / "other.sqlite") as store:
        with pytest.raises(UsageError, match=rf"recording\.jsonl, line {line} "):
            import_recording(store, path)
        assert not store.groups()
    with pytest.raises(UsageError, match="cannot be read"):
        load_settings({"recording": tmp_path / "missing.jsonl"})


def test_an_option_that_contradicts_the_recording_is_refused(server: ModelServer, tmp_path: Path) -> None:
    path, _ = record(server, tmp_path)
    with pytest.raises(UsageError, match="was recorded with model 'test-model'; leave --model out"):
        load_settings({"recording": path, "model": "another"})
    assert load_settings({"recording": path, "model": "test-model"}).replay


def test_a_recorded_answer_that_fits_no_more_is_asked_for_again_and_stops_a_replay(
    server: ModelServer, tmp_path: Path
) -> None:
    with CallStore(tmp_path / "calls.sqlite") as store:
        given = settings(server.url)
        (answer,) = ask_all(given, store, 1)
        other = sqlite3.connect(store.path, isolation_level=None)
        other.execute("UPDATE answers SET text = '{}'")
        other.close()
        with pytest.raises(EndpointError, match="does not fit what is asked for"):
            ask_all(settings(server.url, replay=True), store, 1)
        (again,) = ask_all(given, store, 1)
        assert (again.state, again.cached, again.value) == ("ok", False, Labels.model_validate(ROWS))
        assert again.key == answer.key


def test_the_store_is_looked_after_from_the_command_line(
    server: ModelServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, _ = record(server, tmp_path)
    cache = tmp_path / "calls.sqlite"
    stats(cache, json_=True)
    told = json.loads(capsys.readouterr().out)
    assert {group["state"]: group["answers"] for group in told["groups"]} == {"ok": 1, "refused": 1, "truncated": 1}
    assert told["bytes"] == cache.stat().st_size or told["bytes"] > 0
    stats(cache)
    assert "test-model" in capsys.readouterr().out
    prune(cache, older_than="1d")
    prune(cache, failed=True)
    prune(cache, model="another")
    assert [line.split()[1] for line in capsys.readouterr().err.splitlines()] == ["0", "2", "0"]
    prune(cache, older_than="0m", model="test-model")
    import_answers(path, tmp_path / "new.sqlite")
    export_answers(tmp_path / "again.jsonl", tmp_path / "new.sqlite", "test-model", "prompts-1")
    assert (tmp_path / "again.jsonl").read_bytes() == path.read_bytes()


def test_bad_uses_of_cache_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="say what to forget"):
        prune(tmp_path / "calls.sqlite")
    with pytest.raises(UsageError, match="there is no cache at"):
        stats(tmp_path / "calls.sqlite")
    for age in ("30", "d", "-1d", "99999999999999d"):
        with pytest.raises(UsageError, match="--older-than"):
            prune(tmp_path / "calls.sqlite", older_than=age)
    assert not list(tmp_path.iterdir())
