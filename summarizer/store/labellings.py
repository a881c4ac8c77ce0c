"""Labels of a store's texts: whose they are, which sheet they make, and labels of files taken in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from summarizer.contract.report import Report
from summarizer.corrections.agreement import agreed
from summarizer.corrections.items import Item, Ledger, Sheet
from summarizer.corrections.log import Draft, Layered, layered
from summarizer.corrections.sheet import sheet_of
from summarizer.errors import LabelError, UsageError
from summarizer.store.corrections import Subject, log_of, named_person, record
from summarizer.store.layers import CORRECTIONS, DECIDED, layer_of
from summarizer.store.reports import find_stored, load_report
from summarizer.tables import text_id_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Labelling:
    """A person's labelling of a text; `hidden` says whether they saw what the machine suggests."""

    text_id: str
    report_id: str
    who: str
    hidden: bool
    started: str
    finished: str | None


@dataclass(frozen=True, slots=True)
class ListedLabelling:
    """A labelling as a list shows it; `all_finished` counts the finished ones of its text, whoever they are by."""

    report_id: str
    title: str
    who: str
    hidden: bool
    finished: str | None
    all_finished: int


def subject_of(report: Report, report_id: str, layer: str, base: Sheet | None = None) -> Subject:
    """The text of a report in one of its layers, over what the report says of it or over another base."""
    text = report.source.text
    return Subject(text_id_of(text), report_id, layer, Ledger.of(text), sheet_of(report) if base is None else base)


def stored_labels(connection: "DuckDBPyConnection", report_id: str) -> Report:
    """The newest reading of a report. Raises UsageError where the store has no such report."""
    stored = find_stored(connection, report_id)
    if stored is None:
        raise UsageError(f"the store has no report {report_id!r}; list them with summarizer query STORE 'FROM latest'")
    return load_report(connection, stored)


def layer_over(connection: "DuckDBPyConnection", subject: Subject) -> Layered:
    """A layer as it is now."""
    return layered(subject.ledger, subject.base, log_of(connection, subject.text_id, subject.layer))


def listed_labellings(connection: "DuckDBPyConnection") -> list[ListedLabelling]:
    """Who labels which text, the last to begin first."""
    rows = connection.execute(
        """
        SELECT l.report_id, coalesce(r.title, r.source_name), l.who, l.hidden, l.finished,
               (SELECT count(*) FROM labellings AS o WHERE o.text_id = l.text_id AND o.finished IS NOT NULL)
        FROM labellings AS l JOIN latest AS r USING (text_id) ORDER BY l.started DESC, l.who
        """
    ).fetchall()
    return [ListedLabelling(*row) for row in rows]


def labellings_of(connection: "DuckDBPyConnection", text_id: str) -> list[Labelling]:
    """Who labels a text, the first to begin first."""
    rows = connection.execute(
        "SELECT text_id, report_id, who, hidden, started, finished FROM labellings WHERE text_id = ? "
        "ORDER BY started, who",
        [text_id],
    ).fetchall()
    return [Labelling(*row) for row in rows]


def begin(connection: "DuckDBPyConnection", subject: Subject, who: str, *, hidden: bool) -> Labelling:
    """The labelling of a person, begun if need be. One that was begun stays as it was begun."""
    name = named_person(who)
    for known in labellings_of(connection, subject.text_id):
        if known.who == name:
            return known
    row = Labelling(subject.text_id, subject.report_id, name, hidden, _now(), None)
    connection.execute(
        "INSERT INTO labellings VALUES (?, ?, ?, ?, ?, ?, NULL)",
        [layer_of(name), row.text_id, row.report_id, name, hidden, row.started],
    )
    return row


def finish(connection: "DuckDBPyConnection", text_id: str, who: str, *, finished: bool = True) -> None:
    """Declare a labelling finished, or open again."""
    connection.execute(
        "UPDATE labellings SET finished = ? WHERE text_id = ? AND who = ?",
        [_now() if finished else None, text_id, who],
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def said_in(now: Layered) -> Sheet:
    """What a person said of the items of a text: suggestions that nobody looked at are not among it."""
    return {item: row for item, row in now.sheet.items() if item in now.changed or item in now.accepted}


def labelling_subject(report: Report, labelling: Labelling) -> Subject:
    """The layer of a labelling, over the machine's suggestions; where they are hidden, over the headings alone, which
    decide what clauses are gone through."""
    base = sheet_of(report)
    if labelling.hidden:
        base = {item: row for item, row in base.items() if item.kind == "section"}
    return subject_of(report, labelling.report_id, layer_of(labelling.who), base)


def labelled_by(connection: "DuckDBPyConnection", report: Report, labelling: Labelling) -> Sheet:
    """What a person said of a text."""
    return said_in(layer_over(connection, labelling_subject(report, labelling)))


Pair = tuple[Labelling, Labelling]


def pair_of(connection: "DuckDBPyConnection", text_id: str) -> Pair | None:
    """The first two finished labellings of a text; None where there are not two."""
    done = [each for each in labellings_of(connection, text_id) if each.finished]
    return (done[0], done[1]) if len(done) > 1 else None


def decided_subject(connection: "DuckDBPyConnection", report: Report, report_id: str, pair: Pair) -> Subject:
    """The layer in which it is decided between two labellings: over what both say alike."""
    first, second = (labelled_by(connection, report, each) for each in pair)
    return subject_of(report, report_id, DECIDED, agreed(first, second))


def sheet_to_export(connection: "DuckDBPyConnection", report: Report, report_id: str, of: str) -> Sheet:
    """The labels of a report that are asked for: `corrected`, `decided`, or those of a person by name. Raises
    LabelError where there are none, or a number has none."""
    text_id = text_id_of(report.source.text)
    if of == "corrected":
        return layer_over(connection, subject_of(report, report_id, CORRECTIONS)).sheet
    if of == DECIDED:
        pair = pair_of(connection, text_id)
        if pair is None:
            raise LabelError(
                f"{report.source.name} has no two finished labellings to decide between; finish them first"
            )
        return _complete(layer_over(connection, decided_subject(connection, report, report_id, pair)).sheet, report, of)
    labelling = next((each for each in labellings_of(connection, text_id) if each.who == of), None)
    if labelling is None:
        raise LabelError(f"{of} has not labelled {report.source.name}; check the name")
    return _complete(labelled_by(connection, report, labelling), report, of)


def unlabelled(now: Layered, ledger: Ledger) -> list[Item]:
    """The numbers of a text of which a person has said nothing."""
    said = said_in(now)
    return [item for extent in ledger.numbers if (item := Item("number", *extent)) not in said]


def _complete(sheet: Sheet, report: Report, whose: str) -> Sheet:
    numbers = Ledger.of(report.source.text).numbers
    done = sum(Item("number", *extent) in sheet for extent in numbers)
    if done < len(numbers):
        raise LabelError(
            f"{report.source.name}: {done} of {len(numbers)} numbers have a label by {whose}; label the others first"
        )
    return sheet


def differences(now: Sheet, wanted: Sheet) -> list[Draft]:
    """What has to be recorded so that a sheet says what another does; what the other leaves open stays."""
    found: list[Draft] = []
    removed = {item for item in now if item.kind in ("commitment", "section") and item not in wanted}
    found += [Draft(item, "remove", now[item], {}, None) for item in sorted(removed)]
    for item in sorted(wanted):
        row, before = wanted[item], now.get(item)
        if before is None:
            added = item.kind in ("commitment", "section")
            nothing = {} if added else dict.fromkeys(row)
            found.append(Draft(item, "add" if added else "change", nothing, row, row))
        elif before != row:
            after = {name: value for name, value in row.items() if before.get(name) != value}
            found.append(Draft(item, "change", {name: before.get(name) for name in after}, after, row))
    return found


Aim = Literal["labelling", "corrections"]


def take_in(
    connection: "DuckDBPyConnection", text: str, sheet: Sheet, *, who: str, aim: Aim, name: str
) -> Sequence[Draft]:
    """Record the labels of a file for the text of a store, as the finished labelling of `who` or as their corrections
    of the machine; what was recorded. Raises LabelError where the store has no such text."""
    text_id = text_id_of(text)
    row = connection.execute("SELECT report_id FROM latest WHERE text_id = ? LIMIT 1", [text_id]).fetchone()
    if row is None:
        raise LabelError(f"{name}: the store has no report of this text; read it first with summarizer batch")
    report_id = str(row[0])
    report = stored_labels(connection, report_id)
    if aim == "corrections":
        subject = subject_of(report, report_id, CORRECTIONS)
    else:
        begun = subject_of(report, report_id, layer_of(named_person(who)), {})
        labelling = begin(connection, begun, who, hidden=True)
        subject = labelling_subject(report, labelling)
    now = layer_over(connection, subject)
    wanted = differences(now.sheet if aim == "corrections" else said_in(now), sheet)
    record(connection, subject, wanted, who=who)
    if aim == "labelling":
        finish(connection, text_id, named_person(who))
    return wanted
