"""What the tests of the endpoint ask for: a small wire model, calls of it, and settings that wait for nothing."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from summarizer.endpoint import Answer, Call, CallStore, Endpoint, Message, Settings
from summarizer.endpoint.answers import StoredAnswer

KEY = "sk-very-secret-0123456789"


class Row(BaseModel):
    id: str
    kind: Literal["level", "growth"]


class Labels(BaseModel):
    """The meaning of ids."""

    rows: list[Row]


ROWS = {"rows": [{"id": "n1", "kind": "growth"}, {"id": "n2", "kind": "level"}]}


def call(number: int = 0, limit: int = 500) -> Call:
    """The question with a number; each number is another key."""
    messages = (Message("system", "Label the ids. {{not a template}}"), Message("user", f"[{number}] 同比增长#n1:8%"))
    return Call(messages, Labels, limit, "prompts-1", f"report.txt, part {number}")


def settings(url: str, **changes: object) -> Settings:
    """Settings for a server of ours: one model, hardly a wait between tries."""
    return Settings.model_validate({"base_url": url, "model": "test-model", "backoff_seconds": 0.01, **changes})


def stored(number: int, **changes: object) -> StoredAnswer:
    """An answer as the endpoint stores it; each number has another key."""
    route = '{"base_url":"http://x/v1","extra_body":{},"mode":"tools","model":"m","temperature":0.0}'
    key, text, created = f"sha256-{number:064x}", json.dumps(ROWS), "2026-01-02T03:04:05+00:00"
    made = StoredAnswer(key, "ok", text, "stop", "", 10, 5, 0, "m", route, "p", created)
    return replace(made, **changes)  # type: ignore[arg-type]  # replace checks the names


def ask_all(given: Settings, store: CallStore, count: int) -> list[Answer]:
    """The answers to the first calls, asked all at once."""

    async def run() -> list[Answer]:
        async with Endpoint(given, store) as endpoint:
            return await asyncio.gather(*(endpoint.ask(call(number)) for number in range(count)))

    return asyncio.run(run())


# What processes of their own do. It stands here, and not beside its tests, so that they need not import those.

UNIQUE, CONCURRENCY = 24, 4


def work(url: str, path: Path) -> None:
    """Ask all calls of the drill."""
    with CallStore(path) as store:
        ask_all(settings(url, concurrency=CONCURRENCY), store, UNIQUE)


def write_answers(path: Path, writer: int) -> None:
    """Write 60 answers: half are the writer's own, half are written by all, and by some of those as failures."""
    with CallStore(path) as store:
        for number in range(60):
            shared = number % 2
            answer = stored(number if shared else 1000 * (writer + 1) + number)
            store.put(replace(answer, state="invalid", text="") if shared and writer % 2 else answer)
