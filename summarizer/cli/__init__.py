"""The command line: reads arguments, calls the library and prints; one file a command, imported when it is called."""

import contextlib
import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from summarizer.cli.lazy import LazyGroup
from summarizer.cli.options import new_app
from summarizer.cli.screen import say
from summarizer.errors import SummarizerError

__all__ = ["app", "call", "main"]

DONE, FAILED, BAD_USE, INTERRUPTED = 0, 1, 2, 130

app = new_app(
    "Read Chinese local-government reports into validated indicators and commitments.",
    name="summarizer",
    cls=LazyGroup,
    epilog="Exit codes: 0 complete, 1 failed (an internal error, or a gate of eval), 2 bad use or input, "
    "3 partly done (some files were, some were not).",
)


def main() -> NoReturn:
    """Entry point: a process of its own that ends with the code of the call."""
    _speak_utf8()
    # What a command loads stays, and a report dies all at once: cycles are looked for less often.
    gc.set_threshold(50_000, 20, 100)
    try:
        code = call()
        if code == DONE:
            sys.stdout.flush()
        else:
            with contextlib.suppress(OSError):
                sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output has gone, as in `| head`: that is its right.
        code = DONE
    except OSError as error:
        code = _fail(_of_system(error), FAILED)
    # What could not be written has been told; the last flush of the interpreter must not tell it again.
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    raise SystemExit(code)


def call(arguments: Sequence[str] | None = None) -> int:
    """Run one call, of the process's own arguments by default, and give its exit code.

    Errors a person can act on are one sentence on standard error, never a traceback; SUMMARIZER_DEBUG=1 in the
    environment shows the traceback of an internal error. Raises BrokenPipeError where nobody reads on.
    """
    try:
        # Without its standalone mode typer returns the code of typer.Exit, 130 after an interrupt included.
        code = app(arguments, standalone_mode=False, prog_name="summarizer") or DONE
    except BrokenPipeError:
        raise
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):
            raise ended.__context__ from None
        raise
    except SummarizerError as error:
        return _fail(str(error), BAD_USE)
    except OSError as error:
        return _fail(_of_system(error), FAILED)
    except Exception as error:
        return _explain(error)
    if code == INTERRUPTED:
        return _fail("interrupted; files written so far are whole", INTERRUPTED)
    return int(code)


def _speak_utf8() -> None:
    """Reports are Chinese; a locale that cannot say so must not stop them."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _of_system(error: OSError) -> str:
    return f"{error.filename or 'standard output'}: {error.strerror or error}; nothing half-written is left"


def _explain(error: Exception) -> int:
    if os.environ.get("SUMMARIZER_DEBUG"):
        raise error
    shown = getattr(error, "format_message", None)
    if shown is not None:
        return _fail(f"{shown().rstrip('.')}; see summarizer --help", BAD_USE)
    return _fail(f"an internal error ({type(error).__name__}: {_one_line(str(error))}); please report it", FAILED)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]


def _fail(message: str, code: int) -> int:
    with contextlib.suppress(OSError):  # a closed standard error must not change the exit code
        say(f"{message}")
    return code


def _print_version(wanted: bool) -> None:
    if wanted:
        from summarizer.knowledge.resources import package_version

        print(package_version())
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit.")
    ] = False,
) -> None:
    pass
