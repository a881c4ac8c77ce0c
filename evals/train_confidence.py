"""Fit the engine's confidences on what it got right and wrong, and say how well they are calibrated.

    python evals/train_confidence.py --corpus DIR --labels DIR [--write DIR]

The learned parts that cut and sort commitments are trained anew without each report before that report is labelled, so
that right and wrong are those of an unseen report. The logistic model over the rules that fired is then judged the same
way: each report's confidences come from a model fitted on the others. With --write, the model fitted on all is kept.
"""

import argparse
import json
import random
from collections.abc import Sequence
from math import exp
from pathlib import Path
from unittest.mock import patch

from train_commitments import SMALLEST, Sample, field_cases, read_sample, train_classifier, train_tagger

from summarizer.assemble import read_value
from summarizer.engines.rules import commitments as commitment_rules
from summarizer.engines.rules import topics as topic_rules
from summarizer.engines.rules.commitments import label_commitments
from summarizer.engines.rules.confidence import Logistic, number_features
from summarizer.engines.rules.quantities import label_numbers
from summarizer.evaluation.gold import Gold, load_gold
from summarizer.evaluation.scoring import COMMITMENT_FIELDS, overlap, same_name
from summarizer.evaluation.statistics import calibration

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


def commitment_cases(sample: Sample, gold: Gold, rest: Sequence[Sample]) -> list[Case]:
    """For each commitment the engine states when its learned parts were trained on the other reports: its features, and
    whether it matches a labelled one with all fields right."""
    cases = [field_cases(other) for other in rest]
    models = {
        "commitments": train_tagger(rest),
        "topics": train_classifier([case for topic, _ in cases for case in topic], smallest=SMALLEST["topic"]),
        "specificity": train_classifier([case for _, s in cases for case in s], smallest=SMALLEST["specificity"]),
    }
    with patch.object(commitment_rules, "load_model", models.get), patch.object(topic_rules, "load_model", models.get):
        labels, _ = label_commitments(sample.document, label_numbers(sample.document))
    clauses = {clause.id: clause for clause in sample.document.clauses}
    out = []
    for label in labels:
        extent = clauses[label.first].start, clauses[label.last].end
        best = max(gold.commitments, key=lambda wanted: overlap((wanted.start, wanted.end), extent))
        right = overlap((best.start, best.end), extent) >= 0.5
        right = right and all(getattr(label, field) == getattr(best, field) for field in COMMITMENT_FIELDS)
        out.append((list(label.why), right))
    return out


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


def judged(kind: str, by_report: Sequence[list[Case]]) -> None:
    """Print the calibration of confidences that come from the other reports."""
    pairs = []
    for i, held in enumerate(by_report):
        model = fit([case for j, cases in enumerate(by_report) if j != i for case in cases])
        pairs += [(model.probability(features), right) for features, right in held]
    result = calibration(pairs)
    assert result is not None
    print(f"{kind}, left out: expected calibration error {result.expected_error:.3f}; right overall "
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
    by_kind = {
        "numbers": [number_cases(sample, gold) for sample, gold in zip(samples, golds, strict=True)],
        "commitments": [
            commitment_cases(sample, gold, [other for other in samples if other is not sample])
            for sample, gold in zip(samples, golds, strict=True)
        ],
    }
    data: dict[str, object] = {"fitted": "evals/train_confidence.py", "reports": [sample.name for sample in samples]}
    for kind, by_report in by_kind.items():
        judged(kind, by_report)
        model = fit([case for cases in by_report for case in cases])
        data[kind] = {"bias": model.bias, "weights": model.weights}
    if args.write:
        text = json.dumps(data, ensure_ascii=False, indent=0)
        (args.write / "confidence.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
