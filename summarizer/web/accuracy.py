"""How well the engines do: the history of `summarizer eval`, and every miss of a run with the words around it."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from summarizer.evaluation.history import RunSummary, list_runs, read_run
from summarizer.evaluation.scoring import MAIN_FIGURES
from summarizer.show.page.lines import LineChart, Point, Series, line_chart
from summarizer.web.pages import render
from summarizer.web.workbench import workbench

router = APIRouter(prefix="/accuracy", include_in_schema=False)
_MISSES = 100
_Text = Annotated[str, Query(max_length=200)]


@router.get("")
def history_page(request: Request, engine: _Text = "", data: _Text = "") -> Response:
    """The runs, the newest first, and a chart of those with the same data: those of the newest run, or of `data`."""
    folder = workbench(request).runs
    runs = list_runs(folder)
    wanted = [run for run in runs if engine in {"", run.engine} and data in {"", run.data}]
    charted = data or (wanted[0].data if wanted else "")
    context = {
        "folder": folder,
        "runs": wanted,
        "any": bool(runs),
        "engines": sorted({run.engine for run in runs}),
        "datas": Counter(run.data for run in runs).most_common(),
        "asked": {"engine": engine, "data": data},
        "charted": charted,
        "chart": _chart([run for run in reversed(wanted) if run.data == charted]),
        "columns": MAIN_FIGURES,
    }
    return render(request, "history.html.j2", context)


def _chart(runs: Sequence[RunSummary]) -> LineChart | None:
    """The score of runs with the same data, the oldest first, a line for each engine."""
    series = [
        Series(
            engine,
            tuple(
                Point(at, run.figures["score"], "result", _told(run), f"/accuracy/{run.name}")
                for at, run in enumerate(runs)
                if run.engine == engine and "score" in run.figures
            ),
        )
        for engine in sorted({run.engine for run in runs})
    ]
    return line_chart(series, [run.started_at[5:10] for run in runs])


def _told(run: RunSummary) -> str:
    return f"{run.engine} {run.started_at[:16].replace('T', ' ')} {run.figures['score']:.4f}"


@router.get("/{name}")
def run_page(
    request: Request,
    name: str,
    kind: _Text = "",
    report: _Text = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """One run: its figures, and the misses of a kind or report. Those of held reports are not shown."""
    run = read_run(workbench(request).runs, name)
    if run is None:
        raise HTTPException(404)
    found = [miss for miss in run.misses if kind in {"", miss.kind} and report in {"", miss.report}]
    narrowed = {key: value for key, value in (("kind", kind), ("report", report)) if value}
    context = {
        "run": run,
        "columns": MAIN_FIGURES,
        "misses": found[(page - 1) * _MISSES : page * _MISSES],
        "total": len(found),
        "counts": Counter(miss.kind for miss in run.misses),
        "by_report": Counter(miss.report for miss in run.misses),
        "asked": {"kind": kind, "report": report},
        "page": page,
        "pages": max(1, -(-len(found) // _MISSES)),
        "before": urlencode(narrowed | {"page": str(page - 1)}),
        "after": urlencode(narrowed | {"page": str(page + 1)}),
    }
    return render(request, "run.html.j2", context)
