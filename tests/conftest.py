"""What several tests share: the folder of real reports where there is one, and a document made of a text."""

import gc
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import summarizer
from summarizer.contract.report import Report
from summarizer.document.document import Document
from summarizer.document.source import Source
from summarizer.pipeline import make_document

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from workbench import Running

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
REFERENCE = Path(__file__).parent / "reference"
_CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
sys.path[:0] = [str(REFERENCE), str(ROOT / "evals")]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each worker of pytest-xdist begins with an even stretch of the tests, and steals from others at the end. The drills
    are dealt to the beginnings of the stretches, those of a file together: what is long must not begin last."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    drills: dict[Path, list[pytest.Item]] = {}
    others: list[pytest.Item] = []
    for item in items:
        (drills.setdefault(item.path, []) if item.get_closest_marker("slow") else others).append(item)
    shares: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for file in sorted(drills.values(), key=len, reverse=True):
        min(shares, key=len).extend(file)
    ordered: list[pytest.Item] = []
    for place, share in enumerate(shares):
        size = (len(items) - len(ordered)) // (workers - place)
        taken = max(0, size - len(share))
        ordered += [*share, *others[:taken]]
        del others[:taken]
    items[:] = [*ordered, *others]


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is kept for the user is kept apart from whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real reports; tests that need it are skipped, with the reason, where it is absent."""
    if not CORPUS.is_dir():
        pytest.skip(f"the real reports are not in {CORPUS.parent.name}/{CORPUS.name} beside this checkout")
    return CORPUS


@pytest.fixture(scope="session")
def specimens() -> list[Path]:
    """The invented reports that come with the project, as texts."""
    return sorted((ROOT / "evals" / "specimens").glob("*.txt"))


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Chromium, for the tests of one file: its event loop would stand in the way of those that have one of their own.
    Without it the tests are skipped, but in continuous integration they fail."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        told = "there is no chromium on this machine: install it to test the pages in a browser"
        pytest.fail(told) if os.environ.get("CI") == "true" else pytest.skip(told)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=_CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Running]":
    """The workbench at work over a store of the specimens, for tests that leave the store as it was or add to it."""
    from workbench import running, store_of_specimens

    with running(store_of_specimens(tmp_path_factory.mktemp("workbench") / "panel.duckdb")) as opened:
        yield opened


@cache
def report_of(path: Path) -> Report:
    """The report that the rules make of a file, made once for all tests that only read it."""
    return summarizer.summarize(path)


def grows_in_proportion(work: Callable[[int], object], size: int, spared: float) -> bool:
    """Whether work on four times the size takes less than ten times as long, whatever the machine: quadratic work
    takes sixteen times as long. What takes less than `spared` seconds is not asked."""
    if _processor_time(work, 4 * size, 1) < spared:
        return True
    return _processor_time(work, 4 * size, 3) < 10 * _processor_time(work, size, 3) + spared


def _processor_time(work: Callable[[int], object], size: int, times: int) -> float:
    """The least time that some work took, in seconds of the processor, without collections of what other tests left:
    they take longer than small work."""
    taken = []
    gc.disable()
    try:
        for _ in range(times):
            begun = time.process_time()
            work(size)
            taken.append(time.process_time() - begun)
    finally:
        gc.enable()
    return min(taken)


def document_of(text: str) -> Document:
    """A document made of a text by the pipeline's own steps."""
    return make_document(Source(text, "text.txt", "", "text/plain"))
