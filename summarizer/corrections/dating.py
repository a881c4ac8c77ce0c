"""What a corrected period of a report moves: figures and deadlines that were dated by it, not by words of their own.

Which those are is asked of the rules, whoever labelled the report: they date everything once with the period as it was
and once as it is, and what comes out differently hangs on it. A date that is not the first of the two was found
otherwise, and stays.
"""

from collections.abc import Collection
from functools import lru_cache

from summarizer.corrections.items import META, Item, ItemKind, Ledger, Row, Sheet, Value, ordered
from summarizer.document.document import Document, Meta
from summarizer.document.nesting import Titled, nested
from summarizer.document.source import Source
from summarizer.engines.rules import RuleEngine

# The field of each kind of item that a report's periods may date.
DATED: dict[ItemKind, str] = {"number": "period", "commitment": "deadline"}
_BY = ("review_period", "plan_period")
# Reports whose dates are kept: whoever corrects one asks again with every key.
_KEPT = 8
_Dates = dict[Item, Value]


def redated(ledger: Ledger, sheet: Sheet, before: Row, said: Collection[Item]) -> dict[Item, Row]:
    """The rows of a sheet that change with its periods, where its row of the report was `before`; dates that a person
    gave, of the items `said`, stay."""
    now = sheet[META]
    if all(before.get(name) == now.get(name) for name in _BY):
        return {}
    sections = ordered(sheet, "section")
    titled = tuple((int(row["level"] or 1), str(row["kind"]), item.start, item.end) for item, row in sections)
    old, new = (_dates(ledger.text, titled, *(_period(row, name) for name in _BY)) for row in (before, now))
    moved: dict[Item, Row] = {}
    for item, date in new.items():
        row, field = sheet.get(item, {}), DATED[item.kind]
        if item not in said and old.get(item) != date and row.get(field) == old.get(item) is not None:
            moved[item] = {**row, field: date}
    return moved


def _period(row: Row, name: str) -> str | None:
    value = row.get(name)
    return None if value is None else str(value)


@lru_cache(maxsize=_KEPT)
def _dates(text: str, titled: tuple[tuple[int, str, int, int], ...], review: str | None, plan: str | None) -> _Dates:
    """How the rules date the figures and commitments of a text, of which these periods are known. Headings come as
    level, kind, start and end."""
    ledger = Ledger.of(text)
    document = Document(
        Source(text, "", "", "text/plain"),
        Meta(review_period=review, plan_period=plan),
        nested([Titled(*heading) for heading in titled], len(text)),
        tuple(ledger.numbers.values()),
        ledger.clauses,
    )
    labels = RuleEngine().label_now(document)
    numbers = {entry.id: Item("number", *extent) for extent, entry in ledger.numbers.items()}
    clauses = {clause.id: clause for clause in ledger.clauses}
    dates: _Dates = {numbers[label.id]: label.period for label in labels.numbers if label.cls == "q"}
    for promise in labels.commitments:
        dates[Item("commitment", clauses[promise.first].start, clauses[promise.last].end)] = promise.deadline
    return dates
