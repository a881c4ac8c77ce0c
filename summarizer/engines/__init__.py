"""Engines say what the ids of a ledger mean. `create` makes one by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from summarizer.document import Document
from summarizer.errors import UsageError
from summarizer.labels import Labels

if TYPE_CHECKING:
    from summarizer.endpoint import Answer, PutOff, Settings, UsageTotals
    from summarizer.models import Brief, Check, Report

NAMES = ("rules", "llm", "hybrid")


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


def create(
    name: str,
    settings: "Settings | None" = None,
    on_answer: "Callable[[Answer, UsageTotals], None] | None" = None,
    put_off: "PutOff | None" = None,
) -> Engine:
    """The engine called `name`. Raises UsageError for a name that is not in `NAMES`, or settings that do not suffice.

    `llm` and `hybrid` ask the model that `settings` describe, by default those of the environment and of the
    configuration file; `on_answer` is called with each answer and what was used so far. With `put_off` they ask nobody:
    it is given the questions that the store of answers cannot answer, and their reports raise PendingError.
    """
    if name == "rules":
        from summarizer.engines.rules import RuleEngine

        return RuleEngine()
    if name in NAMES:
        return _asking(name, settings, on_answer, put_off)
    raise UsageError(f"there is no engine named {name!r}; choose one of: {', '.join(NAMES)}")


def _asking(
    name: str,
    settings: "Settings | None",
    on_answer: "Callable[[Answer, UsageTotals], None] | None",
    put_off: "PutOff | None",
) -> Engine:
    from summarizer.endpoint import load_settings
    from summarizer.engines.hybrid import HybridEngine
    from summarizer.engines.llm import Asker, ModelEngine

    made = settings or load_settings()
    made.check_ready()
    asker = Asker(made, on_answer=on_answer, put_off=put_off)
    if name == "llm":
        return ModelEngine(asker)
    return HybridEngine(asker, made.hybrid_threshold, made.audit_share)
