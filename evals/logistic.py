"""Fit a logistic model over named features by L-BFGS with a Gaussian prior, the optimum being unique."""

from collections import Counter
from collections.abc import Mapping, Sequence

from crf import Case, fit

Answer = tuple[Sequence[str], bool]


def fit_logistic(reports: Sequence[Sequence[Answer]], *, prior: float = 2.0, least: int = 20) -> Mapping[str, object]:
    """Bias and weights; features of fewer than `least` answers are left out."""
    answers = [answer for report in reports for answer in report]
    counts = Counter(feature for features, _ in answers for feature in set(features))
    kept = {feature for feature, count in counts.items() if count >= least}
    cases = [Case([["bias", *(f for f in features if f in kept)]], [str(right)]) for features, right in answers]
    made = fit([cases], ("False", "True"), prior=prior, least=1, smallest=0.0)
    rows: Mapping[str, Sequence[float]] = made["weights"]  # type: ignore[assignment]
    weights = {feature: round(row[1] - row[0], 3) for feature, row in rows.items()}
    bias = weights.pop("bias", 0.0)
    return {"bias": bias, "weights": {feature: w for feature, w in sorted(weights.items()) if abs(w) >= 0.02}}
