"""The built-in engine: a grammar of the genre. No key, no network, no model; the same text gives the same labels."""

import hashlib
from functools import cached_property
from pathlib import Path

from summarizer.document import Document
from summarizer.engines.rules.commitments import label_commitments
from summarizer.engines.rules.quantities import label_numbers
from summarizer.labels import Labels
from summarizer.resources import data_dir


class RuleEngine:
    """Labels a document by rules. Thread-safe; one instance serves any number of documents."""

    name = "rules"
    write_brief = None

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the rules' code and data: it changes whenever the answers could."""
        digest = hashlib.sha256()
        package = Path(__file__).parent
        data = [path for pattern in ("*.yaml", "*.json") for path in data_dir("schemas").glob(pattern)]
        for path in sorted(
            [*package.glob("*.py"), *package.parents[1].glob("*.py"), *data], key=lambda path: path.name
        ):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return f"rules-{digest.hexdigest()[:16]}"

    async def label(self, document: Document) -> Labels:
        return self.label_now(document)

    async def aclose(self) -> None:
        """Nothing is held open."""

    def label_now(self, document: Document) -> Labels:
        """The labels of a document, without an event loop."""
        numbers = label_numbers(document)
        commitments, passed_over = label_commitments(document, numbers)
        return Labels(numbers, commitments, passed_over)
