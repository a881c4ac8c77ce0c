"""Engines say what the ids of a ledger mean. `create` makes one by name."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from summarizer.document import Document
from summarizer.errors import UsageError
from summarizer.labels import Labels

if TYPE_CHECKING:
    from summarizer.endpoint import Answer, Settings, UsageTotals

NAMES = ("rules", "llm", "hybrid")


class Engine(Protocol):
    """What every engine offers; `fingerprint` changes whenever its answers could."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    async def label(self, document: Document) -> Labels:
        """A label for every number of the ledger and the commitments of the document."""
        ...

    async def aclose(self) -> None:
        """Let go of connections and files. The engine can be used again: they are opened when they are needed."""
        ...


def create(
    name: str,
    settings: "Settings | None" = None,
    on_answer: "Callable[[Answer, UsageTotals], None] | None" = None,
) -> Engine:
    """The engine called `name`. Raises UsageError for a name that is not in `NAMES`, or settings that do not suffice.

    `llm` and `hybrid` ask the model that `settings` describe, by default those of the environment and of the
    configuration file; `on_answer` is called with each answer and what was used so far.
    """
    if name == "rules":
        from summarizer.engines.rules import RuleEngine

        return RuleEngine()
    if name in NAMES:
        return _asking(name, settings, on_answer)
    raise UsageError(f"there is no engine named {name!r}; choose one of: {', '.join(NAMES)}")


def _asking(
    name: str, settings: "Settings | None", on_answer: "Callable[[Answer, UsageTotals], None] | None"
) -> Engine:
    from summarizer.endpoint import load_settings
    from summarizer.engines.hybrid import HybridEngine
    from summarizer.engines.llm import Asker, ModelEngine

    made = settings or load_settings()
    asker = Asker(made, on_answer=on_answer)
    if name == "llm":
        return ModelEngine(asker)
    return HybridEngine(asker, made.hybrid_threshold, made.audit_share)
