"""What every engine offers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from summarizer.contract.labels import CommitmentLabel, Labels, NumberLabel
from summarizer.document.document import Document

if TYPE_CHECKING:
    from summarizer.contract.report import Brief, Check, Report
    from summarizer.contract.usage import Usage
    from summarizer.endpoint import Asks, Settings


@dataclass(frozen=True, slots=True)
class Written:
    """A brief, findings about how it came about, and what it took."""

    brief: "Brief"
    checks: "tuple[Check, ...]"
    usage: "Usage"


class BriefWriter(Protocol):
    """Writes the brief of a labelled report in place of the rules."""

    async def __call__(self, report: "Report") -> Written: ...


class Engine(Protocol):
    """What every engine offers; `fingerprint` changes whenever its answers could."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    async def label(self, document: Document) -> Labels:
        """A label for every number of the ledger and the commitments of the document, and how the engine reads it as a
        whole where that is not as it was read before."""
        ...

    @property
    def write_brief(self) -> BriefWriter | None:
        """What writes the brief; None for the rules."""
        ...

    async def aclose(self) -> None:
        """Let go of connections and files. The engine can be used again: they are opened when they are needed."""
        ...


@dataclass(frozen=True, slots=True)
class Sketch:
    """A label for every number of the ledger, of which all holds but the name, and which tells no confidence; and what
    makes a whole label of one."""

    labels: tuple[NumberLabel, ...]
    complete: Callable[[NumberLabel], NumberLabel]


class Rules(Protocol):
    """What an engine that asks a model needs of one that does not: labels for what is not asked or not answered."""

    @property
    def fingerprint(self) -> str: ...

    def label_numbers(self, document: Document) -> tuple[NumberLabel, ...]:
        """A label for every number of the ledger."""
        ...

    def sketch_numbers(self, document: Document) -> Sketch:
        """What `label_numbers` tells, with the names put off, which take longest: a model will give most of them."""
        ...

    def label_commitments(
        self, document: Document, numbers: Sequence[NumberLabel]
    ) -> tuple[tuple[CommitmentLabel, ...], Mapping[str, str]]:
        """The commitments, and why other clauses of parts that look ahead are none. Names of numbers do not matter."""
        ...

    def actions_of(self, text: str, spans: Sequence[tuple[int, int]]) -> Sequence[str]:
        """The verb that leads each of these commitments `[start, end)` of a text; empty where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A call that would be made: all that is sent but for the form of the answer, and the tokens its answer takes."""

    sent: str
    answer_tokens: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What labelling a document would ask if every answer held; `asked` is the share of the open ids that is asked."""

    calls: tuple[PlannedCall, ...]
    asked: float


@runtime_checkable
class AskingEngine(Engine, Protocol):
    """An engine that asks a model."""

    @property
    def settings(self) -> "Settings":
        """Which model is asked, and how."""
        ...

    async def open(self) -> "Asks":
        """What its questions go to, opened if it is not. Raises UsageError for settings that do not suffice."""
        ...

    def check_ready(self) -> None:
        """Raises UsageError unless the settings suffice to ask."""
        ...

    def plan(self, document: Document) -> Plan:
        """The calls that `label` would make."""
        ...

    def plan_brief(self, report: "Report") -> PlannedCall | None:
        """The call for the brief of a report such as this; None where the rules write it."""
        ...
