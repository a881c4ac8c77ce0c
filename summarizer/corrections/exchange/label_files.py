"""The four files of a labelled report: NAME.meta.json, NAME.sections.tsv, NAME.numbers.tsv, NAME.commitments.tsv."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from summarizer.corrections.exchange.building import Builder
from summarizer.corrections.items import FIELDS, META, Item, Ledger, Row, Sheet, Value, ordered
from summarizer.document.ledger import Entry
from summarizer.errors import LabelError
from summarizer.knowledge.numerals import read_value

PARTS = ("meta.json", "sections.tsv", "numbers.tsv", "commitments.tsv")
# How far before the clause that it is said to start in a heading may begin: list marks stand there.
_BEFORE = 5
_NUMBER = ("id", "class", "name", "canon", "measure", "value", "unit", "bound", "status", "period")
_COMMITMENT = ("first", "last", "strength", "specificity", "deadline", "topic")
_SECTION = ("level", "clause", "kind", "heading")


def write_files(ledger: Ledger, sheet: Sheet) -> dict[str, str]:
    """The text of each file by its ending in `PARTS`. Raises LabelError for what the form cannot say."""
    meta = sheet.get(META, {})
    periods = _Periods(meta)
    texts = {
        "sections.tsv": (_section_cells(ledger, item, row) for item, row in ordered(sheet, "section")),
        "numbers.tsv": (_number_cells(ledger, item, row, periods) for item, row in ordered(sheet, "number")),
        "commitments.tsv": (_promise_cells(ledger, item, row, periods) for item, row in ordered(sheet, "commitment")),
    }
    facts = {name: meta.get(name) for name in FIELDS["meta"]}
    return {
        "meta.json": json.dumps(facts, ensure_ascii=False, indent=1) + "\n",
        **{name: "".join("\t".join(cells) + "\n" for cells in rows) for name, rows in texts.items()},
    }


def read_files(ledger: Ledger, files: Mapping[str, str], name: str) -> Sheet:
    """The sheet that the files of a text make, each by its ending. Raises LabelError with file and line."""
    builder = Builder(ledger)
    meta = _facts(files["meta.json"], f"{name}.meta.json")
    builder.put(META, meta, f"{name}.meta.json")
    periods = _Periods(meta)
    numbers = {entry.id: entry for entry in ledger.numbers.values()}
    clauses = {clause.id: clause for clause in ledger.clauses}
    for where, row in _rows(files, "sections.tsv", _SECTION, name):
        builder.put(_heading(ledger, clauses, row, where), {"level": _whole(row["level"]), "kind": row["kind"]}, where)
    for where, row in _rows(files, "numbers.tsv", _NUMBER, name):
        entry = _found(numbers, row["id"], where)
        builder.put(Item("number", entry.start, entry.end), _number_row(entry, row, periods, where), where)
    for where, row in _rows(files, "commitments.tsv", _COMMITMENT, name):
        first, last = _found(clauses, row["first"], where), _found(clauses, row["last"], where)
        said: dict[str, Value] = {key: row[key] for key in ("strength", "specificity", "topic")}
        said["deadline"] = None if row["deadline"] in {"-", ""} else periods.explicit(row["deadline"])
        builder.put(Item("commitment", first.start, last.end), said, where)
    return builder.sheet(name)


class _Periods:
    """Periods as the files write them: R and P for those of the report."""

    def __init__(self, meta: Row) -> None:
        self._named = {"R": meta.get("review_period"), "P": meta.get("plan_period")}

    def explicit(self, written: str) -> Value:
        return self._named.get(written, written)

    def written(self, period: Value, status: Value, whose: str) -> str:
        for name, known in self._named.items():
            if period is not None and known == period:
                return name
        if period is not None:
            return str(period)
        # Without a period of the report's own, R and P say that nothing is known.
        name = "P" if status == "target" else "R"
        if self._named[name] is not None:
            raise LabelError(f"{whose} has no period, which label files need; say one first")
        return name


def _number_cells(ledger: Ledger, item: Item, row: Row, periods: _Periods) -> Sequence[str]:
    entry = ledger.numbers[item.start, item.end]
    if row["class"] != "q":
        return entry.id, str(row["class"])
    if row["name"] is None:
        raise LabelError(
            f"{entry.id} (“{entry.text}”) is a quantity without a name, which label files need; say one first"
        )
    period = periods.written(row["period"], row["status"], f"{entry.id} (“{row['name']}”)")
    name, canon, measure, unit = (str(row[key] or "") for key in ("name", "canon", "measure", "unit"))
    value = _written_value(entry.text, bool(row["falls"]))
    return entry.id, "q", name, canon or "-", measure, value, unit, str(row["bound"]), str(row["status"]), period


def _written_value(digits: str, falls: bool) -> str:
    plain = digits.replace(",", "") if digits.isascii() else f"{read_value(digits):.15g}"
    return f"-{plain}" if falls and read_value(digits) else plain


def _promise_cells(ledger: Ledger, item: Item, row: Row, periods: _Periods) -> Sequence[str]:
    run = ledger.run(item)
    assert run is not None, f"{item} was checked to be whole clauses"
    deadline = "-" if row["deadline"] is None else periods.written(row["deadline"], "target", run[0].id)
    return run[0].id, run[1].id, str(row["strength"]), str(row["specificity"]), deadline, str(row["topic"])


def _section_cells(ledger: Ledger, item: Item, row: Row) -> Sequence[str]:
    starts = [clause.start for clause in ledger.clauses]
    at = max(0, bisect_right(starts, item.start) - 1)
    if at + 1 < len(starts) and ledger.clauses[at].end <= item.start:
        at += 1
    heading = ledger.quote(item)
    if ledger.text.find(heading, max(0, starts[at] - _BEFORE)) != item.start:
        raise LabelError(
            f"the heading “{heading[:20]}” stands behind the same words, so label files cannot point at it"
        )
    return str(row["level"]), ledger.clauses[at].id, str(row["kind"]), heading


def _heading(ledger: Ledger, clauses: Mapping[str, Entry], row: Mapping[str, str], where: str) -> Item:
    clause = _found(clauses, row["clause"], where)
    start = ledger.text.find(row["heading"], max(0, clause.start - _BEFORE)) if row["heading"] else -1
    if start < 0:
        raise LabelError(f"{where}: the heading {row['heading'][:30]!r} does not stand in the text")
    return Item("section", start, start + len(row["heading"]))


def _number_row(entry: Entry, row: Mapping[str, str], periods: _Periods, where: str) -> Row:
    if row["class"] != "q":
        return {"class": row["class"]}
    try:
        value = float(row["value"])
    except ValueError:
        raise LabelError(f"{where}: {row['value']!r} is no number") from None
    try:
        stated = read_value(entry.text)
    except LabelError as error:
        raise LabelError(f"{where}: {error}") from None
    if abs(abs(value) - stated) > 1e-9 * max(1.0, stated):
        raise LabelError(f"{where}: {row['value']} is not what the text states, {entry.text}")
    said: dict[str, Value] = {key: row[key] for key in ("class", "name", "measure", "unit", "bound", "status")}
    canon = None if row["canon"] == "-" else row["canon"]
    return {**said, "canon": canon, "falls": value < 0, "period": periods.explicit(row["period"])}


def _rows(files: Mapping[str, str], part: str, names: Sequence[str], name: str) -> Iterator[tuple[str, dict[str, str]]]:
    for line, row in enumerate(files[part].split("\n"), 1):
        if row.strip() and not row.startswith("#"):
            cells = [cell.strip() for cell in row.split("\t")]
            padded = [*cells, *[""] * len(names)][: len(names)]
            yield f"{name}.{part}, line {line}", dict(zip(names, padded, strict=True))


def _facts(text: str, where: str) -> Row:
    try:
        found: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise LabelError(f"{where}, line {error.lineno}: {error.msg}; mend the JSON") from None
    if not isinstance(found, dict) or not all(value is None or isinstance(value, str) for value in found.values()):
        raise LabelError(f"{where} must hold one object of texts; mend it")
    return found


def _found(known: Mapping[str, Entry], id_: str, where: str) -> Entry:
    if id_ not in known:
        raise LabelError(f"{where}: the text has no {id_!r}; were the labels made for another text?")
    return known[id_]


def _whole(text: str) -> Value:
    return int(text) if text.isascii() and text.isdecimal() else text
