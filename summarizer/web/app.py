"""The application put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI

from summarizer.evaluation.runs import runs_folder
from summarizer.knowledge.resources import package_version
from summarizer.web import (
    accuracy,
    adjudication,
    api,
    corrections,
    downloads,
    errors,
    label,
    library,
    login,
    panel,
    panel_files,
    report,
    static,
    tracking,
    upload,
)
from summarizer.web.api import description
from summarizer.web.connection import StoreAccess, require_store
from summarizer.web.csrf import require_own_page
from summarizer.web.guard import Guard
from summarizer.web.safety import Safety
from summarizer.web.uploads import Uploads
from summarizer.web.workbench import Workbench

if TYPE_CHECKING:
    from summarizer.endpoint import Settings

# Every part; each is a module with a `router`.
_PARTS = (
    static, login, library, report, corrections, label, adjudication, downloads, upload, api, panel, panel_files,
    tracking, accuracy,
)  # fmt: skip


def create_app(
    store: Path,
    *,
    host: str = "127.0.0.1",
    token: str | None = None,
    engine: str = "rules",
    settings: "Settings | None" = None,
    runs: Path | None = None,
) -> FastAPI:
    """The workbench over a store, which is made if need be. `host` is the address that it will listen at; without a
    `token` whoever reaches it may use it. `engine` reads what is uploaded; the
    history of `summarizer eval` is that of the folder `runs`, by default the user's.

    Raises StoreError for a store that cannot be opened.
    """
    require_store(store)
    access = StoreAccess(store)
    shared = Workbench(access, Uploads(access, engine, settings), runs or runs_folder())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        shared.later.close()
        shared.uploads.close()
        access.close()

    app = FastAPI(
        title="summarizer",
        version=package_version(),
        lifespan=lifespan,
        dependencies=[Depends(require_own_page)],
        # Their pages load from elsewhere.
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.workbench = shared
    app.add_middleware(Guard, safety=Safety(host, token))
    errors.install(app)
    for part in _PARTS:
        app.include_router(part.router)
    description.install(app)
    return app
