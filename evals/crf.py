"""Fit chains and softmaxes with python-crfsuite (Okazaki 2007, *CRFsuite: a fast implementation of CRFs*), by L-BFGS with
a Gaussian prior, and take their weights out as data: the package reads those without it."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

FORBIDDEN = -30.0  # The weight of a move that cannot be.


@dataclass(frozen=True, slots=True)
class Case:
    """A chain to learn from: the features and the class of each of its places."""

    features: Sequence[Sequence[str]]
    classes: Sequence[str]


def fit(
    reports: Sequence[Sequence[Case]],
    classes: Sequence[str] = (),
    *,
    prior: float,
    least: int = 3,
    smallest: float = 0.02,
    unseen: float = 0.0,
) -> dict[str, object]:
    """Classes, weights and transitions of the chain that fits the cases of `reports` best.

    `prior` is the coefficient of the squared weights. Features that fewer than `least` reports show are left out (they
    are names), and so are those that weigh less than `smallest` for every class: they decide nothing and cost time.
    `unseen` is the weight of a move from one class to another that no case makes.
    """
    cases = [case for report in reports for case in report]
    names = tuple(classes) or tuple(sorted({name for case in cases for name in case.classes}))
    number = {feature: str(place) for place, feature in enumerate(_shared(reports, least))}
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": 0.0, "c2": prior, "max_iterations": 60, "delta": 1e-3})
    for case in cases:
        rows = [[number[f] for f in features if f in number] for features in case.features]
        trainer.append(pycrfsuite.ItemSequence(rows), list(case.classes))
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        dump = tagger.info()
        tagger.close()
    weights = _weights(dump.state_features, number, names, smallest)
    made: dict[str, object] = {"classes": names}
    if any(len(case.classes) > 1 for case in cases):
        made["transitions"] = [[round(dump.transitions.get((a, b), unseen), 3) for b in names] for a in names]
    return {**made, "weights": weights}


def _shared(reports: Sequence[Sequence[Case]], least: int) -> list[str]:
    """The features that at least `least` reports show, in an order that is the same on every machine."""
    seen: Counter[str] = Counter()
    for report in reports:
        seen.update({feature for case in report for features in case.features for feature in features})
    return sorted(feature for feature, count in seen.items() if count >= least)


def _weights(
    fitted: Mapping[tuple[str, str], float], number: Mapping[str, str], names: Iterable[str], smallest: float
) -> dict[str, list[float]]:
    place = {name: at for at, name in enumerate(names)}
    feature_of = {n: feature for feature, n in number.items()}
    weights: dict[str, list[float]] = {}
    for (n, name), weight in fitted.items():
        weights.setdefault(feature_of[n], [0.0] * len(place))[place[name]] = round(weight, 3)
    return {feature: row for feature, row in sorted(weights.items()) if any(abs(w) >= smallest for w in row)}
