"""Calls to a real server that misbehaves as real ones do: what comes back, how often it is asked, what it costs."""

import asyncio
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from model_server import (
    Body,
    Fault,
    ModelServer,
    Response,
    broken_body,
    completion,
    empty_choices,
    html,
    insufficient_quota,
    mode_of,
    no_choices,
    rate_limited,
    reset,
    says,
    slow,
    status,
    streamed,
    trickle,
    truncated,
)
from wire import KEY, ROWS, Labels, call, settings

from summarizer.endpoint import MODES, Answer, Call, CallStore, Endpoint, Message, Meter, Mode, Settings, Usage
from summarizer.endpoint.gate import Gate
from summarizer.errors import EndpointError, SummarizerError, UsageError


def rows(_: Body) -> Body:
    return ROWS


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(answer=rows) as running:
        yield running


@pytest.fixture
def store() -> Iterator[CallStore]:
    with CallStore.in_memory() as made:
        yield made


def ask(given: Settings, store: CallStore, *calls: Call) -> list[Answer]:
    """The answers to calls that are asked all at once."""
    return ask_and_count(given, store, *calls)[0]


def ask_and_count(given: Settings, store: CallStore, *calls: Call) -> tuple[list[Answer], Usage]:
    async def run() -> tuple[list[Answer], Usage]:
        async with Endpoint(given, store) as endpoint:
            return await asyncio.gather(*map(endpoint.ask, calls)), endpoint.usage

    return asyncio.run(run())


@pytest.mark.parametrize("mode", MODES)
def test_an_answer_is_the_wire_model_in_every_mode(server: ModelServer, store: CallStore, mode: Mode) -> None:
    (answer,) = ask(settings(server.url, mode=mode), store, call())
    assert answer.state == "ok" and not answer.cached and answer.value == Labels.model_validate(ROWS)
    (body,) = server.bodies
    assert mode_of(body) == mode and body["max_tokens"] == 500 and body["temperature"] == 0
    assert "{{not a template}}" in body["messages"][0]["content"], "a message is sent as it is"


@pytest.mark.parametrize("mode", MODES)
def test_the_second_time_the_store_answers(server: ModelServer, store: CallStore, mode: Mode) -> None:
    given = settings(server.url, mode=mode)
    first = ask(given, store, call())[0]
    (second,), usage = ask_and_count(given, store, call())
    assert len(server.calls) == 1
    assert second.cached and (second.value, second.key) == (first.value, first.key)
    assert (usage.calls, usage.cached, usage.input_tokens) == (0, 1, 0)


def test_the_key_is_of_everything_that_could_change_the_answer(server: ModelServer, store: CallStore) -> None:
    base = settings(server.url)
    changed = [
        (base, call(1)),
        (base, call(0, limit=501)),
        (settings(server.url, mode="json_schema"), call()),
        (settings(server.url, temperature=0.5), call()),
        (settings(server.url, temperature="none"), call()),
        (settings(server.url, extra_body={"seed": 1}), call()),
        (base, Call(call().messages, Labels, 500, "prompts-2", "elsewhere")),
    ]
    keys = {ask(given, store, asked)[0].key for given, asked in [(base, call()), *changed]}
    assert len(keys) == len(server.calls) == 8 and all(key.startswith("sha256-") for key in keys)
    elsewhere = Call(call().messages, Labels, 500, "prompts-1", "another place")
    assert ask(base, store, elsewhere)[0].cached, "the place is no part of the key"
    assert "temperature" not in server.bodies[5] and server.bodies[6]["seed"] == 1


PASSING: dict[str, Fault] = {
    "408": status(408),
    "409": status(409),
    "500": status(500),
    "503": status(503),
    "529": status(529),
    "429 in seconds": rate_limited("0.01"),
    "429 by a date": rate_limited(format_datetime(datetime.now(UTC) - timedelta(minutes=1))),
    "429 by nonsense": rate_limited("soon"),
    "429": rate_limited(),
    "html": html(),
    "no choices": no_choices(),
    "broken body": broken_body(),
    "reset": reset(),
}


@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_passes_costs_one_more_request(server: ModelServer, store: CallStore, name: str) -> None:
    server.next(PASSING[name])
    (answer,), usage = ask_and_count(settings(server.url, timeout_seconds=0.3), store, call())
    assert answer.state == "ok" and len(server.calls) == 2
    assert (usage.calls, usage.retries) == (1, 1)


@pytest.mark.parametrize("fault", [slow(20), trickle(0.05), streamed(json.dumps(ROWS), stalls_after=4)])
def test_a_request_without_a_token_is_given_up_and_not_sent_again(
    server: ModelServer, store: CallStore, fault: Fault
) -> None:
    server.next(fault)
    (answer,), usage = ask_and_count(settings(server.url, timeout_seconds=0.3), store, call())
    assert answer.state == "stalled" and "no token for 0.3 seconds" in answer.reason
    assert len(server.calls) == 1 and usage.retries == 0
    (answer,) = ask(settings(server.url), store, call())
    assert answer.state == "ok", "the next run asks again"


def test_a_long_answer_that_goes_on_is_waited_for(server: ModelServer, store: CallStore) -> None:
    server.next(streamed(json.dumps(ROWS), pause=0.1))
    (answer,), usage = ask_and_count(settings(server.url, timeout_seconds=0.5), store, call())
    assert answer.state == "ok" and answer.value == Labels.model_validate(ROWS)
    assert usage.seconds > 0.5 and usage.output_tokens == len(json.dumps(ROWS))


def test_a_server_that_never_gives_a_token_ends_the_run(server: ModelServer, store: CallStore) -> None:
    server.next(*[slow(20)] * 8)
    made = settings(server.url, timeout_seconds=0.1, concurrency=2)
    with pytest.raises(EndpointError, match=r"no token for 0.1 seconds, 4 times in a row"):
        ask(made, store, *map(call, range(8)))


def test_what_the_server_says_of_the_wait_goes_before_the_own_back_off(server: ModelServer, store: CallStore) -> None:
    def in_two_seconds(body: Body) -> Response:
        return rate_limited(format_datetime(datetime.now(UTC) + timedelta(seconds=2)))(body)

    server.next(rate_limited("0.01"), in_two_seconds)
    # A back-off of its own would be longer than the budget, and so end in an error.
    given = settings(server.url, backoff_seconds=1000, budget_minutes=0.4)
    assert ask(given, store, call())[0].state == "ok"


def test_a_server_that_asks_for_no_wait_is_not_asked_without_a_pause(server: ModelServer, store: CallStore) -> None:
    server.next(rate_limited("0"))
    with pytest.raises(EndpointError, match="status 429"):
        ask(settings(server.url, backoff_seconds=1000, budget_minutes=0.4), store, call())
    assert len(server.calls) == 1


def test_a_server_that_comes_back_is_found_again(server: ModelServer, store: CallStore) -> None:
    server.stop()

    async def run() -> Answer:
        async with Endpoint(settings(server.url), store) as endpoint:
            asked = asyncio.create_task(endpoint.ask(call()))
            await asyncio.sleep(0.1)
            assert not asked.done()
            await asyncio.to_thread(server.start)
            return await asked

    assert asyncio.run(run()).state == "ok"


NO_VALUE: dict[str, tuple[Fault, str]] = {
    "cut at the limit": (truncated(), "truncated"),
    "stopped by the filter": (says("", "content_filter"), "filtered"),
    "refused by the filter": (status(400, "Output data may contain", "data_inspection_failed"), "filtered"),
    "longer than the model reads": (status(400, "This model's maximum context length is 10"), "too_long"),
    "refused": (says(None, refusal="I would rather not"), "refused"),
    "no answer": (empty_choices(), "invalid"),
    "no message": (lambda _: Response(body='{"choices": [{}]}'), "invalid"),
    "no json": (says("The figures rise."), "invalid"),
    "broken json": (says('{"rows": ['), "invalid"),
    "nothing said": (says(None), "invalid"),
    "unknown word": (says('{"rows": [{"id": "n1", "kind": "speed"}]}'), "invalid"),
    "missing field": (says('{"rows": [{"id": "n1"}]}'), "invalid"),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", NO_VALUE)
def test_an_answer_without_a_value_says_why_and_is_not_asked_for_again(
    server: ModelServer, store: CallStore, name: str, mode: Mode
) -> None:
    fault, state = NO_VALUE[name]
    server.next(fault)
    (answer,), usage = ask_and_count(settings(server.url, mode=mode), store, call())
    assert (answer.state, answer.value) == (state, None) and answer.reason
    assert len(server.calls) == 1 and usage.retries == 0


def test_a_cut_answer_is_remembered_and_other_failures_are_tried_again(server: ModelServer, store: CallStore) -> None:
    server.next(truncated(), says("no"))
    given = settings(server.url, concurrency=1)
    assert [answer.state for answer in ask(given, store, call(1), call(2))] == ["truncated", "invalid"]
    cut, healed = ask(given, store, call(1), call(2))
    assert (cut.state, cut.cached) == ("truncated", True)
    assert (healed.state, healed.cached) == ("ok", False)
    assert len(server.calls) == 3


def test_no_words_of_a_failed_answer_are_kept(server: ModelServer, store: CallStore) -> None:
    server.next(says('{"rows": [{"id": "n1", "kind": "confidential words"}]}'))
    (answer,) = ask(settings(server.url), store, call())
    stored = store.get(answer.key)
    assert stored is not None and stored.state == "invalid" and "rows.0.kind" in stored.reason
    assert not stored.text and "confidential" not in stored.reason


FATAL: dict[str, tuple[Fault, str]] = {
    "400": (status(400, "unknown parameter"), "unknown parameter"),
    "401": (status(401), "key was refused"),
    "402": (status(402), "no credit"),
    "403": (status(403, "not in your country"), "not in your country"),
    "404": (status(404), "--model"),
    "422": (status(422, "bad field"), "bad field"),
    "quota": (insufficient_quota(), "no credit"),
    "key echoed": (status(400, f"the key {KEY} is odd"), "the key *** is odd"),
}


@pytest.mark.parametrize("name", FATAL)
def test_a_fault_that_cannot_pass_ends_the_run_at_once(server: ModelServer, store: CallStore, name: str) -> None:
    fault, told = FATAL[name]
    server.next(fault)
    server.latency = 0.05
    outcomes = _outcomes(settings(server.url, api_key=KEY, concurrency=1), store, 20)
    assert len(server.calls) == 1, "nothing is sent after it"
    assert all(isinstance(outcome, EndpointError) for outcome in outcomes)
    assert all(told in str(outcome) and server.url in str(outcome) for outcome in outcomes)
    assert all(KEY not in str(outcome) and "\n" not in str(outcome) for outcome in outcomes)


def _outcomes(given: Settings, store: CallStore, count: int) -> list[Answer | BaseException]:
    async def run() -> list[Answer | BaseException]:
        async with Endpoint(given, store) as endpoint:
            return await asyncio.gather(*(endpoint.ask(call(i)) for i in range(count)), return_exceptions=True)

    return asyncio.run(run())


def test_calls_in_flight_at_a_fatal_fault_are_finished_and_kept(server: ModelServer, store: CallStore) -> None:
    server.latency = 0.1
    server.next(slow(0.01), status(401), *[slow(0.1)] * 2)
    outcomes = _outcomes(settings(server.url, concurrency=4), store, 20)
    assert len(server.calls) <= 5, "three in flight, the refused one, and perhaps one that followed the first"
    kept = [outcome for outcome in outcomes if isinstance(outcome, Answer)]
    assert len(kept) == len(server.calls) - 1
    assert all(store.get(answer.key) is not None for answer in kept)


def test_the_budget_ends_with_a_sentence_and_what_was_answered_is_kept(server: ModelServer, store: CallStore) -> None:
    given = settings(server.url, budget_minutes=0.003, concurrency=2)
    ask(given, store, call(0))
    server.answer = lambda body: status(503)(body)
    outcomes = _outcomes(given, store, 10)
    assert isinstance(outcomes[0], Answer) and outcomes[0].cached
    assert {str(outcome) for outcome in outcomes[1:]} == {
        f"{server.url} gave no answer within the 0.003 minutes that a call is tried again (last: status 503: it went "
        "wrong); "
        "answers so far are kept, and the same command goes on from there"
    }
    server.answer = rows
    again, usage = ask_and_count(given, store, *(call(i) for i in range(10)))
    assert all(answer.state == "ok" for answer in again) and (usage.calls, usage.cached) == (9, 1)


def test_a_wait_longer_than_the_budget_is_not_begun(server: ModelServer, store: CallStore) -> None:
    server.next(rate_limited("3600"))
    with pytest.raises(EndpointError, match="asks to wait 3600 seconds"):
        ask(settings(server.url), store, call())


def test_a_dead_address_is_named(store: CallStore) -> None:
    with pytest.raises(EndpointError, match=r"nothing answers at http://127\.0\.0\.1:9/v1: the connection failed"):
        ask(settings("http://127.0.0.1:9/v1", budget_minutes=0), store, call())


def test_an_address_that_nobody_has_seen_alive_is_given_up_before_the_budget(
    store: CallStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarizer.endpoint.retrying._PATIENCE", 0.05)
    with pytest.raises(EndpointError, match="nothing answers at"):
        ask(settings("http://127.0.0.1:9/v1", budget_minutes=10), store, call())


def test_one_429_pauses_everybody(server: ModelServer, store: CallStore) -> None:
    server.latency = 0.05
    server.next(rate_limited("0.4"))
    answers = ask(settings(server.url, concurrency=4), store, *map(call, range(12)))
    assert all(answer.state == "ok" for answer in answers)
    assert len(server.calls) == 13, "the eleven others were not refused, too"
    refused = next(request.at for request in server.calls if request.status == 429)
    # Four were under way; whatever came after them came after the pause.
    assert all(request.at - refused > 0.4 for request in server.calls[4:])


def test_no_more_calls_are_in_flight_than_allowed(server: ModelServer, store: CallStore) -> None:
    server.latency = 0.02
    ask(settings(server.url, concurrency=3), store, *map(call, range(12)))
    assert server.peak == 3


def test_the_gate_lets_callers_in_as_they_came() -> None:
    async def run() -> list[int]:
        gate, came = Gate(2), list[int]()

        async def pass_through(number: int) -> None:
            async with gate.slot():
                await gate.enter(1)
                came.append(number)
                await asyncio.sleep(0.001)

        await asyncio.gather(*(pass_through(number) for number in range(20)))
        return came

    assert asyncio.run(run()) == list(range(20))


@pytest.mark.parametrize("limit", [{"requests_per_minute": 600}, {"tokens_per_minute": 60_000}], ids=str)
def test_calls_are_spread_over_the_minute(server: ModelServer, store: CallStore, limit: dict[str, float]) -> None:
    # A tenth of a second each: by their number, or because each may take about 80 tokens.
    asked = [call(number, limit=50) for number in range(4)]
    ask(settings(server.url, **limit), store, *asked)
    times = [request.at for request in server.calls]
    assert times[-1] - times[0] > 0.15


def test_one_question_asked_by_many_at_once_is_sent_once(server: ModelServer, store: CallStore) -> None:
    server.latency = 0.02
    answers, usage = ask_and_count(settings(server.url), store, *[call()] * 10)
    assert len(server.calls) == 1
    assert [answer.cached for answer in answers].count(False) == 1
    assert len({id(answer.value) for answer in answers}) == 1 and answers[0].state == "ok"
    assert (usage.calls, usage.cached) == (1, 9)


def test_who_gives_up_does_not_take_the_answer_from_the_others(server: ModelServer, store: CallStore) -> None:
    server.latency = 0.1

    async def run() -> Answer:
        async with Endpoint(settings(server.url), store) as endpoint:
            first = asyncio.create_task(endpoint.ask(call()))
            second = asyncio.create_task(endpoint.ask(call()))
            await asyncio.sleep(0.02)
            first.cancel()
            return await second

    assert asyncio.run(run()).state == "ok"


def test_an_interrupt_waits_for_what_is_in_flight_and_keeps_it(server: ModelServer, store: CallStore) -> None:
    server.latency = 0.1

    async def run() -> None:
        async with Endpoint(settings(server.url, concurrency=2), store) as endpoint:
            async with asyncio.timeout(0.03):
                await asyncio.gather(*(endpoint.ask(call(number)) for number in range(6)))

    with pytest.raises(TimeoutError):
        asyncio.run(run())
    assert len(server.calls) == 2
    assert all(answer.cached for answer in ask(settings(server.url), store, call(0), call(1)))


def test_usage_is_counted_for_the_run_and_for_each_report(server: ModelServer, store: CallStore) -> None:
    given = settings(server.url, price_input=2, price_output=8, price_cached_input=1, currency="CNY", concurrency=1)
    told: list[tuple[str, int]] = []

    async def run() -> tuple[Usage, Meter, Meter]:
        one, two = Meter(), Meter()
        async with Endpoint(given, store, lambda answer, usage: told.append((answer.state, usage.calls))) as endpoint:
            server.next(status(500))
            await endpoint.ask(call(1), one)
            await endpoint.ask(call(2), two)
            await endpoint.ask(call(1), two)
            return endpoint.usage, one, two

    total, one, two = asyncio.run(run())
    assert (one.totals.calls, one.totals.cached, one.totals.retries) == (1, 0, 1)
    assert (two.totals.calls, two.totals.cached, two.totals.retries) == (1, 1, 0)
    assert total.input_tokens == one.totals.input_tokens + two.totals.input_tokens > 0
    fresh, cached, written = (
        total.input_tokens - total.cached_input_tokens,
        total.cached_input_tokens,
        total.output_tokens,
    )
    assert total.cost == pytest.approx((2 * fresh + cached + 8 * written) / 1e6) and total.currency == "CNY"
    assert total.seconds > 0
    assert told == [("ok", 1), ("ok", 2), ("ok", 2)]


@pytest.mark.parametrize("said", ["12", 12.5, -12, 10**30, None, [12], float("nan")], ids=repr)
def test_a_strange_count_of_tokens_does_not_cost_the_answer(
    server: ModelServer, store: CallStore, said: object
) -> None:
    counted = {"prompt_tokens": said, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": said}}
    server.next(lambda body: Response(body=json.dumps(completion(body, json.dumps(ROWS)) | {"usage": counted})))
    (answer,), usage = ask_and_count(settings(server.url), store, call())
    assert answer.state == "ok" and usage.output_tokens == 3 and usage.input_tokens in {0, 12}
    assert ask(settings(server.url), store, call())[0].cached


def test_there_is_no_cost_without_prices(server: ModelServer, store: CallStore) -> None:
    assert ask_and_count(settings(server.url), store, call())[1].cost is None


def test_half_a_character_is_no_obstacle(server: ModelServer, store: CallStore) -> None:
    broken = replace(call(), messages=(Message("user", "增长\ud800#n1:8%"),))
    assert ask(settings(server.url), store, broken)[0].state == "ok"
    assert server.bodies[0]["messages"][0]["content"] == "增长?#n1:8%"


def test_a_fault_of_ours_is_no_answer_of_the_model(
    server: ModelServer, store: CallStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarizer.endpoint.client._tokens", None)
    with pytest.raises(TypeError):
        ask(settings(server.url), store, call())
    assert not store.groups()


def test_what_is_sent_of_a_schema_is_small(server: ModelServer, store: CallStore) -> None:
    ask(settings(server.url, mode="tools"), store, call())
    (tool,) = server.bodies[0]["tools"]
    assert tool["function"]["name"] == "Labels" and tool["function"]["description"] == "The meaning of ids."
    assert "title" not in json.dumps(tool["function"]["parameters"])


def test_the_key_is_nowhere_but_in_the_request(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    errors = []
    with ModelServer(answer=rows, key=KEY) as server, CallStore(tmp_path / "calls.sqlite") as store:
        given = settings(server.url, api_key=KEY)
        assert ask(given, store, call())[0].state == "ok"
        server.key = "another"
        with pytest.raises(EndpointError) as refused:
            ask(given, store, call(1))
        errors.append(refused.value)
        server.key = KEY
        server.next(status(404, f"no model for {KEY}"))
        with pytest.raises(EndpointError) as unknown:
            ask(given, store, call(1))
        errors.append(unknown.value)
    assert "set OPENAI_API_KEY" in str(refused.value)
    chains = [link for error in errors for link in (error, error.__cause__)]
    assert not any(KEY in repr(link) or KEY in str(link) for link in chains)
    assert KEY not in caplog.text and KEY not in repr(given)
    assert all(KEY.encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_the_environment_s_key_is_not_sent_to_a_server_that_was_given_none(
    server: ModelServer, store: CallStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    server.key = "asked for"
    with pytest.raises(EndpointError, match="a key is asked for by"):
        ask(settings(server.url), store, call())
    assert server.keys and KEY not in server.keys


def test_a_store_that_cannot_keep_an_answer_ends_the_run(server: ModelServer, tmp_path: Path) -> None:
    with CallStore(tmp_path / "calls.sqlite") as store:
        store.close()
        outcomes: list[object] = []

        async def run() -> None:
            async with Endpoint(settings(server.url), store) as endpoint:
                outcomes.append(await endpoint.ask(call()))

        with pytest.raises(SummarizerError, match=r"calls\.sqlite"):
            asyncio.run(run())
        assert not outcomes and not server.calls


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"model": ""}, "--model"),
        ({"base_url": ""}, "--base-url"),
        ({"key_needed": True, "key_variable": "SOME_KEY"}, "set SOME_KEY"),
    ],
)
def test_what_is_missing_is_named_before_anything_is_sent(
    server: ModelServer, store: CallStore, changes: dict[str, object], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        ask(settings(server.url, **changes), store, call())
    assert not server.requests
