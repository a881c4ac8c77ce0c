"""How probable it is that a verdict of tracking is right, by what it rests on.

The rates are those that `evals/track.py` finds on pairs with verdicts by hand, rounded to a twentieth. The pairs are
few, so the rates are coarse: one for each way of telling, no curve.
"""

from summarizer.findings.tracking.fates import Fate
from summarizer.findings.tracking.results import Answer

_TARGET = {"direct": 0.95, "indirect": 0.85, "vague": 0.75, "silent": 0.9}
_NAMED_ALIKE = 0.85
_FATE = {"direct": 0.9, "indirect": 0.75, "vague": 0.65, "silent": 0.85}


def score_of_answer(answer: Answer) -> float:
    rate = _TARGET[answer.reported]
    return rate if answer.likeness in {0.0, 1.0} else round(min(rate, _NAMED_ALIKE), 2)


def score_of_fate(fate: Fate) -> float:
    return _FATE[fate.reported]
