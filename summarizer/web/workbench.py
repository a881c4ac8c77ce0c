"""What every part of the running application shares."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request

from summarizer.web.connection import StoreAccess

if TYPE_CHECKING:
    from summarizer.endpoint import Settings


@dataclass(frozen=True, slots=True)
class Workbench:
    """One running application: its store, and the engine that reads what is uploaded, with the settings of its
    model."""

    store: StoreAccess
    engine: str = "rules"
    settings: "Settings | None" = None

    @property
    def path(self) -> Path:
        return self.store.path


def workbench(request: Request) -> Workbench:
    """The application that a request came to."""
    found = request.app.state.workbench
    assert isinstance(found, Workbench)
    return found
