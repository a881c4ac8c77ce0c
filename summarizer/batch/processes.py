"""How worker processes begin: forked off one that has the engine loaded, where the system can."""

import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerProcess, SpawnProcess

# Up to how many reports a model is asked about in this process alone: others take longer to begin than they save.
FEW = 3
_LOADED = "summarizer.batch.loaded"


def _loaded_of_us() -> list[str]:
    """The modules of the package that this process has. They are listed first, for other threads import meanwhile."""
    return [name for name in list(sys.modules) if name.startswith("summarizer.")]


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Worker:
    """A process that runs `serve` with its end of a pipe, and whatever else it is given."""

    def __init__(self, serve: Callable[..., None], *arguments: object) -> None:
        import multiprocessing

        # Never forked off this process, which has threads.
        self.process: ForkServerProcess | SpawnProcess
        if "forkserver" in multiprocessing.get_all_start_methods():
            forked = multiprocessing.get_context("forkserver")
            # What this process has of us, the workers need when the module that was started is imported once more.
            forked.set_forkserver_preload([_LOADED, *_loaded_of_us()])
            self.connection, theirs = forked.Pipe()
            self.process = forked.Process(target=_begin, args=(serve, theirs, *arguments), daemon=True)
        else:
            spawned = multiprocessing.get_context("spawn")
            self.connection, theirs = spawned.Pipe()
            self.process = spawned.Process(target=_begin, args=(serve, theirs, *arguments), daemon=True)
        self.process.start()
        theirs.close()

    def end(self) -> None:
        """Kill the process and let go of it. No thread may be reading from the pipe then."""
        self.kill()
        self.connection.close()
        self.process.close()

    def kill(self) -> None:
        """Kill the process, so that whoever reads from the pipe comes to its end."""
        self.process.terminate()
        self.process.join()


def _begin(serve: Callable[..., None], connection: "Connection", *arguments: object) -> None:
    """What a worker does until its pipe is closed, be it because the other process was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the process that started the batch
    serve(connection, *arguments)
