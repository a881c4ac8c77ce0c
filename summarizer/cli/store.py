"""`summarizer store`: stores joined, exported, checked and brought up to date."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from summarizer.cli.lazy import COMMANDS, HelpfulGroup
from summarizer.cli.options import Store, new_app
from summarizer.cli.screen import say
from summarizer.errors import StoreError

app = new_app(COMMANDS["store"], cls=HelpfulGroup)


@app.command()
def merge(
    target: Annotated[Path, typer.Argument(help="The store to fill; made if need be.", metavar="OUT")],
    stores: Annotated[list[str], typer.Argument(help="Stores, such as those of shards.", metavar="STORES...")],
) -> None:
    """Put what several stores hold into one; a report that is there already stays as it is."""
    from summarizer.store.joining import join_stores

    new = join_stores(target, stores)
    say(f"{new} reports were new to {target}")


@app.command()
def export(
    store: Store,
    out: Annotated[Path, typer.Option("--out", help="The folder for one NAME.parquet for each table.")],
) -> None:
    """Write every table as Parquet; the same reports give the same bytes."""
    from summarizer.store.exporting import export_store

    for path in export_store(store, out):
        print(path)


@app.command()
def check(
    store: Store,
    json_: Annotated[bool, typer.Option("--json", help="Print every invariant as JSON.")] = False,
) -> None:
    """Verify that nothing is lost, doubled or without its report; exit with 1 if something is."""
    from summarizer.store.checking import check_store

    findings = check_store(store)
    if json_:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            broken = f"broken {finding.broken} times, such as {finding.example}" if finding.broken else "holds"
            print(f"{finding.invariant}: {broken}")
    raise typer.Exit(1 if any(finding.broken for finding in findings) else 0)


@app.command()
def upgrade(store: Annotated[Path, typer.Argument(help="A store that batch made.", metavar="STORE")]) -> None:
    """Bring a store that an older version made to the schema of this one."""
    from summarizer.store.lock import only_writer
    from summarizer.store.opening import writing

    if not store.exists():
        raise StoreError(f"the store {store} does not exist; check the name")
    with only_writer(store), writing(store):
        say(f"{store} has the current schema")
