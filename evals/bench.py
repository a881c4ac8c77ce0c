"""Measure the rule engine: time per characters, growth with length, and peak memory. Run by `make bench`.

    python evals/bench.py [FOLDER]

Texts are the specimen reports repeated with other figures, denser in figures than any real report. With a folder of real
reports, those are measured too.
"""

import random
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

from summarizer.document.source import Source
from summarizer.engines.rules import RuleEngine
from summarizer.pipeline import make_document, summarize_source
from summarizer.readers import read

SPECIMENS = Path(__file__).parent / "specimens"
SIZES = (10_000, 20_000, 200_000, 2_000_000)


def text_of(size: int) -> str:
    """About `size` characters: the specimens one after the other, every figure changed a little."""
    shuffle = random.Random(size)
    source = "\n".join(read(path)[0].text for path in sorted(SPECIMENS.glob("*.html")))
    out: list[str] = []
    while sum(map(len, out)) < size:
        out.append(re.sub(r"\d\.\d", lambda match: f"{shuffle.randint(1, 9)}.{shuffle.randint(0, 9)}", source))
    return "\n".join(out)[:size]


def seconds(size: int, repeats: int) -> tuple[float, float]:
    """Median seconds of the rule engine alone (outline to labels), and of the whole way to a validated report."""
    engine = RuleEngine()
    source = Source(text_of(size), "bench.txt", "", "text/plain")
    alone, whole = [], []
    for _ in range(repeats):
        start = time.perf_counter()
        engine.label_now(make_document(source))
        alone.append(time.perf_counter() - start)
        start = time.perf_counter()
        summarize_source(source, engine)
        whole.append(time.perf_counter() - start)
    return statistics.median(alone), statistics.median(whole)


def real(folder: Path) -> None:
    """Print the engine's time over all the reports of a folder, median of seven rounds."""
    engine = RuleEngine()
    sources = [read(path)[0] for path in sorted(folder.glob("*.txt"))]
    size = sum(len(source.text) for source in sources)
    rounds = []
    for _ in range(7):
        start = time.perf_counter()
        for source in sources:
            engine.label_now(make_document(source))
        rounds.append(time.perf_counter() - start)
    print(f"{len(sources)} real reports, {size:,} characters: {statistics.median(rounds) * 1e7 / size:.1f} ms/10,000")


def peak_memory() -> float:
    """Peak memory in MB of a fresh process that summarizes 20,000 characters, imports included."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import bench, resource, summarizer\n"
        "summarizer.summarize_text(bench.text_of(20_000))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def main() -> None:
    memory = peak_memory()
    seconds(10_000, 1)
    print(f"{'characters':>12}  {'engine ms':>10}  {'ms/10,000':>10}  {'whole ms':>10}")
    for size in SIZES:
        alone, whole = seconds(size, 7 if size <= 20_000 else 1)
        print(f"{size:12,}  {alone * 1e3:10.1f}  {alone * 1e7 / size:10.1f}  {whole * 1e3:10.1f}")
    for folder in map(Path, sys.argv[1:]):
        real(folder)
    print(f"peak memory of a 20,000-character report, imports included: {memory:.0f} MB")


if __name__ == "__main__":
    main()
