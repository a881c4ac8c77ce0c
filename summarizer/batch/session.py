"""Ray, started or joined for a while, and kept from talking where data goes."""

import logging
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

from summarizer.errors import UsageError
from summarizer.knowledge.resources import how_to_install


@contextmanager
def ray_session(address: str | None) -> Iterator[None]:
    """Ray for as long as the block runs: the cluster at `address`, or one of this machine alone. One that this process
    has joined before is used, and left as it is.

    Raises UsageError where Ray is not installed, or there is no cluster at the address.
    """
    try:
        import ray
        from ray.data import DataContext
    except ImportError:
        raise UsageError(f"Ray is not installed; run {how_to_install('ray')}") from None
    # Ray tells of dead workers on standard output, and in colours.
    with redirect_stdout(sys.stderr):
        ours = not ray.is_initialized()
        if ours:
            _start(address)
        context = DataContext.get_current()
        context.enable_progress_bars = False
        for handler in logging.getLogger("ray.data").handlers:
            if handler.name == "console":  # its file keeps everything
                handler.setLevel(logging.CRITICAL + 1)
        try:
            yield
        finally:
            if ours:
                ray.shutdown()


def _start(address: str | None) -> None:
    import ray

    if address:
        _knock(address)
    os.environ.setdefault("RAY_COLOR_PREFIX", "0")
    # A word at every start that constructor arguments could be lost; ours are held by the dataset.
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    try:
        ray.init(
            # Without one, not the cluster of RAY_ADDRESS either: nothing is sent to other machines unasked.
            address=address or "local",
            include_dashboard=None if address else False,
            log_to_driver=False,
            logging_level=logging.CRITICAL,
        )
    except (ConnectionError, ValueError, RuntimeError) as error:
        told = " ".join(str(error).split())[:200].rstrip(".")
        raise UsageError(f"there is no Ray cluster at {address or 'this machine'} ({told}); see ray status") from None


def _knock(address: str) -> None:
    """Raises UsageError where nobody answers at a host and port: Ray itself would go on asking for many minutes."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    if not port.isdecimal():
        return
    try:
        socket.create_connection((host, int(port)), timeout=10).close()
    except OSError as error:
        told = error.strerror or type(error).__name__
        raise UsageError(f"there is no Ray cluster at {address} ({told}); see ray status on a machine of it") from None


def cores() -> int:
    """The cores of the cluster that this process has joined."""
    import ray

    return max(1, int(ray.cluster_resources().get("CPU", 1)))
