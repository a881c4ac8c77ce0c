"""What a report promised beside what the next one says of it, for every two reports of following years in the store."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from summarizer.contract.report import Report
from summarizer.findings.tracking import track
from summarizer.findings.tracking.model import Tracking
from summarizer.show.page.tracking import pair_context, pair_words
from summarizer.show.tracking import title
from summarizer.store.reports import Stored, consecutive, stored_in
from summarizer.web.pages import language_of, render
from summarizer.web.readings import Recent
from summarizer.web.workbench import Workbench, workbench

router = APIRouter(prefix="/tracking", include_in_schema=False)
_REGIONS = 50
_Id = Annotated[str, Path(pattern=r"^[0-9a-f]{16}-[0-9]{1,6}$")]
_tracked: Recent[Tracking] = Recent()


@router.get("")
def pairs_page(
    request: Request,
    region: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """The pairs that there are, by region."""
    with workbench(request).asking() as connection:
        pairs = list(consecutive(stored_in(connection)))
    found: dict[str, list[tuple[Stored, Stored]]] = defaultdict(list)
    for old, new in pairs:
        if region.strip() in old.region:
            found[old.region].append((old, new))
    rows = list(found.items())
    context = {
        "rows": rows[(page - 1) * _REGIONS : page * _REGIONS],
        "any": bool(pairs),
        "region": region.strip(),
        "page": page,
        "pages": max(1, -(-len(rows) // _REGIONS)),
        "page_query": urlencode({"region": region.strip()}) if region.strip() else "",
    }
    return render(request, "pairs.html.j2", context)


@router.get("/{old_id}/{new_id}")
def pair_page(request: Request, old_id: _Id, new_id: _Id) -> Response:
    """One pair: every target and commitment of the earlier report with what became of it."""
    tracking, old, new = tracked(workbench(request), old_id, new_id)
    lang = language_of(request)
    context = {
        "title": title(tracking, lang),
        "say": pair_words(lang),
        "pair": pair_context("p", tracking, old, new, lang),
        "reports": [(old_id, old.source.name), (new_id, new.source.name)],
    }
    return render(request, "pair.html.j2", context)


def tracked(shared: Workbench, old_id: str, new_id: str, *, corrected: bool = True) -> tuple[Tracking, Report, Report]:
    """What a report of the store tells of one before it, and both, as people corrected them or as the engine read them.
    Raises HTTPException (404) where one is not there."""
    found: list[tuple[Report, tuple[str | int, ...]]] = []
    with shared.store.reading() as connection:
        for report_id in (old_id, new_id):
            reading = shared.readings.find(connection, report_id)
            if reading is None:
                raise HTTPException(404)
            if corrected:
                report, layer = shared.readings.corrected(connection, reading)
                seen = max(layer.versions.values(), default=0)
            else:
                report, seen = reading.report, 0
            found.append((report, (report_id, reading.revision, seen)))
    (old, first), (new, second) = found
    key = (str(shared.path), *first, *second)
    return _tracked.get(key, lambda: track(old, new)), old, new


def pairs_of(stored: Sequence[Stored], region: str | None) -> list[tuple[Stored, Stored]]:
    """The pairs of following years, of one region where that is asked for."""
    return [pair for pair in consecutive(list(stored)) if region is None or pair[0].region == region]
