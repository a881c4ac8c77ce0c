"""What one file may take: characters, numbers, cells of a table, memory and time. More than these is no report."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from summarizer.errors import InputError

# A long report has 60,000 characters and 2,000 numbers; a file may hold many reports.
MOST_CHARS, MOST_NUMBERS, MOST_CELLS = 2_000_000, 100_000, 100_000
# Bytes of address space of the process that reads web pages, Word files and pdf.
MOST_MEMORY = 700_000_000
# Bytes that an answer of a store may take.
QUERY_MEMORY = 900_000_000
# Seconds that reading a file may take, and labelling a report by the rules.
TIME_LIMIT = 60.0


@contextmanager
def deadline(name: str, seconds: float) -> Iterator[None]:
    """A block that may take so many seconds, at the end of which InputError is raised in it.

    Needs a system with alarms and the main thread, and leaves an alarm of the caller's own alone; elsewhere there is no
    limit.
    """
    alarm = getattr(signal, "SIGALRM", None)
    main = threading.current_thread() is threading.main_thread()
    if alarm is None or not main or signal.getsignal(alarm) is not signal.SIG_DFL:
        yield
        return

    def ring(_: int, __: FrameType | None) -> None:
        raise InputError(too_slow(name, seconds))

    signal.signal(alarm, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(alarm, signal.SIG_DFL)


@contextmanager
def bounded_memory(more: int) -> Iterator[None]:
    """A block in which this process may take so many bytes more than it has; only Linux can say what that is, and keep
    to it."""
    status = Path("/proc/self/status")
    try:
        import resource
    except ImportError:  # a system without limits on processes
        yield
        return
    if not status.exists():
        yield
        return
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmData:"))
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = 1024 * int(line.split()[1]) + more
    if soft == resource.RLIM_INFINITY or most < soft:
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def too_slow(name: str, seconds: float) -> str:
    """The sentence for a file that took longer than it may."""
    return f"{name} takes more than {seconds:g} s; look at it, or allow more with --time-limit"
