"""What JioNLP takes to find the times and the money in texts: the anchor of bench.py, in an environment of its own.

    .venv-bench/bin/python evals/bench_anchor.py TEXTS...

Prints the processor seconds that all texts took, each time a line is read from standard input.
"""

import contextlib
import sys
import time
from pathlib import Path

with contextlib.redirect_stdout(sys.stderr):  # it greets
    import jionlp


def once(texts: list[str]) -> float:
    """The processor seconds of one round over the texts."""
    began = time.process_time()
    for text in texts:
        jionlp.ner.extract_time(text, with_parsing=True)
        jionlp.ner.extract_money(text, with_parsing=True)
    return time.process_time() - began


def main() -> None:
    texts = [Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]]
    once(texts)
    for _ in sys.stdin:
        print(once(texts), flush=True)


if __name__ == "__main__":
    main()
