"""`doctor` and `cache`."""

from pathlib import Path
from typing import Annotated

import typer

from summarizer.cli.app import ApiKey, BaseUrl, Cache, Config, Mode, Model, Provider, app

cache_app = typer.Typer(no_args_is_help=True, help="Look after the store of a model's answers.", rich_markup_mode=None)
app.add_typer(cache_app, name="cache")

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
OfModel = Annotated[str | None, typer.Option("--model", "-m", help="Only answers of this model.")]


@app.command()
def doctor(
    provider: Provider = None,
    base_url: BaseUrl = None,
    model: Model = None,
    api_key: ApiKey = None,
    mode: Mode = None,
    config: Config = None,
    cache: Cache = None,
    json_: Json = False,
) -> None:
    """Check that a model can be used: the settings and where each came from, the endpoint, and the modes that work.

    One small call is made in each mode; the best that works is remembered, and used wherever the mode is auto. Exits
    with 1 if none does.
    """
    from summarizer.commands.doctor import run_doctor

    flags = {
        "provider": provider,
        "base_url": base_url,
        "model": model,
        "api_key": api_key,
        "mode": mode,
        "cache": cache,
    }
    raise typer.Exit(run_doctor(flags, config, json_))


@cache_app.command()
def stats(cache: Cache = None, json_: Json = False) -> None:
    """Tell how many answers the store holds, of which models, and how many tokens they took."""
    from summarizer.commands.cache import print_stats

    print_stats(cache, json_)


@cache_app.command()
def prune(
    cache: Cache = None,
    older_than: Annotated[
        str | None, typer.Option("--older-than", help="Answers older than this: 30d, 12h or 90m.")
    ] = None,
    model: OfModel = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="Answers that were cut, invalid, refused or filtered.")
    ] = False,
) -> None:
    """Forget answers that fit every option given; at least one is needed."""
    from summarizer.commands.cache import prune_answers

    prune_answers(cache, older_than, model, failed)


@cache_app.command(name="export")
def export_(
    file: Annotated[Path, typer.Argument(help="The recording to write, JSONL.")],
    cache: Cache = None,
    model: OfModel = None,
    prompts: Annotated[
        str | None, typer.Option("--prompts", help="Only answers to this version of the prompts, as in run.prompts.")
    ] = None,
) -> None:
    """Write answers as a recording, which --replay reads; it holds nothing of what was asked."""
    from summarizer.commands.cache import export_answers

    export_answers(cache, file, model, prompts)


@cache_app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="A recording, written by cache export.")], cache: Cache = None
) -> None:
    """Put the answers of a recording into the store; none that is there already is replaced by a worse one."""
    from summarizer.commands.cache import import_answers

    import_answers(cache, file)
