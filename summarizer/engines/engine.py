"""What every engine offers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from summarizer.contract.labels import Labels
from summarizer.document.document import Document

if TYPE_CHECKING:
    from summarizer.contract.report import Brief, Check, Report
    from summarizer.contract.usage import UsageTotals


@dataclass(frozen=True, slots=True)
class Written:
    """A brief, findings about how it came about, and what it took."""

    brief: "Brief"
    checks: "tuple[Check, ...]"
    usage: "UsageTotals"


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
        """A label for every number of the ledger and the commitments of the document."""
        ...

    @property
    def write_brief(self) -> BriefWriter | None:
        """What writes the brief; None for the rules."""
        ...

    async def aclose(self) -> None:
        """Let go of connections and files. The engine can be used again: they are opened when they are needed."""
        ...
