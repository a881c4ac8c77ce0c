"""What every part of the running application shares."""

from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import Request

from summarizer.web.connection import StoreAccess
from summarizer.web.readings import Readings
from summarizer.web.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Workbench:
    """One running application: its store, what is being read into it, where the runs of `summarizer eval` are kept, and
    the reports looked at last."""

    store: StoreAccess
    uploads: Uploads
    runs: Path
    readings: Readings = field(default_factory=Readings)

    @property
    def path(self) -> Path:
        return self.store.path


def workbench(request: Request) -> Workbench:
    """The application that a request came to."""
    found = request.app.state.workbench
    assert isinstance(found, Workbench)
    return found
