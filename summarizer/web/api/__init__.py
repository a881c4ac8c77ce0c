"""The store as JSON over HTTP, under /api/v1: what the pages show, for programs, as its OpenAPI says.

`description` makes that OpenAPI. Every error is a problem of RFC 9457 with one sentence.
"""

from fastapi import APIRouter, Depends

from summarizer.web.api import analysis, finding, reports
from summarizer.web.api.asking import only_known
from summarizer.web.api.description import call_name, problems

router = APIRouter(
    prefix="/api/v1", generate_unique_id_function=call_name, dependencies=[Depends(only_known)], responses=problems(400)
)
for _part in (finding, reports, analysis):
    router.include_router(_part.router)
