"""The command line called in this process, as tests call it most: a process of its own takes a second to begin."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from summarizer.cli import call

Done = subprocess.CompletedProcess[bytes]


def run(*arguments: str | Path, cwd: Path, stdin: bytes = b"", env: dict[str, str] | None = None) -> Done:
    """One call in a folder: its exit code and what it wrote, as a process would leave them."""
    given = [str(argument) for argument in arguments]
    with _streams(stdin) as (out, err), contextlib.chdir(cwd), patch.dict(os.environ, env or {}):
        try:
            code = call(given)
        except SystemExit as ended:
            code = int(ended.code or 0)
    return subprocess.CompletedProcess(given, code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def _streams(stdin: bytes) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    out, err = io.BytesIO(), io.BytesIO()
    made = [io.TextIOWrapper(raw, "utf-8", "backslashreplace", write_through=True) for raw in (out, err)]
    read = io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
    with patch.object(sys, "stdin", read), patch.object(sys, "stdout", made[0]), patch.object(sys, "stderr", made[1]):
        yield out, err
    for stream in made:
        stream.detach()
