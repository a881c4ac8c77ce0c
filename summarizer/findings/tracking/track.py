"""Two reports of one place, the later telling about the earlier: every target and every commitment with a verdict."""

from collections.abc import Sequence

from summarizer.contract.report import Indicator, Report
from summarizer.findings.goals import goals
from summarizer.findings.ranges import Figure
from summarizer.findings.tracking.fates import Fate, Later, fate_of
from summarizer.findings.tracking.measures import measures_of
from summarizer.findings.tracking.milestones import Milestone, milestones
from summarizer.findings.tracking.model import (
    Evidence,
    Pair,
    TrackedCommitment,
    TrackedTarget,
    Tracking,
)
from summarizer.findings.tracking.promises import Promise, promises
from summarizer.findings.tracking.results import Answer, Results, answer_to, named_by
from summarizer.findings.tracking.scores import score_of_answer, score_of_fate
from summarizer.findings.tracking.statements import statements
from summarizer.findings.tracking.wordings import Weights

_SEGMENT = "、；;：:，,"
_STATED_IN_PASSING = 0.5
_YEAR, _SPAN = 4, 9


def track(old: Report, new: Report) -> Tracking:
    """What `new` tells about the targets and commitments of `old`.

    The reports are of one place, `new` the later; which they are is for the caller to know. Every verdict is by rule.
    """
    said_before, said = statements(old), statements(new)
    weights = Weights.of(statement.text for statement in (*said_before, *said))
    later, results = Later.of(new, said, weights), Results.of(new, weights)
    passed = milestones(said)
    targets = [_target(target, old, results, later, passed) for target in _of_the_plan(old)]
    commitments = [_commitment(promise, later) for promise in promises(old, said_before)]
    return Tracking(
        pair=_pair(old, new),
        targets=targets,
        commitments=commitments,
        measures=measures_of(targets, commitments),
    )


def _pair(old: Report, new: Report) -> Pair:
    return Pair(
        region=new.meta.region or old.meta.region,
        year=new.meta.review_period or old.meta.plan_period,
        old=old.source.name,
        new=new.source.name,
        old_id=f"{old.source.sha256[:16]}-{old.source.part}",
        new_id=f"{new.source.sha256[:16]}-{new.source.part}",
    )


def _of_the_plan(old: Report) -> list[Figure]:
    """The targets that the planned period is to reach: not those of later years."""
    plan = old.meta.plan_period
    return [stated for stated in goals(old) if _is_due(stated.item, plan) and stated.item.measure != "rank"]


def _is_due(item: Indicator, plan: str | None) -> bool:
    """Whether a target is for the planned year or a part of it."""
    one_year = item.period is None or len(item.period) < _SPAN
    return plan is None or item.period is None or (one_year and item.period[:_YEAR] == plan[:_YEAR])


def _target(
    target: Figure, old: Report, results: Results, later: Later, passed: dict[str, list[Milestone]]
) -> TrackedTarget:
    item, answer = target.item, answer_to(target, results)
    start, end = _segment(target, old.source.text)
    told = _in_words(target, passed) if answer.result is None else None
    if told is not None:
        answer = Answer("met", None, None, "indirect", 1.0)
    elif answer.result is None and named_by(target, later):
        answer = Answer("not_reported", None, None, "vague", answer.likeness)
    found = answer.result
    return TrackedTarget(
        id=item.id,
        text=old.source.text[start:end],
        start=start,
        end=end,
        name=item.name,
        canon=item.canon,
        measure=item.measure,
        value=target.value,
        low=target.low,
        high=target.high,
        unit=item.unit,
        bound=target.bound,
        period=item.period,
        verdict=answer.verdict,
        result_id=found.id if found else None,
        result_text=found.quote.text if found else told.statement.text if told else None,
        result_value=found.value if found else None,
        result_unit=found.unit if found else None,
        distance=answer.distance,
        reported=answer.reported,
        score=score_of_answer(answer),
    )


def _in_words(target: Figure, passed: dict[str, list[Milestone]]) -> Milestone | None:
    """A round sum in words that reaches a target."""
    if target.item.measure != "level" or target.normalized is None:
        return None
    return next((m for m in passed.get(target.item.canon or "", ()) if m.value >= (target.normalized or 0)), None)


def _segment(target: Figure, text: str) -> tuple[int, int]:
    """The part of its clause that states a target: the member of a list that holds its name, else the clause."""
    quote, first, last = target.item.quote, target.ends[0].number, target.ends[-1].number
    start = max((text.rfind(mark, quote.start, first.start) + 1 for mark in _SEGMENT), default=0)
    start = max(start, quote.start)
    ends = [at for mark in _SEGMENT if (at := text.find(mark, last.end, quote.end)) >= 0]
    end = min([*ends, quote.end])
    whole = all(char in text[start:end] for char in target.item.name)
    return (start, end) if whole else (quote.start, quote.end)


def _commitment(promise: Promise, later: Later) -> TrackedCommitment:
    fate = _fate(promise, later)
    item = promise.commitment
    return TrackedCommitment(
        id=promise.id,
        text=promise.text,
        start=promise.start,
        end=promise.end,
        topic=item.topic if item else "economy",
        specificity=item.specificity if item else "quantified",
        deadline=item.deadline if item else None,
        verdict=fate.verdict,
        evidence=[
            Evidence(id=said.id, start=said.start, end=said.end, text=said.text, share=round(min(share, 1.0), 3))
            for share, said in fate.evidence
        ],
        reported=fate.reported,
        score=score_of_fate(fate),
    )


def _fate(promise: Promise, later: Later) -> Fate:
    """The fate of the first clause that is spoken of; a later one counts where it is plainly answered."""
    fates = [fate_of(text, _within(text, promise.quantities), later) for text in promise.clauses]
    told = [fate for at, fate in enumerate(fates) if fate.verdict != "not_mentioned" and (not at or _plainly(fate))]
    return told[0] if told else fates[0]


def _plainly(fate: Fate) -> bool:
    return bool(fate.evidence) and fate.evidence[0][0] >= _STATED_IN_PASSING


def _within(clause: str, quantities: Sequence[Indicator]) -> list[Indicator]:
    return [item for item in quantities if item.quote.text == clause.strip() or item.quote.text in clause]
