"""What a commitment is about: the words of `schemas/topics.yaml` in its text, in the commitments beside it and in the
headings above it, and its pairs of characters, weighed by a chain over the commitments of a section, whose weights are
data (`schemas/learned/topics.json`)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from summarizer.errors import UsageError
from summarizer.knowledge.chain import Chain
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.resources import read_yaml
from summarizer.knowledge.word_index import WordIndex, pairs

_REACH = 4
# How far the commitments beside one stand, and what each counts.
_BESIDE = tuple((step, 1 / abs(step)) for step in range(-_REACH, _REACH + 1) if step)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a commitment stands in the text and its words, the headings above it (the innermost, and its parent's), and
    its section's id."""

    start: int
    end: int
    text: str
    heading: str
    above: str
    section: str


@cache
def vocabulary() -> WordIndex:
    """The words of `schemas/topics.yaml`, each standing for its topic; a word under two topics goes to the first."""
    meaning: dict[str, str] = {}
    for topic, entry in read_yaml("topics.yaml").items():
        if not isinstance(entry, dict) or not isinstance(entry.get("words"), str):
            raise UsageError(f"schemas/topics.yaml: topic {topic} must have words separated by spaces")
        for word in entry["words"].split():
            meaning.setdefault(word, topic)
    return WordIndex(meaning)


def topic_features(row: Sequence[Placed]) -> list[list[str]]:
    """One list of feature names for each of a row of commitments in the order of the text, as the chain is fitted on
    them."""
    return [[*words, *pairs(item.text)] for item, words in zip(row, word_features(row), strict=True)]


def word_features(row: Sequence[Placed]) -> list[list[str]]:
    """As `topic_features`, without the pairs of characters."""
    found = [list(vocabulary().scan(item.text)) for item in row]
    topics = [tuple(dict.fromkeys(topic for _, topic in words)) for words in found]
    headings: dict[str, list[str]] = {}
    for heading in {item.heading for item in row} | {item.above for item in row}:
        headings[heading] = [topic for _, topic in vocabulary().scan(heading)]
    return [
        [*_own(found[i]), *_headings(headings[item.heading], headings[item.above], bool(found[i])),
         *_neighbours(row, topics, i)]
        for i, item in enumerate(row)
    ]  # fmt: skip


def _own(found: list[tuple[str, str]]) -> list[str]:
    if not found:
        return ["bias", "word=none"]
    counts = Counter(topic for _, topic in found)
    longest = max(found, key=lambda hit: len(hit[0]))[1]
    row = ["bias", f"first word={found[0][1]}", f"last word={found[-1][1]}", f"longest word={longest}"]
    row += [f"word={topic}" for topic in counts]
    return row + [f"words={topic}" for topic, count in counts.items() if count > 1]


def _headings(heading: list[str], above: list[str], has_own: bool) -> list[str]:
    inner = list(dict.fromkeys(heading))
    row = [f"heading={topic}" for topic in inner]
    if not has_own:
        row += [f"only heading={topic}" for topic in inner]
    if heading:
        row.append(f"heading ends={heading[-1]}")
    return row + [f"above={topic}" for topic in dict.fromkeys(above)]


def _neighbours(row: Sequence[Placed], topics: Sequence[tuple[str, ...]], i: int) -> list[str]:
    """What the commitments beside this one in its section speak of, nearer ones counting more."""
    near: dict[str, float] = {}
    section = row[i].section
    for step, share in _BESIDE:
        if 0 <= i + step < len(row) and row[i + step].section == section:
            for topic in topics[i + step]:
                near[topic] = near.get(topic, 0.0) + share
    out = []
    for topic, weight in near.items():
        out.append(f"beside={topic}")
        if weight >= 1.0:
            out.append(f"beside much={topic}")
        if weight >= 1.8:
            out.append(f"beside most={topic}")
    if near:
        most = max(near, key=lambda topic: (near[topic], topic))
        out.append(f"beside mostly={most}")
        if not topics[i]:
            out.append(f"only beside={most}")
    if i and row[i - 1].section == section:
        out += [f"before={topic}" for topic in topics[i - 1]]
    if i + 1 < len(row) and row[i + 1].section == section:
        out += [f"behind={topic}" for topic in topics[i + 1]]
    return out


def topics_of(text: str, row: Sequence[Placed], model: Chain) -> list[tuple[str, float]]:
    """The topic of each commitment of a text and how probable it is; those of one section are judged together."""
    scores = model.scores(word_features(row))
    scores += model.gram_scores(Pieces.of(text, [(item.start, item.end) for item in row]), shortest=2, longest=2)
    opens = [at for at, item in enumerate(row) if at == 0 or item.section != row[at - 1].section]
    return model.likeliest(model.marginals(scores, np.array(opens, np.int64)))
