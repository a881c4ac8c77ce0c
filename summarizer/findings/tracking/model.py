"""What is told of one report by the next: its targets and its commitments, each with a verdict and its evidence."""

from typing import Literal

from pydantic import Field

from summarizer.contract.terms import Confidence, Model

TargetVerdict = Literal["met", "missed", "near", "not_reported"]
CommitmentVerdict = Literal["done", "partly", "under_way", "adjusted", "not_mentioned", "contradicted"]
Reported = Literal["direct", "indirect", "vague", "silent"]


class Evidence(Model):
    """A clause of the later report."""

    id: str = Field(description="Id of the clause in the later report's ledger.")
    start: int = Field(description="First code point in the later report's text.")
    end: int = Field(description="Code point behind the last one.")
    text: str = Field(description="The clause.")
    share: float = Field(description="Which part of what the promise names the clause names, from 0 to 1.")


class TrackedTarget(Model):
    """A target of the earlier report and the figure of the later one that answers it."""

    id: str = Field(description="Id of the target's number in the earlier report; of a range, of its lower end.")
    text: str = Field(description="The clause that states the target.")
    start: int
    end: int
    name: str
    canon: str | None
    measure: str
    value: float = Field(description="The target in `unit`; of a range its middle.")
    low: float | None
    high: float | None
    unit: str
    bound: str
    period: str | None
    verdict: TargetVerdict
    result_id: str | None = Field(default=None, description="Id of the number in the later report.")
    result_text: str | None = None
    result_value: float | None = None
    result_unit: str | None = None
    distance: float | None = Field(
        default=None, description="Result minus target, in the target's unit: points for rates; of a range, its end."
    )
    reported: Reported
    score: Confidence = Field(description="Probability that the verdict is right.")


class TrackedCommitment(Model):
    """A commitment of the earlier report and what the later one says of it."""

    id: str
    text: str
    start: int
    end: int
    topic: str
    specificity: str
    deadline: str | None
    verdict: CommitmentVerdict
    evidence: list[Evidence] = Field(default_factory=list)
    reported: Reported
    score: Confidence = Field(description="Probability that the verdict is right.")


class Measures(Model):
    """Shares of all targets or commitments of a pair; None where there are none."""

    targets: int
    commitments: int
    feedback_rate: float | None = Field(description="Commitments that the later report mentions.")
    target_feedback_rate: float | None = Field(description="Targets that the later report answers.")
    met_rate: float | None = Field(description="Met targets among those answered.")
    done_rate: float | None = Field(description="Done commitments among those mentioned.")
    silence_gap: float | None = Field(
        description="How much oftener what went well is told directly than what did not: the share of direct "
        "answers among the met and done minus that among the others."
    )


class Pair(Model):
    """The two reports."""

    region: str | None
    year: str | None = Field(description="The period that was planned, and is looked back on.")
    old: str = Field(description="Name of the earlier report's file.")
    new: str = Field(description="Name of the later report's file.")
    old_id: str
    new_id: str


class Tracking(Model):
    """All that the later report tells of the earlier one."""

    pair: Pair
    targets: list[TrackedTarget]
    commitments: list[TrackedCommitment]
    measures: Measures
