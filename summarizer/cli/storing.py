"""`batch`, `query`, `panel` and `store`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from summarizer.cli.app import (
    ApiKey,
    BaseUrl,
    Briefs,
    Cache,
    Concurrency,
    Config,
    Engine,
    Mode,
    Model,
    Provider,
    Replay,
    app,
    make_settings,
)
from summarizer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.commands.batch import BatchJob
    from summarizer.endpoint import Settings

ProviderBatchAction = Literal["submit", "status", "collect"]

Store = Annotated[
    str, typer.Argument(help="A store that batch made: a file, or a folder of partitions.", metavar="STORE")
]
Format = Annotated[str, typer.Option("--format", "-f", help="table (for people), csv or json.")]


@app.command()
def batch(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders and, with --follow-archives, archives.", metavar="INPUTS..."),
    ] = None,
    db: Annotated[Path | None, typer.Option("--db", help="The store to fill, a DuckDB file; made if need be.")] = None,
    engine: Engine = "rules",
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            min=1,
            help="Worker processes, all cores by default; with a model, reports at a time, else as many as calls.",
        ),
    ] = None,
    glob: Annotated[
        str | None,
        typer.Option("--glob", help="Of folders and archives, only files like this, such as '*2021*.docx'."),
    ] = None,
    follow_archives: Annotated[
        bool, typer.Option("--follow-archives", help="Read what is in zip and tar archives, too.")
    ] = False,
    shard: Annotated[
        str | None, typer.Option("--shard", help="Only part i of n, such as 2/5: n machines do n parts.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", help="ray: on the machines of a Ray cluster, into the partitions of --out.")
    ] = None,
    address: Annotated[
        str | None, typer.Option("--address", help="The cluster, such as ray-head:6379; this machine alone without it.")
    ] = None,
    out: Annotated[
        str | None,
        typer.Option("--out", help="With --on ray: the folder, or an address such as s3://bucket/panel, to fill."),
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print the totals as JSON on standard output.")] = False,
    provider_batch: Annotated[
        ProviderBatchAction | None,
        typer.Option(
            "--provider-batch",
            help="Ask a model in batches of its provider, which are cheaper and take up to a day: submit sends what is "
            "open, collect takes the answers over; in turn, until collect exits with 0. status lists the batches.",
        ),
    ] = None,
    provider: Provider = None,
    base_url: BaseUrl = None,
    model: Model = None,
    api_key: ApiKey = None,
    mode: Mode = None,
    concurrency: Concurrency = None,
    config: Config = None,
    cache: Cache = None,
    replay: Replay = None,
    brief: Briefs = None,
) -> None:
    """Read many reports into a store. The same call goes on where one before was stopped."""
    from summarizer.commands.batch import BatchJob

    settings = None
    if engine != "rules" or provider_batch == "status":
        settings = make_settings(
            provider=provider,
            base_url=base_url,
            model=model,
            api_key=api_key,
            mode=mode,
            concurrency=concurrency,
            cache=cache,
            replay=replay,
            brief=brief,
            config=config,
        )
    if settings is not None and provider_batch == "status":
        raise typer.Exit(_status(settings, json_))
    if inputs and provider_batch is None and (on or address or out) is not None:
        from summarizer.commands.distributed import RayJob, run_on_ray

        of_model = (provider, base_url, model, api_key, mode, concurrency, config, cache, replay, brief)
        if any(option is not None for option in of_model):
            raise UsageError(
                "with --on ray each machine asks the model that its own environment and summarizer.toml name; "
                "leave --model and its like out"
            )
        ray = RayJob(tuple(inputs), on, out, address, db, engine, jobs, glob, follow_archives, shard, json_)
        raise typer.Exit(run_on_ray(ray))
    if not inputs or db is None:
        raise UsageError("name the reports to read, and the store to fill: summarizer batch INPUTS... --db STORE")
    job = BatchJob(tuple(inputs), db, engine, settings, jobs, glob, follow_archives, shard, json_)
    raise typer.Exit(_runner(provider_batch)(job))


def _status(settings: "Settings", as_json: bool) -> int:
    from summarizer.commands.provider_batch import status

    return status(settings, as_json)


def _runner(provider_batch: ProviderBatchAction | None) -> "Callable[[BatchJob], int]":
    if provider_batch is None:
        from summarizer.commands.batch import run_batch

        return run_batch
    from summarizer.commands.provider_batch import collect, submit

    return submit if provider_batch == "submit" else collect


@app.command()
def query(
    store: Store,
    sql: Annotated[str, typer.Argument(help="SQL, such as 'SELECT * FROM panel LIMIT 10'.")],
    format: Format = "table",
) -> None:
    """Ask a store in SQL. Nothing is changed, and no other file can be reached."""
    from summarizer.commands.ask import print_query

    print_query(store, sql, format)


@app.command()
def panel(
    store: Store,
    canon: Annotated[str | None, typer.Option("--canon", help="Only this statistic, such as gdp.")] = None,
    measure: Annotated[str | None, typer.Option("--measure", help="Only level, growth, share, …")] = None,
    status: Annotated[str | None, typer.Option("--status", help="Only actual or target.")] = None,
    region: Annotated[str | None, typer.Option("--region", help="Only this region.")] = None,
    year: Annotated[int | None, typer.Option("--year", help="Only this year.")] = None,
    format: Format = "table",
) -> None:
    """List the core statistics of a store by region and year."""
    from summarizer.commands.ask import print_panel
    from summarizer.store.questions import Panel

    print_panel(store, Panel(canon, measure, status, region, year), format)


store_app = typer.Typer(no_args_is_help=True, help="Join, export and check stores.")
app.add_typer(store_app, name="store")


@store_app.command()
def merge(
    target: Annotated[Path, typer.Argument(help="The store to fill; made if need be.", metavar="OUT")],
    stores: Annotated[list[str], typer.Argument(help="Stores, such as those of shards.", metavar="STORES...")],
) -> None:
    """Put what several stores hold into one; a report that is there already stays as it is."""
    from summarizer.commands.stores import merge as run

    run(target, stores)


@store_app.command()
def export(
    store: Store,
    out: Annotated[Path, typer.Option("--out", help="The folder for one NAME.parquet for each table.")],
) -> None:
    """Write every table as Parquet; the same reports give the same bytes."""
    from summarizer.commands.stores import export as run

    run(store, out)


@store_app.command()
def check(
    store: Store,
    json_: Annotated[bool, typer.Option("--json", help="Print every invariant as JSON.")] = False,
) -> None:
    """Verify that nothing is lost, doubled or without its report; exit with 1 if something is."""
    from summarizer.commands.stores import check as run

    raise typer.Exit(run(store, json_))


@store_app.command()
def upgrade(store: Annotated[Path, typer.Argument(help="A store that batch made.", metavar="STORE")]) -> None:
    """Bring a store that an older version made to the schema of this one."""
    from summarizer.commands.stores import upgrade as run

    run(store)
