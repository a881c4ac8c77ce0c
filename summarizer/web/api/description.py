"""The OpenAPI of the application: what FastAPI finds out by itself, with errors as they are."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field

from summarizer.web.errors import PROBLEM

_ABOUT = (
    "A store of summarized Chinese local-government reports: what is found comes with its quote and its place, in code "
    "points of the report's text. Where the server was started with a token, send it as `Authorization: Bearer TOKEN`."
)


class Problem(BaseModel):
    """An error, as RFC 9457 has them."""

    title: str = Field(description="What the status means.")
    status: int
    detail: str = Field(description="One sentence: what is wrong, and what to do.")


# What a call may be answered with instead: by the guard that stands before every request, or for want of the store.
_ALWAYS = (401, 403, 421, 422, 500, 503)


def problems(*more: int) -> dict[int | str, dict[str, Any]]:
    """The errors of a route, besides those of every one."""
    return {status: {"model": Problem} for status in sorted({*_ALWAYS, *more})}


def call_name(route: APIRoute) -> str:
    """The name of an operation: that of its function."""
    return route.name


def install(app: FastAPI) -> None:
    """Make the application describe itself."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _described(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(title=app.title, version=app.version, description=_ABOUT, routes=app.routes)
    for operations in found["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if status >= "400":
                    (answer["content"],) = ({PROBLEM: form} for form in answer["content"].values())
    found.setdefault("components", {})["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    found["security"] = [{}, {"token": []}]
    return found
