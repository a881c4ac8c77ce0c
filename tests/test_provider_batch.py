"""Batches of a provider: the same reports as live, nothing sent twice, and everything that can go wrong on the way."""

import hashlib
import json
import os
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from batch_server import BatchDesk, broken_off
from labelling import plausible
from model_server import AnswerFunction, Body, ModelServer, Response, says, schema_of, status, truncated
from panel import contents, write_reports
from test_cli import COMMAND, ROOT, run, sentences
from wire import KEY, settings

from summarizer.commands.batch import BatchJob, run_batch
from summarizer.commands.provider_batch import collect, submit
from summarizer.commands.provider_batch import status as show_status
from summarizer.endpoint import CallStore, Settings
from summarizer.endpoint.calls import Choice
from summarizer.errors import EndpointError, StoreError, UsageError
from summarizer.provider_batches import submitting
from summarizer.provider_batches.book import Book, Remembered
from summarizer.store.exporting import export_store
from summarizer.store.lock import only_writer
from summarizer.store.opening import reading

COUNT = 6


def moody(body: Body) -> Any:
    """Answers of every kind, the same to the same question: right, cut, no JSON, refused, filtered, and with gaps."""
    digest = hashlib.sha256(json.dumps(body["messages"], ensure_ascii=False).encode()).digest()
    if "n" not in schema_of(body)["properties"]:
        return {"text": "一份没有引用的摘要。"} if digest[0] % 2 else "no JSON"
    kinds: list[AnswerFunction | None] = [
        None, None, None, truncated(), says("no JSON"), says(None, refusal="no"), says("", "content_filter"),
    ]  # fmt: skip
    chosen = kinds[digest[0] % len(kinds)]
    if chosen is not None:
        return chosen(body)
    rows = plausible(body)
    return rows if digest[1] % 2 else {**rows, "n": rows["n"][1:]}


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


def job(server: ModelServer, folder: Path, name: str, engine: str = "llm", **changes: object) -> BatchJob:
    """A batch into a store and with a cache of that name."""
    small = {"max_answer_tokens": 300, "cache": folder / f"{name}.sqlite", "api_key": KEY, "budget_minutes": 0.05}
    made = settings(server.url, **small | changes)
    return BatchJob((str(folder / "in"),), folder / f"{name}.duckdb", engine, made, None, None, False, None, True)


def exported(folder: Path, name: str) -> dict[str, bytes]:
    export_store(folder / f"{name}.duckdb", folder / name)
    return contents(folder / name)


def told(capsys: pytest.CaptureFixture[str]) -> tuple[Body, list[str]]:
    """The totals and the messages since it was asked last."""
    captured = capsys.readouterr()
    lines = captured.err.splitlines()
    assert all(line.startswith("summarizer: ") for line in lines)
    found: Body = json.loads(captured.out.splitlines()[-1]) if captured.out else {}
    return found, lines


def rounds(asked: BatchJob) -> int:
    """Submit and collect in turn until nothing is left to wait for; how many times that took."""
    for number in range(1, 20):
        assert submit(asked) == 0
        code = 3
        for _ in range(4):  # the provider takes its time
            code = collect(asked)
            if not batches(asked):
                break
        if code == 0:
            return number
    raise AssertionError("it never ends")


def batches(asked: BatchJob) -> list[Remembered]:
    """Those whose answers are still to come."""
    assert asked.settings is not None
    with CallStore(asked.settings.cache) as store:
        return Book(store).open_batches(asked.settings.base_url)


def bodies(desk: BatchDesk) -> list[bytes]:
    """The bodies of all requests in batches, as they were written."""
    files = [desk.files[batch["input_file_id"]] for batch in desk.batches.values()]
    return [line.split(b'"body":', 1)[1][:-1] for file in files for line in file.splitlines()]


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


@pytest.mark.parametrize("made_anyway", [False, True], ids=["refused", "made"])
def test_a_fault_while_submitting_costs_a_retry_and_no_second_batch(
    server: ModelServer, desk: BatchDesk, folder: Path, made_anyway: bool
) -> None:
    desk.made_anyway = made_anyway
    desk.upload_faults.append(status(503))
    desk.create_faults.append(status(500))
    assert submit(job(server, folder, "a")) == 0
    assert len(desk.batches) == 1


def test_a_submit_that_broke_off_goes_on_where_it_was(server: ModelServer, desk: BatchDesk, folder: Path) -> None:
    desk.create_faults.append(status(403, "not now"))
    asked = job(server, folder, "a")
    with pytest.raises(EndpointError, match="not now"):
        submit(asked)
    assert not desk.batches and [batch.state for batch in batches(asked)] == ["uploaded"]
    assert submit(asked) == 0
    assert len(desk.batches) == 1 and len(desk.files) == 1 and max(Counter(desk.asked).values()) == 1


def test_a_submit_that_broke_off_between_two_batches_sends_only_the_rest(
    server: ModelServer, desk: BatchDesk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submitting, "MOST_REQUESTS", 3)
    desk.create_faults.extend([None, None, status(401, "the key was withdrawn")])
    asked = job(server, folder, "a")
    with pytest.raises(EndpointError, match="key was refused"):
        submit(asked)
    sent = list(desk.asked)
    assert len(sent) == 6 and [batch.id for batch in batches(asked)] == ["batch_1", "batch_2", None]
    assert submit(asked) == 0
    assert desk.asked[:6] == sent and len(desk.batches) > 3 and max(Counter(desk.asked).values()) == 1


def test_a_file_that_the_provider_will_never_take_is_sent_anew(
    server: ModelServer, desk: BatchDesk, folder: Path
) -> None:
    desk.create_faults.append(status(400, "the input file has expired"))
    asked = job(server, folder, "a")
    with pytest.raises(EndpointError, match="has expired"):
        submit(asked)
    assert submit(asked) == 0
    assert len(desk.batches) == 1 and len(desk.files) == 2


def test_an_expired_batch_gives_what_it_has_and_the_rest_is_asked_again(
    server: ModelServer, desk: BatchDesk, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answer = plausible
    assert run_batch(job(server, folder, "live")) == 0
    asked = job(server, folder, "batch")
    desk.expire_after = 3
    assert submit(asked) == 0
    first = list(desk.asked)
    assert collect(asked) == 3
    told(capsys)
    assert collect(asked) == 3
    totals, lines = told(capsys)
    assert totals["answers"] == 3 and totals["failed_requests"] == totals["open"] == len(first) - 3
    assert any("could not be done in time" in line for line in lines)
    desk.expire_after = None
    assert rounds(asked) == 1
    assert Counter(desk.asked) == Counter(first) + Counter(first[3:])
    assert exported(folder, "batch") == exported(folder, "live")


def test_rows_that_failed_are_reported_and_asked_again(
    server: ModelServer, desk: BatchDesk, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answer = plausible
    assert run_batch(job(server, folder, "live")) == 0
    asked = job(server, folder, "batch")
    assert submit(asked) == 0
    server.next(status(500, "it broke"), status(429), lambda _: Response(200, '{"no": "completion"}'))
    collect(asked)
    told(capsys)
    assert collect(asked) == 3
    totals, lines = told(capsys)
    assert totals["failed_requests"] == totals["open"] == 3
    (reasons,) = [line for line in lines if "were not answered" in line]
    assert "status 500" in reasons and "status 429" in reasons and "no chat completion" in reasons
    first = list(desk.asked)
    assert rounds(asked) == 1
    assert Counter(desk.asked) == Counter(first) + Counter(first[:3])
    assert exported(folder, "batch") == exported(folder, "live")


def test_a_request_that_the_filter_stops_is_an_answer(server: ModelServer, desk: BatchDesk, folder: Path) -> None:
    server.answer = lambda body: status(400, "flagged", "content_filter")(body)
    asked = job(server, folder, "a")
    rounds(asked)
    assert max(Counter(desk.asked).values()) == 1
    with CallStore(folder / "a.sqlite") as store:
        assert {answer.state for answer in store.answers(Choice())} == {"filtered"}


def test_a_batch_that_is_refused_says_why_and_is_put_again(
    server: ModelServer, desk: BatchDesk, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answer = plausible
    asked = job(server, folder, "a")
    desk.refuse = f"too many tokens, said {KEY}"
    assert submit(asked) == 0
    told(capsys)
    assert collect(asked) == 3
    totals, lines = told(capsys)
    assert any("too many tokens" in line for line in lines) and not any(KEY in line for line in lines)
    assert totals["answers"] == 0 and totals["open"] == len(desk.asked)
    desk.refuse = None
    assert rounds(asked) == 1


def test_downloads_that_fail_are_tried_again_and_one_that_is_lost_is_told(
    server: ModelServer, desk: BatchDesk, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answer = plausible
    asked = job(server, folder, "a")
    assert submit(asked) == 0
    collect(asked)
    desk.download_faults.extend([status(500), broken_off()])
    assert collect(asked) == 0
    told(capsys)

    lost = job(server, folder, "b")
    assert submit(lost) == 0
    collect(lost)
    desk.download_faults.append(status(404))
    assert collect(lost) == 3
    totals, lines = told(capsys)
    assert totals["answers"] == 0 and totals["open"] > 0 and any("has lost the file" in line for line in lines)


def test_a_collect_that_broke_off_between_two_files_is_repeated_to_the_same_result(
    server: ModelServer, desk: BatchDesk, folder: Path
) -> None:
    asked = job(server, folder, "a")
    desk.expire_after = 5
    assert submit(asked) == 0
    collect(asked)
    desk.download_faults.extend([lambda _: Response(200, desk.files["file-2"].decode()), status(403, "no more today")])
    with pytest.raises(EndpointError, match="no more today"):
        collect(asked)
    before = answers(folder / "a.sqlite")
    assert len(before) == 5 and len(batches(asked)) == 1
    assert collect(asked) == 3
    assert answers(folder / "a.sqlite") == before and not batches(asked)


def answers(path: Path) -> list[object]:
    with CallStore(path) as store:
        return list(store.answers(Choice()))


def options(asked: BatchJob, action: str) -> list[str]:
    """The command line of a job, but for the key."""
    made = asked.settings
    assert made is not None
    return [
        "batch", *asked.inputs, "--db", str(asked.store), "--engine", asked.engine, "--provider-batch", action,
        "--base-url", made.base_url, "-m", made.model, "--cache", str(made.cache), "--json",
    ]  # fmt: skip


def environment() -> dict[str, str]:
    return {
        "OPENAI_API_KEY": KEY, "SUMMARIZER_MAX_ANSWER_TOKENS": "300", "SUMMARIZER_BACKOFF_SECONDS": "0.01",
        "SUMMARIZER_BUDGET_MINUTES": "0.05",
    }  # fmt: skip


@pytest.mark.parametrize("moment", ["upload", "create", "download"])
def test_killed_at_its_worst_moment_it_goes_on_and_sends_nothing_twice(
    server: ModelServer, desk: BatchDesk, folder: Path, moment: str
) -> None:
    asked, desk.expire_after, action = job(server, folder, "a"), None, "submit"
    if moment == "download":
        desk.expire_after, action = 5, "collect"
        assert submit(asked) == 0
        collect(asked)

    def has_come() -> bool:
        """The server has done its part, and the process cannot know it."""
        return bool(desk.files if moment == "upload" else desk.batches if moment == "create" else desk.downloads[1:])

    desk.delays = {moment: 1.0 if moment == "download" else 30.0}
    with subprocess.Popen(
        [*COMMAND, *options(asked, action)],
        cwd=folder,
        env={**os.environ, **environment(), "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        while running.poll() is None and not has_come():
            time.sleep(0.01)
        running.kill()
    assert running.returncode == -9
    assert not [path for path in folder.iterdir() if path.suffix == ".jsonl" or path.name.startswith("tmp")]
    desk.delays.clear()
    if moment == "download":
        assert len(answers(folder / "a.sqlite")) == 5 and len(batches(asked)) == 1
        assert collect(asked) == 3
        assert len(answers(folder / "a.sqlite")) == 5
    else:
        assert submit(asked) == 0
        assert len(desk.batches) == 1 and max(Counter(desk.asked).values()) == 1
    desk.expire_after = None
    rounds(asked)
    assert run_batch(job(server, folder, "live")) == 0
    assert exported(folder, "a") == exported(folder, "live")


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


def test_a_provider_without_batches_or_with_another_key_is_one_sentence(server: ModelServer, folder: Path) -> None:
    asked = job(server, folder, "a")
    refused = run(*options(asked, "submit"), cwd=folder, env={**environment(), "OPENAI_API_KEY": "sk-wrong"})
    assert refused.returncode == 2 and not refused.stdout
    (message,) = sentences(refused)
    assert "the key was refused" in message and "sk-wrong" not in message
    server.batches = None
    without = run(*options(asked, "submit"), cwd=folder, env=environment())
    assert without.returncode == 2 and not without.stdout
    (message,) = sentences(without)
    assert "has no provider batches" in message


def test_a_batch_of_another_account_is_named_and_left_alone(
    server: ModelServer, desk: BatchDesk, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = job(server, folder, "a")
    assert submit(asked) == 0
    hidden = dict(desk.batches)
    desk.batches.clear()
    assert collect(asked) == 3
    assert any("use the key of the account" in line for line in told(capsys)[1])
    desk.batches.update(hidden)
    assert len(batches(asked)) == 1


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
    without = BatchJob(asked.inputs, asked.store, "rules", None, None, None, False, None, False)
    with pytest.raises(UsageError, match="--engine llm"):
        submit(without)
    assert asked.settings is not None
    replay: Settings = asked.settings.model_copy(update={"replay": True})
    with pytest.raises(UsageError, match="a replay asks nobody"):
        collect(BatchJob(asked.inputs, asked.store, "llm", replay, None, None, False, None, False))
    for arguments, words in (
        (["--provider-batch", "submit", "--engine", "llm", "-m", "x", "--base-url", server.url], "name the reports"),
        (["in", "--db", "a.duckdb", "--provider-batch", "sometime"], "sometime"),
    ):
        done = run("batch", *arguments, cwd=folder)
        assert done.returncode == 2 and words in sentences(done)[0]
