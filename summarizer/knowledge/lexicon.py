"""The word classes of `schemas/grammar.yaml`, compiled once."""

import re
from collections.abc import Iterable
from functools import cache

import yaml

from summarizer.errors import UsageError
from summarizer.knowledge.resources import data_dir


@cache
def _classes() -> dict[str, tuple[str, ...]]:
    path = data_dir("schemas") / "grammar.yaml"
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(loaded, dict) or not all(isinstance(words, str) for words in loaded.values()):
        raise UsageError("schemas/grammar.yaml must map each word class to words separated by spaces")
    return {
        name: tuple(sorted(set(words.split()), key=lambda word: (-len(word), word))) for name, words in loaded.items()
    }


def words(name: str) -> tuple[str, ...]:
    """The words of a class, longest first."""
    return _classes()[name]


@cache
def word_set(name: str) -> frozenset[str]:
    """The words of a class for membership tests."""
    return frozenset(words(name))


def either(*parts: str | Iterable[str]) -> str:
    """A non-capturing alternation, longest first, of class names (as `"@verbs"`) and literal words."""
    found: list[str] = []
    for part in parts:
        if isinstance(part, str) and part.startswith("@"):
            found += words(part[1:])
        else:
            found += [part] if isinstance(part, str) else list(part)
    ordered = sorted(set(found), key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(re.escape(word) for word in ordered)})"
