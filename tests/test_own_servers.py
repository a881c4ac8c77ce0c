"""What servers on one's own machine show and providers do not: llama.cpp, Ollama, vLLM and their templates and limits."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from labelling import is_head, knows_nothing, willing
from model_server import Body, ModelServer, Response, completion, mode_of, runs_on, says, status
from test_server_drills import RIGHT, labelled, planned, reasons
from wire import ROWS, ask_all, settings

from summarizer.cli.doctor import run_doctor
from summarizer.cli.options import ModelOptions
from summarizer.endpoint import MODES, Answer, CallStore, Mode
from summarizer.endpoint.faults import TOO_LONG
from summarizer.engines.llm.prompt import example_rows
from summarizer.errors import EndpointError

TEXT = json.dumps(ROWS)


def asked(server: ModelServer, **changes: object) -> Answer:
    with CallStore.in_memory() as store:
        return ask_all(settings(server.url, **changes), store, 1)[0]


def examined(server: ModelServer, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What doctor prints; it must find a way to use the model."""
    assert run_doctor(ModelOptions(base_url=server.url, model="test-model", cache=folder / "c"), as_json=False) == 0
    return capsys.readouterr().out


def error(code: int, message: str, kind: str = "server_error") -> Response:
    """An error as llama.cpp makes it."""
    return Response(code, json.dumps({"error": {"code": code, "message": message, "type": kind}}))


# What a template without a system role says, by the server it is in.
ROLES = {
    500: "Value is not callable: System role not supported at row 1, column 54",
    400: "Conversation roles must alternate user/assistant/user/assistant/...",
}


@pytest.mark.parametrize("code", ROLES)
def test_a_template_without_a_system_role_is_asked_in_one_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], code: int
) -> None:
    def answer(body: Body) -> Body | Response:
        if any(message["role"] == "system" for message in body["messages"]):
            return error(code, ROLES[code])
        return willing(body)

    with ModelServer(answer=answer) as server:
        made = settings(server.url, cache=tmp_path / "c")
        with pytest.raises(EndpointError, match=r"set system_role = false \(SUMMARIZER_SYSTEM_ROLE=false\)"):
            labelled(made)
        assert len(server.calls) == 1, "a refusal is not tried again, whatever its status"
        assert "system_role = false works and is stored" in examined(server, tmp_path, capsys)
        server.bodies.clear()
        assert not reasons(labelled(made))
        (only,) = server.bodies[0]["messages"]
        assert only["role"] == "user" and "Answer {" in only["content"] and "青禾县" in only["content"]


FORMS = {
    "json_schema": error(400, "Failed to parse grammar: unknown keyword", "invalid_request_error"),
    "tools": error(500, "tools param requires --jinja flag"),
}


@pytest.mark.parametrize("mode", FORMS)
def test_a_form_that_a_server_cannot_hold_an_answer_to_is_named_and_another_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], mode: Mode
) -> None:
    with ModelServer(answer=lambda body: FORMS.get(mode_of(body)) or willing(body)) as server:
        with pytest.raises(EndpointError, match=rf'mode = {mode} .*set mode = "md_json" \(SUMMARIZER_MODE=md_json\)'):
            asked(server, mode=mode)
        assert len(server.calls) == 1
        assert "works; used for mode auto" in examined(server, tmp_path, capsys)
        assert not reasons(labelled(settings(server.url, cache=tmp_path / "c")))


def small_context(characters: int, answer: Callable[[Body], Body]) -> Callable[[Body], Body | Response]:
    """A server that reads so many characters at a time and refuses what is longer."""

    def within(body: Body) -> Body | Response:
        if sum(len(message["content"]) for message in body["messages"]) > characters:
            return error(
                400, "request (9 tokens) exceeds the available context size (4 tokens)", "exceed_context_size_error"
            )
        return answer(body)

    return within


def test_a_question_longer_than_the_context_is_halved_and_its_refusal_is_no_stray(tmp_path: Path) -> None:
    with ModelServer(answer=RIGHT) as server:
        whole = settings(server.url, cache=tmp_path / "whole")
        labelled(whole)
        longest = max(sum(len(m["content"]) for m in body["messages"]) for body in server.bodies)
        shortest = min(len(body["messages"][0]["content"]) for body in server.bodies if not is_head(body))
        server.answer = small_context(shortest + (longest - shortest) // 3, RIGHT)
        server.requests.clear()
        made = settings(server.url, cache=tmp_path / "c")
        assert not reasons(labelled(made)), "every id has its answer, though no planned question was taken"
        assert len(server.calls) > 1.5 * planned(made)
        server.requests.clear()
        labelled(made)
        assert not server.calls, "what is too long is not asked again"


def test_a_context_too_small_for_anything_leaves_the_report_to_the_rules_with_the_reason(tmp_path: Path) -> None:
    with ModelServer(answer=small_context(100, RIGHT)) as server:
        report = labelled(settings(server.url, cache=tmp_path / "c", max_answer_tokens=400))
        assert reasons(report) == {TOO_LONG} and "lower max_answer_tokens" in TOO_LONG
        assert len(server.calls) == len({call.key for call in server.calls})


def events(*values: object, end: bytes = b"data: [DONE]\n\n", line: str = "\n\n") -> Response:
    """A stream of values as they are."""
    written = [b"data: " + json.dumps(value).encode() + line.encode() for value in values]
    return Response(content_type="text/event-stream", pieces=(*written, end))


def said(content: str, finish: str | None = None) -> Body:
    return {"choices": [{"index": 0, "delta": {"content": content}, "finish_reason": finish}]}


def called(text: str, index: object) -> Body:
    return {"choices": [{"delta": {"tool_calls": [{"index": index, "function": {"arguments": text}}]}}]}


def test_a_model_that_gives_the_example_back_labels_nothing(tmp_path: Path) -> None:
    rows = {"n": [row for row in example_rows() if "-" not in row], "c": [row for row in example_rows() if "-" in row]}
    with ModelServer(answer=lambda body: knows_nothing(body) if is_head(body) else rows) as server:
        report = labelled(settings(server.url, cache=tmp_path / "c"))
        assert {item.source for item in report.indicators} == {"rules"}
        assert reasons(report) == {"not asked: the model does not keep the form"}


STREAMS: dict[str, Response] = {
    "carriage returns": events(said(TEXT), said("", "stop"), line="\r\n\r\n"),
    "no end": events(said(TEXT, "stop"), end=b""),
    "nothing in it": events({"choices": None}, {"choices": [None]}, None, 7, said(TEXT), {"choices": [{"delta": None}]}),
    "calls without a number": events(called(TEXT[:9], None), called(TEXT[9:], None)),
    "a call of nothing": events({"choices": [{"delta": {"tool_calls": [None, {"function": None}]}}]}, said(TEXT, "eos")),
    "signs of life": Response(pieces=(b": PROCESSING\n\n" * 400, b"data: " + json.dumps(said(TEXT)).encode() + b"\n\n")),
    "named events": Response(pieces=(b"event: message\ndata: " + json.dumps(said(TEXT)).encode() + b"\n\n",)),
}  # fmt: skip


@pytest.mark.parametrize("kind", STREAMS)
def test_a_stream_is_read_however_it_is_written(kind: str) -> None:
    with ModelServer(answer=lambda _: STREAMS[kind]) as server:
        assert (answer := asked(server)).state == "ok", answer.reason
        assert len(server.calls) == 1


def test_an_error_in_mid_stream_is_tried_again_with_its_words_and_one_of_length_is_not() -> None:
    broken = {"error": {"code": 500, "message": "slot was lost", "type": "server_error"}}
    full = {"error": {"code": 500, "message": "context shift is disabled", "type": "server_error"}}
    with ModelServer(answer=lambda _: ROWS) as server:
        server.next(lambda _: events(said(TEXT[:5]), broken, end=b""))
        assert asked(server).state == "ok" and len(server.calls) == 2
        server.next(lambda _: events(said(TEXT[:5]), full, end=b""))
        assert asked(server).state == "too_long" and len(server.calls) == 3
        server.answer = lambda _: events(broken, end=b"")
        with pytest.raises(EndpointError, match=r"broke its answer off with an error .*slot was lost"):
            asked(server, budget_minutes=0)


@pytest.mark.parametrize("mode", MODES)
def test_an_answer_that_pays_no_heed_to_its_limit_is_broken_off(mode: Mode) -> None:
    with ModelServer(answer=runs_on()) as server:
        answer = asked(server, mode=mode, timeout_seconds=20)
        assert answer.state == "truncated" and len(server.calls) == 1


@pytest.mark.parametrize("reason", ["length", "max_tokens", "MAX_TOKENS", "model_length"])
def test_a_limit_is_told_by_its_other_names_and_what_was_ended_before_it_counts(reason: str) -> None:
    with ModelServer(answer=lambda body: says(TEXT[:-2], reason)(body)) as server:
        assert asked(server).state == "truncated"
        server.answer = lambda body: says(f"```json\n{TEXT}\n```\nThis means that the", reason)(body)
        assert asked(server, mode="md_json").state == "ok"
        server.answer = lambda body: thought(body, f"<think>Perhaps {TEXT}, or", reason)
        assert asked(server, mode="md_json").state == "truncated", "a thought is no answer yet"


def thought(body: Body, text: str, reason: str) -> Response:
    made = completion(body, "", reason)
    made["choices"][0]["message"] = {"role": "assistant", "content": text}
    return Response(200, json.dumps(made))


def test_a_server_that_still_loads_its_model_is_waited_for_and_doctor_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loading = status(503, "Loading model", "unavailable_error")
    with ModelServer(answer=willing) as server:
        server.next(loading, loading)
        assert asked(server).state == "ok" and len(server.calls) == 3
        server.next(loading)
        assert "status 503: Loading model" in examined(server, tmp_path, capsys)
