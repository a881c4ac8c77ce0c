"""The command line: a thin layer that reads arguments, calls the library and prints."""

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from summarizer.errors import SummarizerError

DONE, FAILED, BAD_USE, PARTLY, INTERRUPTED = 0, 1, 2, 3, 130

app = typer.Typer(
    name="summarizer",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Read Chinese local-government reports into validated indicators and commitments.",
    epilog="Exit codes: 0 complete, 1 failed (an internal error, or a gate of eval), 2 bad use or input, "
    "3 partly done (some files were, some were not).",
)

Engine = Annotated[str, typer.Option("--engine", "-e", help="Which engine labels the report: rules.")]


def main() -> None:
    """Entry point: errors a person can act on are one sentence on standard error, never a traceback.

    SUMMARIZER_DEBUG=1 in the environment shows the traceback of an internal error.
    """
    _speak_utf8()
    try:
        # Without its standalone mode typer returns the code of typer.Exit, 130 after an interrupt included.
        code = app(standalone_mode=False, prog_name="summarizer")
        sys.stdout.flush()
    except SystemExit as ended:
        if not isinstance(ended.__context__, BrokenPipeError):
            raise
        _leave_quietly()
    except BrokenPipeError:
        _leave_quietly()
    except SummarizerError as error:
        _fail(str(error), BAD_USE)
    except OSError as error:
        _fail(f"{error.filename or 'standard output'}: {error.strerror or error}; nothing half-written is left", FAILED)
    except Exception as error:
        _explain(error)
    if code == INTERRUPTED:
        _fail("interrupted; files written so far are whole", INTERRUPTED)
    raise SystemExit(code or DONE)


def _speak_utf8() -> None:
    """Reports are Chinese; a locale that cannot say so must not stop them."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _leave_quietly() -> NoReturn:
    """The reader of our output has gone, as in `| head`: that is its right, and the last flush must not complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    raise SystemExit(DONE) from None


def _explain(error: Exception) -> NoReturn:
    if os.environ.get("SUMMARIZER_DEBUG"):
        raise error
    shown = getattr(error, "format_message", None)
    if shown is not None:
        _fail(f"{shown().rstrip('.')}; see summarizer --help", BAD_USE)
    _fail(f"an internal error ({type(error).__name__}: {_one_line(str(error))}); please report it", FAILED)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]


def _fail(message: str, code: int) -> NoReturn:
    with contextlib.suppress(OSError):  # a closed standard error must not change the exit code
        print(f"summarizer: {message}", file=sys.stderr)
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    raise SystemExit(code) from None


def _print_version(wanted: bool) -> None:
    if wanted:
        version()
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


@app.command()
def run(
    files: Annotated[
        list[str], typer.Argument(help="Reports: txt, md, html, docx, pdf; - for standard input.", metavar="FILES...")
    ],
    engine: Engine = "rules",
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help="table (a summary for people), json or md; by default what the ending of -o says, else table.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the one report here; .json or .md chooses the format.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write one NAME.json (or NAME.md) for each report into this folder.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Stop after this many reports.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read the files and say what would be done; write nothing.")
    ] = False,
) -> None:
    """Summarize reports: to the terminal, to one file, or into a folder."""
    from summarizer.commands import Job, run_job

    raise typer.Exit(run_job(Job(tuple(files), engine, format, output, out, limit, dry_run)))


@app.command()
def index(
    file: Annotated[str, typer.Argument(help="A report, or - for standard input.")],
    json_: Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of marked text.")] = False,
) -> None:
    """List the ledger: every number and clause of a report, with its id."""
    from summarizer.commands import print_index

    print_index(file, json_)


@app.command()
def explain(
    file: Annotated[str, typer.Argument(help="A report, or - for standard input.")],
    id: Annotated[str, typer.Argument(help="A number (n45) or a clause (c120) of the ledger.")],
) -> None:
    """Show why the rules labelled a number or clause as they did."""
    from summarizer.commands import print_explanation

    print_explanation(file, id)


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
) -> None:
    """Score an engine against hand labels."""
    from summarizer.commands import EvalJob, run_eval, run_phenomena

    if phenomena:
        raise typer.Exit(run_phenomena(engine, json_))
    raise typer.Exit(
        run_eval(EvalJob(corpus, labels, engine, json_, min_score, baseline, tolerance, errors, runs, metrics))
    )


@app.command()
def schema(
    write: Annotated[
        Path | None, typer.Option("--write", help="Write report.schema.json into this folder instead of printing it.")
    ] = None,
) -> None:
    """Print the JSON Schema of a report."""
    from summarizer.schema import schema_text, write_schema

    if write is None:
        print(schema_text(), end="")
    else:
        write_schema(write)


@app.command()
def version() -> None:
    """Print the version."""
    from summarizer.pipeline import package_version

    print(package_version())
