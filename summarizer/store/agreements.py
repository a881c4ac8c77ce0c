"""How far two people agree over all the texts of a store that both have labelled."""

from typing import TYPE_CHECKING

from summarizer.corrections.agreement import Agreement, agreement, pooled
from summarizer.corrections.items import Ledger
from summarizer.store.labellings import labelled_by, pair_of, stored_labels

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def agreement_of_store(connection: "DuckDBPyConnection") -> tuple[int, list[Agreement]]:
    """How many texts have two finished labellings, and the agreement over all of them."""
    rows = connection.execute(
        "SELECT text_id, min(report_id) FROM labellings WHERE finished IS NOT NULL "
        "GROUP BY text_id HAVING count(*) > 1 ORDER BY text_id"
    ).fetchall()
    tables = []
    for text_id, report_id in rows:
        pair = pair_of(connection, str(text_id))
        assert pair is not None
        report = stored_labels(connection, str(report_id))
        first, second = (labelled_by(connection, report, each) for each in pair)
        tables.append(agreement(Ledger.of(report.source.text), first, second))
    return len(rows), pooled(tables)
