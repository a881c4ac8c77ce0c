"""`summarizer query`: a store's answer to SQL as a table, CSV or JSON."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import Annotated

import typer

from summarizer.cli.options import Answer, Corrected, Excel, Format, QueryLimit, Store, new_app, takes_job
from summarizer.cli.screen import printable, say
from summarizer.errors import UsageError
from summarizer.files import whole_file
from summarizer.limits import QUERY_MEMORY, TIME_LIMIT, bounded_memory
from summarizer.store.questions import Result, ask
from summarizer.tables.delimited import begin_csv, made_for_excel

app = new_app()

_FORMATS = ("table", "csv", "json")
_ENDLESS = 2000
# A table is laid out as a whole, so it holds a bounded number of rows; the other formats go by way of a file.
_ROWS, _IN_MEMORY, _PART = 10_000, 16_000_000, 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer query`."""

    store: Store
    sql: Annotated[str, typer.Argument(help="SQL, such as 'SELECT * FROM panel LIMIT 10'.")]
    corrected: Corrected = True
    format: Format = None
    output: Answer = None
    excel: Excel = None
    time_limit: QueryLimit = TIME_LIMIT


@app.command()
@takes_job
def query(job: Job) -> None:
    """Ask a store in SQL. Nothing is changed, and no other file can be reached."""
    form = answer_format(job.format, job.output)
    count = give_answer(
        job.store, job.sql, (), Form(form, job.output, job.excel), job.time_limit, corrected=job.corrected
    )
    if count:
        say(reading_said(count, corrected=job.corrected))


@dataclass(frozen=True, slots=True)
class Form:
    """How an answer is given: as table, csv or json, on the screen or in a file, and whether that is for Excel."""

    format: str
    output: Path | None
    excel: bool | None


def answer_format(format_: str | None, output: Path | None) -> str:
    """The format that was chosen, else the one that the file's ending says, else a table. Raises UsageError for
    another one, and where the two differ."""
    ending = output.suffix.lower().removeprefix(".") if output else None
    if output is not None and ending not in {"csv", "json"}:
        raise UsageError(f"{output} ends in neither .csv nor .json; an answer in a file is one of them")
    form = format_ or ending or "table"
    if form not in _FORMATS:
        raise UsageError(f"there is no format {form!r}; choose one of: {', '.join(_FORMATS)}")
    if ending and form != ending:
        raise UsageError(f"--format {form} and {output} say two things; leave one of them out")
    return form


def reading_said(count: int, *, corrected: bool) -> str:
    """Whose reading an answer is, of a store in which people corrected so many reports."""
    reports = f"{count} report{'' if count == 1 else 's'}"
    if not count:
        return "the engine's own reading; nobody corrected it"
    if corrected:
        return f"as people corrected it, in {reports}; --no-corrected gives the engine's own reading"
    return f"the engine's own reading; people corrected {reports}, which --corrected counts"


def give_answer(
    store: str, sql: str, parameters: tuple[object, ...], form: Form, time_limit: float, *, corrected: bool
) -> int:
    """Print or write the answer to SQL; how many reports of the store people corrected. Raises UsageError for SQL that
    cannot be answered, StoreError for the store."""
    asked = (store, sql, parameters, time_limit)
    if form.format == "table":
        with bounded_memory(QUERY_MEMORY), ask(*asked, corrected=corrected) as result:
            columns, rows = result.columns, list(islice(result.rows, _ROWS + 1))
        _print_table(columns, rows)
        return result.corrected
    # Whoever reads our output may take their time; the store must not be held from a batch for as long.
    with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="") as spool:
        with bounded_memory(QUERY_MEMORY), ask(*asked, corrected=corrected) as result:
            if form.format == "csv":
                for_excel = form.excel or (form.output is not None and made_for_excel(form.excel))
                begin_csv(spool, result.columns, for_excel=bool(for_excel))(result.rows)
            else:
                spool.writelines(_json(result))
        spool.seek(0)
        if form.output is not None:
            with whole_file(form.output) as file:
                while part := spool.read(_PART):
                    file.write(part.encode())
            say(f"the answer written to {form.output}")
        elif sys.stdout.isatty():
            sys.stdout.writelines(f"{printable(line)}\n" for line in spool.read().split("\n")[:-1])
        else:
            copyfileobj(spool, sys.stdout)
    return result.corrected


def _json(result: Result) -> Iterator[str]:
    """An array of objects, one a line."""
    opening = "["
    for row in result.rows:
        record = dict(zip(result.columns, row, strict=True))
        yield opening + "\n" + json.dumps(record, ensure_ascii=False, default=str)
        opening = ","
    yield "[]\n" if opening == "[" else "\n]\n"


def _print_table(columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Columns side by side in a terminal's width; wide enough for everything where nobody watches."""
    from rich.console import Console

    from summarizer.show.grid import print_grid

    watched = sys.stdout.isatty() or "COLUMNS" in os.environ
    screen = Console(highlight=False, markup=False, width=None if watched else _ENDLESS)
    left_out = print_grid(columns, rows[:_ROWS], screen)
    if left_out:
        say(f"no room for {', '.join(left_out)}; --format csv or json gives all")
    if len(rows) > _ROWS:
        say(f"the first {_ROWS} rows are shown; --format csv gives all")
