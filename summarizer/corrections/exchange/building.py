"""A sheet put together from what a file says, row by row."""

from summarizer.corrections.items import Item, Ledger, Row, Sheet
from summarizer.corrections.log import overlapping
from summarizer.corrections.validating import checked
from summarizer.engines.rules.commitments.action import action_of
from summarizer.errors import LabelError


class Builder:
    """The rows that a file gave so far. `where` in the errors says which place of the file it is."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._rows: dict[Item, Row] = {}

    def put(self, item: Item, row: Row, where: str) -> None:
        """Take a row. Raises LabelError for one that cannot be, that was given before, or that overlaps another."""
        if item.kind == "commitment" and not row.get("action"):
            row = {**row, "action": action_of(self._ledger.quote(item)) or None}
        try:
            whole = checked(self._ledger, item, row)
        except LabelError as error:
            raise LabelError(f"{where}: {error}") from None
        if item in self._rows or overlapping(self._rows, item):
            raise LabelError(f"{where}: “{self._ledger.quote(item)[:20]}” is labelled twice; keep one of the two")
        self._rows[item] = whole

    def sheet(self, where: str) -> Sheet:
        """All of them. Raises LabelError where a number of the text has none."""
        missing = [
            entry.id for extent, entry in self._ledger.numbers.items() if Item("number", *extent) not in self._rows
        ]
        if missing:
            shown = " ".join(missing[:10]) + (" …" if len(missing) > 10 else "")
            raise LabelError(
                f"{where}: {len(missing)} numbers of the text have no label ({shown}); every number needs one"
            )
        return self._rows
