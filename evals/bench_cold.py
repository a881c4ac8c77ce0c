"""Processor time of whole processes: `--help` and the first run of a report, beside what python and its imports take."""

import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench_figures import Figure

COMMAND = [sys.executable, "-c", "from summarizer.cli import main; main()"]
ROUNDS = 7
# Installing a package compiles its modules; here the first process does, whatever the environment says.
INSTALLED = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}


def spent(command: Sequence[str]) -> float:
    """Processor seconds of a process, user and system, its children that it waited for included."""
    with Path(os.devnull).open("wb") as nowhere:
        started = subprocess.Popen(command, stdout=nowhere, stderr=nowhere, env=INSTALLED)
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {started.returncode}")
    return used.ru_utime + used.ru_stime


def cold(report: Path) -> list[Figure]:
    """`--help` against the libraries it is made with, and one report against `--help`; the three in turn."""
    commands = [
        [sys.executable, "-c", "import typer, rich"],
        [*COMMAND, "--help"],
        [*COMMAND, "run", str(report)],
    ]
    for command in commands:
        spent(command)  # writes the compiled modules
    rounds = zip(*([spent(command) for command in commands] for _ in range(ROUNDS)), strict=True)
    imports, usage, run = (statistics.median(times) * 1e3 for times in rounds)
    return [
        Figure(name="--help ÷ import of typer and rich", unit="ms", value=usage, anchor=imports, bar=2, goal=1.5),
        Figure(name="first run of one report, cold ÷ --help", unit="ms", value=run, anchor=usage, bar=3),
    ]
