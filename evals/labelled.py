"""Hand-labelled reports as the learned parts see them: text, labels, and what was made of them so far without their
labels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from summarizer.contract.labels import NumberLabel
from summarizer.document.document import Document
from summarizer.evaluation.gold import Gold, labelled_names, read_gold


@dataclass(eq=False)
class Labelled:
    """A report with its labels and its fold.

    `document` and `numbers` are made with weights that never saw the report, once the parts of the document are fitted;
    `verdicts` says for each quantity and commitment stated, by id, whether all its fields are right, and `evidence` what
    bears on that, once the parts that label are fitted.
    """

    gold: Gold
    fold: int
    document: Document | None = None
    numbers: Sequence[NumberLabel] = ()
    evidence: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    verdicts: dict[str, dict[str, bool]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.gold.name

    def read_document(self) -> Document:
        """The document, which must have been made."""
        assert self.document is not None, f"{self.name} has no document yet"
        return self.document


def load_labelled(corpus: Path, labels: Path, folds: int) -> list[Labelled]:
    """The reports of `labels` whose texts lie in `corpus`, dealt out to folds in the order of their names."""
    return [Labelled(gold, at % folds) for at, gold in enumerate(_golds(corpus, labels))]


def load_excerpts(corpus: Path, labels: Path, reports: Sequence[Labelled], folds: int) -> list[Labelled]:
    """Excerpts (`exNN-NAME`), each in the fold of the report it was taken from, where there is one."""
    fold_of = {report.name: report.fold for report in reports}
    return [
        Labelled(gold, fold_of.get(gold.name.partition("-")[2], at % folds))
        for at, gold in enumerate(_golds(corpus, labels))
    ]


def _golds(corpus: Path, labels: Path) -> Iterator[Gold]:
    for name in labelled_names(labels):
        path = corpus / f"{name}.txt"
        if path.is_file():
            yield read_gold(path, labels).in_source()
