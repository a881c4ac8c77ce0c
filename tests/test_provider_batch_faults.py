"""What can go wrong with batches of a provider: faults and refusals at every step, and processes that are killed."""

import os
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from batch_server import BatchDesk, broken_off
from command import run
from labelling import plausible
from model_server import ModelServer, Response, status
from panel import write_reports
from provider_batch import COUNT, answers, batches, environment, exported, job, moody, options, rounds, told
from test_cli import COMMAND, ROOT, sentences
from wire import KEY

from summarizer.cli.batch_by_provider import collect, submit
from summarizer.cli.batch_into_store import run_batch
from summarizer.endpoint import CallStore
from summarizer.endpoint.answers import Choice
from summarizer.errors import EndpointError
from summarizer.provider_batches import submitting


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


@pytest.mark.slow
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
