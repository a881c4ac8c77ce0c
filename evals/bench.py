"""Measure what the project costs, each figure beside its anchor in the same run. Run by `make bench`.

    python evals/bench.py [--texts FOLDER] [--jionlp PYTHON] [--only engine,growth] [--reports 600] [--keep runs/bench]

Figures are ratios, as machines differ; processor time where other work on the machine would show. Without texts the
specimens are measured, which are denser in figures than any real report; without JioNLP nothing that needs it is. The
figures are kept in a file for each commit, and compared with those of the last commit that has one.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from bench_batch import two_workers
from bench_cold import cold
from bench_endpoint import cost_of_a_call
from bench_engine import SPECIMENS, against_jionlp, growth, peak_memory, six_of
from bench_figures import Figure, keep, last_kept, table
from bench_model import many_in_flight

RUNS = Path(__file__).parents[1] / "runs" / "bench"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, help="a folder of real reports")
    parser.add_argument("--jionlp", type=Path, help="the python of an environment that has JioNLP")
    parser.add_argument("--only", help="the measurements to make, by name")
    parser.add_argument("--reports", type=int, default=600, help="how many reports a batch is measured with")
    parser.add_argument("--keep", type=Path, default=RUNS, help="the folder of the files of figures")
    given = parser.parse_args()
    texts = six_of(given.texts) if given.texts else sorted(SPECIMENS.glob("*.html"))
    measurements: dict[str, Callable[[], list[Figure]]] = {
        "engine": lambda: against_jionlp(given.jionlp, texts) if given.jionlp else [],
        "growth": growth,
        "cold": lambda: cold(texts[-1]),
        "flight": lambda: many_in_flight(given.texts),
        "workers": lambda: two_workers(given.reports),
        "call": cost_of_a_call,
        "memory": peak_memory,
    }
    wanted = given.only.split(",") if given.only else list(measurements)
    name, before = last_kept(given.keep)
    figures = [figure for each in wanted for figure in measurements[each]()]
    print(table(figures, before))
    print(f"before: {name}" if name else "no commit before this has figures to compare with")
    if not given.only:
        print(f"kept in {keep(figures, given.keep)}")


if __name__ == "__main__":
    main()
