"""Shares over all targets and commitments of a pair, and over the years of a place."""

from collections.abc import Iterable, Sequence

from summarizer.findings.tracking.model import Measures, TrackedCommitment, TrackedTarget, Tracking


def measures_of(targets: Sequence[TrackedTarget], commitments: Sequence[TrackedCommitment]) -> Measures:
    """The measures of one pair."""
    answered = [item for item in targets if item.verdict != "not_reported"]
    mentioned = [item for item in commitments if item.verdict != "not_mentioned"]
    reached = [item for item in answered if item.verdict == "met"]
    short = [item for item in answered if item.verdict != "met"]
    kept = [item for item in mentioned if item.verdict == "done"]
    broken = [item for item in mentioned if item.verdict != "done"]
    told = _gap([*reached, *kept], [*short, *broken])
    return Measures(
        targets=len(targets),
        commitments=len(commitments),
        feedback_rate=_share(len(mentioned), len(commitments)),
        target_feedback_rate=_share(len(answered), len(targets)),
        met_rate=_share(len(reached), len(answered)),
        done_rate=_share(len(kept), len(mentioned)),
        silence_gap=told,
    )


_Entries = Sequence[TrackedTarget | TrackedCommitment]


def _gap(good: _Entries, bad: _Entries) -> float | None:
    """How much oftener what went well is told directly than what did not; None where either is missing."""
    if not good or not bad:
        return None
    return round(_direct(good) - _direct(bad), 4)


def _direct(items: _Entries) -> float:
    return sum(item.reported == "direct" for item in items) / len(items)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def streaks(years: Iterable[Tracking]) -> dict[str, int]:
    """How many years in a row, up to the last, each core statistic met its growth target (positive) or missed it
    (negative). A year without an answer ends a run."""
    found: dict[str, int] = {}
    for tracking in sorted(years, key=lambda each: each.pair.year or ""):
        verdicts = {item.canon: item.verdict for item in tracking.targets if item.canon and item.measure == "growth"}
        for canon in {*found, *verdicts}:
            verdict, run = verdicts.get(canon, "not_reported"), found.get(canon, 0)
            if verdict == "not_reported":
                found[canon] = 0
            elif verdict == "met":
                found[canon] = max(run, 0) + 1
            else:
                found[canon] = min(run, 0) - 1
    return {canon: run for canon, run in sorted(found.items()) if run}
