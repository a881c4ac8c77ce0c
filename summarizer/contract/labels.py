"""What an engine says: a meaning for ids of the ledger, and nothing else. No figure and no quote travels here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from summarizer.contract.terms import State
from summarizer.contract.usage import Usage


@dataclass(slots=True)
class NumberLabel:
    """The meaning of one number.

    `cls` is `"q"` for a stated quantity, else the reason why it is none (`date time name ordinal qual other`), and
    then the other fields are unset. `falls` makes the value negative; the figure itself is read from the source.
    `why` names the rules that decided, for a person who looks for a wrong one.
    """

    id: str
    cls: str
    name: str = ""
    canon: str | None = None
    measure: str = "level"
    unit: str = ""
    falls: bool = False
    bound: str = "eq"
    status: str = "actual"
    period: str | None = None
    confidence: float | None = None
    source: str = "rules"
    why: tuple[str, ...] = ()


@dataclass(slots=True)
class CommitmentLabel:
    """One promised action: the clauses from `first` to `last`, both ids included."""

    first: str
    last: str
    action: str = ""
    strength: str = "will"
    specificity: str = "general"
    deadline: str | None = None
    topic: str = "economy"
    confidence: float | None = None
    source: str = "rules"
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """How often a model and the rules disagreed on ids drawn at random from those the rules were sure of."""

    asked: int
    disagreed: int


@dataclass(frozen=True, slots=True)
class Account:
    """How an engine that asks a model came by its labels.

    `states` has an entry for every number and clause of the ledger, `reasons` one for each that failed. `prompts` is
    the hash of the prompts; `strayed` counts rows of answers about ids that were not asked.
    """

    model: str
    prompts: str
    states: Mapping[str, State]
    reasons: Mapping[str, str]
    usage: Usage
    audit: Audit | None = None
    strayed: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engine says of a document as a whole: fields of its metadata by name, and the kinds of sections by id.
    What is not named stays as it was read before."""

    facts: Mapping[str, str | None]
    kinds: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class Labels:
    """A label for every number, the commitments, why a clause of a forward-looking part is none of them, and, from an
    engine that asks a model, its account and its reading of the whole, which the labels rest on."""

    numbers: tuple[NumberLabel, ...]
    commitments: tuple[CommitmentLabel, ...]
    passed_over: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    reading: Reading | None = None
