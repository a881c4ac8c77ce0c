"""What an evaluation found: the figures of one engine on a set of labelled reports."""

from dataclasses import asdict, dataclass
from typing import Any

from summarizer.evaluation.scoring import Figures, Miss, Outcome, added, figures_of
from summarizer.evaluation.statistics import Calibration, calibration, standard_errors


@dataclass(frozen=True)
class Evaluation:
    """The figures of one engine on a set of labelled reports.

    `notices` say what was not scored; `caveats` what the figures do not show. `data_hash` covers texts and labels.
    """

    engine: str
    fingerprint: str
    version: str
    started_at: str
    data_hash: str
    outcomes: dict[str, Outcome]
    notices: tuple[str, ...]
    caveats: tuple[str, ...]
    model: str | None = None
    prompts: str | None = None

    @property
    def reports(self) -> dict[str, Figures]:
        return {name: figures_of(outcome.counts) for name, outcome in self.outcomes.items()}

    @property
    def total(self) -> Figures:
        return figures_of(added(self.outcomes.values()))

    @property
    def standard_errors(self) -> dict[str, float | None]:
        return standard_errors(list(self.outcomes.values()))

    @property
    def calibrations(self) -> dict[str, Calibration]:
        """How well the confidences of indicators and of commitments are calibrated, where the engine gives them."""
        found = {}
        for kind in ("indicators", "commitments"):
            pairs = [pair for outcome in self.outcomes.values() for pair in outcome.confidences.get(kind, [])]
            if made := calibration(pairs):
                found[kind] = made
        return found

    def misses(self, kind: str | None = None) -> list[Miss]:
        """What was not right, of one kind or of all."""
        return [miss for outcome in self.outcomes.values() for miss in outcome.misses if kind in {None, miss.kind}]

    def to_dict(self) -> dict[str, Any]:
        """Everything but the misses, as JSON holds it."""
        return {
            "engine": self.engine,
            "fingerprint": self.fingerprint,
            "version": self.version,
            "model": self.model,
            "prompts": self.prompts,
            "started_at": self.started_at,
            "data": self.data_hash,
            "notices": list(self.notices),
            "caveats": list(self.caveats),
            "all": asdict(self.total),
            "standard_errors": self.standard_errors,
            "calibration": {kind: asdict(made) for kind, made in self.calibrations.items()},
            "reports": {name: asdict(figures) for name, figures in self.reports.items()},
        }
