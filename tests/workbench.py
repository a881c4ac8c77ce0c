"""What the tests of the workbench share: a store of the specimens, the real server over it, and a way to call it."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import uvicorn
from conftest import ROOT
from panel import fill_store, write_reports

from summarizer.web.app import create_app
from summarizer.web.connection import StoreAccess

SPECIMENS = ROOT / "evals" / "specimens"


@dataclass(frozen=True, slots=True)
class Running:
    """A workbench that answers at `url`. Tests read and write its store by `store`, as the server does: a process
    cannot open one file in two ways."""

    url: str
    path: Path
    store: StoreAccess

    def client(self, token: str | None = None) -> httpx2.Client:
        """A program that calls it."""
        return httpx2.Client(base_url=self.url, headers={"Authorization": f"Bearer {token}"} if token else {})


@contextmanager
def running(
    store: Path, *, token: str | None = None, host: str = "127.0.0.1", runs: Path | None = None
) -> Iterator[Running]:
    """The workbench over a store, on a free port, until the block ends. `host` is what the application takes itself to
    listen at; it is reached at this machine alone."""
    app = create_app(store, host=host, token=token, runs=runs)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=1)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        until = time.monotonic() + 20
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        assert server.started
        try:
            yield Running(f"http://127.0.0.1:{listener.getsockname()[1]}", store, app.state.workbench.store)
        finally:
            server.should_exit = True
            thread.join(10)


def store_of_specimens(path: Path) -> Path:
    """A store of the invented reports, as `batch` makes it."""
    return _filled(path, *(file for file in SPECIMENS.iterdir() if file.suffix in {".docx", ".html", ".txt"}))


def store_of_texts(path: Path, count: int) -> Path:
    """A store of so many short reports, which is made sooner."""
    write_reports(path.parent / "texts", count)
    return _filled(path, path.parent / "texts")


def _filled(path: Path, *inputs: Path) -> Path:
    # In a thread of its own, since that of a test may have the browser's event loop.
    with ThreadPoolExecutor(1) as beside:
        tally = beside.submit(fill_store, path, *sorted(inputs)).result()
    assert tally.reports and not tally.failed
    return path
