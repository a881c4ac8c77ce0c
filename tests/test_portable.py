"""Reading, tables and stores without what only POSIX systems have: modules, alarms, forks. Windows itself is not here."""

import os
import sys
from pathlib import Path
from subprocess import run

from conftest import ROOT

SPECIMEN = ROOT / "evals" / "specimens" / "songyu-2024h1.txt"
# Every process of the test begins with this, workers of a batch too.
WITHOUT = """
import multiprocessing, os, signal, sys
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
for name in ("fork", "O_NONBLOCK", "sched_getaffinity", "getuid", "geteuid", "register_at_fork"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGALRM", "setitimer", "SIGKILL", "SIGHUP"):
    if hasattr(signal, name):
        delattr(signal, name)
multiprocessing.get_all_start_methods = lambda: ["spawn"]
"""
IMPORT_ALL = """
import pkgutil, summarizer
names = [found.name for found in pkgutil.walk_packages(summarizer.__path__, "summarizer.")]
for name in names:
    __import__(name)
print(len(names))
"""
WORK = """
import sys
from summarizer.cli import main
if __name__ == "__main__":
    sys.exit(main())
"""


def without_posix(program: str, *arguments: str | Path, folder: Path) -> bytes:
    """What a program prints where those are missing; its output is in the encoding of a Chinese Windows by default."""
    (folder / "sitecustomize.py").write_text(WITHOUT, encoding="utf-8")
    (folder / "program.py").write_text(program, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "PYTHONIOENCODING": "cp936"}
    done = run(
        [sys.executable, folder / "program.py", *arguments], cwd=folder, env=env, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout


def test_every_module_is_imported_without_posix(tmp_path: Path) -> None:
    assert int(without_posix(IMPORT_ALL, folder=tmp_path)) > 300


def test_a_report_tables_and_a_store_are_made_without_posix(tmp_path: Path) -> None:
    shown = without_posix(WORK, "run", SPECIMEN, folder=tmp_path).decode("utf-8")
    assert "地区生产总值" in shown
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "half.txt").write_bytes(SPECIMEN.read_bytes())
    (reports / "page.html").write_bytes(SPECIMEN.with_name("qinghe-2018.html").read_bytes())
    without_posix(WORK, "batch", reports, "--db", "panel.duckdb", "--jobs", "2", folder=tmp_path)
    listed = without_posix(WORK, "panel", "panel.duckdb", "--canon", "gdp", "--format", "csv", folder=tmp_path)
    assert len(listed.splitlines()) > 2
    without_posix(WORK, "run", SPECIMEN, "--out", "results", folder=tmp_path)
    without_posix(WORK, "export", "results", "--out", "tables", folder=tmp_path)
    assert (tmp_path / "tables" / "indicators.csv").exists()
