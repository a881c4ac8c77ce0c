"""Compare `summarizer track` with verdicts by hand on pairs of consecutive reports.

    python evals/track.py OLD NEW VERDICTS.jsonl

A line of VERDICTS is a target or a commitment of the earlier report: `kind`, `text`, `verdict`, of a target `value` and
`canon`, of a commitment `alt`, other verdicts that are right too. Prints what differs, the shares that agree, and how often
each way of telling (direct, indirect, vague, silent) is right, which is what `scores.py` holds.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import summarizer
from summarizer.findings.tracking import track
from summarizer.findings.tracking.model import TrackedCommitment, TrackedTarget, Tracking

Tracked = TrackedTarget | TrackedCommitment


def entry_for(wanted: dict[str, Any], tracking: Tracking) -> Tracked | None:
    """The entry about the same text: of a target also the same figure; of several the one whose text fits best."""
    items: Sequence[Tracked] = tracking.targets if wanted["kind"] == "target" else tracking.commitments
    text = wanted["text"]
    found = [item for item in items if text in item.text or item.text in text]
    if wanted["kind"] == "target":
        targets = [item for item in found if isinstance(item, TrackedTarget) and _is_figure(wanted, item)]
        canon = wanted.get("canon")
        return max(targets, key=lambda item: (item.canon or "-") == canon, default=None)
    return min(found, key=lambda item: abs(len(item.text) - len(text)), default=None)


def _is_figure(wanted: dict[str, Any], item: TrackedTarget) -> bool:
    return wanted["value"] in {item.value, item.low, item.high}


def compare(tracking: Tracking, verdicts: Sequence[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """How many verdicts agree, of how many, for targets and commitments; prints those that do not."""
    right: dict[str, int] = defaultdict(int)
    count: dict[str, int] = defaultdict(int)
    told: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for wanted in verdicts:
        count[wanted["kind"]] += 1
        item = entry_for(wanted, tracking)
        agrees = item is not None and item.verdict in {wanted["verdict"], *(wanted.get("alt") or ())}
        right[wanted["kind"]] += agrees
        if item is not None:
            told[wanted["kind"], item.reported].append(agrees)
        if not agrees:
            print(f"{wanted['kind']}: {wanted['text']}: {wanted['verdict']}, not {item.verdict if item else 'found'}")
    for (kind, reported), each in sorted(told.items()):
        print(f"{kind} {reported}: {sum(each)} of {len(each)}")
    return {kind: (right[kind], count[kind]) for kind in count}


def main() -> None:
    old, new, file = sys.argv[1:]
    verdicts = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines() if line.strip()]
    tracking = track(summarizer.summarize(old), summarizer.summarize(new))
    for kind, (right, count) in compare(tracking, verdicts).items():
        print(f"{kind}: {right} of {count} = {right / count:.3f}")


if __name__ == "__main__":
    main()
