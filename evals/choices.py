"""Fit a conditional logit, which chooses one of several: the probability of a right one is made as high as can be.

McFadden (1974), Conditional logit analysis of qualitative choice behavior. Several may be right, each with a worth."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Choice = list[tuple[list[str], float]]


def fit_choices(reports: Sequence[Sequence[Choice]], *, prior: float = 1.0, least: int = 3) -> Mapping[str, object]:
    """Weights by L-BFGS with a Gaussian prior; features that fewer than `least` choices have are left out. Choices none
    or all of whose members are right teach nothing."""
    choices = [choice for report in reports for choice in report]
    seen: Counter[str] = Counter()
    for choice in choices:
        seen.update({feature for features, _ in choice for feature in features})
    index = {feature: at for at, feature in enumerate(f for f, count in sorted(seen.items()) if count >= least)}
    told = [choice for choice in choices if len({worth for _, worth in choice}) > 1]
    rows: list[int] = []
    columns: list[int] = []
    worth: list[float] = []
    first: list[int] = []
    for choice in told:
        first.append(len(worth))
        for features, value in choice:
            known = [index[feature] for feature in features if feature in index]
            rows += [len(worth)] * len(known)
            columns += known
            worth.append(value)
    if not told:
        return {"bias": 0.0, "weights": {}}
    seen_by = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(worth), len(index)))
    weights = _optimum(seen_by, np.array(worth), np.array(first), prior)
    kept = {feature: round(float(weights[at]), 3) for feature, at in index.items()}
    return {"bias": 0.0, "weights": {feature: weight for feature, weight in kept.items() if abs(weight) >= 0.01}}


def _optimum(seen: Any, worth: Any, first: Any, prior: float) -> Any:
    transposed = seen.T.tocsr()
    group = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(worth))))

    def loss(weights: Any) -> tuple[float, Any]:
        scores = seen @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, first)[group])
        total, right = np.add.reduceat(odds, first), np.add.reduceat(odds * worth, first)
        gradient = transposed @ (odds / total[group] - odds * worth / right[group])
        return float(np.log(total / right).sum() + prior / 2 * weights @ weights), gradient + prior * weights

    found = minimize(loss, np.zeros(seen.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 150})
    return np.asarray(found.x)
