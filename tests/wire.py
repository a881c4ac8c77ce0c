"""What the tests of the endpoint ask for: a small wire model, calls of it, and settings that wait for nothing."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from summarizer.endpoint import Call, Message, Settings

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


def cache(folder: Path) -> Path:
    return folder / "calls.sqlite"
