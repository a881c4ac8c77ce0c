"""doccano's JSONL: one line a text, spans `[start, end, label]`, of which several may cover the same characters.

A word of the vocabulary is a span with the label `field:word`, so that it can be changed in doccano; what is free text
(names, units, periods) travels in the line's own data, which doccano keeps. The project must allow overlapping spans
and must not count graphemes. doccano is JavaScript: its offsets count UTF-16 units.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from summarizer.corrections.exchange.building import Builder
from summarizer.corrections.exchange.units import Utf16
from summarizer.corrections.items import CHOICES, FIELDS, META, Item, ItemKind, Ledger, Row, Sheet, Value
from summarizer.errors import LabelError

_FREE = "fields"
# Names under which doccano has written the spans, by its version and the kind of project.
_SPANS = ("label", "labels", "entities")


def write_line(ledger: Ledger, sheet: Sheet, name: str) -> str:
    """The line of a text, with its line end."""
    units = Utf16(ledger.text)
    spans = [
        [units.of_point(item.start), units.of_point(item.end), label]
        for item in sorted(sheet)
        if item != META
        for label in _labels(item, sheet[item])
    ]
    free = {str(item): said for item in sorted(sheet) if (said := _free(item, sheet[item]))}
    line = {"text": ledger.text, "label": spans, "name": name, _FREE: free}
    return json.dumps(line, ensure_ascii=False) + "\n"


def read_lines(content: str, where: str) -> list[tuple[str, str, Sheet]]:
    """The text, name and sheet of each line. Raises LabelError with the line for one that is none of doccano's, or
    whose labels do not fit its text."""
    lines = [(number, line) for number, line in enumerate(content.split("\n"), 1) if line.strip()]
    return [_line(line, f"{where}, line {number}") for number, line in lines]


def _labels(item: Item, row: Row) -> Iterator[str]:
    for field in FIELDS[item.kind]:
        value = row.get(field)
        if _is_word(field) and value is not None and value is not False:
            yield f"{item.kind}.{field}:{value}"


def _is_word(field: str) -> bool:
    return field in CHOICES or field == "canon"


def _free(item: Item, row: Row) -> dict[str, Value]:
    said = {field: row.get(field) for field in FIELDS[item.kind] if item == META or not _is_word(field)}
    return {field: value for field, value in said.items() if value is not None}


def _line(content: str, where: str) -> tuple[str, str, Sheet]:
    try:
        line: Any = json.loads(content)
        text, free = line["text"], line.get(_FREE) or {}
        assert isinstance(text, str) and isinstance(free, dict)
        given = next(line[name] for name in _SPANS if name in line)
        spans = [_span(each) for each in given]
        rows: dict[tuple[ItemKind, int, int], dict[str, Value]] = defaultdict(dict)
        for start, end, label in spans:
            kind, field, word = _word(label)
            if rows[kind, start, end].setdefault(field, word) != word:
                raise LabelError(f"{where}: {start}–{end} has two labels for {field}; keep one")
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError, StopIteration):
        raise LabelError(f"{where} is no labelled text of doccano; export the dataset again as JSONL") from None
    ledger = Ledger.of(text)
    builder = Builder(ledger)
    builder.put(META, free.get(str(META), {}), where)
    items = _placed(ledger, rows)
    for item, row in sorted(items.items()):
        builder.put(item, {**free.get(str(item), {}), **row}, where)
    return text, str(line.get("name", "")), builder.sheet(where)


def _span(given: Any) -> tuple[int, int, str]:
    if isinstance(given, dict):
        return int(given["start_offset"]), int(given["end_offset"]), str(given["label"])
    start, end, label = given
    return int(start), int(end), str(label)


def _word(label: str) -> tuple[ItemKind, str, Value]:
    """The kind of item, field and word of a label. Raises ValueError for one that was not written here."""
    place, _, word = label.partition(":")
    name, _, field = place.partition(".")
    kind = next((known for known in FIELDS if known == name and field in FIELDS[known]), None)
    if kind is None:
        raise ValueError(label)
    return kind, field, next((known for known in CHOICES.get(field, ()) if str(known) == word), word)


def _placed(ledger: Ledger, rows: dict[tuple[ItemKind, int, int], dict[str, Value]]) -> dict[Item, dict[str, Value]]:
    """The rows by item. A file that counts code points is known by its numbers, which would stand nowhere else."""
    units = Utf16(ledger.text)
    in_units = {Item(kind, units.to_point(start), units.to_point(end)): row for (kind, start, end), row in rows.items()}
    if all((item.start, item.end) in ledger.numbers for item in in_units if item.kind == "number"):
        return in_units
    return {Item(*place): row for place, row in rows.items()}
