"""What several tests share: the folder of real reports where there is one, and a document made of a text."""

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from summarizer.document.document import Document
from summarizer.document.source import Source
from summarizer.pipeline import make_document

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
REFERENCE = Path(__file__).parent / "reference"
sys.path[:0] = [str(REFERENCE), str(ROOT / "evals")]


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


def processor_time(work: Callable[[], object]) -> float:
    """The least of three times that some work took, in seconds of the processor, without collections of what other
    tests left: they take longer than small work."""
    taken = []
    gc.disable()
    try:
        for _ in range(3):
            begun = time.process_time()
            work()
            taken.append(time.process_time() - begun)
    finally:
        gc.enable()
    return min(taken)


def document_of(text: str) -> Document:
    """A document made of a text by the pipeline's own steps."""
    return make_document(Source(text, "text.txt", "", "text/plain"))
