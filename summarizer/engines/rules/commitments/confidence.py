"""What bears on whether a commitment is cut and labelled right, and how sure that makes it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

# Up to which probability a part of a commitment is about as doubtful as another.
_DOUBT = (0.3, 0.45, 0.6, 0.7, 0.8, 0.88, 0.94, 0.97, 0.99)
_MOST_CLAUSES = 5


class Grounds(NamedTuple):
    """How doubtful the cut, the topic and the specificity of a commitment are, in steps; what it is; how many clauses it
    has, and whether it has a deadline. Commitments of the same grounds are equally sure."""

    cut: int
    topic: int
    specificity: int
    named: str
    strength: str
    has_deadline: bool
    clauses: int


def steps_of(probabilities: Sequence[float]) -> list[int]:
    """How doubtful each probability is, as a step."""
    steps: list[int] = np.array(_DOUBT).searchsorted(probabilities).tolist()
    return steps


def features_of(grounds: Grounds, weak: Sequence[str]) -> list[str]:
    """The features of a commitment; `weak` are the facts about its document that rest on one weak clue."""
    cut, topic, specificity, named, strength, has_deadline, clauses = grounds
    found = [
        f"cut={cut}",
        f"topic={topic}",
        f"specificity={named},{specificity}",
        f"strength={strength}",
        f"deadline={has_deadline}",
        f"clauses={clauses if clauses < _MOST_CLAUSES else _MOST_CLAUSES}",
    ]
    return [*found, *(f"weak {name}" for name in weak)] if weak and has_deadline else found
