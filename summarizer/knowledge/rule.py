"""The one form of rule: what it fits, what it says, an example and a reason; kept in ordered books.

The idea is that of grammars kept as data, which people extend without touching what runs them: duckling (`Quantity/ZH/
Rules.hs`, a rule is a name, a pattern and a production) and Recognizers-Text (`Patterns/Chinese`).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

Case = TypeVar("Case")
Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Rule(Generic[Case, Said]):
    """If `fits` finds something in a case, the rule says `produces`: a word, or a function of the case that has one.

    `id` opens with the name of its book (`class.year`); labels, confidences and `eval --rules` go by it. `example` is a
    text with the figure that the rule decides between `<` and `>`; a test runs the engine over it. `why` is for people.
    """

    id: str
    fits: Callable[[Case], object]
    produces: Said
    example: str
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One question put to a book while `recorded`: the rule that won, and all that would have fitted."""

    won: str
    fitted: tuple[str, ...]


_recorders: list[list[Choice]] = []


class Book(Generic[Case, Said]):
    """Rules in order, the first that fits wins; `decides` names the fields of a label that its rules are judged by.

    Raises ValueError for an id that stands twice or outside the book, and for a rule without example or reason.
    """

    def __init__(self, name: str, decides: tuple[str, ...], rules: Iterable[Rule[Case, Said]]) -> None:
        self.name = name
        self.decides = decides
        self.rules = tuple(rules)
        seen: set[str] = set()
        for rule in self.rules:
            if not rule.id.startswith(f"{name}.") or rule.id in seen:
                raise ValueError(f"rule {rule.id!r} of the book {name!r}: ids open with '{name}.' and stand once")
            if not re.search("<[^>]+>", rule.example) or not rule.why:
                raise ValueError(f"rule {rule.id!r} lacks an example with its figure between < and >, or a reason")
            seen.add(rule.id)

    def __iter__(self) -> Iterator[Rule[Case, Said]]:
        return iter(self.rules)

    def first(self, case: Case, among: "Iterable[Rule[Case, Said]] | None" = None) -> Rule[Case, Said] | None:
        """The first rule that fits, or None. `among` are those that may fit, where the others are ruled out already."""
        for rule in self.rules if among is None else among:
            if rule.fits(case):
                if _recorders:
                    self._record(rule, case)
                return rule
        return None

    def _record(self, won: Rule[Case, Said], case: Case) -> None:
        choice = Choice(won.id, tuple(other.id for other in self.rules if other.fits(case)))
        for recorder in _recorders:
            recorder.append(choice)


@contextmanager
def recorded() -> Iterator[list[Choice]]:
    """What every book chose while this is open, for the analysis of rules; not for several threads at once."""
    choices: list[Choice] = []
    _recorders.append(choices)
    try:
        yield choices
    finally:
        _recorders.remove(choices)


def found(pattern: str) -> Callable[[str], object]:
    """A condition on a text: the pattern, in verbose form, occurs in it."""
    return re.compile(pattern, re.VERBOSE).search


def opens(pattern: str) -> Callable[[str], object]:
    """A condition on a text: it begins with the pattern, in verbose form."""
    return re.compile(pattern, re.VERBOSE).match
