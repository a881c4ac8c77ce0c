"""What can be labelled in a text, and with what: an item is a stretch of the text, its row the fields said of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Self, get_args

from summarizer.contract.terms import (
    AdminLevel,
    Bound,
    Kind,
    Measure,
    Reason,
    ReportType,
    Specificity,
    Status,
    Strength,
    Topic,
)
from summarizer.document.ledger import Entry, list_clauses, list_numbers
from summarizer.errors import LabelError

ItemKind = Literal["meta", "section", "number", "commitment"]
Value = str | int | bool | None
Row = Mapping[str, Value]

# The fields of each kind of item, in the order in which a person goes through them.
FIELDS: Mapping[ItemKind, tuple[str, ...]] = {
    "meta": (
        "title", "region", "admin_level", "report_type", "date", "speaker", "review_period", "plan_period",
    ),
    "section": ("level", "kind"),
    "number": ("class", "name", "canon", "measure", "unit", "falls", "bound", "status", "period"),
    "commitment": ("strength", "specificity", "topic", "deadline", "action"),
}  # fmt: skip
# The words that a field may hold; `canon` has those of the catalogue.
CHOICES: Mapping[str, tuple[Value, ...]] = {
    "admin_level": get_args(AdminLevel),
    "report_type": get_args(ReportType),
    "level": (1, 2, 3),
    "kind": get_args(Kind),
    "class": ("q", *get_args(Reason)),
    "measure": get_args(Measure),
    "falls": (False, True),
    "bound": get_args(Bound),
    "status": get_args(Status),
    "strength": get_args(Strength),
    "specificity": get_args(Specificity),
    "topic": get_args(Topic),
}


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """A stretch `[start, end)` of a text that has a label of a kind; the report as a whole is `meta:0-0`."""

    kind: ItemKind
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.start}-{self.end}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The item that `str` wrote. Raises LabelError for anything else."""
        name, _, extent = text.partition(":")
        start, _, end = extent.partition("-")
        kind = next((known for known in FIELDS if known == name), None)
        if kind is None or not (_is_offset(start) and _is_offset(end)):
            raise LabelError(f"{text[:60]!r} is no item; say one such as number:120-123")
        return cls(kind, int(start), int(end))

    def overlaps(self, other: "Item") -> bool:
        """Whether the two have characters in common."""
        return self.start < other.end and other.start < self.end


def _is_offset(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


META = Item("meta", 0, 0)
Sheet = Mapping[Item, Row]


def ordered(items: Mapping[Item, Row], kind: ItemKind) -> list[tuple[Item, Row]]:
    """The items of a kind with their rows, in the order of the text."""
    return sorted(((item, row) for item, row in items.items() if item.kind == kind), key=lambda pair: pair[0])


@dataclass(frozen=True)
class Ledger:
    """The numbers and clauses of a text, by where they stand."""

    text: str
    numbers: Mapping[tuple[int, int], Entry]
    clauses: tuple[Entry, ...]

    @classmethod
    def of(cls, text: str) -> Self:
        numbers = list_numbers(text)
        return cls(text, {(each.start, each.end): each for each in numbers}, list_clauses(text, numbers))

    @cached_property
    def _starts(self) -> list[int]:
        return [clause.start for clause in self.clauses]

    def run(self, item: Item) -> tuple[Entry, Entry] | None:
        """The clauses from the first to the last of a run that begins and ends with whole clauses; None for another."""
        first = bisect_left(self._starts, item.start)
        last = bisect_right(self._starts, item.end - 1) - 1
        if first >= len(self.clauses) or last < first:
            return None
        ends = self.clauses[first], self.clauses[last]
        return ends if (ends[0].start, ends[1].end) == (item.start, item.end) else None

    def quote(self, item: Item) -> str:
        """The characters of an item."""
        return self.text[item.start : item.end]
