"""Record a reader's answers anew: what `answers/NAME.json` says of each id, given to whatever is asked now.

    python evals/rerecord.py evals/recordings/real.jsonl CORPUS/puer-2021.txt CORPUS/wuzhong-2016.txt

A reader stood in for a model and saw nothing but the prompts. What was said of an id stays true when prompts or parts
change, so it is kept by id, and a recording is made of it without anybody being asked. Ids that are asked and have no
answer are printed, with the prompt: answer them in the file, from the prompt alone.
"""

import argparse
import asyncio
import json
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from summarizer.contract.report import Report
from summarizer.endpoint import Call, CallStore, Settings
from summarizer.endpoint.answers import Choice, StoredAnswer, now
from summarizer.endpoint.call import canonical
from summarizer.endpoint.endpoint import route_of
from summarizer.endpoint.recording import export_recording
from summarizer.engines import create
from summarizer.errors import PendingError
from summarizer.pipeline import asummarize_source
from summarizer.readers import read

ANSWERS = Path(__file__).parent / "answers"
ENGINES = ("llm", "hybrid")
_RUN = re.compile(r"(\d+)(?:-(\d+))? (.*)")
_NUMBER, _CLAUSE = re.compile(r"#(\d+):"), re.compile(r"\[(\d+)\]")
Book = dict[str, list[str]]


def main() -> None:
    """Write a recording of the reports given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", type=Path)
    parser.add_argument("reports", type=Path, nargs="+")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            base_url="http://127.0.0.1:8765/v1", model="reader", mode="tools", cache=Path(folder) / "calls.sqlite"
        )
        for path in given.reports:
            book = json.loads((ANSWERS / f"{path.stem}.json").read_text(encoding="utf-8"))
            for engine in ENGINES:
                report = record(path, engine, settings, book)
                coverage = report.run.coverage
                assert coverage is not None
                print(f"{path.name} {engine}: {coverage.numbers} {coverage.clauses} {coverage.reasons or ''}")
        with CallStore(settings.cache) as store:
            print(f"{export_recording(store, given.recording, Choice())} answers in {given.recording}")


def record(path: Path, engine: str, settings: Settings, book: Book) -> Report:
    """The report of a file, labelled by answers out of the book, which are in the store of the settings then."""
    pending: dict[str, Call] = {}

    async def put_off(key: str, call: Call) -> None:
        pending[key] = call

    async def once() -> Report:
        made = create(engine, settings, put_off=put_off)
        try:
            return await asummarize_source(read(path)[0], made)
        finally:
            await made.aclose()

    while True:
        pending.clear()
        try:
            return asyncio.run(once())
        except PendingError:
            with CallStore(settings.cache) as store:
                for key, call in pending.items():
                    store.put(stored(key, call, answer_of(call, book), route_of(settings, store).text))


def stored(key: str, call: Call, answer: Book, route: str) -> StoredAnswer:
    """An answer as it is kept; characters stand for tokens."""
    text, asked = canonical(answer), sum(len(message.content) for message in call.messages)
    return StoredAnswer(key, "ok", text, "stop", "", asked, len(text), 0, "reader", route, call.prompt_version, now())


def answer_of(call: Call, book: Book) -> Book:
    """What the book says of the ids that a call asks."""
    asked = call.messages[-1].content
    if "d" in call.response_model.model_fields:
        return {"d": book["d"], "k": book["k"]}
    numbers = _rows(book["n"], {int(id_) for id_ in _NUMBER.findall(asked)}, whole=False)
    clauses = _rows(book["c"], {int(id_) for id_ in _CLAUSE.findall(asked)}, whole=True)
    return {"n": numbers, "c": clauses}


def _rows(rows: Iterable[str], asked: set[int], *, whole: bool) -> list[str]:
    """The rows about what is asked; runs are cut to it, but for a commitment's clauses (`whole`)."""
    given: list[str] = []
    for row in rows:
        found = _RUN.fullmatch(row)
        assert found is not None, row
        ids = [id_ for id_ in range(int(found[1]), int(found[2] or found[1]) + 1) if id_ in asked]
        if ids and (not whole or found[3] == "none" or len(ids) < 2):
            given += [f"{id_} {found[3]}" for id_ in ids]
        elif ids:
            given.append(f"{ids[0]}-{ids[-1]} {found[3]}")
    missing = asked - {id_ for row in given for id_ in _ids(row)}
    if missing:
        print(f"no answer for {'clauses' if whole else 'numbers'} {sorted(missing)}")
    return given


def _ids(row: str) -> Any:
    found = _RUN.fullmatch(row)
    assert found is not None
    return range(int(found[1]), int(found[2] or found[1]) + 1)


if __name__ == "__main__":
    main()
