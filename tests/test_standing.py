"""What is told of a long run while it goes on."""

import sys
from pathlib import Path

import pytest
from command import run
from labelling import plausible
from model_server import ModelServer
from panel import write_reports
from wire import settings

from summarizer.cli import standing
from summarizer.cli.standing import Standing
from summarizer.cli.watching import label_all
from summarizer.contract.usage import Usage
from summarizer.endpoint import Answer
from summarizer.errors import InputError
from summarizer.readers import read


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, in seconds, for a test to set."""
    now = [1000.0]
    monkeypatch.setattr(standing, "monotonic", lambda: now[0])
    return now


def answer(planned: int = 0, cached: bool = False) -> Answer:
    return Answer("ok", None, "", "key", cached, planned)


def test_what_is_left_of_a_run_with_a_model_is_counted_in_calls(clock: list[float]) -> None:
    counted: list[int] = []

    def count() -> int:
        counted.append(1)
        return 4

    run = Standing("reports", count)
    clock[0] += 60
    assert run.line() == "0 of 4 reports"
    run.on_answer(answer(), Usage(calls=1, output_tokens=600))
    assert "left" not in run.line(), "nobody knows yet how many calls a report takes"
    # Two reports were begun, of five calls each; the other two will take as many. Ten of twenty calls took four minutes.
    run.on_answer(answer(5), Usage(calls=5, output_tokens=3_000))
    run.on_answer(answer(5), Usage(calls=10, output_tokens=6_000, input_tokens=50_000))
    run.done, clock[0] = 1, 1000.0 + 240
    told = run.line()
    assert told == (
        "1 of 4 reports, 10 calls, 50,000 tokens in, 6,000 out, 25 tokens a second, about 10 calls and 4 minutes left"
    )
    assert len(counted) == 1


def test_answers_out_of_the_store_take_no_time_and_are_no_calls_left(clock: list[float]) -> None:
    run = Standing("reports", lambda: 1)
    run.on_answer(answer(8), Usage(calls=2, cached=4))
    clock[0] += 120
    assert run.left() == "about 2 calls and 2 minutes left"
    run.on_answer(answer(), Usage(calls=4, cached=5))
    assert run.left() == "", "calls that were asked again may be more than were planned"


def test_what_the_rules_have_left_is_counted_in_files_and_those_of_before_took_no_time(clock: list[float]) -> None:
    run = Standing("files", lambda: 100)
    run.done, run.before = 60, 50
    clock[0] += 60
    assert run.line() == "60 of 100 files, 4 minutes left"
    assert Standing("files").line() == "0 files", "nobody may know how many there are"

    def lost() -> int:
        raise InputError("the folder is gone")

    assert Standing("files", lost).line() == "0 files"


def test_a_batch_that_nobody_watches_tells_how_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "_EVERY", 0.05)
    write_reports(tmp_path / "in", 3)
    with ModelServer(answer=plausible, latency=0.1) as server:
        options = ["--engine", "llm", "--base-url", server.url, "-m", "test-model", "--cache", "c.sqlite"]
        done = run("batch", "in", "--db", "a.duckdb", "--concurrency", "1", *options, cwd=tmp_path)
    told = done.stderr.decode()
    assert done.returncode == 0 and " of 3 files, " in told and "minute left" in told and " a second" in told


def test_on_a_terminal_a_bar_counts_calls_and_tokens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("FORCE_COLOR", "1")
    write_reports(tmp_path, 1)
    with ModelServer(answer=plausible, latency=0.1) as server:
        made = settings(server.url, cache=tmp_path / "c", max_answer_tokens=300, concurrency=1)
        label_all(read(tmp_path / "000.txt"), "llm", made, str, lambda _: None)
    told = capsys.readouterr().err
    assert "reports" in told and "tokens a second" in told and " calls, " in told and "0/1" in told
