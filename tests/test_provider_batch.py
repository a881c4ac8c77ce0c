"""Batches of a provider: the same reports as live, nothing sent twice, and what stands in the way of that."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from batch_server import BatchDesk
from command import run
from labelling import plausible
from model_server import ModelServer
from panel import write_reports
from provider_batch import COUNT, bodies, environment, exported, job, moody, options, rounds, told
from test_cli import sentences
from wire import KEY

from summarizer.cli.batch_by_provider import collect, submit
from summarizer.cli.batch_by_provider import status as show_status
from summarizer.cli.batch_into_store import BatchJob, run_batch
from summarizer.endpoint import CallStore, Settings
from summarizer.endpoint.answers import Choice
from summarizer.errors import StoreError, UsageError
from summarizer.provider_batches import submitting
from summarizer.store.lock import only_writer
from summarizer.store.opening import reading


@pytest.fixture
def desk() -> BatchDesk:
    return BatchDesk()


@pytest.fixture
def server(desk: BatchDesk) -> Iterator[ModelServer]:
    with ModelServer(answer=moody, batches=desk, key=KEY) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_reports(tmp_path / "in", COUNT)
    return tmp_path


@pytest.mark.parametrize(
    ("engine", "changes"),
    [
        ("llm", {"mode": "tools"}),
        ("llm", {"mode": "json_schema", "temperature": None}),
        ("llm", {"mode": "md_json", "extra_body": {"enable_thinking": False}}),
        (
            "hybrid",
            {"mode": "tools", "brief": "model", "hybrid_threshold": 0.95, "limit_field": "max_completion_tokens"},
        ),
    ],
    ids=["tools", "json_schema", "md_json", "hybrid"],
)
def test_the_reports_are_those_of_a_live_run(
    server: ModelServer, desk: BatchDesk, folder: Path, engine: str, changes: dict[str, object]
) -> None:
    assert run_batch(job(server, folder, "live", engine, **changes)) == 0
    live = [call.key for call in server.calls]
    server.requests.clear()
    asked = job(server, folder, "batch", engine, **changes)
    assert rounds(asked) > 1, "some answers must lead to further questions"
    assert exported(folder, "batch") == exported(folder, "live")
    assert not server.calls
    # The very bytes that a live run sends, each once.
    assert Counter(hashlib.sha256(body).hexdigest() for body in bodies(desk)) == Counter(set(live))
    assert max(Counter(desk.asked).values()) == 1 and max(map(len, desk.asked)) <= 64
    with CallStore(folder / "batch.sqlite") as store:
        assert {answer.key for answer in store.answers(Choice())} == {f"sha256-{id_}" for id_ in desk.asked}
        assert not store.query("SELECT * FROM batch_calls")
    with CallStore(folder / "live.sqlite") as store:
        assert {answer.key for answer in store.answers(Choice())} == {f"sha256-{id_}" for id_ in desk.asked}


def test_a_live_run_goes_on_from_a_provider_batch_and_the_other_way_round(
    server: ModelServer, desk: BatchDesk, folder: Path
) -> None:
    server.answer = plausible
    asked = job(server, folder, "a")
    assert rounds(asked) == 1
    (folder / "a.duckdb").unlink()
    assert run_batch(asked) == 0 and not server.calls
    (folder / "a.duckdb").unlink()
    assert submit(asked) == 0 and len(desk.batches) == 1, "submit writes what the store of answers completes"
    assert collect(asked) == 0


def test_files_of_requests_keep_to_the_limits(
    server: ModelServer, desk: BatchDesk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer = plausible
    monkeypatch.setattr(submitting, "MOST_REQUESTS", 5)
    assert submit(job(server, folder, "by-number")) == 0
    sizes = [len(desk.rows(batch["input_file_id"])) for batch in desk.batches.values()]
    assert len(sizes) > 2 and set(sizes[:-1]) == {5}
    whole = len(desk.asked)
    desk.batches.clear()
    monkeypatch.setattr(submitting, "MOST_REQUESTS", 50_000)
    monkeypatch.setattr(submitting, "MOST_BYTES", 30_000)
    assert submit(job(server, folder, "by-size")) == 0
    files = [desk.files[batch["input_file_id"]] for batch in desk.batches.values()]
    assert len(files) > 1 and all(len(file) <= 30_000 for file in files)
    assert len(set(desk.asked)) == len(desk.asked) == whole


def test_what_is_under_way_is_not_sent_again(
    server: ModelServer, desk: BatchDesk, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = job(server, folder, "a")
    assert submit(asked) == 0
    first, _ = told(capsys)
    assert first["sent"] == len(desk.asked) > 0 and first["pending"] == COUNT and first["reports"] == 0
    write_reports(folder / "in", COUNT + 1)
    assert submit(asked) == 0
    second, _ = told(capsys)
    assert 0 < second["sent"] < first["sent"] and second["under_way"] == second["sent"] + first["sent"]
    assert max(Counter(desk.asked).values()) == 1
    assert collect(asked) == 3 and told(capsys)[0]["open"] == 0


def test_the_command_line_from_end_to_end(server: ModelServer, desk: BatchDesk, folder: Path) -> None:
    server.answer = plausible
    asked = job(server, folder, "a")
    env = {**environment(), "SUMMARIZER_PRICE_INPUT": "2", "SUMMARIZER_PRICE_OUTPUT": "8", "SUMMARIZER_CURRENCY": "CNY",
           "SUMMARIZER_BATCH_DISCOUNT": "0.5"}  # fmt: skip
    submitted = run(*options(asked, "submit"), cwd=folder, env=env)
    assert submitted.returncode == 0 and json.loads(submitted.stdout)["batches"] == 1
    assert any("is under way with" in line for line in sentences(submitted))

    where = ["batch", "--provider-batch", "status", "--base-url", server.url, "-m", "x", "--cache", "a.sqlite"]
    (batch,) = json.loads(run(*where, "--json", cwd=folder, env=env).stdout)
    assert batch["state"] == "in_progress" and batch["requests"] == len(desk.asked) and batch["collected"] is None
    shown = run(*where, cwd=folder, env=env)
    assert shown.returncode == 0 and "batch_1" in shown.stdout.decode() and "completed" in shown.stdout.decode()

    collected = run(*options(asked, "collect"), cwd=folder, env=env)
    totals = json.loads(collected.stdout)
    assert collected.returncode == 0 and totals["reports"] == COUNT and totals["answers"] == len(desk.asked)
    with CallStore(folder / "a.sqlite") as store:
        taken = [(one.input_tokens, one.cached_input_tokens, one.output_tokens) for one in store.answers(Choice())]
    full = sum(2 * read + 8 * written for read, _, written in taken) / 1e6
    assert totals["cost"] == pytest.approx(full / 2)
    (batch,) = json.loads(run(*where, "--json", cwd=folder, env=env).stdout)
    assert batch["completed"] == len(desk.asked) and batch["collected"]

    # The key went to the server and nowhere else.
    assert server.keys == {KEY}
    for path in folder.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path
    for text in (submitted.stderr, shown.stdout, collected.stderr, *desk.files.values()):
        assert KEY.encode() not in text
    assert not list(folder.glob("*.lock"))


def test_one_submits_at_a_time_and_others_may_look(
    server: ModelServer, desk: BatchDesk, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = job(server, folder, "a")
    assert submit(asked) == 0 and asked.settings is not None
    capsys.readouterr()
    with only_writer(asked.settings.cache):
        for action in (submit, collect):
            with pytest.raises(StoreError, match="another process"):
                action(asked)
        assert show_status(asked.settings, True) == 0
    (batch,) = json.loads(capsys.readouterr().out)
    assert batch["state"] == "in_progress"


def test_a_file_of_two_reports_is_written_when_both_are_there(
    server: ModelServer, desk: BatchDesk, tmp_path: Path
) -> None:
    body = "\n".join(
        ["各位代表：现在，我向大会报告政府工作，请予审议。", *["全县新建农村公路12公里，改造老旧小区3个。"] * 90]
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "1.txt").write_text(
        f"澜溪县2020年政府工作报告\n{body}\n青溪县2020年政府工作报告\n{body}\n", encoding="utf-8"
    )
    server.answer = plausible
    asked = job(server, tmp_path, "a")
    assert submit(asked) == 0
    desk.expire_after = len(desk.asked) - 1
    collect(asked)
    assert collect(asked) == 3
    with reading(asked.store) as opened:
        assert opened.execute("SELECT * FROM reports").fetchall() == []
    desk.expire_after = None
    assert rounds(asked) == 1
    with reading(asked.store) as opened:
        assert len(opened.execute("SELECT * FROM reports").fetchall()) == 2


def test_what_does_not_fit_together_is_one_sentence(server: ModelServer, folder: Path) -> None:
    asked = job(server, folder, "a")
    without = BatchJob(inputs=asked.inputs, store=asked.store)
    with pytest.raises(UsageError, match="--engine llm"):
        submit(without)
    assert asked.settings is not None
    replay: Settings = asked.settings.model_copy(update={"replay": True})
    with pytest.raises(UsageError, match="a replay asks nobody"):
        collect(BatchJob(inputs=asked.inputs, store=asked.store, engine="llm", settings=replay))
    for arguments, words in (
        (["--provider-batch", "submit", "--engine", "llm", "-m", "x", "--base-url", server.url], "name the reports"),
        (["in", "--db", "a.duckdb", "--provider-batch", "sometime"], "sometime"),
        (["in", "--on", "ray", "--out", "b", "--provider-batch", "submit", "--engine", "llm"], "provider batches fill"),
        (["--on", "ray", "--provider-batch", "status"], "provider batches fill"),
    ):
        done = run("batch", *arguments, cwd=folder)
        assert done.returncode == 2 and words in sentences(done)[0]
