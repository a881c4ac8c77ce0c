"""What each rule is worth on the labelled reports: how often it fires, how often it is right, what it overlaps.

As the analysis of labelling functions in Snorkel (Ratner et al. 2017, PVLDB 11:269): coverage, overlaps, accuracy.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.contract.labels import NumberLabel
from summarizer.engines.rules.books import BOOKS
from summarizer.engines.rules.numbers.labelling import label_numbers
from summarizer.evaluation.gold import Gold, GoldQuantity
from summarizer.evaluation.scoring import same_name
from summarizer.knowledge.rule import recorded
from summarizer.pipeline import make_document


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """One rule: labels it had a part in, how many of those that the hand labels can judge were right in what its book
    decides, how often it was chosen, and how often another rule of its book fitted as well."""

    id: str
    fired: int
    judged: int
    right: int
    chosen: int
    overlapped: int

    @property
    def accuracy(self) -> float | None:
        return self.right / self.judged if self.judged else None

    @property
    def overlap(self) -> float | None:
        return self.overlapped / self.chosen if self.chosen else None


def analyse_rules(golds: Sequence[Gold]) -> list[RuleFigures]:
    """The figures of every rule, in the order of the books; those that never fire have zeros."""
    fired, judged, right, chosen, overlapped = (Counter[str]() for _ in range(5))
    decides = {rule.id: book.decides for book in BOOKS for rule in book}
    for gold in golds:
        document = make_document(gold.source)
        with recorded() as choices:
            labels = label_numbers(document)
        for choice in choices:
            chosen[choice.won] += 1
            overlapped[choice.won] += len(choice.fitted) > 1
        for number, label in zip(document.numbers, labels, strict=True):
            wanted = gold.quantities.get((number.start, number.end))
            for id_ in set(label.why) & decides.keys():
                fired[id_] += 1
                verdict = _is_right(label, wanted, decides[id_])
                judged[id_] += verdict is not None
                right[id_] += verdict is True
    return [RuleFigures(id_, fired[id_], judged[id_], right[id_], chosen[id_], overlapped[id_]) for id_ in decides]


def _is_right(label: NumberLabel, wanted: GoldQuantity | None, fields: Sequence[str]) -> bool | None:
    """Whether a label is right in some fields; None where the hand labels cannot tell, the number being no quantity."""
    if "cls" in fields:
        return (label.cls == "q") == (wanted is not None)
    if wanted is None or label.cls != "q":
        return None
    return all(_field_is_right(label, wanted, field) for field in fields)


def _field_is_right(label: NumberLabel, wanted: GoldQuantity, field: str) -> bool:
    if field == "name":
        return same_name(label.name, wanted.name)
    if field == "falls":
        return label.falls == (wanted.value < 0)
    return bool((getattr(label, field) or "") == (getattr(wanted, field) or ""))
