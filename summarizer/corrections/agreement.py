"""Two independent labellings of one text held against each other: how far they agree, and on what they do not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from summarizer.corrections.items import CHOICES, FIELDS, META, Item, ItemKind, Ledger, Row, Sheet, Value


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two people say the same of one field: `pairs` counts what the first said with what the second did.
    `kappa` (Cohen 1960) takes off what chance alone would give, and is None for free text and where one word is all
    that either says."""

    kind: ItemKind
    field: str
    pairs: Mapping[tuple[Value, Value], int]
    chance: bool = False

    @property
    def count(self) -> int:
        """How many items both say something of."""
        return sum(self.pairs.values())

    @property
    def agreed(self) -> int:
        """On how many of them they say the same."""
        return sum(number for (one, other), number in self.pairs.items() if one == other)

    @property
    def kappa(self) -> float | None:
        return cohens_kappa(self.pairs) if self.chance else None

    @property
    def share(self) -> float | None:
        """The part on which they agree; None where there is nothing to compare."""
        return self.agreed / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An item of which two people say different things; a row is None where one states no such item. `fields` are
    those that differ."""

    item: Item
    first: Row | None
    second: Row | None
    fields: tuple[str, ...]


def agreement(ledger: Ledger, first: Sheet, second: Sheet) -> list[Agreement]:
    """Each field, over the items of which both say something: of numbers, what they are over all of them, and the rest
    over those that both call quantities; of commitments, which clauses are in one and which begin one, and the fields
    over those that both cut alike; likewise of headings."""
    found = [_clauses(ledger, first, second, begins=False), _clauses(ledger, first, second, begins=True)]
    found.append(_stated(first, second, "section"))
    for kind, fields in FIELDS.items():
        shared = sorted(item for item in first.keys() & second.keys() if item.kind == kind)
        for field in fields:
            if kind == "commitment" and field == "action":
                continue
            pairs = [
                (first[item].get(field), second[item].get(field))
                for item in shared
                if field == "class" or kind != "number" or _are_quantities(first[item], second[item])
            ]
            found.append(
                _compared(kind, field, pairs, chance=(field in CHOICES or field == "canon") and kind != "meta")
            )
    return found


def disagreements(first: Sheet, second: Sheet) -> list[Disagreement]:
    """What two people say differently, in the order of the text: the report as a whole, then item by item."""
    found = []
    for item in sorted(first.keys() | second.keys(), key=lambda item: (item != META, item.start, item.kind, item.end)):
        one, other = first.get(item), second.get(item)
        fields = [
            field
            for field in FIELDS[item.kind]
            if field != "action" and (one or {}).get(field) != (other or {}).get(field)
        ]
        if fields or one is None or other is None:
            found.append(Disagreement(item, one, other, tuple(fields)))
    return found


def agreed(first: Sheet, second: Sheet) -> Sheet:
    """What both say alike."""
    differ = {each.item for each in disagreements(first, second)}
    return {item: row for item, row in first.items() if item not in differ}


def _are_quantities(first: Row, second: Row) -> bool:
    return first.get("class") == "q" == second.get("class")


def _clauses(ledger: Ledger, first: Sheet, second: Sheet, *, begins: bool) -> Agreement:
    """Whether each clause is part of a commitment, or begins one."""
    marked = [_marked(ledger, sheet, begins) for sheet in (first, second)]
    pairs = [(clause.id in marked[0], clause.id in marked[1]) for clause in ledger.clauses]
    return _compared("commitment", "begins" if begins else "clauses", pairs, chance=True)


def _marked(ledger: Ledger, sheet: Sheet, begins: bool) -> set[str]:
    found: set[str] = set()
    for item in sheet:
        run = ledger.run(item) if item.kind == "commitment" else None
        if run is not None:
            last = run[0].index if begins else run[1].index
            found.update(clause.id for clause in ledger.clauses[run[0].index : last + 1])
    return found


def _stated(first: Sheet, second: Sheet, kind: ItemKind) -> Agreement:
    """How many of the items that either states both state."""
    one, other = ({item for item in sheet if item.kind == kind} for sheet in (first, second))
    return Agreement(kind, "stated", Counter((item in one, item in other) for item in one | other))


def _compared(kind: ItemKind, field: str, pairs: Sequence[tuple[Value, Value]], *, chance: bool) -> Agreement:
    return Agreement(kind, field, Counter(pairs), chance)


def cohens_kappa(pairs: Mapping[tuple[Value, Value], int]) -> float | None:
    """Agreement beyond chance, 1 where it is complete, of counted pairs; None for none, and where chance alone gives
    all of it."""
    total = sum(pairs.values())
    one: Counter[Value] = Counter()
    other: Counter[Value] = Counter()
    for (a, b), number in pairs.items():
        one[a] += number
        other[b] += number
    expected = sum(one[word] * other[word] for word in one) / total**2 if total else 1
    if expected == 1:
        return None
    observed = sum(number for (a, b), number in pairs.items() if a == b) / total
    return (observed - expected) / (1 - expected)


def pooled(tables: Sequence[Sequence[Agreement]]) -> list[Agreement]:
    """The tables of several texts as one: every item counts the same."""
    found: dict[tuple[ItemKind, str], Agreement] = {}
    for row in (row for table in tables for row in table):
        known = found.get((row.kind, row.field))
        pairs = Counter(known.pairs) + Counter(row.pairs) if known else row.pairs
        found[row.kind, row.field] = Agreement(row.kind, row.field, pairs, row.chance)
    return list(found.values())
