"""Servers as people have them: slow ones with one slot, models that run on, JSON in odd places, hostile bodies."""

import asyncio
import gzip
import json
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from labelling import is_head, knows
from model_server import (
    Body,
    ModelServer,
    Response,
    completion,
    fit,
    rate_limited,
    runs_on,
    says,
    status,
    streamed,
    truncated,
)
from test_pipeline import assert_contract
from wire import ROWS, ask_all, settings

from summarizer.cli.doctor import run_doctor
from summarizer.cli.options import ModelOptions
from summarizer.cli.watching import label_all
from summarizer.contract.report import Report
from summarizer.document.source import Source
from summarizer.endpoint import MODES, CallStore, Mode, Settings, load_settings
from summarizer.engines import create, create_asking
from summarizer.engines.rules import RuleEngine
from summarizer.errors import EndpointError, UsageError
from summarizer.pipeline import make_document, summarize_source
from summarizer.readers import read

SOURCE = read(Path(__file__).parents[1] / "evals" / "specimens" / "qinghe-2018.html")[0]
DOCUMENT = make_document(SOURCE)
RIGHT = knows(RuleEngine().label_now(DOCUMENT), DOCUMENT)


def labelled(made: Settings, source: Source = SOURCE) -> Report:
    report = summarize_source(source, create("llm", made))
    assert_contract(report)
    return report


def planned(made: Settings) -> int:
    return len(create_asking("llm", made).plan(DOCUMENT).calls)


def reasons(report: Report) -> set[str]:
    assert report.run.coverage is not None
    return set(report.run.coverage.reasons.values())


class OneSlot:
    """Answers one request at a time, each in its time; the others wait in a queue."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._free_at, self._lock = seconds, 0.0, threading.Lock()

    def __call__(self, body: Body) -> Response:
        now = asyncio.get_running_loop().time()
        with self._lock:
            self._free_at = max(now, self._free_at) + self._seconds
            wait = self._free_at - now
        return Response(200, json.dumps(completion(body, json.dumps(RIGHT(body)))), delay=wait)


def test_a_slow_server_with_one_slot_and_a_queue_is_waited_for_and_nothing_is_sent_twice(tmp_path: Path) -> None:
    with ModelServer(answer=OneSlot(0.4)) as server:
        # The last in the queue waits for many times as long as no token may come.
        made = settings(server.url, cache=tmp_path / "c", max_answer_tokens=120, concurrency=16, timeout_seconds=0.8)
        report = labelled(made)
        assert len(server.calls) == planned(made) > 6 and server.peak > 4
        assert not reasons(report) and report.run.usage.retries == 0


def test_answers_that_stop_in_mid_stream_leave_their_ids_to_the_rules_and_are_not_sent_again(tmp_path: Path) -> None:
    def stalls(body: Body) -> Response:
        text = json.dumps(RIGHT(body), ensure_ascii=False)
        return streamed(text, stalls_after=None if is_head(body) else 5)(body)

    with ModelServer(answer=stalls) as server:
        made = settings(server.url, cache=tmp_path / "c", max_answer_tokens=400, timeout_seconds=0.4)
        report = labelled(made)
        assert len(server.calls) == len({call.key for call in server.calls}) == planned(made)
        assert reasons(report) == {"no token for 0.4 seconds"}
        assert [item.kind for item in report.checks if item.kind == "not_answered"] == ["not_answered"]


@pytest.mark.parametrize("fault", [truncated(), runs_on(), says("I would rather not."), says('{"n": [], "c": []}')])
def test_a_model_that_strays_again_and_again_is_bounded(tmp_path: Path, fault: Callable[[Body], Response]) -> None:
    with ModelServer(answer=fault) as server:
        made = settings(server.url, cache=tmp_path / "c", max_answer_tokens=400)
        report = labelled(made)
        assert len(server.calls) <= 1.5 * planned(made)
        assert any("the model does not keep the form" in reason for reason in reasons(report))


def test_who_does_not_watch_is_told_how_it_stands_and_what_the_rules_had_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarizer.cli.standing._EVERY", 0.1)
    with ModelServer(answer=OneSlot(0.2)) as server:
        server.next(*[says("no")] * 7)
        made = settings(server.url, cache=tmp_path / "c", max_answer_tokens=150, concurrency=1)
        label_all([SOURCE], "llm", made, str, lambda _: None)
    told = capsys.readouterr().err
    assert re.search(r"0 of 1 reports, \d+ calls, [\d,]+ tokens in, [\d,]+ out, \d+ tokens a second", told)
    assert re.search(r" a second, about \d+ calls and \d+ minutes? left", told)
    assert "ids are labelled by the rules; " in told and "the model does not keep the form" in told


WAYS: dict[str, Callable[[str], Body]] = {
    "beside the tool call": lambda text: {"content": text, "tool_calls": []},
    "beside an empty call": lambda text: {
        "content": text,
        "tool_calls": [{"id": "1", "type": "function", "function": {"name": "x", "arguments": "{}"}}],
    },
    "behind its thoughts": lambda text: {"content": '<think>\n{"n": [], "d": []} no…\n</think>\n' + text},
    "in a fence": lambda text: {"content": f"Sure!\n```json\n{text}\n```\nAnything else?"},
    "as a call written out": lambda text: {"content": f'{{"name": "LabelRows", "arguments": {text}}}'},
    "in parts": lambda text: {"content": [{"type": "text", "text": text}]},
    "as arguments that are an object": lambda text: {
        "content": None,
        "tool_calls": [{"id": "1", "type": "function", "function": {"name": "x", "arguments": json.loads(text)}}],
    },
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("way", WAYS)
def test_json_is_taken_where_it_stands(tmp_path: Path, mode: Mode, way: str) -> None:
    def answer(body: Body) -> Response:
        made = completion(body, "{}")
        made["choices"][0]["message"] = {"role": "assistant", **WAYS[way](json.dumps(RIGHT(body), ensure_ascii=False))}
        return Response(200, json.dumps(made))

    with ModelServer(answer=answer) as server:
        made = settings(server.url, cache=tmp_path / "c", mode=mode)
        assert not reasons(labelled(made)) and len(server.calls) == planned(made)


def test_md_json_sends_our_prompt_alone(tmp_path: Path) -> None:
    sent = {}
    for mode in MODES:
        with ModelServer(answer=RIGHT) as server:
            labelled(settings(server.url, cache=tmp_path / mode, mode=mode))
            sent[mode] = [body["messages"] for body in server.bodies]
    assert sent["md_json"] == sent["tools"] == sent["json_schema"]
    assert all([message["role"] for message in messages] == ["system", "user"] for messages in sent["md_json"])


REFUSED = {
    "temperature": "Unsupported value: 'temperature' does not support 0 with this model.",
    "max_tokens": "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'.",
    "stream": "stream_options is not supported",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_setting_is_named_and_doctor_finds_what_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    def answer(body: Body) -> Response:
        if name in body:
            return status(400, REFUSED[name])(body)
        return says(json.dumps(fit(body) if "json_schema" in str(body) or "direction" in str(body) else RIGHT(body)))(
            body
        )

    with ModelServer(answer=answer) as server:
        made = settings(server.url, cache=tmp_path / "c")
        with pytest.raises(EndpointError, match=r"set \w+ = \S+ \(SUMMARIZER_\w+=\w+\) in \[llm\]"):
            labelled(made)
        asked = ModelOptions(base_url=server.url, model="test-model", cache=tmp_path / "c")
        assert run_doctor(asked, as_json=False) == 0
        assert "works and is stored" in capsys.readouterr().out
        server.bodies.clear()
        assert not reasons(labelled(made.model_copy(update={"mode": "auto"})))
        assert all(name not in body for body in server.bodies)


def endless(packed: bool) -> Callable[[Body], Response]:
    piece = b" " * 4_000_000
    if packed:
        pieces, headers = (gzip.compress(piece * 20),), (("content-encoding", "gzip"),)
        return lambda _: Response(headers=headers, pieces=pieces)
    return lambda _: Response(pieces=(piece,) * 20)


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_without_end_is_not_read_to_its_end(packed: bool) -> None:
    told = pytest.raises(EndpointError, match="no endpoint: it sends more than 16 MB")
    with ModelServer(answer=endless(packed)) as server, CallStore.in_memory() as store, told:
        ask_all(settings(server.url), store, 1)


def test_a_packed_answer_of_an_ordinary_size_is_read() -> None:
    def packed(body: Body) -> Response:
        whole = json.dumps(completion(body, json.dumps(ROWS))).encode()
        return Response(headers=(("content-encoding", "gzip"),), pieces=(gzip.compress(whole),))

    with ModelServer(answer=packed) as server, CallStore.in_memory() as store:
        assert ask_all(settings(server.url), store, 1)[0].state == "ok"


def test_a_question_is_not_carried_to_another_origin() -> None:
    with ModelServer() as other, ModelServer() as server, CallStore.in_memory() as store:
        target = f"{other.url}/chat/completions".replace("//", "//user:secret@")
        server.answer = lambda _: Response(307, "", (("location", target),))
        with pytest.raises(EndpointError, match=r"sends requests on to http://127\.0\.0\.1:") as told:
            ask_all(settings(server.url), store, 1)
        assert not other.requests and "secret" not in str(told.value)


@pytest.mark.parametrize("when", ["Mon, 01 Jan 1000000000 00:00:00 GMT", "1e300", "inf", "nan", "-5", "9" * 400])
def test_a_wait_until_the_end_of_the_world_is_told_or_passed_over(when: str) -> None:
    with ModelServer(answer=lambda _: ROWS) as server, CallStore.in_memory() as store:
        server.next(rate_limited(when))
        try:
            assert ask_all(settings(server.url), store, 1)[0].state == "ok"
        except EndpointError as told:
            assert "asks to wait 31536000 seconds" in str(told)


HOSTILE = [
    "[" * 200_000,
    '{"rows":' * 100_000,
    '{"rows":[],"x":' + "9" * 10_000 + "}",
    '{"rows":[],"x":NaN}',
    '"\\ud800',
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_an_answer_that_nests_or_counts_without_end_is_an_answer_or_none(tmp_path: Path, mode: Mode, text: str) -> None:
    from summarizer.endpoint.answers import Choice
    from summarizer.endpoint.recording import export_recording

    with ModelServer(answer=lambda _: text) as server, CallStore(tmp_path / "c") as store:
        (answer,) = ask_all(settings(server.url, mode=mode), store, 1)
        assert answer.state in {"ok", "invalid"} and len(server.calls) == 1
        assert export_recording(store, tmp_path / "r.jsonl", Choice()) == 1


@pytest.mark.parametrize(
    "body", ["[" * 200_000, '{"choices": ' + "9" * 10_000 + "}", "NaN", '{"choices": [NaN]}', "\0"]
)
def test_a_body_that_is_no_completion_is_tried_again(body: str) -> None:
    with ModelServer(answer=lambda _: ROWS) as server, CallStore.in_memory() as store:
        server.next(lambda _: Response(200, body))
        assert ask_all(settings(server.url), store, 1)[0].state in {"ok", "invalid"}


def test_what_a_server_says_reaches_no_terminal_as_it_is() -> None:
    rude = status(400, "bad \x1b[2J\x1b]0;owned\x07 thing")
    with ModelServer(answer=rude) as server, CallStore.in_memory() as store, pytest.raises(EndpointError) as told:
        ask_all(settings(server.url), store, 1)
    assert "bad" in str(told.value)
    assert str(told.value).isprintable()


@pytest.mark.parametrize(
    "address", ["http://me:hunter2@host/v1", "https://host/v1?api_key=hunter2", "ftp://me:hunter2@host"]
)
def test_an_address_with_a_secret_is_refused_without_telling_it(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    for flags in ({"base_url": address, "model": "m"}, {"model": "m"}):
        with pytest.raises(UsageError, match="cannot be") as told:
            load_settings(flags)
        assert "hunter2" not in str(told.value) and "host" in str(told.value)
