"""The panel: some statistics of some regions over some years, as a table, a chart and a file; every cell leads to its
quote."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from summarizer.corrections.assembling import HUMAN
from summarizer.errors import UsageError
from summarizer.knowledge.units import normalize
from summarizer.knowledge.vocabulary import LANGUAGES, Language, named, statistic_name, unit_name
from summarizer.show.page.lines import LineChart, Point, Series, line_chart
from summarizer.show.page.marks import shown
from summarizer.show.tracking import goal
from summarizer.store.finding.panel import PanelAsked, PanelCell, PanelLine, find_panel, panel_choices
from summarizer.store.finding.words import statistic_named
from summarizer.tables.panel import panel_columns
from summarizer.web.pages import app_words, language_of, render
from summarizer.web.workbench import workbench

router = APIRouter(prefix="/panel", include_in_schema=False)
# What a page shows at once: tables, and regions where none was chosen.
_TABLES, _REGIONS, _MOST_REGIONS = 6, 12, 200
_ROLE = {"actual": "result", "target": "aim"}
_SEPARATOR = re.compile(r"[,，、;；\n]+")
_Names = Annotated[list[str] | None, Query(max_length=_MOST_REGIONS)]
_Text = Annotated[str, Query(max_length=500)]
_Year = Annotated[str, Query(pattern=r"^(\d{4})?$")]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, with what is added to it and could not be found."""

    asked: PanelAsked
    unknown: tuple[str, ...]
    corrected: bool = True

    @property
    def query(self) -> list[tuple[str, str]]:
        """The choice as the parameters of an address."""
        asked = self.asked
        rest = {
            "first": str(asked.first or ""), "last": str(asked.last or ""), "status": asked.status or "",
            "parts": "1" if asked.parts else "", "corrected": "" if self.corrected else "false",
        }  # fmt: skip
        return [
            *(("column", name) for name in asked.columns),
            *(("region", name) for name in asked.regions),
            *((name, value) for name, value in rest.items() if value),
        ]


def choose(
    known: tuple[list[str], list[str], list[int]],
    *,
    columns: Sequence[str] = (),
    add: str = "",
    regions: Sequence[str] = (),
    add_region: str = "",
    first: str = "",
    last: str = "",
    status: str = "",
    parts: bool = False,
) -> Choice:
    """The choice of a form: what is checked, and what is typed beside it: names of statistics and regions."""
    available, places, _ = known
    unknown: list[str] = []
    wanted = [name for name in columns if name in panel_columns()]
    for word in _words(add):
        found = _columns_named(word, available)
        wanted += found
        unknown += [] if found else [word]
    chosen = list(regions)
    for word in _words(add_region):
        matching = [place for place in places if place == word] or [p for p in places if p.startswith(word)]
        chosen += matching[:_MOST_REGIONS]
        unknown += [] if matching else [word]
    asked = PanelAsked(
        columns=tuple(dict.fromkeys(wanted))[:_TABLES],
        regions=tuple(dict.fromkeys(chosen))[:_MOST_REGIONS],
        first=int(first) if first else None,
        last=int(last) if last else None,
        status=status or None,
        parts=parts,
    )
    return Choice(asked, tuple(unknown))


def _words(typed: str) -> list[str]:
    return [word.strip() for word in _SEPARATOR.split(typed) if word.strip()]


def _columns_named(word: str, available: Sequence[str]) -> list[str]:
    """The columns that a word means: a column's label or name, or every one of a statistic."""
    for name in panel_columns():
        if word == name or any(word == column_label(name, lang) for lang in LANGUAGES):
            return [name]
    try:
        statistic, _ = statistic_named(word)
    except UsageError:
        return []
    return [name for name in available if panel_columns()[name][0].id == statistic]


def column_label(name: str, lang: Language) -> str:
    """What a column is called: 地区生产总值 · 增速."""
    known, measure = panel_columns()[name]
    return f"{statistic_name(known.id, lang)} · {named('measure', measure, lang)}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as the page shows it."""

    role: str
    text: str
    quote: str
    href: str
    others: int
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One column of the panel as a table, regions down and periods across, and as a chart in `unit`."""

    name: str
    label: str
    periods: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[Shown, ...], ...]], ...]
    chart: LineChart | None
    unit: str


def sheets(columns: Sequence[str], lines: Sequence[PanelLine], lang: Language) -> list[Sheet]:
    """The panel column by column."""
    return [_sheet(name, lines, lang) for name in columns]


def _sheet(name: str, lines: Sequence[PanelLine], lang: Language) -> Sheet:
    found: dict[str, dict[str, list[tuple[str, PanelCell]]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if name in line.cells:
            found[line.region][line.period].append((_ROLE[line.status], line.cells[name]))
    periods = tuple(sorted({period for cells in found.values() for period in cells}))
    units = Counter(cell.unit for cells in found.values() for row in cells.values() for _, cell in row)
    unit = units.most_common(1)[0][0] if units else ""
    rows = tuple(
        (region, tuple(tuple(_shown(*each, unit, lang) for each in cells.get(period, ())) for period in periods))
        for region, cells in found.items()
    )
    series = [
        Series(
            region,
            tuple(
                Point(int(period), _in_unit(cell, unit), role, _told(role, region, period, cell, lang), _place(cell))
                for period, row in sorted(cells.items())
                if len(period) == len("2021")
                for role, cell in row
            ),
        )
        for region, cells in found.items()
    ]
    return Sheet(name, column_label(name, lang), periods, rows, line_chart(series), unit_name(unit, lang))


def _in_unit(cell: PanelCell, unit: str) -> float:
    """The amount of a cell in the unit that most are stated in."""
    if cell.unit == unit:
        return cell.value
    scale = normalize(1, unit)
    return cell.amount / scale[0] if scale else cell.amount


def _shown(role: str, cell: PanelCell, unit: str, lang: Language) -> Shown:
    """A cell; its unit is told where it is not the one that stands above the table."""
    told = goal(replace(cell, unit="") if cell.unit == unit != "%" else cell, lang)
    return Shown(role, told, shown(cell.quote), _place(cell), cell.others, cell.labelled_by == HUMAN)


def _told(role: str, region: str, period: str, cell: PanelCell, lang: Language) -> str:
    return shown(f"{app_words(lang)['panel'][role]} {region} {period} {goal(cell, lang)}")


def _place(cell: PanelCell) -> str:
    return f"/reports/{cell.report_id}?revision={cell.revision}#{cell.id}"


@router.get("")
def panel_page(
    request: Request,
    column: _Names = None,
    add: _Text = "",
    region: _Names = None,
    add_region: _Text = "",
    first: _Year = "",
    last: _Year = "",
    status: Literal["", "actual", "target"] = "",
    parts: bool = False,
    corrected: bool = True,
) -> Response:
    """The panel of what was chosen; without a choice that of growth, of the first regions."""
    lang = language_of(request)
    with workbench(request).asking(corrected=corrected) as connection:
        known = panel_choices(connection)
        choice = choose(
            known, columns=column or (), add=add, regions=region or (), add_region=add_region, first=first, last=last,
            status=status, parts=parts,
        )  # fmt: skip
        asked = choice.asked
        if not asked.columns:
            asked = replace(
                asked, columns=tuple(name for name in known[0] if name == "gdp_growth") or tuple(known[0][:1])
            )
        some = asked if asked.regions else replace(asked, regions=tuple(known[1][:_REGIONS]))
        lines = find_panel(connection, some).lines if asked.columns and some.regions else ()
    context = {
        "asked": asked,
        "labels": {name: column_label(name, lang) for name in known[0]},
        "places": known[1],
        "years": known[2],
        "unknown": choice.unknown,
        "first_regions": None if asked.regions or len(known[1]) <= _REGIONS else _REGIONS,
        "sheets": sheets(asked.columns, lines, lang),
        "label_of": lambda name: column_label(name, lang),
        "corrected": corrected,
        "by_hand": any(cell.labelled_by == HUMAN for line in lines for cell in line.cells.values()),
        "query": urlencode(Choice(asked, (), corrected).query),
    }
    return render(request, "panel.html.j2", context)
