"""`summarizer batch --on ray`: the same batch on a Ray cluster, into a folder of partitions."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from summarizer.batch.filling import Tally
from summarizer.batch.finding import Selection, entries
from summarizer.cli.batch_into_store import exit_code, require_any, tell_totals, totals
from summarizer.cli.batch_progress import progress
from summarizer.cli.standing import Standing
from summarizer.cli.watching import check_engine
from summarizer.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class RayJob:
    """A batch with `--on`, `--out` or `--address`; what does not fit together is refused when it runs."""

    inputs: tuple[str, ...]
    on: str | None
    out: str | None
    address: str | None
    db: Path | None
    engine: str
    jobs: int | None
    glob: str | None
    follow_archives: bool
    shard: str | None
    time_limit: float
    json: bool


def run_on_ray(job: RayJob) -> int:
    """Fill the partitions; exit codes as for a store. Raises UsageError for options that do not fit together."""
    from summarizer.batch.distributed import Distributed, fill_partitions

    out = _folder(job)
    check_engine(job.engine)
    selection = Selection(job.glob, job.follow_archives)
    batch = Distributed(job.inputs, out, job.engine, selection, job.jobs, job.address, job.time_limit)
    tally = Tally()

    def count() -> int | None:
        # How many files an archive has is known only when it has been read.
        return None if job.follow_archives else sum(1 for _ in entries(job.inputs, selection, Counter()))

    with progress(tally, Standing("files", count)) as watch:
        fill_partitions(batch, tally, watch)
    require_any(tally, job.inputs)
    tell_totals(tally, out)
    if job.json:
        print(json.dumps(totals(tally)))
    return exit_code(tally)


def _folder(job: RayJob) -> str:
    if job.on is None:
        raise UsageError("--out and --address belong to --on ray; a store is filled with --db")
    if job.on != "ray":
        raise UsageError(f"a batch cannot run on {job.on!r}; say --on ray, or leave --on out for this machine alone")
    if job.db is not None:
        raise UsageError("with --on ray many machines write, which no store allows; say --out FOLDER in place of --db")
    if job.shard is not None:
        raise UsageError("Ray divides the work itself; leave --shard out")
    if job.out is None:
        raise UsageError("nothing says where to put the partitions; add --out FOLDER")
    return job.out
