"""The command line: a thin layer that reads arguments, calls the library and prints."""

import contextlib
import io
import os
import sys
from typing import Annotated, NoReturn

import typer

from summarizer.cli import model, reading, saved, scoring, storing
from summarizer.cli.app import app
from summarizer.errors import SummarizerError

__all__ = ["app", "main", "model", "reading", "saved", "scoring", "storing"]

DONE, FAILED, BAD_USE, PARTLY, INTERRUPTED = 0, 1, 2, 3, 130


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
def version() -> None:
    """Print the version."""
    from summarizer.knowledge.resources import package_version

    print(package_version())
