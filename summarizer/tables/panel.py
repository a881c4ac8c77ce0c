"""The panel: a line for each region, period and status, a column for each core statistic and measure."""

import re
from collections.abc import Iterator

from summarizer.contract.report import Indicator, Report
from summarizer.findings.goals import figures
from summarizer.findings.ranges import middle
from summarizer.knowledge.catalogue import Statistic, load_catalogue
from summarizer.knowledge.units import normalize
from summarizer.tables.columns import Column, Row, Shape
from summarizer.tables.identity import report_id

_MEASURES = {"level": "水平", "growth": "增速", "share": "比率"}
_RANGE = re.compile(r"\d{4}-\d{4}")
_MEANS = {"level": "amount", "growth": "growth on the comparable earlier period", "share": "rate"}
# Which of two reports is the newer one, and which figure of it counts.
_Rank = tuple[str, str, float]
# The figure, and of a range its ends.
_Cells = tuple[float, float | None, float | None]


def _statistics() -> list[tuple[Statistic, str]]:
    return [
        (known, measure) for known in load_catalogue().statistics for measure in _MEASURES if measure in known.measures
    ]


def panel_shape() -> Shape:
    """The panel's columns, which follow the catalogue: `gdp_level`, `gdp_growth`, … Growth and shares are fractions."""
    keys = (
        Column("region", "string", "地区", "The region that the reports are of, as their texts name it.", False),
        Column("period", "string", "时期", "A year, half-year, quarter or month; spans of years are left out.", False),
        Column(
            "status", "string", "状态", "Whether the figures happened or are aimed at.", False, ("actual", "target")
        ),
    )
    cells = tuple(column for known, measure in _statistics() for column in _cells(known, measure))
    return Shape(
        name="panel",
        zh="面板",
        description="Core statistics by region, period and status, each in one unit. Where several figures answer, the "
        "one of the report with the latest date counts, and in it the first; a figure in another unit is left out. "
        "A range (4.5%—5%) is its middle, with its ends in the columns _low and _high. Bounds (以上, 以内) and wording "
        "are in the table of figures only.",
        columns=keys + cells,
        key=("region", "period", "status"),
        references=(),
    )


def _cells(known: Statistic, measure: str) -> Iterator[Column]:
    """The column of a figure, and those of the ends of a range."""
    name, zh = f"{known.id}_{measure}", f"{known.zh}{_MEASURES[measure]}"
    means = f"{known.en}: {_MEANS[measure]}, in {_unit(known, measure)}."
    yield Column(name, "number", zh, means, True)
    yield Column(f"{name}_low", "number", f"{zh}下限", "Of a range, its lower end.", True)
    yield Column(f"{name}_high", "number", f"{zh}上限", "Of a range, its upper end.", True)


def _unit(known: Statistic, measure: str) -> str:
    if measure != "level":
        return "fractions of one"
    return known.unit or (f"{'/'.join(sorted(known.counted_in))}" if known.counted_in else "the base unit of its unit")


def panel_value(item: Indicator) -> float | None:
    """A figure in the unit of its column; None where it is stated in another, such as dollars among yuan.

    Levels are in the statistic's unit, or in the words it is counted in (天, 家); growth and shares are fractions.
    """
    base = item.normalized
    return in_panel_unit(
        item.canon, item.measure, item.value, item.unit, (base.value, base.unit) if base else (None, None)
    )


def in_panel_unit(
    canon: str | None, measure: str | None, value: float, unit: str, base: tuple[float | None, str | None]
) -> float | None:
    """`panel_value` of a figure's fields; `base` is its value in the base unit, and that."""
    known = load_catalogue().by_id.get(canon or "")
    if known is None or measure not in _MEASURES or measure not in known.measures:
        return None
    base_value, base_unit = base
    if measure != "level":
        return base_value if base_unit == "fraction" else None
    if known.counted_in and known.unit is None:
        word = unit.lstrip("十百千万亿")
        scaled = normalize(value, unit.removesuffix(word)) if unit != word else (value, "")
        return scaled[0] if scaled and word in known.counted_in else None
    if base_value is None or (known.unit is not None and base_unit != known.unit):
        return None
    return base_value


def panel_columns() -> dict[str, tuple[Statistic, str]]:
    """Statistic and measure by the name of their column: `gdp_level`, `gdp_growth`, …"""
    return {f"{known.id}_{measure}": (known, measure) for known, measure in _statistics()}


class Panel:
    """Gathers the panel from one report after the other. Memory grows with the panel, not with the reports."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str, str], dict[str, tuple[_Rank, _Cells]]] = {}

    def add(self, report: Report) -> None:
        region = report.meta.region
        if region is None:
            return
        age = (report.meta.date or "", report_id(report))
        for stated in figures(report):
            item = stated.item
            low, high = panel_value(stated.ends[0]), panel_value(stated.ends[-1])
            if low is None or high is None or item.period is None or _RANGE.fullmatch(item.period):
                continue
            line = self._lines.setdefault((region, item.period, item.status), {})
            # Of an addition and the total, which is no smaller, the total; else what is stated first.
            total = item.measure == "level" and load_catalogue().by_id[item.canon or ""].counts_new
            name, rank = f"{item.canon}_{item.measure}", (*age, low if total else -item.number.start)
            if name not in line or line[name][0] < rank:
                cells = (
                    (low, None, None) if stated.upper is None else (middle(low, high), min(low, high), max(low, high))
                )
                line[name] = (rank, cells)

    def rows(self) -> Iterator[Row]:
        """The lines by region, period and status."""
        names = [f"{known.id}_{measure}" for known, measure in _statistics()]
        for key, line in sorted(self._lines.items()):
            yield (*key, *(cell for name in names for cell in (line[name][1] if name in line else (None, None, None))))
