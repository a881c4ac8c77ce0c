"""`summarizer batch --db`: many reports into a store, with progress for whoever watches and an exit code that tells."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.batch.filling import Batch, Shard, Tally, fill
from summarizer.batch.finding import Selection, find
from summarizer.batch.manifest import read_manifest
from summarizer.batch.processes import cores
from summarizer.cli.batch_progress import progress
from summarizer.cli.screen import say
from summarizer.cli.standing import Standing, usage_line
from summarizer.errors import UsageError
from summarizer.limits import TIME_LIMIT

if TYPE_CHECKING:
    from summarizer.endpoint import Settings
    from summarizer.engines.engine import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchJob:
    """A batch into a store of this machine; `settings` are those of the model, if the engine asks one."""

    inputs: tuple[str, ...]
    store: Path
    engine: str = "rules"
    settings: "Settings | None" = None
    jobs: int | None = None
    glob: str | None = None
    follow_archives: bool = False
    shard: str | None = None
    time_limit: float = TIME_LIMIT
    manifest: Path | None = None
    region_hint: str | None = None
    json: bool = False


def run_batch(job: BatchJob) -> int:
    """Fill the store; 0 if every file gave its reports, 3 if some did, 1 or 2 if none did."""
    from summarizer.engines import create

    tally, standing = Tally(), Standing("files")
    fill_store(job, create(job.engine, job.settings, standing.on_answer), tally, standing)
    tell_totals(tally, str(job.store))
    if standing.used is not None:
        say(usage_line(standing.used))
    if job.json:
        usage = None if standing.used is None else standing.used.model_dump()
        print(json.dumps({**totals(tally), "usage": usage}))
    return exit_code(tally)


def fill_store(job: BatchJob, engine: "Engine", tally: Tally, standing: Standing) -> None:
    """Run the batch of a job, with progress; `tally` is kept up to date, and `standing`, to which the engine tells what
    it asks. Raises UsageError where there is no report."""
    selection = Selection(job.glob, job.follow_archives)
    shard = Shard.parse(job.shard) if job.shard else Shard()
    at_a_time = job.jobs or (cores() if job.settings is None else job.settings.concurrency)
    origins = read_manifest(job.manifest) if job.manifest else {}
    inputs = job.inputs or tuple(origins)
    batch = Batch(inputs, job.store, engine, at_a_time, selection, shard, job.time_limit, origins, job.region_hint)
    standing.count = lambda: sum(1 for _ in find(inputs, selection, Counter())) // shard.count
    with progress(tally, standing) as watch:
        fill(batch, tally, watch)
    if not job.shard:
        require_any(tally, inputs)


def require_any(tally: Tally, inputs: tuple[str, ...]) -> None:
    """Raises UsageError where a batch has found nothing to read."""
    if not (tally.files or tally.failed or tally.pending or tally.finished_before):
        raise UsageError(f"there is no report in {', '.join(inputs)}; {_hint(tally.passed_over)}")


def exit_code(tally: Tally) -> int:
    """0 if every file gave its reports, 3 if some did, 1 or 2 if none did."""
    if not tally.failed:
        return 0
    return 3 if tally.files or tally.finished_before else 1 if tally.broken else 2


def _hint(passed_over: Counter[str]) -> str:
    if passed_over:
        return f"files of other kinds were passed over ({_endings(passed_over)})"
    return "name files, or folders that hold some"


def _endings(passed_over: Counter[str]) -> str:
    return ", ".join(f"{count} × {ending}" for ending, count in passed_over.most_common(5))


def tell_totals(tally: Tally, store: str) -> None:
    """Say on standard error what became of the files."""
    if tally.passed_over:
        say(f"files of other kinds were passed over: {_endings(tally.passed_over)}")
    words = [f"{tally.reports} reports of {tally.files} files written to {store}"]
    if tally.finished_before:
        words.append(f"{tally.finished_before} files were finished before")
    if tally.pending:
        words.append(f"{tally.pending} files wait for answers")
    if tally.failed:
        words.append(f"{tally.failed} failed: summarizer query {store} 'SELECT * FROM errors'")
    say(f"{'; '.join(words)}")


def totals(tally: Tally) -> dict[str, object]:
    """What became of the files, for a program."""
    return {
        "files": tally.files,
        "reports": tally.reports,
        "finished_before": tally.finished_before,
        "failed": tally.failed,
        "passed_over": sum(tally.passed_over.values()),
    }
