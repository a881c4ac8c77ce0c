"""What every part of the running application shares."""

from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request

from summarizer.web.connection import StoreAccess
from summarizer.web.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Workbench:
    """One running application: its store, and what is being read into it."""

    store: StoreAccess
    uploads: Uploads

    @property
    def path(self) -> Path:
        return self.store.path


def workbench(request: Request) -> Workbench:
    """The application that a request came to."""
    found = request.app.state.workbench
    assert isinstance(found, Workbench)
    return found
