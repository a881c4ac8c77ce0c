"""What every part of the running application shares."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request

from summarizer.store.corrected import ask_as, catch_up, is_behind
from summarizer.web.connection import StoreAccess
from summarizer.web.later import Later
from summarizer.web.readings import Readings
from summarizer.web.uploads import Uploads

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Workbench:
    """One running application: its store, what is being read into it, where the runs of `summarizer eval` are kept, the
    reports looked at last, and what may wait until whoever corrects one pauses."""

    store: StoreAccess
    uploads: Uploads
    runs: Path
    readings: Readings = field(default_factory=Readings)
    later: Later = field(default_factory=Later)

    @property
    def path(self) -> Path:
        return self.store.path

    @contextmanager
    def asking(self, *, corrected: bool = True) -> Iterator["DuckDBPyConnection"]:
        """The store to read from, as people corrected it by now or as the engine read it. Raises as `StoreAccess`."""
        if corrected:
            self.catch_up()
        with self.store.reading() as connection:
            ask_as(connection, corrected=corrected)
            yield connection

    def catch_up(self) -> None:
        """Bring the corrected rows of the store up to what people said. Raises as `StoreAccess`."""
        with self.store.reading() as connection:
            behind = is_behind(connection)
        if behind:
            with self.store.writing() as connection:
                catch_up(connection)


def workbench(request: Request) -> Workbench:
    """The application that a request came to."""
    found = request.app.state.workbench
    assert isinstance(found, Workbench)
    return found
