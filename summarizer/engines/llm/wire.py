"""What travels back from a model: rows of ids and words of the vocabulary, and how a row is read.

A row is one string, `"15 地区生产总值 gdp growth target"`; behind the id and the name its words may stand in any order.
Measured in o200k on the hand labels (`evals/bench_tokens.py`), rows cost 12 tokens a number and 4 a commitment; objects
with short keys and the same defaults left out cost 19 and 12. A row that cannot be read spoils itself, not the answer.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict

from summarizer.contract.terms import Bound, Measure, Reason, Strength, Topic
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.han import HAN

_CLASSES = frozenset(get_args(Reason))
_MEASURES = frozenset(get_args(Measure))
_BOUNDS = frozenset(get_args(Bound))
_STATUS = frozenset({"actual", "target"})
_TOPICS = frozenset(get_args(Topic))
_STRENGTHS = frozenset(get_args(Strength))
_NAMING = {"named": True, "general": False}
_PERIOD = re.compile(r"[RP]|((?:19|20)\d\d)(?:H[12]|Q[1-4]|-(?:0[1-9]|1[0-2])|-((?:19|20)\d\d))?", re.ASCII)
_IDS = re.compile(r"[#\[]?(\d{1,7})\]?(?:[-–~][#\[]?(\d{1,7})\]?)?:?")
_LONGEST_RUN = 5_000


def _as_row(value: object) -> object:
    """What stands in a list of rows and is none, as one that cannot be read: it must not cost the others."""
    return value if isinstance(value, str) else ""


_Row = Annotated[str, BeforeValidator(_as_row)]


def _require(schema: dict[str, Any], *names: str) -> None:
    """A model is asked for both lists; an answer that lacks an empty one is taken all the same."""
    schema["required"] = list(names)
    for part in schema["properties"].values():
        del part["default"]


class HeadRows(BaseModel):
    """What a report is, and the kind of each heading."""

    model_config = ConfigDict(extra="ignore", json_schema_extra=lambda schema: _require(schema, "d", "k"))

    d: list[_Row] = []
    k: list[_Row] = []


class LabelRows(BaseModel):
    """Labels of the marked ids."""

    model_config = ConfigDict(extra="ignore", json_schema_extra=lambda schema: _require(schema, "n", "c"))

    n: list[_Row] = []
    c: list[_Row] = []


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One row about numbers; `ids` holds several only where `cls` is no quantity. Unset fields are the defaults."""

    ids: range
    cls: str
    name: str = ""
    canon: str | None = None
    measure: str = "level"
    falls: bool = False
    bound: str = "eq"
    target: bool = False
    period: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One row about clauses; `topic` is None where they promise nothing."""

    ids: range
    topic: str | None
    strength: str = "will"
    named: bool = False
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, the ids it seems to be about, and why."""

    ids: range
    reason: str


def read_number_row(row: str) -> NumberRow | BadRow:
    """A row of `n`. Words are told apart by what they are, so their order does not matter."""
    ids, words = _ids_of(row)
    if ids is None:
        return BadRow(range(0), "it does not begin with an id")
    if len(words) == 1 and words[0] in _CLASSES:
        return NumberRow(ids, words[0])
    if len(ids) > 1:
        return BadRow(ids, "a quantity needs a row of its own")
    name, words = _name_of(words)
    if not name:
        return BadRow(ids, "it has no name and no class")
    found = _fields(words, _number_field)
    if isinstance(found, str):
        return BadRow(ids, found)
    return NumberRow(
        ids,
        "q",
        name=name,
        canon=found.get("canon"),
        measure=found.get("measure", "level"),
        falls="direction" in found,
        bound=found.get("bound", "eq"),
        target=found.get("status") == "target",
        period=found.get("period"),
        unit=found["unit"][2:] if "unit" in found else None,
    )


def read_clause_row(row: str) -> ClauseRow | BadRow:
    """A row of `c`."""
    ids, words = _ids_of(row)
    if ids is None:
        return BadRow(range(0), "it does not begin with an id")
    if words == ["none"]:
        return ClauseRow(ids, None)
    found = _fields(words, _clause_field)
    if isinstance(found, str):
        return BadRow(ids, found)
    if "topic" not in found:
        return BadRow(ids, "it has no topic; say none if nothing is promised")
    return ClauseRow(
        ids,
        found["topic"],
        strength=found.get("strength", "will"),
        named=_NAMING.get(found.get("naming", ""), False),
        deadline=found.get("deadline"),
    )


def _fields(words: list[str], field_of: Callable[[str], str | None]) -> dict[str, str] | str:
    """Each word under the field it is a word of; or, in a sentence, why that cannot be."""
    found: dict[str, str] = {}
    for word in words:
        field = field_of(word)
        if field is None:
            return f"{as_told(word)} is no word of the vocabulary"
        if found.setdefault(field, word) != word:
            return f"it has two words for its {field}: {found[field]} and {word}"
    return found


def _ids_of(row: str) -> tuple[range | None, list[str]]:
    """The ids a row opens with, and its other words."""
    words = row[:400].split()
    match = _IDS.fullmatch(words[0]) if words else None
    if match is None:
        return None, words
    first = int(match[1])
    last = int(match[2]) if match[2] else first
    if last < first or last - first > _LONGEST_RUN:
        return None, words
    return range(first, last + 1), words[1:]


def _name_of(words: list[str]) -> tuple[str, list[str]]:
    """The name, which a model may have written with a space in it, and the words of the vocabulary behind it."""
    size = next((i for i, word in enumerate(words) if i and _number_field(word)), len(words))
    if size > 1 and not all(re.search(HAN, word) for word in words[1:size]):
        size = 1
    return "".join(words[:size]), words[size:]


@lru_cache(maxsize=1024)
def _number_field(
    word: str,
) -> Literal["canon", "measure", "direction", "bound", "status", "period", "unit"] | None:
    if word in load_catalogue().by_id:
        return "canon"
    if word in _MEASURES:
        return "measure"
    if word == "down":
        return "direction"
    if word in _BOUNDS:
        return "bound"
    if word in _STATUS:
        return "status"
    if word.startswith("u=") and len(word) > 2:
        return "unit"
    return "period" if _is_period(word) else None


@lru_cache(maxsize=1024)
def _clause_field(word: str) -> Literal["topic", "strength", "naming", "deadline"] | None:
    if word in _TOPICS:
        return "topic"
    if word in _STRENGTHS:
        return "strength"
    if word in _NAMING:
        return "naming"
    return "deadline" if _is_period(word) else None


def _is_period(word: str) -> bool:
    found = _PERIOD.fullmatch(word)
    return found is not None and (found[2] is None or found[1] < found[2])


def as_told(word: str) -> str:
    """A model's word as it may stand in a reason: short, and nothing that a terminal would obey."""
    safe = "".join(char if char.isprintable() else "?" for char in word)
    return safe if len(safe) <= 20 else safe[:19] + "…"
