"""The page's words in one language: its own from `words.yaml`, all others from the vocabulary and catalogue data."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.vocabulary import LANGUAGES, Language, names, statistic_name, topic_names

Words = Mapping[str, Mapping[str, str]]
# Groups of the page that the vocabulary has, under its own names.
_GROUPS = {name: name for name in (
    "admin_level", "report_type", "measure", "bound", "status", "reason", "strength", "specificity", "severity",
)} | {"part": "kind"}  # fmt: skip


@cache
def words(lang: Language) -> Words:
    """Group → key → word; the groups are those of `words.yaml` and of the vocabulary, `canon` and `topics`."""
    return {
        **words_of_file(Path(__file__).with_name("words.yaml"), lang),
        # They stand alone on the page, as labels.
        **{group: {word: _capital(name) for word, name in names(of, lang).items()} for group, of in _GROUPS.items()},
        "canon": {known.id: statistic_name(known.id, lang) for known in load_catalogue().statistics},
        "topics": topic_names(lang),
    }


def words_of_file(path: Path, lang: Language) -> dict[str, dict[str, str]]:
    """Group → key → word in one language, of a file with `group: {key: [Chinese, English]}`."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    own: dict[str, dict[str, list[str]]] = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    place = LANGUAGES.index(lang)
    return {group: {key: said[place] for key, said in entries.items()} for group, entries in own.items()}


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
