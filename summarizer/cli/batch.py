"""`summarizer batch`: many reports into a store, on this machine, on a Ray cluster, or by batches of a provider."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from summarizer.cli.options import NO_MODEL, Engine, ModelOptions, RegionHint, TimeLimit, new_app, takes_job
from summarizer.errors import UsageError
from summarizer.limits import TIME_LIMIT

if TYPE_CHECKING:
    from summarizer.cli.batch_into_store import BatchJob
    from summarizer.endpoint import Settings

app = new_app()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer batch`."""

    inputs: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders and, with --follow-archives, archives.", metavar="INPUTS..."),
    ] = None
    db: Annotated[Path | None, typer.Option("--db", help="The store to fill, a DuckDB file; made if need be.")] = None
    engine: Engine = "rules"
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            min=1,
            help="Worker processes, all cores by default; with a model, reports at a time, else as many as calls.",
        ),
    ] = None
    glob: Annotated[
        str | None,
        typer.Option("--glob", help="Of folders and archives, only files like this, such as '*2021*.docx'."),
    ] = None
    follow_archives: Annotated[
        bool, typer.Option("--follow-archives", help="Read what is in zip and tar archives, too.")
    ] = False
    shard: Annotated[
        str | None, typer.Option("--shard", help="Only part i of n, such as 2/5: n machines do n parts.")
    ] = None
    time_limit: TimeLimit = TIME_LIMIT
    on: Annotated[
        str | None, typer.Option("--on", help="ray: on the machines of a Ray cluster, into the partitions of --out.")
    ] = None
    address: Annotated[
        str | None, typer.Option("--address", help="The cluster, such as ray-head:6379; this machine alone without it.")
    ] = None
    out: Annotated[
        str | None,
        typer.Option("--out", help="With --on ray: the folder, or an address such as s3://bucket/panel, to fill."),
    ] = None
    manifest: Annotated[
        Path | None,
        typer.Option("--manifest", help="A CSV of the files: path, and url, retrieved, region, year where known."),
    ] = None
    region_hint: RegionHint = None
    json_: Annotated[bool, typer.Option("--json", help="Print the totals as JSON on standard output.")] = False
    provider_batch: Annotated[
        Literal["submit", "status", "collect"] | None,
        typer.Option(
            "--provider-batch",
            help="Ask a model in batches of its provider, which are cheaper and take up to a day: submit sends what is "
            "open, collect takes the answers over; in turn, until collect exits with 0. status lists the batches.",
        ),
    ] = None
    asked: ModelOptions = NO_MODEL


@app.command()
@takes_job
def batch(job: Job) -> None:
    """Read many reports into a store. The same call goes on where one before was stopped."""
    if job.provider_batch is not None and (job.on or job.address or job.out) is not None:
        raise UsageError("provider batches fill the store of --db on this machine; leave --on, --address and --out out")
    if job.provider_batch == "status":
        from summarizer.cli.batch_by_provider import status

        raise typer.Exit(status(job.asked.settings(), job.json_))
    if job.inputs and (job.on or job.address or job.out) is not None:
        raise typer.Exit(_on_ray(job))
    settings = job.asked.settings_for(job.engine)
    raise typer.Exit(_runner(job)(_checked(job, settings)))


def _checked(job: Job, settings: "Settings | None") -> "BatchJob":
    from summarizer.cli.batch_into_store import BatchJob

    if not (job.inputs or job.manifest) or job.db is None:
        raise UsageError("name the reports to read, and the store to fill: summarizer batch INPUTS... --db STORE")
    return BatchJob(
        inputs=tuple(job.inputs or ()),
        manifest=job.manifest,
        region_hint=job.region_hint,
        store=job.db,
        engine=job.engine,
        settings=settings,
        jobs=job.jobs,
        glob=job.glob,
        follow_archives=job.follow_archives,
        shard=job.shard,
        time_limit=job.time_limit,
        json=job.json_,
    )


def _on_ray(job: Job) -> int:
    from summarizer.cli.batch_on_ray import RayJob, run_on_ray

    if job.manifest or job.region_hint:
        raise UsageError("--manifest and --region-hint are for a store on this machine; leave them out with --on ray")
    if job.asked.is_given:
        raise UsageError(
            "with --on ray each machine asks the model that its own environment and summarizer.toml name; "
            "leave --model and its like out"
        )
    return run_on_ray(
        RayJob(
            inputs=tuple(job.inputs or ()),
            on=job.on,
            out=job.out,
            address=job.address,
            db=job.db,
            engine=job.engine,
            jobs=job.jobs,
            glob=job.glob,
            follow_archives=job.follow_archives,
            shard=job.shard,
            time_limit=job.time_limit,
            json=job.json_,
        )
    )


def _runner(job: Job) -> "Callable[[BatchJob], int]":
    if job.provider_batch is None:
        from summarizer.cli.batch_into_store import run_batch

        return run_batch
    from summarizer.cli.batch_by_provider import collect, submit

    return submit if job.provider_batch == "submit" else collect
