"""`summarizer serve`: the workbench, a local web application over a store."""

import asyncio
import errno
import logging
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.lazy import COMMANDS
from summarizer.cli.options import NO_MODEL, Engine, ModelOptions, new_app, takes_job
from summarizer.cli.screen import say
from summarizer.errors import UsageError
from summarizer.knowledge.resources import how_to_install

if TYPE_CHECKING:
    from fastapi import FastAPI

app = new_app(COMMANDS["serve"])
_SHORTEST = 16
# Seconds that requests under way may take after Ctrl-C.
_FAREWELL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of `summarizer serve`."""

    db: Annotated[Path, typer.Option("--db", help="The store, a DuckDB file; made if need be.")]
    host: Annotated[
        str, typer.Option("--host", help="The address to listen at; others than this machine's own need a token.")
    ] = "127.0.0.1"
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 for one that is free.")] = 8765
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            envvar="SUMMARIZER_TOKEN",
            help="What whoever opens the workbench must show, 16 characters or more; new makes one up and prints it.",
        ),
    ] = None
    runs: Annotated[
        Path | None,
        typer.Option("--runs", help="Show the runs of eval in this folder; by default those in your data folder."),
    ] = None
    engine: Engine = "rules"
    asked: ModelOptions = NO_MODEL


@app.command()
@takes_job
def serve(job: Job) -> None:
    """Open the workbench: a local web application over a store.

    Reports are searched, read and uploaded in a browser; Ctrl-C ends it.
    """
    try:
        import fastapi
        import python_multipart
        import uvicorn
    except ImportError:
        raise UsageError(f"the workbench is not installed; run {how_to_install('web')}") from None
    del fastapi, python_multipart, uvicorn
    from summarizer.engines import create
    from summarizer.web.app import create_app

    settings = job.asked.settings_for(job.engine)
    create(job.engine, settings)  # an unknown engine, or a model that is not set up, is told now
    token = _token(job)
    with _listening(job.host, job.port) as listener:
        made = create_app(job.db, host=job.host, token=token, engine=job.engine, settings=settings, runs=job.runs)
        _tell(job, listener.getsockname()[1], token)
        _run(made, listener)


def _token(job: Job) -> str | None:
    """The token to ask for; None where this machine alone can reach the workbench."""
    from summarizer.web.safety import is_loopback, new_token

    if job.token is None:
        if not is_loopback(job.host):
            raise UsageError(
                f"others can reach {job.host}, so the workbench needs a token; add --token new, or set SUMMARIZER_TOKEN"
            )
        return None
    if job.token == "new":
        return new_token()
    if len(job.token) < _SHORTEST:
        raise UsageError(f"the token is shorter than {_SHORTEST} characters; take a longer one, or --token new")
    return job.token


def _listening(host: str, port: int) -> socket.socket:
    """A socket at the address. Raises UsageError where it is taken, or not one of this machine."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        told = {
            errno.EADDRINUSE: f"port {port} is taken; choose another with --port, or 0 for one that is free",
            errno.EACCES: f"port {port} may not be used; choose one from 1024 upwards with --port",
        }.get(error.errno or 0, f"the workbench cannot listen at {host} ({error.strerror}); choose another --host")
        raise UsageError(told) from None


def _tell(job: Job, port: int, token: str | None) -> None:
    host = f"[{job.host}]" if ":" in job.host else job.host
    shown = f"http://{host}:{port}/"
    # A token that the caller chose is the caller's to keep; one made up here has to be said.
    if token is not None and job.token == "new":
        shown += f"login?token={token}"
    print(f"{job.db}: {shown}", flush=True)
    say("the workbench is open; Ctrl-C ends it")


def _run(made: "FastAPI", listener: socket.socket) -> None:
    import uvicorn

    # It warns of every form that is none.
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)
    logging.getLogger("uvicorn.error").addFilter(_is_worth_telling)
    config = uvicorn.Config(
        made,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=_FAREWELL,
    )
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
    say("the workbench is closed")


def _is_worth_telling(record: logging.LogRecord) -> bool:
    """Whether a line of the server's log is no mere echo of Ctrl-C: of a request that it cut off, as of an upload."""
    cut_off = record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not cut_off and "timeout graceful shutdown exceeded" not in record.getMessage()
