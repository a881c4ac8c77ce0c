"""`eval` and `schema`."""

from pathlib import Path
from typing import Annotated

import typer

from summarizer.cli.app import BaseUrl, Cache, Config, Engine, Mode, Model, Provider, Replay, app, make_settings


@app.command(name="eval")
def evaluate(
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="Folder with the texts; without it the specimens are scored.")
    ] = None,
    labels: Annotated[
        Path | None, typer.Option("--labels", help="Folder with the hand labels; evals/labels by default.")
    ] = None,
    engine: Engine = "rules",
    json_: Annotated[bool, typer.Option("--json", help="Print every figure as JSON.")] = False,
    min_score: Annotated[
        float | None,
        typer.Option("--min-score", min=0, max=1, help="Exit with 1 if the score of all reports is lower."),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", help="Exit with 1 if a figure falls below this metrics file.")
    ] = None,
    tolerance: Annotated[
        float, typer.Option("--tolerance", min=0, max=1, help="How far a figure may fall below the baseline.")
    ] = 0.005,
    errors: Annotated[
        str | None, typer.Option("--errors", help="List the misses of record, headline, commitment, section or meta.")
    ] = None,
    phenomena: Annotated[
        bool, typer.Option("--phenomena", help="Run the one-sentence cases and print the pass rate of each group.")
    ] = False,
    runs: Annotated[
        Path | None, typer.Option("--runs", help="Write a run file with every figure and miss into this folder.")
    ] = None,
    metrics: Annotated[
        Path | None, typer.Option("--metrics", help="Write the figures as metrics.json for dvc metrics diff.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--report", help="Score just this report; may be given again.")
    ] = None,
    provider: Provider = None,
    base_url: BaseUrl = None,
    model: Model = None,
    mode: Mode = None,
    config: Config = None,
    cache: Cache = None,
    replay: Replay = None,
) -> None:
    """Score an engine against hand labels."""
    from summarizer.commands.evaluate import EvalJob, run_eval, run_phenomena

    settings = None
    if engine != "rules":
        settings = make_settings(
            provider=provider, base_url=base_url, model=model, mode=mode, cache=cache, replay=replay, config=config
        )
    if phenomena:
        raise typer.Exit(run_phenomena(engine, settings, json_))
    reports = tuple(only or ())
    job = EvalJob(
        corpus, labels, engine, settings, reports, json_, min_score, baseline, tolerance, errors, runs, metrics
    )
    raise typer.Exit(run_eval(job))


@app.command()
def schema(
    write: Annotated[
        Path | None, typer.Option("--write", help="Write report.schema.json into this folder instead of printing it.")
    ] = None,
    dictionary: Annotated[
        Path | None, typer.Option("--dictionary", help="Write the data dictionary of the exported tables to this file.")
    ] = None,
) -> None:
    """Print the JSON Schema of a report."""
    from summarizer.contract.schema import schema_text, write_schema

    if dictionary is not None:
        from summarizer.files import write_whole
        from summarizer.tables.dictionary import dictionary_text

        write_whole(dictionary, dictionary_text())
    if write is None and dictionary is not None:
        return
    if write is None:
        print(schema_text(), end="")
    else:
        write_schema(write)
