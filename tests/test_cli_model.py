"""The model engines from the command line: real processes against a real server, and a recording without one."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from command import run
from labelling import knows
from model_server import Body, ModelServer, Response, status
from test_cli import COMMAND, ROOT, sentences

from summarizer.engines.rules import RuleEngine
from summarizer.pipeline import make_document
from summarizer.readers import read

SPECIMEN = ROOT / "evals" / "specimens" / "lanchuan-2022.docx"
RECORDING = ROOT / "evals" / "recordings" / "specimens.jsonl"


@pytest.fixture
def server() -> Iterator[ModelServer]:
    document = make_document(read(SPECIMEN)[0])
    with ModelServer(answer=knows(RuleEngine().label_now(document), document)) as running:
        yield running


def where(server: ModelServer) -> list[str]:
    return ["--base-url", server.url, "--model", "test-model", "--cache", "calls.sqlite"]


@pytest.fixture
def in_parts(tmp_path: Path) -> None:
    """Settings under which a specimen takes several calls, one at a time."""
    (tmp_path / "summarizer.toml").write_text("[llm]\nmax_answer_tokens = 400\nconcurrency = 1\n", encoding="utf-8")


@pytest.mark.parametrize("engine", ["llm", "hybrid"])
def test_a_report_by_a_model(server: ModelServer, tmp_path: Path, engine: str) -> None:
    done = run("run", SPECIMEN, "--engine", engine, *where(server), "-o", "a.json", cwd=tmp_path)
    assert done.returncode == 0 and not done.stdout
    said, written = sentences(done)
    assert f"{len(server.calls)} calls" in said and "tokens in" in said
    assert written == "summarizer: a.json written"
    report = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert report["run"]["engine"] == engine and report["run"]["coverage"]["numbers"]["model"] > 0
    calls = len(server.calls)
    again = run("run", SPECIMEN, "--engine", engine, *where(server), "-o", "b.json", cwd=tmp_path)
    assert again.returncode == 0 and len(server.calls) == calls and "0 calls" in sentences(again)[0]


def test_what_it_would_take_is_told_before(server: ModelServer, tmp_path: Path) -> None:
    config = '[llm]\nprice_input = 2.0\nprice_output = 8.0\ncurrency = "CNY"\n'
    (tmp_path / "summarizer.toml").write_text(config, encoding="utf-8")
    told = run("estimate", SPECIMEN, "--json", cwd=tmp_path)
    estimate = json.loads(told.stdout)["all"]
    assert not server.calls and estimate["calls"] > 0
    assert estimate["cost"] == pytest.approx((2 * estimate["input_tokens"] + 8 * estimate["output_tokens"]) / 1e6)
    run("run", SPECIMEN, "--engine", "llm", *where(server), "-o", "a.json", cwd=tmp_path)
    assert len(server.calls) == estimate["calls"]
    (tmp_path / "summarizer.toml").write_text('[llm]\nbrief = "model"\n', encoding="utf-8")
    with_brief = json.loads(run("estimate", SPECIMEN, "--json", cwd=tmp_path).stdout)["all"]
    assert with_brief["calls"] == estimate["calls"] + 1 and with_brief["output_tokens"] > estimate["output_tokens"]
    (tmp_path / "summarizer.toml").write_text(config, encoding="utf-8")
    assert b"CNY" in run("estimate", SPECIMEN, cwd=tmp_path).stdout
    assert run("estimate", SPECIMEN, "--engine", "rules", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--engine", "llm"], "no model is named"),
        (["--engine", "llm", "--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--config", "bad.toml"], "modle"),
        (["--engine", "magic"], "no engine named"),
        (["--engine", "llm", "--replay", "missing.jsonl"], "missing.jsonl"),
        (["--engine", "llm", "--brief", "both", "--model", "m"], "--brief"),
    ],
)
def test_bad_use_is_one_sentence(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    (tmp_path / "bad.toml").write_text('[llm]\nmodle = "x"\n', encoding="utf-8")
    env = {"OPENAI_API_KEY": "", "OPENAI_BASE_URL": "", "SUMMARIZER_MODEL": "", "XDG_CONFIG_HOME": str(tmp_path)}
    done = run("run", SPECIMEN, *arguments, cwd=tmp_path, env=env)
    (said,) = sentences(done)
    assert done.returncode == 2 and sentence in said and not done.stdout


def test_a_refused_key_is_one_sentence_without_the_key(server: ModelServer, tmp_path: Path) -> None:
    server.key = "sk-right"
    done = run("run", SPECIMEN, "--engine", "llm", *where(server), cwd=tmp_path, env={"OPENAI_API_KEY": "sk-wrong-77"})
    (said,) = sentences(done)
    assert done.returncode != 0 and "OPENAI_API_KEY" in said and "sk-wrong-77" not in said and not done.stdout


def test_an_endpoint_that_fails_for_good_ends_the_run_and_keeps_what_was_answered(
    server: ModelServer, tmp_path: Path, in_parts: None
) -> None:
    healthy = server.answer
    server.answer = lambda body: healthy(body) if len(server.bodies) < 2 else status(403)(body)
    done = run("run", SPECIMEN, "--engine", "llm", *where(server), "-o", "a.json", cwd=tmp_path)
    assert done.returncode != 0 and len(sentences(done)) == 1 and not (tmp_path / "a.json").exists()
    server.answer = healthy
    asked = len(server.calls)
    done = run("run", SPECIMEN, "--engine", "llm", *where(server), "-o", "a.json", cwd=tmp_path)
    assert done.returncode == 0 and "1 answers from the store" in sentences(done)[0] and len(server.calls) > asked


def test_reports_that_were_done_before_the_endpoint_failed_are_written(server: ModelServer, tmp_path: Path) -> None:
    fine, refused = SPECIMEN.read_bytes(), "云溪县2023年政府工作报告\n一、2023年工作回顾\n生产总值96.4亿元。\n"
    for name in ("a.docx", "c.docx"):
        (tmp_path / name).write_bytes(fine)
    (tmp_path / "b.txt").write_text(refused, encoding="utf-8")
    healthy = server.answer

    def refuses_the_second(body: Body) -> Body | str | Response:
        if "96.4" in body["messages"][-1]["content"]:
            return replace(status(403)(body), delay=0.3)
        return healthy(body)

    server.answer = refuses_the_second
    done = run("run", "a.docx", "b.txt", "c.docx", "--engine", "llm", *where(server), "--out", "out", cwd=tmp_path)
    said, _ = sentences(done)
    assert done.returncode == 3 and "does not let this key use test-model" in said
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.json", "c.json"]


def test_settings_that_do_not_suffice_are_told_once(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.docx", "b.docx"):
        (tmp_path / "in" / name).write_bytes(SPECIMEN.read_bytes())
    env = {"OPENAI_API_KEY": "", "OPENAI_BASE_URL": "", "SUMMARIZER_MODEL": "", "XDG_CONFIG_HOME": str(tmp_path)}
    for command in (["run", "in/a.docx", "in/b.docx", "--out", "out"], ["batch", "in", "--db", "a.duckdb"]):
        done = run(*command, "--engine", "llm", cwd=tmp_path, env=env)
        (said,) = sentences(done)
        assert done.returncode == 2 and "no model is named" in said and not (tmp_path / "a.duckdb").exists()


def test_an_interrupt_keeps_what_is_done(server: ModelServer, tmp_path: Path, in_parts: None) -> None:
    server.latency = 0.4
    arguments = ["run", str(SPECIMEN), "--engine", "llm", *where(server), "-o", "a.json"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([*COMMAND, *arguments], cwd=tmp_path, stderr=subprocess.PIPE, env=env) as running:
        while not server.calls and running.poll() is None:
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
    assert running.returncode == 130 and b"interrupted" in said and b"Traceback" not in said
    assert not (tmp_path / "a.json").exists()
    made = len(server.calls)
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 0 and f"{made} answers from the store" in sentences(done)[0]


def test_the_recorded_specimens_replay_without_key_or_network(tmp_path: Path) -> None:
    done = run("eval", "--engine", "llm", "--replay", RECORDING, "--json", cwd=tmp_path, env={"OPENAI_API_KEY": ""})
    assert done.returncode == 0, done.stderr.decode()
    figures = json.loads(done.stdout)
    assert set(figures["reports"]) == {"lanchuan-2022", "qinghe-2018", "songyu-2024h1"}
    assert figures["all"]["record"]["f1"] > 0.9 and figures["all"]["grounded"] == 1.0


def test_a_replay_that_lacks_an_answer_names_the_part(tmp_path: Path) -> None:
    text = read(SPECIMEN)[0].text.replace("地区生产总值", "地区生产总额")
    (tmp_path / "other.txt").write_text(text, encoding="utf-8")
    done = run("run", "other.txt", "--engine", "llm", "--replay", RECORDING, cwd=tmp_path)
    (said,) = sentences(done)
    assert done.returncode != 0 and "other.txt, " in said and "sha256-" in said
