"""`summarizer doctor` against servers that can do more or less."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from model_server import Body, ModelServer, Response, completion, fit, rate_limited, says, status
from wire import KEY, settings

import summarizer
from summarizer.cli.doctor import run_doctor
from summarizer.cli.options import ModelOptions
from summarizer.endpoint import MODES, CallStore, Endpoint
from summarizer.errors import UsageError

ROOT = Path(summarizer.__file__).parent.parent


def examine(server: ModelServer, folder: Path, capsys: pytest.CaptureFixture[str], **more: str) -> tuple[int, Body]:
    """The exit code and what is printed as JSON."""
    asked = ModelOptions(base_url=server.url, model="test-model", cache=folder / "calls.sqlite")
    code = run_doctor(replace(asked, **more), as_json=True)  # type: ignore[arg-type]
    told = capsys.readouterr().out
    assert KEY not in told
    return code, json.loads(told)


@pytest.mark.parametrize("modes", [("tools", "md_json"), ("json_schema",), ("md_json",)])
def test_the_best_mode_that_works_is_remembered_for_auto(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], modes: tuple[str, ...]
) -> None:
    with ModelServer(modes=modes) as server:
        code, told = examine(server, tmp_path, capsys)
        assert code == 0 and told["best_mode"] == modes[0] and told["model_listed"] is True
        assert {mode["mode"] for mode in told["modes"] if mode["fault"] is None} == set(modes)
        assert len(server.calls) == 3
        with CallStore(tmp_path / "calls.sqlite") as store:
            assert Endpoint(settings(server.url), store).route.mode == modes[0]
            assert Endpoint(settings(server.url, model="another"), store).route.mode == "tools"
            assert not store.groups(), "the small questions are no answers to keep"


def test_the_preset_s_mode_is_preferred_where_it_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ModelServer() as server:
        assert examine(server, tmp_path, capsys, provider="vllm")[1]["best_mode"] == "json_schema"


def test_a_model_that_answers_nonsense_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ModelServer() as server:
        server.answer = lambda body: says("It rises.")(body)
        code = run_doctor(ModelOptions(base_url=server.url, model="test-model", cache=tmp_path / "c"), as_json=False)
        printed = capsys.readouterr()
    assert code == 1 and "test-model cannot be used" in printed.err and printed.err.count("\n") == 1
    assert "tools" in printed.out and not (tmp_path / "c").exists()


@pytest.mark.parametrize("listed", ["[]", "null", '{"data": ["test-model"]}', '{"data": null}', "no JSON"])
def test_a_list_of_models_that_is_none_is_no_obstacle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], listed: str
) -> None:
    with ModelServer(listing=listed) as server:
        code, told = examine(server, tmp_path, capsys)
    assert code == 0 and told["best_mode"] == "tools" and not told["model_listed"]


def test_one_mode_that_is_asked_for_is_tried_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ModelServer() as server:
        code, told = examine(server, tmp_path, capsys, mode="md_json")
        assert code == 0 and [mode["mode"] for mode in told["modes"]] == ["md_json"]
    assert not (tmp_path / "calls.sqlite").exists(), "it was chosen, not found out"


def test_the_key_is_told_as_set_and_its_refusal_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ModelServer(key="another") as server:
        code, told = examine(server, tmp_path, capsys, api_key=KEY)
    assert code == 1 and told["settings"]["api_key"] == {"value": "set", "from": "option"}
    assert told["model_listed"] is None and "the key was refused" in told["list_fault"]
    assert all("the key was refused" in mode["fault"] for mode in told["modes"])


def test_an_unknown_model_and_a_fault_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ModelServer() as server:
        code, told = examine(server, tmp_path, capsys, model="nobody")
        assert code == 1 and told["model_listed"] is False and "nobody" in told["modes"][0]["fault"]
        server.next(rate_limited("60"))
        code, told = examine(server, tmp_path, capsys)
        assert code == 0 and "status 429" in told["modes"][0]["fault"] and told["best_mode"] == "json_schema"


def test_nothing_is_asked_without_a_model(tmp_path: Path) -> None:
    with ModelServer() as server, pytest.raises(UsageError, match="no model is named"):
        run_doctor(ModelOptions(base_url=server.url, model="", cache=tmp_path / "c"), as_json=True)
    assert not server.requests


def test_the_command_prints_a_table_and_its_exit_code_says_whether_it_works(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from summarizer.cli import main; main()", "doctor", "--model", "test-model"]
    with ModelServer() as server:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "SUMMARIZER_BASE_URL": server.url, "OPENAI_API_KEY": KEY}
        env |= {"XDG_CACHE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
        done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        server.answer = lambda body: says("It rises.")(body)
        failed = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and not done.stderr
    assert "works; used for mode auto" in done.stdout and KEY not in done.stdout
    table = done.stdout.partition("\n\n")[0]
    rows = {line.split()[0]: line for line in table.splitlines()}
    assert "environment" in rows["base_url"] and "set" in rows["api_key"] and "option" in rows["model"]
    assert failed.returncode == 1
    assert failed.stderr.startswith("summarizer: test-model cannot be used") and failed.stderr.count("\n") == 1


class Paced:
    """A server that reads and writes so many tokens (characters) a second, at so many places; it says that it reads
    `context` tokens, or is `silent` and cuts the rest away."""

    def __init__(self, reads: float, writes: float, slots: int, context: int = 10**6, silent: bool = False) -> None:
        self.reads, self.writes, self.context, self.silent = reads, writes, context, silent
        self._free = [0.0] * slots

    def __call__(self, body: Body) -> Response:
        read = sum(len(message["content"]) for message in body["messages"])
        if read > self.context and not self.silent:
            return status(
                400, f"request ({read} tokens) exceeds the available context size", "exceed_context_size_error"
            )(body)
        text = json.dumps(fit(body)) if "json_schema" in str(body) or "tools" in body else "7" * body["max_tokens"]
        now = asyncio.get_running_loop().time()
        place = min(range(len(self._free)), key=self._free.__getitem__)
        self._free[place] = max(now, self._free[place]) + read / self.reads + len(text) / self.writes
        made = completion(body, text)
        made["usage"] = {"prompt_tokens": min(read, self.context), "completion_tokens": len(text)}
        return Response(200, json.dumps(made), delay=self._free[place] - now)


def advised(paced: Callable[[Body], Response], folder: Path, capsys: pytest.CaptureFixture[str], **more: object) -> str:
    """What doctor prints of a local server."""
    with ModelServer(answer=paced) as server:
        asked = ModelOptions(base_url=server.url, model="test-model", cache=folder / "c", provider="vllm", mode="tools")
        assert run_doctor(replace(asked, **more), as_json=False) == 0  # type: ignore[arg-type]
    return capsys.readouterr().out


def test_a_slow_server_with_one_slot_is_measured_and_what_fits_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = advised(Paced(60_000, 240, 1), tmp_path, capsys, concurrency=16)
    found = re.search(r"reads (\d+) and writes (\d+) tokens a second, one answer at a time: .* about \d+ minutes", told)
    # What the server takes cannot be measured as less.
    assert found is not None and 2_000 < int(found[1]) <= 60_000 and 20 < int(found[2]) <= 240
    assert "set concurrency = 1 in [llm]" in told and "timeout_seconds =" not in told and "not read whole" not in told


def test_a_server_that_reads_slowly_is_given_time_and_one_with_places_more_calls(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMARIZER_TIMEOUT_SECONDS", "30")
    told = advised(Paced(60_000, 480, 4), tmp_path, capsys, concurrency=1)
    assert re.search(r"set concurrency = [2-4] and timeout_seconds = 120 in \[llm\]", told)


@pytest.mark.parametrize("silent", [False, True])
def test_a_context_too_short_for_a_long_question_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], silent: bool
) -> None:
    told = advised(Paced(10**6, 10**4, 4, 4096, silent), tmp_path, capsys)
    assert "a long question of 10,000 tokens is not read whole" in told and "--ctx-size" in told


def test_a_provider_s_speed_is_not_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ModelServer() as server:
        assert examine(server, tmp_path, capsys)[1]["speed"] is None and len(server.calls) == len(MODES)
