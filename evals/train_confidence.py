"""Fit the engine's confidences in numbers on what it got right and wrong, and say how well they are calibrated.

    python evals/train_confidence.py --corpus DIR --labels DIR [--write DIR]

The logistic model over the rules that fired is judged on left-out reports: each report's confidences come from a model
fitted on the others. With --write, the model fitted on all is kept. `train_commitments.py` does the same for commitments.
"""

import argparse
import json
import random
from collections.abc import Sequence
from math import exp
from pathlib import Path

from train_commitments import Sample, read_sample

from summarizer.engines.rules.numbers.confidence import Logistic, number_features
from summarizer.engines.rules.numbers.labelling import label_numbers
from summarizer.evaluation.gold import Gold, load_gold
from summarizer.evaluation.scoring import same_name
from summarizer.evaluation.statistics import calibration
from summarizer.knowledge.numerals import read_value

Case = tuple[list[str], bool]


def number_cases(sample: Sample, gold: Gold) -> list[Case]:
    """For each quantity the engine states: its features, and whether all its fields are right."""
    numbers = {number.id: number for number in sample.document.numbers}
    cases = []
    for label in label_numbers(sample.document):
        if label.cls != "q":
            continue
        number = numbers[label.id]
        wanted = gold.quantities.get((number.start, number.end))
        value = read_value(number.text) * (-1 if label.falls else 1)
        right = (
            wanted is not None
            and same_name(label.name, wanted.name)
            and abs(value - wanted.value) <= 1e-9 * max(1, abs(wanted.value))
            and all(getattr(label, field) == getattr(wanted, field) for field in ("measure", "unit", "bound", "status"))
            and (label.period or "") == wanted.period
        )
        cases.append((list(number_features(label)), right))
    return cases


def fit(cases: Sequence[Case], epochs: int = 40, decay: float = 0.004) -> Logistic:
    """Logistic regression by stochastic gradient descent with L2 decay towards zero, the same on every machine."""
    bias, weights = 0.0, dict[str, float]()
    order = list(cases)
    shuffle = random.Random(7)
    for epoch in range(epochs):
        rate = 0.1 / (1 + epoch / 6)
        shuffle.shuffle(order)
        for features, right in order:
            total = bias + sum(weights.get(feature, 0.0) for feature in features)
            error = right - 1 / (1 + exp(-max(-30.0, min(30.0, total))))
            bias += rate * error
            for feature in features:
                old = weights.get(feature, 0.0)
                weights[feature] = old + rate * (error - decay * old)
    kept = {feature: round(weight, 3) for feature, weight in sorted(weights.items()) if abs(weight) >= 0.02}
    return Logistic(round(bias, 3), kept)


def judged(by_report: Sequence[list[Case]]) -> None:
    """Print the calibration of confidences that come from the other reports."""
    pairs = []
    for i, held in enumerate(by_report):
        model = fit([case for j, cases in enumerate(by_report) if j != i for case in cases])
        pairs += [(model.probability(features), right) for features, right in held]
    result = calibration(pairs)
    assert result is not None
    print(f"numbers, left out: expected calibration error {result.expected_error:.3f}; right overall "
          f"{sum(ok for _, ok in pairs) / len(pairs):.3f}, of the most confident "
          + ", ".join(f"{share:.0%} {value:.3f}" for share, value in result.top.items()))  # fmt: skip
    for row in result.bins:
        print(f"  {row.low:.1f}-{row.high:.1f}  {row.count:5d}  said {row.confidence:.3f}  right {row.accuracy:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--write", type=Path)
    args = parser.parse_args()
    paths = sorted(p for p in args.corpus.glob("*.txt") if (args.labels / f"{p.stem}.commitments.tsv").exists())
    samples = [read_sample(path, args.labels) for path in paths]
    golds = [load_gold(sample.name, sample.document.source, args.labels) for sample in samples]
    by_report = [number_cases(sample, gold) for sample, gold in zip(samples, golds, strict=True)]
    judged(by_report)
    model = fit([case for cases in by_report for case in cases])
    data = {
        "fitted": "evals/train_confidence.py",
        "reports": [sample.name for sample in samples],
        "bias": model.bias,
        "weights": model.weights,
    }
    if args.write:
        text = json.dumps(data, ensure_ascii=False, indent=0)
        (args.write / "confidence.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
