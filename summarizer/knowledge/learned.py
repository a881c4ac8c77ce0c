"""The learned parts of the rules: weights kept as data in `schemas/learned`, one JSON file a part, and beside those of
chains their arrays (`compact`).

`make train` fits them all on the hand-labelled reports (`evals/parts.py` lists them); nothing here learns. Who uses a
part is given a `Learned`, so that cross-validation reads each report with weights that never saw it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from summarizer.errors import UsageError
from summarizer.knowledge.chain import Chain
from summarizer.knowledge.compact import chain_of, read_compact
from summarizer.knowledge.resources import data_dir

_LOWEST, _HIGHEST = 0.02, 0.99
_SURE = 30.0  # Where the logistic function is 0 or 1 for all that is to be told of it.


@dataclass(frozen=True, slots=True)
class Logistic:
    """A bias and a weight for each feature; features without one count nothing."""

    bias: float
    weights: Mapping[str, float]

    def probability(self, features: Iterable[str]) -> float:
        """The probability, to three digits, never quite 0 or 1."""
        total = self.bias + sum(filter(None, map(self.weights.get, features)))
        if not -_SURE < total < _SURE:
            return _HIGHEST if total > 0 else _LOWEST
        chance = round(1 / (1 + exp(-total)), 3)
        return _LOWEST if chance < _LOWEST else _HIGHEST if chance > _HIGHEST else chance


class Learned:
    """The learned parts kept in one folder; each file is read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, dict[str, Any]] = {}
        self._chains: dict[str, Chain] = {}
        self._logistics: dict[str, Logistic] = {}

    def chain(self, part: str) -> Chain:
        """A part that is a chain or a softmax. Raises UsageError where the folder does not hold it."""
        if part not in self._chains:
            self._chains[part] = read_compact(self.folder / f"{part}.json") or chain_of(self._data(part))
        return self._chains[part]

    def logistic(self, part: str) -> Logistic:
        """A part that is a logistic model. Raises UsageError where the folder does not hold it."""
        if part not in self._logistics:
            data = self._data(part)
            self._logistics[part] = Logistic(data["bias"], data["weights"])
        return self._logistics[part]

    def reports(self, part: str) -> frozenset[str]:
        """The reports that a part was fitted on."""
        return frozenset(self._data(part)["reports"])

    def steps(self, part: str) -> tuple[tuple[float, float], ...]:
        """Steps `(up to this raw probability, this share was right)` of a part's calibration, rising."""
        return tuple((float(top), float(share)) for top, share in self._data(part).get("calibration", ()))

    def _data(self, part: str) -> dict[str, Any]:
        if part not in self._read:
            path = self.folder / f"{part}.json"
            try:
                self._read[part] = from_json(path.read_bytes(), cache_strings="none")
            except (OSError, ValueError) as error:
                raise UsageError(
                    f"{path} holds no weights ({type(error).__name__}); install summarizer again or run make train"
                ) from None
        return self._read[part]


@cache
def shipped() -> Learned:
    """The learned parts that ship with the package."""
    return Learned(data_dir("schemas") / "learned")
