"""The lexicon: the word classes of the genre, once for everything that reads text. The data is `schemas/lexicon/`.

A file there maps class names to words separated by spaces; which file holds a class is for people, the names are unique
over all of them. Patterns are composed from classes with `either`; look-ups at a place use `word_index`.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache

from summarizer.errors import UsageError
from summarizer.knowledge.resources import data_dir, read_yaml


def parse_classes(files: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """The words of every class, longest first, from the parsed files by name.

    Raises UsageError that names file, class and word: a class that is no text, stands in two files or is empty, a word
    given twice.
    """
    classes: dict[str, tuple[str, ...]] = {}
    homes: dict[str, str] = {}
    for file, loaded in files.items():
        if not isinstance(loaded, dict):
            raise UsageError(f"{file} must map each word class to words separated by spaces; restore it")
        for name, text in loaded.items():
            if not isinstance(text, str) or not text.split():
                raise UsageError(f"{file}: the class {name} must be words separated by spaces; put them in quotes")
            if name in homes:
                raise UsageError(f"{file}: the class {name} stands in {homes[name]} already; give it another name")
            found = text.split()
            if len(set(found)) < len(found):
                doubled = next(word for place, word in enumerate(found) if word in found[:place])
                raise UsageError(f"{file}: the class {name} has the word {doubled} twice; take one away")
            homes[name] = file
            classes[name] = tuple(sorted(found, key=lambda word: (-len(word), word)))
    return classes


@cache
def _classes() -> dict[str, tuple[str, ...]]:
    names = sorted(f"lexicon/{path.name}" for path in (data_dir("schemas") / "lexicon").glob("*.yaml"))
    return parse_classes({f"schemas/{name}": read_yaml(name) for name in names})


def class_names() -> tuple[str, ...]:
    """The names of all word classes."""
    return tuple(_classes())


def words(name: str) -> tuple[str, ...]:
    """The words of a class, longest first. Raises UsageError for a class that no file has."""
    try:
        return _classes()[name]
    except KeyError:
        near = get_close_matches(name, _classes(), 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(_classes()))}"
        raise UsageError(f"schemas/lexicon/ has no word class {name}; {hint}") from None


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
