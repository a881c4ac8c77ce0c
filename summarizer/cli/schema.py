"""`summarizer schema`: the JSON Schema of a report, and the dictionary of the tables."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from summarizer.cli.options import new_app, takes_job
from summarizer.contract.schema import schema_text, write_schema
from summarizer.files import write_whole

app = new_app()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer schema`."""

    write: Annotated[
        Path | None, typer.Option("--write", help="Write report.schema.json into this folder instead of printing it.")
    ] = None
    dictionary: Annotated[
        Path | None, typer.Option("--dictionary", help="Write the data dictionary of the exported tables to this file.")
    ] = None


@app.command()
@takes_job
def schema(job: Job) -> None:
    """Print the JSON Schema of a report."""
    if job.dictionary is not None:
        from summarizer.tables.dictionary import dictionary_text

        write_whole(job.dictionary, dictionary_text())
    if job.write is not None:
        write_schema(job.write)
    elif job.dictionary is None:
        print(schema_text(), end="")
