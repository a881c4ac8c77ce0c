"""The built-in engine: a grammar of the genre. No key, no network, no model; the same text gives the same labels."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from summarizer.contract.labels import CommitmentLabel, Labels, NumberLabel
from summarizer.document.document import Document
from summarizer.engines.engine import Sketch
from summarizer.engines.rules.commitments.action import actions_of
from summarizer.engines.rules.commitments.labelling import label_commitments
from summarizer.engines.rules.numbers.labelling import label_numbers
from summarizer.engines.rules.numbers.sketch import sketch_numbers
from summarizer.knowledge.learned import Learned, shipped
from summarizer.knowledge.resources import data_dir

# Rooms of the package whose code decides labels, and data that does not: what is shown, said to providers, or derived.
_DECIDING = ("document", "knowledge", "readers", "engines/rules")
_SHOWN = frozenset({"vocabulary.yaml", "providers.yaml", "report.schema.json", "parsed.json"})


class RuleEngine:
    """Labels a document by rules. Thread-safe; one instance serves any number of documents.

    `learned` holds the weights of its learned parts, by default those that ship.
    """

    name = "rules"
    write_brief = None

    def __init__(self, learned: Learned | None = None) -> None:
        self.learned = learned or shipped()

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the code and data between a file and its labels: it changes whenever the answers could."""
        digest = hashlib.sha256()
        package = Path(__file__).parents[2]
        code = [path for room in _DECIDING for path in (package / room).rglob("*.py")]
        shared = data_dir("schemas")
        data = [path for path in shared.rglob("*.*") if path.name not in _SHOWN and path.parent.name != "learned"]
        data += self.learned.folder.glob("*.json")
        named = {path.relative_to(package).as_posix(): path for path in code} | {path.name: path for path in data}
        for name, path in sorted(named.items()):
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
        return f"rules-{digest.hexdigest()[:16]}"

    async def label(self, document: Document) -> Labels:
        return self.label_now(document)

    async def aclose(self) -> None:
        """Nothing is held open."""

    def label_now(self, document: Document) -> Labels:
        """The labels of a document, without an event loop."""
        numbers = label_numbers(document, self.learned)
        commitments, passed_over = label_commitments(document, numbers, self.learned)
        return Labels(numbers, commitments, passed_over)

    def label_numbers(self, document: Document) -> tuple[NumberLabel, ...]:
        """The labels of the numbers alone."""
        return label_numbers(document)

    def sketch_numbers(self, document: Document) -> Sketch:
        """The labels of the numbers, with names and confidences put off."""
        return sketch_numbers(document, self.learned)

    def label_commitments(
        self, document: Document, numbers: Sequence[NumberLabel]
    ) -> tuple[tuple[CommitmentLabel, ...], Mapping[str, str]]:
        """The commitments, given labels of the numbers, and why other clauses of parts that look ahead are none."""
        return label_commitments(document, tuple(numbers))

    def actions_of(self, text: str, spans: Sequence[tuple[int, int]]) -> Sequence[str]:
        """The verb that leads each of these commitments `[start, end)` of a text; empty where there is none."""
        return actions_of(text, spans)
