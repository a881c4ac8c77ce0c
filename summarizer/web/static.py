"""Style sheets and scripts: those of `static/`, and those that the self-contained page of a report has inside it.

An address carries the first digits of what is there, so that a browser may keep it for good.
"""

import hashlib
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from summarizer.show.page import FOLDER, script, style

router = APIRouter(prefix="/static", include_in_schema=False)
_FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@router.get("/{name}")
def static(request: Request, name: str) -> Response:
    """One file of those there are; nothing else can be reached."""
    if name not in files():
        raise HTTPException(404)
    kept = request.query_params.get("v") == _digest(name)
    return Response(
        files()[name],
        media_type=_TYPES[Path(name).suffix],
        headers={"Cache-Control": "max-age=31536000, immutable" if kept else "no-cache"},
    )


def address(name: str) -> str:
    """The address of a file, for a page."""
    return f"/static/{name}?v={_digest(name)}"


@cache
def files() -> dict[str, bytes]:
    """Every file by name."""
    own = {path.name: path.read_bytes() for path in sorted(_FOLDER.iterdir()) if path.suffix in _TYPES}
    shared = {"page.css": style().encode(), "page.js": script().encode()}
    return own | shared | {name: (FOLDER / name).read_bytes() for name in ("theme.js", "tracking.css")}


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(files()[name]).hexdigest()[:12]
