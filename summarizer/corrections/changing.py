"""What a person asks for, made into entries of the log: held against the sheet as it is, and wholly or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from summarizer.corrections.items import FIELDS, Item, Ledger, Row, Sheet
from summarizer.corrections.log import Draft, Entry, Layered, overlapping, standing
from summarizer.corrections.validating import checked, require_place
from summarizer.engines.rules.commitments.action import action_of
from summarizer.errors import LabelError

Wish = Literal["change", "accept", "add", "remove", "none", "cut", "undo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a person asks for of one item.

    `change` gives `fields` new values, the others stay; `accept` says that the row on the screen, `fields`, is right;
    `add` states a commitment or heading that is missing; `remove` takes one away; `none` says that no commitment stands
    in a run of clauses, whether one is stated there or not; `cut` puts the stretches `pieces` in
    its place, each with its fields: one to move an end, several to split it; `undo` takes back the person's last act.
    """

    wish: Wish
    item: Item
    fields: Row = field(default_factory=dict)
    pieces: tuple[Item, ...] = ()


def drafts(ledger: Ledger, now: Layered, request: Request) -> list[Draft]:
    """What is to be recorded. Raises LabelError, one sentence, for what cannot be; then nothing is."""
    match request.wish:
        case "change":
            return [_change(ledger, now.sheet, request)]
        case "accept":
            return [_accept(ledger, now.sheet, request)]
        case "add":
            return [_add(ledger, now.sheet, request.item, request.fields)]
        case "remove":
            return [_remove(now.sheet, request.item)]
        case "none":
            return [_none(ledger, now.sheet, request.item)]
        case "cut":
            return _cut(ledger, now.sheet, request)
        case _:
            raise LabelError(f"{request.wish!r} is nothing that can be done with a label")


def undo(entries: Sequence[Entry], who: str) -> tuple[int, list[Draft]]:
    """The act to take back, the last one of `who` that stands, and an entry for each item of it. Raises LabelError
    where there is none."""
    mine = [entry for entry in standing(entries) if entry.who == who]
    if not mine:
        raise LabelError("there is nothing of yours left to undo here")
    act = mine[-1].act
    return act, [Draft(entry.item, "undo", entry.after, entry.before, None) for entry in mine if entry.act == act]


def _row(sheet: Sheet, item: Item) -> Row:
    row = sheet.get(item)
    if row is None:
        raise LabelError(f"there is no {item.kind} at {item.start}–{item.end} any more; load the report again")
    return row


def _change(ledger: Ledger, sheet: Sheet, request: Request) -> Draft:
    before = sheet.get(request.item, {}) if request.item.kind in ("number", "meta") else _row(sheet, request.item)
    whole = checked(ledger, request.item, _filled(before, request.fields))
    after = {name: value for name, value in whole.items() if before.get(name) != value or name not in before}
    if not after:
        raise LabelError("that is what it says already")
    return Draft(request.item, "change", {name: before.get(name) for name in after}, after, whole)


def _filled(before: Row, fields: Row) -> Row:
    """The row with its new fields. One that becomes a quantity has no earlier fields of one to keep."""
    if fields.get("class") == "q" and before.get("class") != "q":
        return {"class": "q", **fields}
    return {**before, **fields}


def _accept(ledger: Ledger, sheet: Sheet, request: Request) -> Draft:
    now = _row(sheet, request.item)
    shown = {name: request.fields.get(name) for name in now} if request.fields.keys() <= set(now) else {}
    if checked(ledger, request.item, shown) != checked(ledger, request.item, now):
        raise LabelError("it says something else by now than what you saw; look at it again")
    return Draft(request.item, "accept", {}, {}, now)


def _add(ledger: Ledger, sheet: Sheet, item: Item, fields: Row) -> Draft:
    if item.kind not in ("commitment", "section"):
        raise LabelError("only commitments and headings can be added; every number is there already")
    if item in sheet or overlapping(sheet, item):
        raise LabelError(f"a {item.kind} stands there already; change or remove that one first")
    plain = {"strength": "will", "specificity": "general", "topic": "economy"} if item.kind == "commitment" else {}
    if item.kind == "commitment" and not fields.get("action"):
        plain["action"] = action_of(ledger.quote(item))
    whole = checked(ledger, item, {**plain, **{name: value for name, value in fields.items() if value is not None}})
    return Draft(item, "add", {}, whole, whole)


def _remove(sheet: Sheet, item: Item) -> Draft:
    if item.kind not in ("commitment", "section"):
        raise LabelError("a number of the text cannot be removed; say why it is no quantity")
    return Draft(item, "remove", _row(sheet, item), {}, None)


def _none(ledger: Ledger, sheet: Sheet, item: Item) -> Draft:
    if item.kind not in ("commitment", "section"):
        raise LabelError("a number of the text cannot be removed; say why it is no quantity")
    require_place(ledger, item)
    return Draft(item, "remove", sheet.get(item, {}), {}, None)


def _cut(ledger: Ledger, sheet: Sheet, request: Request) -> list[Draft]:
    before = _row(sheet, request.item)
    pieces = sorted(request.pieces)
    if not pieces or any(piece.kind != request.item.kind for piece in pieces) or request.item in pieces:
        raise LabelError("say the stretches that it is to be cut into")
    rest = {item: row for item, row in sheet.items() if item != request.item}
    found = [_remove(sheet, request.item)]
    for piece in pieces:
        kept = {name: before.get(name) for name in FIELDS[piece.kind] if name != "action"}
        found.append(_add(ledger, rest, piece, kept))
        rest[piece] = found[-1].after
    return found
