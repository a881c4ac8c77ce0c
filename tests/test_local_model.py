"""The trial of a real model, with a server of ours in the real one's place."""

import json
import subprocess
import sys
import time
from pathlib import Path

import local_model
import pytest
from conftest import ROOT

SERVER = """#!/bin/sh
while [ $# -gt 0 ]; do case $1 in --port) port=$2;; esac; shift; done
echo $$ > {pid}
cd {tests} && exec {python} model_server.py --port "$port" --answer {answer}
"""


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A folder that stands for the environment: its interpreter names a server and a model, whatever it is asked."""
    return made_environment(tmp_path, "labelling:willing")


def made_environment(tmp_path: Path, answer: str) -> Path:
    server, python = tmp_path / "server", tmp_path / "env" / "bin" / "python"
    values = {"pid": tmp_path / "pid", "tests": ROOT / "tests", "python": sys.executable, "answer": answer}
    python.parent.mkdir(parents=True)
    server.write_text(SERVER.format(**values), encoding="utf-8")
    python.write_text(f"#!/bin/sh\necho '{json.dumps([str(server), 'small.gguf'])}'\n", encoding="utf-8")
    for file in (server, python):
        file.chmod(0o755)
    return tmp_path / "env"


def is_running(tmp_path: Path) -> bool:
    pid = int((tmp_path / "pid").read_text())
    return subprocess.run(["kill", "-0", str(pid)], capture_output=True).returncode == 0


@pytest.mark.slow
def test_a_server_is_started_tried_and_stopped(
    environment: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code = local_model.run(environment, tmp_path, time.monotonic() + 120)
    printed = capfd.readouterr()
    assert code == 0, printed.err
    assert "works; used for mode auto" in printed.out and "tokens a second" in printed.out
    assert "all holds" in printed.out and "ids by the model" in printed.out
    assert not is_running(tmp_path)
    assert (tmp_path / "llm.json").is_file() and (tmp_path / "hybrid.json").is_file()


def test_a_server_is_stopped_when_time_runs_out(
    environment: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object) -> int:
        raise subprocess.TimeoutExpired("summarizer", 1)

    monkeypatch.setattr(local_model, "call", slow)
    assert local_model.run(environment, tmp_path, time.monotonic()) == local_model.OUT_OF_TIME
    assert not is_running(tmp_path) and "out of time" in capfd.readouterr().err


@pytest.mark.parametrize("missing", ["environment", "packages", "server"])
def test_what_cannot_be_tried_is_told_with_what_to_do(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], missing: str
) -> None:
    environment = tmp_path / "env"
    if missing == "packages":
        (environment / "bin").mkdir(parents=True)
        (environment / "bin" / "python").symlink_to("/bin/false")
    if missing == "server":
        made_environment(tmp_path, "no such answer")
    assert local_model.run(environment, tmp_path, time.monotonic() + 60) == local_model.NO_SERVER
    told = capfd.readouterr().err
    assert told.startswith("not tried: ") and told.count("\n") == 1
    assert ("make local-model" in told) == (missing != "server")
