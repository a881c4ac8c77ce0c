"""What of an answer is taken over: rows are held against the ids that were asked and against the text, one by one.

A row about an id that was not asked is dropped; everything that was asked and is missing, given twice, unreadable or at
odds with itself or the text becomes a `Note` that says so. One bad row never costs another.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from summarizer.contract.fitting import misfit
from summarizer.contract.labels import NumberLabel
from summarizer.document.document import Document
from summarizer.document.ledger import Entry
from summarizer.engines.llm.parts import Note, Part, table_top
from summarizer.engines.llm.wire import (
    BadRow,
    ClauseRow,
    LabelRows,
    NumberRow,
    as_told,
    read_clause_row,
    read_number_row,
)
from summarizer.errors import LabelError
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.numerals import read_value
from summarizer.knowledge.units import read_unit

SOURCE = "llm"
_STOP = re.compile(r"[。！!？?\n]")
_UNIT = re.compile(r"[^\s\d,，;；、:：]{1,12}")
# Words that names are made of though the text says them shorter or not at all, as in a ratio of the three industries.
_OF_NAMES = frozenset("第一二三产业占比重率增加值总额量数城镇农村居民人均可支配收入建设项目个数的及和、()（）")
_UNIT_REACH = 60


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment as a model cut it: clauses by their index in the ledger, both included."""

    first: int
    last: int
    topic: str
    strength: str
    named: bool
    deadline: str | None


@dataclass(slots=True)
class Accepted:
    """What one answer said of a part and could be taken over; `notes` say what could not, `foreign` counts rows about
    ids that were not asked."""

    numbers: dict[str, NumberLabel] = field(default_factory=dict)
    promises: list[Promise] = field(default_factory=list)
    covered: set[str] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)
    foreign: int = 0


def accept(document: Document, part: Part, answer: LabelRows, rules: Mapping[str, NumberLabel]) -> Accepted:
    """Hold an answer against its part. `rules` are the rule engine's labels, whose units are read from the text."""
    accepted = Accepted()
    _accept_numbers(document, part, answer, rules, accepted)
    _accept_clauses(document, part, answer, accepted)
    return accepted


def _accept_numbers(
    document: Document, part: Part, answer: LabelRows, rules: Mapping[str, NumberLabel], accepted: Accepted
) -> None:
    asked = {int(entry.id[1:]): entry for entry in part.numbers}
    rows: dict[int, list[NumberRow | BadRow]] = {}
    for text in answer.n:
        row = read_number_row(text)
        ids = [id_ for id_ in row.ids if id_ in asked] if len(row.ids) > 1 else list(row.ids)
        for id_ in ids:
            if id_ in asked:
                rows.setdefault(id_, []).append(row)
        accepted.foreign += not any(id_ in asked for id_ in ids)
    shown = _vocabulary(document, part)
    for id_, entry in asked.items():
        given = rows.get(id_, [])
        if not given:
            accepted.notes.append(Note(entry.id, "no row was given for it"))
            continue
        first = given[0]
        bad = next((row for row in given if isinstance(row, BadRow)), None)
        if bad is not None:
            accepted.notes.append(Note(entry.id, f"its row was refused: {bad.reason}"))
        elif any(_meaning(row) != _meaning(first) for row in given[1:]):
            accepted.notes.append(Note(entry.id, "it was given two rows that differ"))
        elif isinstance(first, NumberRow):
            label = _number_label(document, entry, first, rules.get(entry.id))
            fault = _fault(document, entry, first, label, shown)
            if fault:
                accepted.notes.append(Note(entry.id, fault))
            else:
                accepted.numbers[entry.id] = label


def _meaning(row: NumberRow | BadRow) -> object:
    return (
        (row.cls, row.name, row.canon, row.measure, row.falls, row.bound, row.target, row.period, row.unit)
        if isinstance(row, NumberRow)
        else row
    )


def _number_label(document: Document, entry: Entry, row: NumberRow, rule: NumberLabel | None) -> NumberLabel:
    if row.cls != "q":
        return NumberLabel(entry.id, row.cls, source=SOURCE)
    meta = document.meta
    asked_for = row.period or ("P" if row.target else "R")
    return NumberLabel(
        entry.id,
        "q",
        name=row.name,
        canon=row.canon,
        measure=row.measure,
        unit=_unit(document, entry, row, rule),
        falls=row.falls,
        bound=row.bound,
        status="target" if row.target else "actual",
        period={"R": meta.review_period, "P": meta.plan_period}.get(asked_for, asked_for),
        source=SOURCE,
    )


def _unit(document: Document, entry: Entry, row: NumberRow, rule: NumberLabel | None) -> str:
    """The unit the model names, else the one the text holds: behind the number or shared in its list."""
    if row.unit is not None:
        return row.unit
    if rule is not None and rule.cls == "q":
        return rule.unit
    read = read_unit(document.text, entry.end)
    return read.unit if read else ""


def _fault(document: Document, entry: Entry, row: NumberRow, label: NumberLabel, shown: frozenset[str]) -> str | None:
    """What is wrong with a quantity, in a sentence the model is told; None if nothing is."""
    if label.cls != "q":
        return None
    try:
        read_value(entry.text)
    except LabelError:
        return "it states no figure, so it is no quantity; give its class"
    if row.unit is not None and not _unit_stands(document, entry, row.unit):
        return f"its unit {as_told(row.unit)} does not stand behind it"
    if fault := misfit(label):
        return fault
    strange = [char for char in label.name if char not in shown and char not in _OF_NAMES]
    # A word may be the model's own; a sign that the report does not have is markup, or worse.
    if 2 * len(strange) > len(label.name) or not all(char.isalnum() for char in strange):
        return "its name is not made of the report's words"
    return None


def _unit_stands(document: Document, entry: Entry, unit: str) -> bool:
    """Whether a unit can be the number's: it stands behind it in its sentence, or in its table or the line above that,
    or is %."""
    stop = _STOP.search(document.text, entry.end)
    end = min(stop.start() if stop else len(document.text), entry.end + _UNIT_REACH)
    behind = document.text[entry.end : end]
    if not _UNIT.fullmatch(unit):
        return False
    if unit in {"%", "％"} or unit in behind or unit in re.sub("[余多]", "", behind):
        return True
    row = document.text.rfind("\n", 0, entry.start) + 1
    if "|" not in document.text[row : entry.start]:
        return False
    top = table_top(document.text, entry.start)
    above = document.text.rfind("\n", 0, max(0, top - 1)) + 1
    return unit in document.text[above : entry.start]


def _vocabulary(document: Document, part: Part) -> frozenset[str]:
    """The characters of the text a part shows, of its headings, and of the catalogue's names."""
    shown: set[str] = set()
    for sentence in part.sentences:
        shown.update(document.text[sentence.start : sentence.end])
        section = sentence.section
        while section is not None:
            shown.update(document.heading_of(section))
            section = document.parent_of(section)
    for statistic in load_catalogue().statistics:
        shown.update(statistic.zh)
    return frozenset(shown)


def _accept_clauses(document: Document, part: Part, answer: LabelRows, accepted: Accepted) -> None:
    asked = {int(entry.id[1:]): entry for entry in part.clauses}
    rows = [read_clause_row(text) for text in answer.c]
    faults: dict[int, str] = {}
    times: dict[int, int] = {}
    for row in rows:
        ids = [id_ for id_ in row.ids if id_ in asked]
        accepted.foreign += not ids
        for id_ in ids:
            times[id_] = times.get(id_, 0) + 1
        fault = row.reason if isinstance(row, BadRow) else _cut_fault(document, row, asked)
        if fault:
            faults.update(dict.fromkeys(ids, f"its row was refused: {fault}"))
    for id_ in asked:
        if id_ not in times:
            faults[id_] = "no row covers it"
        elif times[id_] > 1:
            faults.setdefault(id_, "two rows cover it")
    spoilt = _with_sentences(part, asked, faults)
    accepted.notes += [Note(asked[id_].id, reason) for id_, reason in spoilt.items()]
    accepted.covered.update(entry.id for id_, entry in asked.items() if id_ not in spoilt)
    for row in rows:
        ids = [id_ for id_ in row.ids if id_ in asked]
        if isinstance(row, ClauseRow) and row.topic and ids and not any(id_ in spoilt for id_ in ids):
            accepted.promises.append(_promise(document, asked[ids[0]], asked[ids[-1]], row, row.topic))


def _cut_fault(document: Document, row: ClauseRow, asked: Mapping[int, Entry]) -> str | None:
    """Why the clauses of a row cannot be one commitment."""
    ids = [id_ for id_ in row.ids if id_ in asked]
    if row.topic is None or not ids:
        return None
    if len(ids) < len(row.ids):
        return "it reaches over clauses that were not asked"
    entries: Sequence[Entry] = [asked[id_] for id_ in ids]
    for before, behind in pairwise(entries):
        if _STOP.search(document.text, before.end, behind.start):
            return "it reaches over a full stop"
    return None


def _with_sentences(part: Part, asked: Mapping[int, Entry], faults: Mapping[int, str]) -> dict[int, str]:
    """The faulty clauses with the others of their sentences: where one action ends is not known until all are."""
    spoilt: dict[int, str] = {}
    for sentence in part.sentences:
        ids = [int(clause.id[1:]) for clause in sentence.clauses]
        if any(id_ in faults for id_ in ids):
            spoilt.update({id_: faults.get(id_, "its sentence is asked again whole") for id_ in ids if id_ in asked})
    return spoilt


def _promise(document: Document, first: Entry, last: Entry, row: ClauseRow, topic: str) -> Promise:
    meta = document.meta
    # 年内 is the calendar year, also in a report on half a year.
    plan = meta.plan_period[:4] if meta.plan_period else None
    deadline = {"P": plan, "R": meta.review_period}.get(row.deadline or "", row.deadline)
    return Promise(first.index, last.index, topic, row.strength, row.named, deadline)
