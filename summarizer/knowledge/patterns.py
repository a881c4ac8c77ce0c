"""Regular expressions that are built when they are first asked: most reports need few of those for tables, scans and
rare forms, and building all takes longer than reading a report."""

import re
from typing import cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "groupindex", "groups")
_made: "list[_Pattern]" = []


class _Pattern:
    """Stands for a pattern: what is asked of it first builds it; from then on each method is that of the pattern."""

    __slots__ = ("_flags", "pattern", *_METHODS)

    def __init__(self, text: str, flags: int) -> None:
        self.pattern = text
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        if name not in _METHODS:
            raise AttributeError(name)
        built = re.compile(self.pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(built, method))
        return getattr(built, name)


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile`, put off until the pattern is used."""
    _made.append(_Pattern(text, flags))
    return cast("re.Pattern[str]", _made[-1])


def build_all() -> None:
    """Build every pattern, in a process that others are forked off. Raises re.error for one that is not well formed."""
    for each in _made:
        each.groups  # noqa: B018
