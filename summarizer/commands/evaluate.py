"""`summarizer eval`: an engine scored against hand labels, and its gates."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.commands.screen import console
from summarizer.errors import UsageError
from summarizer.pipeline import summarize_source

if TYPE_CHECKING:
    from summarizer.endpoint import Settings
    from summarizer.evaluation.result import Evaluation


@dataclass(frozen=True, slots=True)
class EvalJob:
    """One call of `summarizer eval`."""

    corpus: Path | None
    labels: Path | None
    engine: str
    settings: "Settings | None"
    reports: tuple[str, ...]
    json: bool
    min_score: float | None
    baseline: Path | None
    tolerance: float
    errors: str | None
    runs: Path | None
    metrics: Path | None


def run_eval(job: EvalJob) -> int:
    """Score an engine and print the table; 1 if a gate fails, and which figure failed it."""
    from summarizer.engines import create
    from summarizer.evaluation import KINDS_OF_ERRORS, compare, read_metrics, run_evaluation, write_metrics, write_run
    from summarizer.evaluation.table import error_lines, print_table

    if job.errors is not None and job.errors not in KINDS_OF_ERRORS:
        raise UsageError(f"there is no list of {job.errors!r} errors; choose one of: {', '.join(KINDS_OF_ERRORS)}")
    before = read_metrics(job.baseline) if job.baseline else None
    engine = create(job.engine, job.settings)
    evaluation = run_evaluation(
        job.corpus, job.labels, engine, lambda source: summarize_source(source, engine), job.reports
    )
    for notice in evaluation.notices:
        print(f"summarizer: {notice}", file=sys.stderr)
    if job.json:
        print(json.dumps(evaluation.to_dict(), ensure_ascii=False, indent=1))
    elif job.errors:
        for line in error_lines(evaluation, job.errors):
            print(line)
    else:
        print_table(evaluation, console())
    if job.runs is not None:
        print(f"summarizer: run written to {write_run(evaluation, job.runs)}", file=sys.stderr)
    if job.metrics is not None:
        write_metrics(evaluation, job.metrics)
    return _verdict(evaluation, job, compare(evaluation, before, job.tolerance) if before else [])


def run_phenomena(engine_name: str, settings: "Settings | None", as_json: bool) -> int:
    """Run the one-sentence cases: the pass rate of each group, and every case that is wrong. 1 where the rate over all
    is below 0.95 or that of a group below 0.8."""
    from summarizer.engines import create
    from summarizer.evaluation import phenomena_rates

    engine = create(engine_name, settings)
    verdicts, rates = phenomena_rates(lambda source: summarize_source(source, engine))
    wrong = [verdict for verdict in verdicts if verdict.wrong]
    overall = 1 - len(wrong) / len(verdicts)
    if as_json:
        listed = [{"case": v.case.place, "text": v.case.text, "wrong": v.wrong} for v in wrong]
        print(json.dumps({"overall": overall, "groups": rates, "wrong": listed}, ensure_ascii=False, indent=1))
    else:
        for group, (right, count) in rates.items():
            print(f"{group:18} {right:3}/{count:<3} {right / count:.3f}")
        print(f"{'all':18} {len(verdicts) - len(wrong):3}/{len(verdicts):<3} {overall:.3f}")
        for verdict in wrong:
            print(f"{verdict.case.place}  {verdict.case.text}  [{verdict.case.about}]  {verdict.wrong}")
    return 1 if overall < 0.95 or any(right < 0.8 * count for right, count in rates.values()) else 0


def _verdict(evaluation: "Evaluation", job: EvalJob, falls: list[str]) -> int:
    failures = list(falls)
    score = evaluation.total.score
    if job.min_score is not None and score < job.min_score:
        failures.append(f"the score is {score:.4f}, below the {job.min_score:g} asked for")
    for failure in failures:
        print(f"summarizer: {failure}", file=sys.stderr)
    return 1 if failures else 0
