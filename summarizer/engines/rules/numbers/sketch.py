"""Labels of numbers without what takes longest, the choice of a name: for a model that is asked for the names anyway."""

from collections.abc import Sequence
from dataclasses import replace

from summarizer.contract.labels import NumberLabel
from summarizer.document.document import Document
from summarizer.engines.engine import Sketch
from summarizer.engines.rules.books import confidence_model
from summarizer.engines.rules.numbers.candidates import Wording
from summarizer.engines.rules.numbers.confidence import number_features
from summarizer.engines.rules.numbers.labelling import find_numbers, rename
from summarizer.engines.rules.numbers.ranker import ranker_of
from summarizer.knowledge.learned import Learned


def sketch_numbers(document: Document, learned: Learned) -> Sketch:
    """The labels of `label_numbers`, which `complete` makes of these one by one: a name is chosen when it is asked for."""
    wordings: dict[str, Wording] = {}

    def put_off(ids: Sequence[str], given: Sequence[Wording]) -> list[str]:
        wordings.update(zip(ids, given, strict=True))
        return [wording.name for wording in given]

    def complete(label: NumberLabel) -> NumberLabel:
        if label.cls != "q":
            return label
        chosen = replace(label)
        if (wording := wordings.get(label.id)) is not None:
            rename(chosen, ranker_of(learned).choose([wording])[0], wording, document.meta)
        chosen.confidence = confidence_model(learned).probability(number_features(chosen, document.meta))
        return chosen

    return Sketch(find_numbers(document, learned, put_off), complete)
