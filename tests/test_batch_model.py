"""Batches with a model behind a real server: what they take, kills, and an endpoint that ends them."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run
from labelling import knows_nothing, plausible
from model_server import ModelServer, status
from panel import columns, contents, write_reports
from test_cli import COMMAND, ROOT, sentences

from summarizer.store.exporting import export_store
from summarizer.store.opening import reading

COUNT, CALLS = 12, 4


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(answer=plausible) as running:
        yield running


def options(server: ModelServer, cache: str = "calls.sqlite") -> list[str]:
    """The options of a batch with the model of a server, each part of a report asked about in calls of its own."""
    return [
        "--engine", "llm", "--base-url", server.url, "-m", "test-model", "--cache", cache, "--config", "small.toml",
        "--concurrency", str(CALLS),
    ]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_reports(tmp_path / "in", COUNT)
    (tmp_path / "small.toml").write_text(
        "[llm]\nmax_answer_tokens = 300\nprice_input = 2\nprice_output = 8\ncurrency = 'CNY'\n", encoding="utf-8"
    )
    return tmp_path


def exported(folder: Path, name: str) -> dict[str, bytes]:
    export_store(folder / f"{name}.duckdb", folder / name)
    return contents(folder / name)


def test_a_batch_asks_a_model_and_tells_what_that_took(server: ModelServer, folder: Path) -> None:
    server.latency = 0.02
    done = run("batch", "in", "--db", "a.duckdb", "--json", *options(server), cwd=folder)
    totals = json.loads(done.stdout)
    assert done.returncode == 0 and totals["reports"] == COUNT
    used = totals["usage"]
    assert used["calls"] == len(server.calls) >= 2 * COUNT and used["cached"] == 0 and used["cost"] > 0
    assert 1 < server.peak <= CALLS
    told = sentences(done)[-1]
    assert f"{used['calls']} calls" in told and "tokens in" in told and "CNY" in told
    again = run("batch", "in", "--db", "b.duckdb", "--json", *options(server), cwd=folder)
    assert json.loads(again.stdout)["usage"]["calls"] == 0 and len(server.calls) == used["calls"]
    assert exported(folder, "a") == exported(folder, "b")
    with reading(folder / "a.duckdb") as opened:
        sources = columns(opened.execute("SELECT DISTINCT source FROM indicators").fetchall())
        assert sources == ["llm"]


@pytest.mark.slow
def test_a_killed_batch_goes_on_and_pays_for_nothing_twice(server: ModelServer, folder: Path) -> None:
    run("batch", "in", "--db", "whole.duckdb", *options(server, "whole.sqlite"), cwd=folder)
    unique = {call.key for call in server.calls}
    server.requests.clear()
    server.latency = 0.02
    for aim in (len(unique) // 4, len(unique) // 2):
        with subprocess.Popen(
            [*COMMAND, "batch", "in", "--db", "killed.duckdb", *options(server)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.DEVNULL,
        ) as running:
            while running.poll() is None and len(server.calls) < aim:
                time.sleep(0.01)
            running.kill()
    assert 0 < len(server.calls) < len(unique), "the kills must fall into the work"
    done = run("batch", "in", "--db", "killed.duckdb", *options(server), cwd=folder)
    assert done.returncode == 0
    assert {call.key for call in server.calls} == unique
    assert len(server.calls) <= len(unique) + 2 * CALLS, "only what was in flight at a kill is asked again"
    assert exported(folder, "whole") == exported(folder, "killed")


def test_a_key_that_is_refused_ends_the_batch_in_one_sentence(server: ModelServer, folder: Path) -> None:
    server.answer = knows_nothing
    server.next(*[status(401, "no", "invalid_api_key")] * 50)
    done = run("batch", "in", "--db", "a.duckdb", *options(server), cwd=folder)
    assert done.returncode == 2 and not done.stdout
    (told,) = sentences(done)
    assert "a key is asked for" in told
    assert not list(folder.glob("*.lock"))
