"""The history of evaluations: the run files of a folder, the newest first, without what the held set got wrong."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from summarizer.errors import UsageError
from summarizer.evaluation.held import read_held
from summarizer.evaluation.scoring import MAIN_FIGURES, Miss
from summarizer.files import read_whole

_NAME = re.compile(r"\d{8}T\d{6}_[\w-]{1,60}_[0-9a-f]{8}", re.ASCII)
# Runs that a history shows; older ones stay where they are.
MOST_RUNS = 300


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run by the name of its file: what was measured, with what, and the main figures. Figures of runs with the
    same `data` can be compared."""

    name: str
    started_at: str
    engine: str
    version: str
    model: str | None
    prompts: str | None
    commit: str | None
    fingerprint: str
    data: str
    reports: int
    figures: dict[str, float]


@dataclass(frozen=True, slots=True)
class WholeRun:
    """A run with the figures of each report and its misses; `hidden` counts the reports whose misses are not told."""

    summary: RunSummary
    by_report: dict[str, dict[str, float]]
    fields: dict[str, float]
    misses: tuple[Miss, ...]
    notices: tuple[str, ...]
    hidden: int


def list_runs(folder: Path) -> list[RunSummary]:
    """The runs of a folder, the newest first; files that are none are passed over, and a folder need not exist."""
    paths = [path for path in folder.glob("*.json") if _NAME.fullmatch(path.stem)] if folder.is_dir() else []
    found = []
    for path in sorted(paths, reverse=True)[:MOST_RUNS]:
        try:
            found.append(_summary(path, path.stat().st_mtime_ns))
        except (OSError, UsageError):
            continue
    return found


def read_run(folder: Path, name: str) -> WholeRun | None:
    """One run by its name; None where there is none. Raises UsageError for a file that is no run."""
    path = folder / f"{name}.json"
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    data = _data(path)
    held = read_held()
    reports = data["reports"]
    return WholeRun(
        _summarized(name, data),
        {report: _main(figures) for report, figures in reports.items()},
        {key: float(value) for key, value in data["all"].get("fields", {}).items()},
        tuple(
            Miss(**{key: miss.get(key) for key in Miss.__slots__ if key != "fields"}, fields=tuple(miss["fields"]))
            for miss in data.get("misses", [])
            if miss["report"] not in held
        ),
        tuple(data.get("notices", [])),
        len(held & reports.keys()),
    )


@lru_cache(maxsize=2 * MOST_RUNS)
def _summary(path: Path, _: int) -> RunSummary:
    return _summarized(path.stem, _data(path))


def _data(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(read_whole(path))
        if data["engine"] and data["all"]["score"] is not None and data["reports"] is not None:
            return dict(data)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass  # no JSON, or none of ours: told below, as a file that lacks a part is
    raise UsageError(f"{path} is no run of an evaluation; make one with summarizer eval")


def _summarized(name: str, data: dict[str, Any]) -> RunSummary:
    told = {key: data.get(key) for key in ("started_at", "engine", "version", "model", "prompts", "commit")}
    return RunSummary(
        name,
        **told,  # type: ignore[arg-type]
        fingerprint=str(data.get("fingerprint") or ""),
        data=str(data.get("data") or ""),
        reports=len(data["reports"]),
        figures=_main(data["all"]),
    )


def _main(figures: dict[str, Any]) -> dict[str, float]:
    """The main figures by name, F1 where a figure has three."""
    return {
        name: float(value["f1"] if isinstance(value, dict) else value)
        for name in MAIN_FIGURES
        if (value := figures.get(name)) is not None
    }
