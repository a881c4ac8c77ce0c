"""Engines say what the ids of a ledger mean. `create` makes one by name."""

from typing import Protocol

from summarizer.document import Document
from summarizer.errors import UsageError
from summarizer.labels import Labels

NAMES = ("rules",)


class Engine(Protocol):
    """What every engine offers; `fingerprint` changes whenever its answers could."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    async def label(self, document: Document) -> Labels:
        """A label for every number of the ledger and the commitments of the document."""
        ...


def create(name: str) -> Engine:
    """The engine called `name`. Raises UsageError for a name that is not in `NAMES`."""
    if name == "rules":
        from summarizer.engines.rules import RuleEngine

        return RuleEngine()
    raise UsageError(f"there is no engine named {name!r}; choose one of: {', '.join(NAMES)}")
