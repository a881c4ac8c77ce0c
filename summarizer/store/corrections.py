"""The log of corrections and labellings in a store: read, and added to by one person at a time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.corrections.changing import Request, drafts, undo
from summarizer.corrections.items import Item, Ledger, Sheet
from summarizer.corrections.log import Draft, Entry, Layered, layered
from summarizer.errors import LabelError, StaleError
from summarizer.store.layers import CORRECTIONS
from summarizer.store.opening import reading

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LONGEST_NAME = 40
_COLUMNS = "seq, act, item, item_start, item_end, action, said_before, said_now, whole, undoes, who, said_at, quote"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is labelled: a text of a store in one of its layers, what a machine said of it (nothing, where that is
    hidden), and the report on the screen."""

    text_id: str
    report_id: str
    layer: str
    ledger: Ledger
    base: Sheet


def named_person(who: str) -> str:
    """A name as it is kept. Raises LabelError for none, or one that is too long or has more than one line."""
    name = " ".join(who.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise LabelError(f"say who you are: a name of at most {LONGEST_NAME} characters")
    return name


def read_log(store: Path | str, text_id: str, layer: str) -> list[Entry]:
    """The entries of one layer of a text, the oldest first. Raises StoreError for a store that cannot be opened."""
    with reading(store) as connection:
        return log_of(connection, text_id, layer)


def log_of(connection: "DuckDBPyConnection", text_id: str, layer: str) -> list[Entry]:
    """`read_log` of an open store."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM corrections WHERE text_id = ? AND layer = ? ORDER BY seq", [text_id, layer]
    ).fetchall()
    return [_entry(row) for row in rows]


def of_other_texts(connection: "DuckDBPyConnection", report_id: str, text_id: str) -> list[Entry]:
    """Corrections that were made while the file of a report was read as another text: they cannot be laid over this
    one, and are listed so that nobody misses them."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM corrections WHERE report_id = ? AND text_id <> ? AND layer = ? ORDER BY seq",
        [report_id, text_id, CORRECTIONS],
    ).fetchall()
    return [_entry(row) for row in rows]


def act(connection: "DuckDBPyConnection", subject: Subject, request: Request, *, who: str, seen: int) -> Layered:
    """Record what `who` asks for in a store that is open to write, and give the sheet as it is then. `seen` is the
    version of the item that was on the screen. Nobody else may write from the call until the caller commits.

    Raises StaleError where somebody changed the item since, LabelError for what cannot be; then nothing is recorded.
    """
    name = named_person(who)
    entries = log_of(connection, subject.text_id, subject.layer)
    now = layered(subject.ledger, subject.base, entries)
    if request.wish == "undo":
        undoes, wanted = undo(entries, name)
    else:
        undoes = None
        _require_fresh(now, entries, request, seen)
        wanted = drafts(subject.ledger, now, request)
    added = record(connection, subject, wanted, who=name, undoes=undoes)
    return layered(subject.ledger, subject.base, [*entries, *added])


def _require_fresh(now: Layered, entries: Sequence[Entry], request: Request, seen: int) -> None:
    """Raises StaleError where an item has a newer entry than the one that was seen."""
    version = now.versions.get(request.item, 0)
    if version == seen:
        return
    last = next(entry for entry in reversed(entries) if entry.seq == version)
    raise StaleError(
        f"{last.who} changed this at {last.at[11:16]} UTC, after you had loaded it; yours was not saved: look at what "
        "it says now, and say it again if you still mean it",
        last.who,
        last.at,
    )


def record(
    connection: "DuckDBPyConnection", subject: Subject, wanted: Sequence[Draft], *, who: str, undoes: int | None = None
) -> list[Entry]:
    """Record drafts as one act of `who`; the entries that they became."""
    found = connection.execute("SELECT coalesce(max(seq), 0) FROM corrections").fetchone()
    first = int(found[0]) + 1 if found else 1
    at = datetime.now(UTC).isoformat(timespec="seconds")
    added = [
        Entry(
            first + place,
            first,
            draft.item,
            draft.action,
            draft.before,
            draft.after,
            draft.whole,
            undoes,
            who,
            at,
            subject.ledger.quote(draft.item),
        )
        for place, draft in enumerate(wanted)
    ]
    if added:
        connection.executemany(
            "INSERT INTO corrections VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_cells(subject, entry) for entry in added],
        )
    return added


def _cells(subject: Subject, entry: Entry) -> list[object]:
    item = entry.item
    place = [subject.layer, subject.text_id, subject.report_id, item.kind, item.start, item.end, entry.quote]
    said = [_json(entry.before), _json(entry.after), None if entry.whole is None else _json(entry.whole)]
    return [entry.seq, entry.act, *place, entry.action, *said, entry.undoes, entry.who, entry.at]


def _json(row: object) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True)


def _entry(row: tuple[Any, ...]) -> Entry:
    seq, act_, kind, start, end, action, before, after, whole, undoes, who, at, quote = row
    return Entry(
        int(seq),
        int(act_),
        Item(kind, int(start), int(end)),
        action,
        json.loads(before),
        json.loads(after),
        None if whole is None else json.loads(whole),
        undoes,
        who,
        at,
        quote,
    )
