"""The condition of a rule on a number's surroundings."""

from collections.abc import Callable

from summarizer.engines.rules.numbers.places import Place
from summarizer.knowledge.patterns import regex


class Around:
    """Fits a place if `before` fits the text that ends at the number, `after` the text that follows it, `digits` the
    number itself, and `test` holds. What is not given fits everything."""

    __slots__ = ("_after", "_before", "_digits", "_test", "after", "before")

    def __init__(
        self, *, before: str = "", after: str = "", digits: str = "", test: Callable[[Place], bool] | None = None
    ) -> None:
        self.after = after
        self.before = before
        self._after = regex(after) if after else None
        self._before = regex(before) if before else None
        self._digits = regex(digits) if digits else None
        self._test = test

    def __call__(self, place: Place) -> bool:
        if (digits := self._digits) is not None and not digits.fullmatch(place.entry.text):
            return False
        if (after := self._after) is not None and not after.match(place.after):
            return False
        if (before := self._before) is not None and not before.search(place.before):
            return False
        return (test := self._test) is None or test(place)
