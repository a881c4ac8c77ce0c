"""The log of what people said, laid over what a machine said: entries are only ever added, an undo is one of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from summarizer.corrections.dating import DATED, redated
from summarizer.corrections.items import META, Item, Ledger, Row, Sheet, Value
from summarizer.corrections.validating import checked
from summarizer.errors import LabelError

Action = Literal["change", "add", "remove", "accept", "undo"]
Reason = Literal["other_text", "no_such_number", "cut_otherwise"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be recorded of one item: the fields that change as they were and as they are now, and the whole row as
    it then stands (None where it is removed)."""

    item: Item
    action: Action
    before: Row
    after: Row
    whole: Row | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A draft as it was recorded. `seq` numbers the entries of a store; those of one act share the `act`, which is the
    `seq` of the first, and are undone together: `undoes` is the act that an undo takes back. `quote` is the item's own
    characters, `at` an ISO time."""

    seq: int
    act: int
    item: Item
    action: Action
    before: Row
    after: Row
    whole: Row | None
    undoes: int | None
    who: str
    at: str
    quote: str


@dataclass(frozen=True, slots=True)
class Lost:
    """An entry that could not be laid over what the machine says now."""

    entry: Entry
    reason: Reason


@dataclass(frozen=True)
class Layered:
    """A machine's sheet with the log over it.

    `changed` are the items on which a person's word stands, `accepted` those that a person found right as they are;
    `versions` has the last entry of each item that was ever touched, taken back or not.
    """

    sheet: Sheet
    changed: Mapping[Item, Entry]
    accepted: Mapping[Item, Entry]
    lost: tuple[Lost, ...]
    versions: Mapping[Item, int]


def standing(entries: Sequence[Entry]) -> list[Entry]:
    """The entries that hold: without undos and what they took back. An undo of an undo brings back what that took."""
    dead: set[int] = set()
    for entry in reversed(entries):
        if entry.action == "undo" and entry.act not in dead and entry.undoes is not None:
            dead.add(entry.undoes)
    return [entry for entry in entries if entry.action != "undo" and entry.act not in dead]


def layered(ledger: Ledger, base: Sheet, entries: Sequence[Entry]) -> Layered:
    """The log laid over `base`, the oldest entry first.

    A corrected field stays the person's, the others follow the machine, unless the two cannot be said together: then
    the row stands as the person left it. A commitment or heading that the machine now cuts otherwise is put back as the
    person left it, in place of what overlaps it. With a corrected period of the report go the figures that are dated by
    it.
    """
    sheet = dict(base)
    changed: dict[Item, Entry] = {}
    accepted: dict[Item, Entry] = {}
    lost: list[Lost] = []
    removals: list[Entry] = []
    for entry in standing(entries):
        item = entry.item
        if item.kind == "number" and (item.start, item.end) not in ledger.numbers:
            lost.append(Lost(entry, "no_such_number"))
        elif entry.action == "accept":
            if sheet.get(item) == entry.whole:
                accepted[item] = entry
        elif entry.action == "remove":
            if sheet.pop(item, None) is None:
                removals.append(entry)
            changed[item] = entry
        else:
            _put(ledger, sheet, changed, entry)
    lost += [Lost(entry, "cut_otherwise") for entry in removals if _is_cut_otherwise(sheet, changed, entry.item)]
    _cascade(sheet, base, changed)
    if META in changed and META in base:
        sheet |= redated(ledger, sheet, base[META], {each.item for each in standing(entries) if _dates(each)})
    accepted = {item: entry for item, entry in accepted.items() if sheet.get(item) == entry.whole}
    return Layered(sheet, changed, accepted, tuple(lost), versions(entries))


def versions(entries: Iterable[Entry]) -> dict[Item, int]:
    """The last entry of each item that was ever touched."""
    return {entry.item: entry.seq for entry in entries}


def _dates(entry: Entry) -> bool:
    """Whether a person said the date of an item, or that it is right as it is."""
    return DATED.get(entry.item.kind) in entry.after or entry.action in ("add", "accept")


def _put(ledger: Ledger, sheet: dict[Item, Row], changed: dict[Item, Entry], entry: Entry) -> None:
    item, whole = entry.item, entry.whole
    if whole is None:
        return
    now = sheet.get(item)
    for other in overlapping(sheet, item):
        del sheet[other]
    follows = entry.action == "change" and now is not None and "class" not in entry.after
    try:
        if follows and now is not None and now.get("class") == whole.get("class"):
            sheet[item] = checked(ledger, item, {**now, **entry.after})
        else:
            sheet[item] = whole
    except LabelError:
        sheet[item] = whole
    changed[item] = entry


def overlapping(sheet: Sheet, item: Item) -> list[Item]:
    """The other items of its kind that have characters in common with an item; numbers and the whole have none."""
    if item.kind not in ("commitment", "section"):
        return []
    return [other for other in sheet if other.kind == item.kind and other != item and other.overlaps(item)]


def _is_cut_otherwise(sheet: Sheet, changed: Mapping[Item, Entry], item: Item) -> bool:
    """Whether the machine states something where a person took something else away."""
    return any(other not in changed for other in overlapping(sheet, item))


def _cascade(sheet: dict[Item, Row], base: Sheet, changed: Mapping[Item, Entry]) -> None:
    """Sub-headings take the kind that a person gave the part above them, where they had the same kind as it before."""
    above: dict[int, tuple[Value, Value]] = {}
    for item in sorted(item for item in sheet if item.kind == "section"):
        level, now = int(sheet[item]["level"] or 1), sheet[item]["kind"]
        before = base[item]["kind"] if item in base else now
        above = {upper: kinds for upper, kinds in above.items() if upper < level}
        if above and item not in changed and before == above[max(above)][0]:
            now = above[max(above)][1]
            sheet[item] = {**sheet[item], "kind": now}
        above[level] = (before, now)
