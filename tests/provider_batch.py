"""What the tests of provider batches share: answers of every kind, and a batch to submit and to collect."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from batch_server import BatchDesk
from labelling import is_head, plausible
from model_server import AnswerFunction, Body, ModelServer, says, truncated
from panel import contents
from wire import KEY, settings

from summarizer.cli.batch_by_provider import collect, submit
from summarizer.cli.batch_into_store import BatchJob
from summarizer.endpoint import CallStore
from summarizer.endpoint.answers import Choice
from summarizer.provider_batches.book import Book, Remembered
from summarizer.store.exporting import export_store

COUNT = 6


def moody(body: Body) -> Any:
    """Answers of every kind, the same to the same question: right, cut, no JSON, refused, filtered, and with gaps."""
    digest = hashlib.sha256(json.dumps(body["messages"], ensure_ascii=False).encode()).digest()
    if not is_head(body) and '{"n":[' not in body["messages"][0]["content"]:
        return {"text": "一份没有引用的摘要。"} if digest[0] % 2 else "no JSON"
    kinds: list[AnswerFunction | None] = [
        None, None, None, truncated(), says("no JSON"), says(None, refusal="no"), says("", "content_filter"),
    ]  # fmt: skip
    chosen = kinds[digest[0] % len(kinds)]
    if chosen is not None:
        return chosen(body)
    rows = plausible(body)
    return rows if digest[1] % 2 or "n" not in rows else {**rows, "n": rows["n"][1:]}


def job(server: ModelServer, folder: Path, name: str, engine: str = "llm", **changes: object) -> BatchJob:
    """A batch into a store and with a cache of that name."""
    small = {"max_answer_tokens": 300, "cache": folder / f"{name}.sqlite", "api_key": KEY, "budget_minutes": 0.05}
    made = settings(server.url, **{"stream": False} | small | changes)
    inputs, store = (str(folder / "in"),), folder / f"{name}.duckdb"
    return BatchJob(inputs=inputs, store=store, engine=engine, settings=made, json=True)


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
