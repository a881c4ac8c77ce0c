"""`summarizer mcp`: a store's answers as tools for language models."""

from dataclasses import dataclass
from typing import Annotated

import typer

from summarizer.cli.options import new_app, takes_job

app = new_app()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer mcp`."""

    db: Annotated[str, typer.Option("--db", help="The store: a DuckDB file, or a folder of partitions.")]


@app.command()
@takes_job
def mcp(job: Job) -> None:
    """Answer a language model's questions to a store, by the Model Context Protocol.

    It finds reports, figures and commitments, each with its quote and place, and speaks on standard input and output: a
    program that uses it starts it.
    """
    from summarizer.web.mcp import serve

    serve(job.db)
