"""What an evaluation leaves behind: a run file with everything, a metrics file for comparison, and the gate. The run files
read again are the history (`history`)."""

import hashlib
import json
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.errors import UsageError
from summarizer.files import data_folder, make_folder, read_whole, write_whole

if TYPE_CHECKING:
    from summarizer.evaluation.result import Evaluation


def runs_folder() -> Path:
    """Where the runs of a user are kept."""
    return data_folder() / "runs"


def write_run(evaluation: "Evaluation", folder: Path) -> Path:
    """Write `TIME_ENGINE_HASH.json`: version, commit, engine, data hash, figures, misses. Returns its path."""
    make_folder(folder)
    content = {
        **evaluation.to_dict(),
        "commit": _commit(),
        "misses": [asdict(miss) for miss in evaluation.misses()],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    stamp = evaluation.started_at.replace(":", "").replace("-", "").split("+")[0]
    path = folder / f"{stamp}_{evaluation.engine}_{digest}.json"
    write_whole(path, text)
    return path


def _commit() -> str | None:
    """The commit of the code, None outside of a checkout."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"],
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def metrics_of(evaluation: "Evaluation") -> dict[str, Any]:
    """The main figures in all and per report, in the nested shape that `dvc metrics diff` reads."""
    reports = {
        name: {k: round(v, 6) for k, v in figures.main().items()} for name, figures in evaluation.reports.items()
    }
    return {
        "engine": evaluation.engine,
        "data": evaluation.data_hash,
        "all": {name: round(value, 6) for name, value in evaluation.total.main().items()},
        "reports": reports,
    }


def write_metrics(evaluation: "Evaluation", path: Path) -> None:
    write_whole(path, json.dumps(metrics_of(evaluation), ensure_ascii=False, indent=1) + "\n")


def read_metrics(path: Path) -> dict[str, Any]:
    """A metrics file. Raises UsageError for one that is missing or no such file."""
    try:
        data = json.loads(read_whole(path))
    except (OSError, ValueError, RecursionError) as error:
        told = getattr(error, "strerror", None) or type(error).__name__
        raise UsageError(f"{path} is no metrics file ({told}); write one with --metrics") from None
    if not isinstance(data, dict) or not isinstance(data.get("reports"), dict):
        raise UsageError(f"{path} is no metrics file; write one with --metrics")
    return data


def compare(evaluation: "Evaluation", baseline: dict[str, Any], tolerance: float) -> list[str]:
    """A sentence for each figure that fell below the baseline by more than `tolerance`.

    Figures of all reports together are compared only where both cover the same texts and labels; else the figures of
    the reports in common are, one by one.
    """
    falls = []
    if baseline.get("data") == evaluation.data_hash:
        falls += _falls("all reports", evaluation.total.main(), baseline.get("all", {}), tolerance)
    else:
        for name, figures in evaluation.reports.items():
            falls += _falls(name, figures.main(), baseline["reports"].get(name, {}), tolerance)
        if not set(evaluation.reports) & set(baseline["reports"]):
            falls.append("the baseline covers none of the reports scored; write a new one with --metrics")
    return falls


def _falls(where: str, now: dict[str, float], before: dict[str, float], tolerance: float) -> list[str]:
    return [
        f"{where}: {name} fell from {before[name]:.4f} to {value:.4f}, by more than {tolerance:g}"
        for name, value in now.items()
        if isinstance(before.get(name), (int, float)) and value < before[name] - tolerance - 1e-9
    ]
