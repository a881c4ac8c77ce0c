"""Labels that were made for the text of a file, moved to the text that a reader mended it to."""

from collections.abc import Sequence

from summarizer.corrections.items import META, Item, Ledger, Sheet
from summarizer.document.source import Replacement, to_repaired
from summarizer.errors import LabelError


def moved(sheet: Sheet, repairs: Sequence[Replacement], ledger: Ledger, where: str) -> Sheet:
    """The sheet by offsets into the mended text, whose ledger is `ledger`. A number, commitment or heading that a
    repair took away has none any more.

    Raises LabelError where the mended text has a number that the labels do not know.
    """
    found = {}
    for item, row in sheet.items():
        place = Item(item.kind, to_repaired(item.start, repairs), to_repaired(item.end, repairs))
        kept = {
            "number": (place.start, place.end) in ledger.numbers,
            "commitment": place.start < place.end and ledger.run(place) is not None,
        }.get(item.kind, place.start < place.end or item == META)
        if kept:
            found[place] = row
    missing = [entry.id for extent, entry in ledger.numbers.items() if Item("number", *extent) not in found]
    if missing:
        raise LabelError(
            f"{where}: the text was mended, and {len(missing)} of its numbers ({' '.join(missing[:5])}) read otherwise "
            "than when the labels were made; label the mended text"
        )
    return found
