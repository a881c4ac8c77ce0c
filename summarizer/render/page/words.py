"""The page's words in one language: its own from `words.yaml`, statistics and topics from the catalogue data."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from summarizer.catalogue import load_catalogue
from summarizer.errors import UsageError
from summarizer.resources import data_dir

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
Words = Mapping[str, Mapping[str, str]]


@cache
def words(lang: str) -> Words:
    """Group → key → word; the groups are those of `words.yaml`, and `canon` and `topics`. Raises UsageError for a
    language that the page does not speak."""
    if lang not in LANGUAGES:
        raise UsageError(f"the page does not speak {lang!r}; choose one of: {', '.join(LANGUAGES)}")
    own: dict[str, dict[str, list[str]]] = _load(Path(__file__).with_name("words.yaml"))
    place = LANGUAGES.index(lang)
    topics: dict[str, dict[str, str]] = _load(data_dir("schemas") / "topics.yaml")
    statistics = load_catalogue().statistics
    return {
        **{group: {key: said[place] for key, said in entries.items()} for group, entries in own.items()},
        "canon": {entry.id: entry.zh if lang == "zh" else entry.en for entry in statistics},
        "topics": {topic: entry[lang] for topic, entry in topics.items()},
    }


def _load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
