"""How sure a figure is: standard errors clustered by report, and how well confidences are calibrated."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from summarizer.evaluation.scoring import Outcome, added, figures_of


def standard_errors(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """The standard error of each main figure, reports being the clusters: the delete-one jackknife (Efron 1982, *The
    Jackknife, the Bootstrap and Other Resampling Plans*, ch. 3). None with fewer than two reports."""
    count = len(outcomes)
    names = figures_of(added(outcomes)).main().keys()
    if count < 2:
        return dict.fromkeys(names)
    left_out = [figures_of(added([*outcomes[:i], *outcomes[i + 1 :]])).main() for i in range(count)]
    errors: dict[str, float | None] = {}
    for name in names:
        mean = sum(figures[name] for figures in left_out) / count
        errors[name] = sqrt((count - 1) / count * sum((figures[name] - mean) ** 2 for figures in left_out))
    return errors


@dataclass(frozen=True, slots=True)
class Bin:
    """Labels whose confidence lies in `[low, high)`: how sure the engine was on average, and how often it was right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The reliability table, the expected calibration error, and the accuracy of the most confident labels by share."""

    bins: tuple[Bin, ...]
    expected_error: float
    top: dict[float, float]


def calibration(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> Calibration | None:
    """How confidences compare with outcomes (Naeini et al. 2015, AAAI); None where the engine gives none."""
    if not pairs:
        return None
    table = []
    for index in range(bins):
        low, high = index / bins, (index + 1) / bins
        inside = [pair for pair in pairs if low <= pair[0] < high or (index == bins - 1 and pair[0] == 1)]
        if inside:
            sure = sum(p for p, _ in inside) / len(inside)
            right = sum(ok for _, ok in inside) / len(inside)
            table.append(Bin(low, high, len(inside), sure, right))
    error = sum(b.count * abs(b.confidence - b.accuracy) for b in table) / len(pairs)
    ranked = sorted(pairs, key=lambda pair: -pair[0])
    top = {
        share: sum(ok for _, ok in ranked[: max(1, round(share * len(ranked)))]) / max(1, round(share * len(ranked)))
        for share in (0.5, 0.7, 0.9)
    }
    return Calibration(tuple(table), error, top)
