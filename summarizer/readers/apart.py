"""Files parsed in a process of their own, which a hostile file may take the memory or the time of, and nothing else.

One such process (`child`) serves all files of this one, one after the other; one that ends is replaced.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress

from summarizer.errors import InputError, NoTextLayerError
from summarizer.limits import MOST_MEMORY, too_slow

# `-I` and a path of our own: nothing in the folder where the program is called may take the place of a module.
_PROGRAM = "import sys; sys.path[:] = {path!r}; from summarizer.readers.child import serve; serve({memory})"


class _Reader:
    """The process, made on first use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, kind: str, data: bytes, name: str, seconds: float) -> tuple[str, str | None]:
        """What the process makes of a file. Raises InputError also where it ends or is too slow."""
        with self._lock:
            process = self._process = self._process or _start()
            late = threading.Event()

            def stop() -> None:
                late.set()
                process.kill()

            timer = threading.Timer(seconds, stop)
            timer.start()
            try:
                head, text = _ask(process, kind, data, name)
            except (OSError, ValueError):
                self._end()
                head, text = {"error": "late" if late.is_set() else "memory"}, ""
            except BaseException:  # an interrupt: its answer would be taken for that of the next file
                self._end()
                raise
            finally:
                timer.cancel()
                timer.join()
            if head.get("error") == "memory" or late.is_set():
                self._end()
        return _result(head, text, name, seconds)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    if pipe is not None:
                        pipe.close()
            process.wait()

    def end(self) -> None:
        """End the process; the next file makes another."""
        with self._lock:
            self._end()

    def disown(self) -> None:
        """Leave the process to the one that this one was forked from."""
        process, self._process, self._lock = self._process, None, threading.Lock()
        if process is not None:
            process.returncode = 0  # nothing to wait for: it is no child of this process
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    if pipe is not None:
                        pipe.close()


def _start() -> "subprocess.Popen[bytes]":
    program = _PROGRAM.format(path=sys.path, memory=MOST_MEMORY)
    return subprocess.Popen(
        [sys.executable, "-I", "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _ask(process: "subprocess.Popen[bytes]", kind: str, data: bytes, name: str) -> tuple[dict[str, str | None], str]:
    """The answer of the process. Raises ValueError or OSError where there is none."""
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps({"kind": kind, "name": name, "bytes": len(data)}).encode() + b"\n" + data)
    process.stdin.flush()
    head = json.loads(process.stdout.readline())
    size = head.pop("bytes")
    text = process.stdout.read(size)
    if len(text) != size:
        raise ValueError("the answer is cut off")
    return head, text.decode("utf-8", "surrogatepass")


def _result(head: dict[str, str | None], text: str, name: str, seconds: float) -> tuple[str, str | None]:
    match head.get("error"):
        case None:
            return text, head["encoding"]
        case "late":
            raise InputError(too_slow(name, seconds))
        case "memory":
            raise InputError(
                f"{name} is damaged or takes more than {MOST_MEMORY // 1_000_000} MB to read; save it again, or as .txt"
            )
        case "no text layer":
            raise NoTextLayerError(head["told"])
        case _:
            raise InputError(head["told"])


_reader = _Reader()
atexit.register(_reader.end)
if hasattr(os, "register_at_fork"):
    # Two processes that speak through one pipe would mix their answers.
    os.register_at_fork(after_in_child=_reader.disown)


def parse_apart(kind: str, data: bytes, name: str, seconds: float) -> tuple[str, str | None]:
    """`formats.parse` in the other process, in so many seconds. Raises InputError also for a file that takes more time
    or memory than it may, NoTextLayerError for a pdf of pictures."""
    return _reader.read(kind, data, name, seconds)
