"""`summarizer eval`: an engine scored against hand labels, and its gates."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.options import NO_MODEL, Engine, ModelOptions, new_app, takes_job
from summarizer.cli.screen import console, printable, say
from summarizer.errors import UsageError
from summarizer.pipeline import summarize_source

if TYPE_CHECKING:
    from summarizer.endpoint import Settings
    from summarizer.evaluation.result import Evaluation

app = new_app()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer eval`."""

    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="Folder with the texts; without it the specimens are scored.")
    ] = None
    labels: Annotated[
        Path | None, typer.Option("--labels", help="Folder with the hand labels; evals/labels by default.")
    ] = None
    engine: Engine = "rules"
    json_: Annotated[bool, typer.Option("--json", help="Print every figure as JSON.")] = False
    min_score: Annotated[
        float | None,
        typer.Option("--min-score", min=0, max=1, help="Exit with 1 if the score of all reports is lower."),
    ] = None
    baseline: Annotated[
        Path | None, typer.Option("--baseline", help="Exit with 1 if a figure falls below this metrics file.")
    ] = None
    tolerance: Annotated[
        float, typer.Option("--tolerance", min=0, max=1, help="How far a figure may fall below the baseline.")
    ] = 0.005
    errors: Annotated[
        str | None, typer.Option("--errors", help="List the misses of record, headline, commitment, section or meta.")
    ] = None
    held: Annotated[
        bool, typer.Option("--held", help="List the misses of the held set too, whose errors nobody should read.")
    ] = False
    rules: Annotated[
        bool, typer.Option("--rules", help="Print for every rule how often it fires, is right, and overlaps another.")
    ] = False
    phenomena: Annotated[
        bool, typer.Option("--phenomena", help="Run the one-sentence cases and print the pass rate of each group.")
    ] = False
    runs: Annotated[
        Path | None,
        typer.Option(
            "--runs",
            help="Keep the run, with every figure and miss, in this folder; by default in runs of your data folder, "
            "unless --report is given.",
        ),
    ] = None
    metrics: Annotated[
        Path | None, typer.Option("--metrics", help="Write the figures as metrics.json for dvc metrics diff.")
    ] = None
    only: Annotated[list[str] | None, typer.Option("--report", help="Score just this report; may be given again.")] = (
        None
    )
    asked: ModelOptions = NO_MODEL


@app.command(name="eval")
@takes_job
def evaluate(job: Job) -> None:
    """Score an engine against hand labels."""
    settings = job.asked.settings_for(job.engine)
    if job.phenomena:
        raise typer.Exit(run_phenomena(job.engine, settings, job.json_))
    raise typer.Exit(run_rules(job) if job.rules else run_eval(job, settings))


def run_eval(job: Job, settings: "Settings | None") -> int:
    """Score an engine and print the table; 1 if a gate fails, and which figure failed it."""
    from summarizer.engines import create
    from summarizer.evaluation import KINDS_OF_ERRORS, compare, read_metrics, run_evaluation, write_metrics
    from summarizer.evaluation.held import hide_held, refuse_held
    from summarizer.evaluation.table import error_lines, print_table

    if job.errors is not None and job.errors not in KINDS_OF_ERRORS:
        raise UsageError(f"there is no list of {job.errors!r} errors; choose one of: {', '.join(KINDS_OF_ERRORS)}")
    if job.errors and not job.held:
        refuse_held(job.only or ())
    before = read_metrics(job.baseline) if job.baseline else None
    engine = create(job.engine, settings)
    evaluation = run_evaluation(
        job.corpus, job.labels, engine, lambda source: summarize_source(source, engine), tuple(job.only or ())
    )
    kept = evaluation if job.held else hide_held(evaluation)
    if job.errors or job.runs:
        evaluation = kept
    for notice in evaluation.notices:
        say(f"{notice}")
    if job.json_:
        print(json.dumps(evaluation.to_dict(), ensure_ascii=False, indent=1))
    elif job.errors:
        for line in error_lines(evaluation, job.errors):
            print(printable(line))
    else:
        print_table(evaluation, console())
    _keep(job, kept)
    if job.metrics is not None:
        write_metrics(evaluation, job.metrics)
    return _verdict(evaluation, job, compare(evaluation, before, job.tolerance) if before else [])


def _keep(job: Job, evaluation: "Evaluation") -> None:
    """Keep a run where it is asked for, and a whole one in the history of the user, who need not have one."""
    from summarizer.evaluation.runs import runs_folder, write_run

    if job.runs is not None:
        say(f"run written to {write_run(evaluation, job.runs)}")
    elif not job.only:
        try:
            say(f"run kept in {write_run(evaluation, runs_folder())}")
        except (UsageError, OSError):
            say(f"the run was not kept: {runs_folder()} cannot be written; name a folder with --runs")


def run_rules(job: Job) -> int:
    """Print what each rule is worth on the labelled reports, but for the held set."""
    from dataclasses import asdict

    from summarizer.evaluation import load_golds
    from summarizer.evaluation.held import read_held
    from summarizer.evaluation.rules import analyse_rules
    from summarizer.evaluation.table import rule_lines

    golds, notices = load_golds(job.corpus, job.labels, tuple(job.only or ()))
    for notice in notices:
        say(f"{notice}")
    figures = analyse_rules([gold for gold in golds if job.held or gold.name not in read_held()])
    if job.json_:
        print(json.dumps([asdict(row) for row in figures], ensure_ascii=False, indent=1))
    else:
        for line in rule_lines(figures):
            print(line)
    return 0


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


def _verdict(evaluation: "Evaluation", job: Job, falls: list[str]) -> int:
    failures = list(falls)
    score = evaluation.total.score
    if job.min_score is not None and score < job.min_score:
        failures.append(f"the score is {score:.4f}, below the {job.min_score:g} asked for")
    for failure in failures:
        say(f"{failure}")
    return 1 if failures else 0
