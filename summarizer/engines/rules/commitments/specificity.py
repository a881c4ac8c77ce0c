"""How specific a commitment is: `quantified` where it states an amount or a date, else `named` where it names a project,
place, institution, document or programme, else `general`. Names are told by a softmax (`schemas/learned/specificity.json`)."""

import re
from functools import cache

from summarizer.engines.rules.commitments.topics import vocabulary
from summarizer.knowledge.chain import Chain
from summarizer.knowledge.lexicon import words
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.word_index import WordIndex, grams

LONGEST = 4  # Characters of a run that is looked at.
_QUOTED = re.compile(r"“[^”]+”")
_SIGNS = (("document", re.compile("《")), ("latin", re.compile("[A-Za-z]")), ("digit", re.compile(r"\d")))
_SUCH_AS_LAST = re.compile(r"等[^,，。]{0,14}$|等\d")


@cache
def _titles() -> WordIndex:
    return WordIndex({word: word for word in words("titles")})


@cache
def _known() -> WordIndex:
    classes = ("action_verbs", "action_adverbs", "effects", "ability", "scene", "growth", "peak", "sense", "common")
    meaning = {word: name for name in classes for word in words(name)}
    return WordIndex(meaning | dict(vocabulary().meaning))


def specificity_features(text: str) -> list[str]:
    """The evidence for a name in the text of one commitment, each feature once, as the classifier is fitted on it."""
    return [*_shape_features(text), *grams(text, LONGEST)]


def _shape_features(text: str) -> list[str]:
    row = ["bias", f"length={min(len(text) // 5, 7)}", f"listed={min(text.count('、'), 4)}"]
    row += [f"start={text[:2]}", f"end={text[-2:]}"]
    row += _quotation(text)
    row += [name for name, sign in _SIGNS if sign.search(text)]
    if _SUCH_AS_LAST.search(text):
        row.append("such as")
    return row + _unknown(text)


def _quotation(text: str) -> list[str]:
    row = []
    for match in _QUOTED.finditer(text):
        behind = _titles().at(text, match.end())
        row += ["quoted", f"quoted {behind or 'alone'}"]
        if re.search(r"[\d+]", match.group()):
            row.append("quoted figure")
    return row


def _unknown(text: str) -> list[str]:
    """How much of the text no word list knows: names are made of the rest."""
    runs = _known().gaps(text)
    share = sum(runs) * 10 // max(len(text), 1)
    return [
        f"unknown run={min(max(runs, default=0), 5)}",
        f"unknown runs={min(sum(r >= 2 for r in runs), 3)}",
        f"unknown={share}",
    ]


def specificity_of(pieces: Pieces, model: Chain) -> list[tuple[str, float]]:
    """The specificity of the commitments that are these pieces of a text and state no quantity and no deadline, and how
    probable `model` finds each."""
    words = pieces.words()
    scores = model.scores([_shape_features(piece) for piece in words])
    scores += model.gram_scores(pieces, shortest=1, longest=LONGEST)
    # The title of a document is a name, whatever else is said.
    return [
        ("named", 1.0) if "《" in piece else found for piece, found in zip(words, model.classify(scores), strict=True)
    ]
