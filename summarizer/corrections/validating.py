"""Rows held against the vocabulary, the text and each other: what a person says passes what an engine's answer must."""

from collections.abc import Mapping
from datetime import date
from typing import get_args

from pydantic import TypeAdapter, ValidationError

from summarizer.contract.fitting import misfit
from summarizer.contract.labels import NumberLabel
from summarizer.contract.terms import Period, Reason
from summarizer.corrections.items import CHOICES, FIELDS, META, Item, Ledger, Row, Value
from summarizer.errors import LabelError
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.numerals import read_value

_PERIODS = frozenset({"period", "deadline", "review_period", "plan_period"})
_LONGEST = {"unit": 12, "title": 200}
_LONGEST_TEXT = 60
_PERIOD: TypeAdapter[str] = TypeAdapter(Period)
# What a number has that is no quantity.
NOTHING: Mapping[str, Value] = {name: None for name in FIELDS["number"] if name != "class"}


def checked(ledger: Ledger, item: Item, row: Row) -> Row:
    """The row as it is kept: every field there, text without space around it, nothing for an empty one.

    Raises LabelError, one sentence, for an item that the text does not have, a word outside the vocabulary, something
    that is no period or date, and fields that cannot hold together.
    """
    require_place(ledger, item)
    if unknown := sorted(row.keys() - set(FIELDS[item.kind])):
        raise LabelError(f"a {item.kind} has no field {unknown[0]!r}; it has {', '.join(FIELDS[item.kind])}")
    if item.kind == "number" and row.get("class") in get_args(Reason):
        return {"class": row["class"], **NOTHING}
    full = {name: _value(name, row.get(name)) for name in FIELDS[item.kind]}
    if item.kind == "number":
        _require_quantity(ledger, item, full)
    missing = [name for name in _REQUIRED[item.kind] if full[name] is None]
    if missing:
        raise LabelError(f"{_shown(ledger, item)} has no {missing[0]}; say what it is")
    return full


_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "meta": (),
    "section": ("level", "kind"),
    "number": ("class", "name", "measure", "bound", "status"),
    "commitment": ("strength", "specificity", "topic"),
}


def number_label(id_: str, row: Row) -> NumberLabel:
    """The row of a number as the label that an engine would give, said by a person."""
    if row["class"] != "q":
        return NumberLabel(id_, str(row["class"]), source="human")
    return NumberLabel(
        id_,
        "q",
        name=str(row["name"] or ""),
        canon=_text(row["canon"]),
        measure=str(row["measure"]),
        unit=_text(row["unit"]) or "",
        falls=bool(row["falls"]),
        bound=str(row["bound"]),
        status=str(row["status"]),
        period=_text(row["period"]),
        source="human",
    )


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def require_place(ledger: Ledger, item: Item) -> None:
    """Raises LabelError for an item that the text does not have."""
    if item.kind == "meta" and item != META:
        raise LabelError(f"the report as a whole is {META}, not {item}; load the report again")
    if item.kind == "number" and (item.start, item.end) not in ledger.numbers:
        raise LabelError(f"the text has no number at {item.start}–{item.end}; load the report again")
    if item.kind == "commitment" and ledger.run(item) is None:
        raise LabelError(f"a commitment is whole clauses, and {item.start}–{item.end} is not; select them again")
    if item.kind == "section":
        heading = ledger.quote(item)
        if not heading.strip() or heading != heading.strip() or "\n" in heading or item.end > len(ledger.text):
            raise LabelError(f"a heading is a stretch of one line without space around it, unlike {heading[:30]!r}")


def _value(name: str, value: Value) -> Value:
    """One field's value as it is kept. Raises LabelError for one that cannot be."""
    if isinstance(value, str):
        value = value.strip() or None
    if name == "falls":
        value = bool(value)
    if value is None:
        return None
    if name in CHOICES:
        # A digit of a form is text, and True is 1 to Python.
        found = [word for word in CHOICES[name] if word == value and isinstance(word, bool) == isinstance(value, bool)]
        if not found:
            allowed = ", ".join(map(str, CHOICES[name]))
            raise LabelError(f"{str(value)[:40]!r} is no {name}; choose one of: {allowed}")
        return found[0]
    if not isinstance(value, str):
        raise LabelError(f"{name} is a text, not {value!r}")
    if name == "canon" and value not in load_catalogue().by_id:
        raise LabelError(f"there is no statistic {value[:40]!r} in the catalogue; leave it empty for another thing")
    if name in _PERIODS:
        _require_period(name, value)
    if name == "date":
        _require_date(value)
    longest = _LONGEST.get(name, _LONGEST_TEXT)
    if len(value) > longest or not value.isprintable():
        raise LabelError(f"{name} is at most {longest} characters on one line, unlike {value[:20]!r}")
    if name == "unit" and any(char.isspace() or char.isdigit() for char in value):
        raise LabelError(f"a unit has neither digits nor space, unlike {value!r}")
    return value


def _require_period(name: str, value: str) -> None:
    first, _, second = value.partition("-")
    try:
        _PERIOD.validate_python(value)
    except ValidationError:
        raise LabelError(
            f"{value[:40]!r} is no {name}; say one such as 2021, 2021H1, 2021Q1, 2020-06 or 2016-2020"
        ) from None
    if len(second) == len(first) and not first < second:
        raise LabelError(f"the {name} {value} ends before it begins")


def _require_date(value: str) -> None:
    try:
        if date.fromisoformat(value).isoformat() == value:
            return
    except ValueError:
        pass  # told below, as a date in another form is
    raise LabelError(f"{value[:40]!r} is no date; write it as 2021-02-23")


def _require_quantity(ledger: Ledger, item: Item, row: dict[str, Value]) -> None:
    read_value(ledger.quote(item))
    for name, plain in (("measure", "level"), ("bound", "eq"), ("status", "actual")):
        row[name] = row[name] or plain
    if row["class"] is None:
        raise LabelError(f"{_shown(ledger, item)} has no class; say q for a quantity, or why it is none")
    if row["name"] is None:
        raise LabelError(f"{_shown(ledger, item)} is a quantity without a name; say what it measures")
    if fault := misfit(number_label("n", row)):
        raise LabelError(f"{_shown(ledger, item)}: {fault}")


def _shown(ledger: Ledger, item: Item) -> str:
    return f"the {item.kind} “{ledger.quote(item)[:20]}”" if item.end else "the report"
