"""What must hold in every store, whatever befell the batches that filled it."""

from dataclasses import dataclass
from pathlib import Path

from summarizer.store.opening import reading

_INVARIANTS = {
    "a report is there once for each revision": """
        SELECT report_id FROM reports GROUP BY report_id, revision HAVING count(*) > 1
    """,
    "every number of the ledger is an indicator or excluded, once": """
        SELECT report_id FROM (
            SELECT report_id, revision, id FROM indicators UNION ALL SELECT report_id, revision, id FROM excluded
        ) GROUP BY report_id, revision
        HAVING count(*) <> count(DISTINCT id) OR count(*) <> max(CAST(substr(id, 2) AS INTEGER))
    """,
    "every row belongs to a report": """
        SELECT report_id FROM (
            SELECT report_id, revision FROM sections UNION SELECT report_id, revision FROM indicators
            UNION SELECT report_id, revision FROM excluded UNION SELECT report_id, revision FROM commitments
            UNION SELECT report_id, revision FROM checks UNION SELECT report_id, revision FROM runs
        ) ANTI JOIN reports USING (report_id, revision)
    """,
    "every report has its text, and it is as long as it should be": """
        SELECT report_id FROM reports LEFT JOIN texts USING (text_id) WHERE length(text) IS DISTINCT FROM source_chars
    """,
    "every section that is named exists": """
        SELECT report_id FROM (
            SELECT report_id, revision, section AS id FROM indicators
            UNION SELECT report_id, revision, section FROM commitments
            UNION SELECT report_id, revision, parent FROM sections
        ) AS named ANTI JOIN sections USING (report_id, revision, id) WHERE id IS NOT NULL
    """,
    "every quantity of a commitment is an indicator": """
        SELECT report_id FROM (
            SELECT report_id, revision, unnest(string_split(quantities, ' ')) AS id FROM commitments
        ) ANTI JOIN indicators USING (report_id, revision, id)
    """,
    "every correction quotes the text that it is of": """
        SELECT corrections.text_id FROM corrections JOIN texts USING (text_id)
        WHERE substr(text, item_start + 1, item_end - item_start) <> quote
    """,
    "corrected rows are of one reading of each report": """
        SELECT report_id FROM corrected.laid_over GROUP BY report_id HAVING count(*) > 1
        UNION ALL SELECT report_id FROM corrected.said_reports ANTI JOIN corrected.laid_over USING (report_id, revision)
    """,
    "every revision is of one fingerprint": """
        SELECT fingerprint FROM revisions GROUP BY fingerprint HAVING count(*) > 1
        UNION ALL SELECT report_id FROM reports AS r LEFT JOIN revisions AS v USING (revision)
        WHERE v.fingerprint IS DISTINCT FROM r.fingerprint
    """,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One invariant: in how many cases it is broken, and the first of them."""

    invariant: str
    broken: int
    example: str | None


def check_store(store: Path | str) -> list[Finding]:
    """Every invariant of a store with the cases that break it. Raises StoreError for one that cannot be opened."""
    with reading(store) as connection:
        found = []
        for invariant, query in _INVARIANTS.items():
            row = connection.execute(f"SELECT count(*), min(id) FROM ({query}) AS broken(id)").fetchone()
            count, example = row if row else (0, None)
            found.append(Finding(invariant, int(count), example))
        return found
