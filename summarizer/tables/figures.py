"""The table of figures, as a panel wants them: a range is one row with both its ends.

The columns behind the report's id are `FIGURE_COLUMNS`.
"""

from collections.abc import Iterator
from typing import get_args

from summarizer.contract.report import Indicator, Report
from summarizer.contract.terms import Bound, Measure, Status
from summarizer.findings.goals import figures
from summarizer.findings.ranges import Figure
from summarizer.findings.relations import InWords, Relation, in_words
from summarizer.findings.tracking.model import TargetVerdict
from summarizer.findings.tracking.results import Answer
from summarizer.findings.tracking.within import restated
from summarizer.findings.wording import wording_of
from summarizer.knowledge.further import statistic_of
from summarizer.tables.columns import Cell, Column, Item, Type
from summarizer.tables.identity import report_id

_SPAN = 9
_HARD = (
    "1 where the wording binds (确保, 不低于, or 以上 and 以内 alone), 0 where it only aims (力争, 预期, 左右, 约), "
    "empty for a plain figure. Of two words in front of the figure the nearest counts, and it is stronger than a bound "
    "behind: 力争8%以上 is 0."
)
_MEANS: dict[str, tuple[str, Type, str, bool]] = {
    "id": (
        "指标编号",
        "string",
        "Id of the figure's number, of a range's lower end; t1, t2, … without a number.",
        False,
    ),
    "upper_id": ("上限编号", "string", "Id of a range's other end.", True),
    "name": ("指标名称", "string", "What is measured, in the report's own words.", False),
    "canon": ("核心指标", "string", "The core statistic it is; none for all others.", True),
    "statistic": ("指标", "string", "The statistic it is, core or further, by its id in the catalogue.", True),
    "measure": ("度量", "string", "What the figure says of the thing measured.", True),
    "status": ("状态", "string", "Whether it happened or is aimed at.", False),
    "period": ("时期", "string", "The period the figure is for.", True),
    "year": ("年份", "integer", "The year of the period; empty for a span of years.", True),
    "value": ("数值", "number", "The figure in `unit`; of a range its middle; empty for a target without one.", True),
    "low": ("下限", "number", "The least that is meant; empty where only a most is stated.", True),
    "high": ("上限", "number", "The most that is meant; empty where only a least is stated.", True),
    "mid": ("中值", "number", "The middle of a range, or the plain figure; empty where one side is open.", True),
    "unit": ("单位", "string", "The unit as stated.", True),
    "bound": ("界限", "string", "How exact the figure is; `range` where both ends are stated.", True),
    "wording": ("措辞", "string", "Of a target, the words that say how firm it is, such as 力争,以上.", True),
    "hard": ("是否硬性", "integer", _HARD, True),
    "relation": ("关系", "string", "Of a target without a number, what is aimed at in words.", True),
    "reference": ("参照", "string", "What such a target is held against, in the report's words.", True),
    "verdict": (
        "结论",
        "string",
        "Of a target of the period looked back on: what the report tells of it.",
        True,
    ),
    "result_id": ("结果编号", "string", "Id of the number that answers such a target.", True),
    "distance": ("差距", "number", "Result minus target, in the target's unit; points for rates.", True),
    "normalized": ("基准单位数值", "number", "`value` in the base unit.", True),
    "normalized_low": ("基准单位下限", "number", "`low` in the base unit.", True),
    "normalized_high": ("基准单位上限", "number", "`high` in the base unit.", True),
    "normalized_unit": ("基准单位", "string", "The base unit.", True),
    "confidence": ("置信度", "number", "Probability that every field is right; of a range the lower of both.", True),
    "source": ("标注来源", "string", "Who labelled it; `human` where a person corrected an end of a range.", True),
    "quote": ("原文", "string", "The clause that states it.", False),
    "number_start": ("数字起点", "integer", "First code point of the number in the source text.", False),
}
_CHOICES = {
    "measure": Measure,
    "status": Status,
    "bound": Bound,
    "relation": Relation,
    "verdict": TargetVerdict,
}


def _choices(name: str) -> tuple[str, ...]:
    words = get_args(_CHOICES[name]) if name in _CHOICES else ()
    return (*words, "range") if name == "bound" else words


FIGURE_COLUMNS = tuple(
    Column(name, type_, zh, means, empty, _choices(name)) for name, (zh, type_, means, empty) in _MEANS.items()
)


def figure_items(report: Report) -> Iterator[Item]:
    """A row for each figure of a statistic of the catalogue and for each target, in the order of the text."""
    id_, text = report_id(report), report.source.text
    answers = restated(report)
    for stated in figures(report):
        item = stated.item
        statistic = statistic_of(item.name, item.canon, item.measure, item.unit)
        if statistic or item.status == "target":
            yield item, (id_, *_cells(stated, statistic, text, answers.get(item.id)))
    for entry in in_words(report):
        yield report, (id_, *_in_words(entry))


def _cells(stated: Figure, statistic: str | None, text: str, answer: Answer | None) -> tuple[Cell, ...]:
    item, upper = stated.item, stated.upper
    base = item.normalized
    word = wording_of(stated, text) if item.status == "target" else None
    sure = [end.confidence for end in stated.ends if end.confidence is not None]
    return (
        item.id, upper.id if upper else None, item.name, item.canon, statistic, item.measure, item.status, item.period,
        year_of(item), stated.value, stated.low, stated.high, stated.mid, item.unit or None, stated.bound,
        word.text if word else None, int(word.hard) if word and word.hard is not None else None, None, None,
        answer.verdict if answer else None, answer.result.id if answer and answer.result else None,
        answer.distance if answer else None,
        stated.normalized, _in_base(stated, stated.low), _in_base(stated, stated.high), base.unit if base else None,
        min(sure, default=None), _labelled_by(stated), item.quote.text, item.number.start,
    )  # fmt: skip


def _labelled_by(stated: Figure) -> str:
    """Who labelled a figure: a person where they corrected either end."""
    said = [end.source for end in stated.ends]
    return "human" if "human" in said else said[0]


def _in_words(entry: InWords) -> tuple[Cell, ...]:
    """The row of a target without a number; growth of none has 0."""
    cells: dict[str, Cell] = {
        "id": entry.id,
        "name": entry.name,
        "canon": entry.canon,
        "statistic": entry.canon,
        "measure": "growth" if entry.relation in {"in_step", "above", "positive", "unchanged"} else None,
        "status": entry.status,
        "period": entry.period,
        "year": int(entry.period[:4]) if entry.period and len(entry.period) < _SPAN else None,
        "relation": entry.relation,
        "reference": entry.reference,
        "quote": entry.text,
        "number_start": entry.start,
    }
    if entry.value is not None:
        cells |= dict.fromkeys(("value", "low", "high", "mid", "normalized"), entry.value) | {
            "unit": "%",
            "bound": "eq",
        }
    return tuple(cells.get(name) for name in _MEANS)


def year_of(item: Indicator) -> int | None:
    """The year of a figure's period; None for a span, which belongs to no single year."""
    return int(item.period[:4]) if item.period and len(item.period) < _SPAN else None


def _in_base(stated: Figure, value: float | None) -> float | None:
    """An end of the figure in its base unit."""
    if value is None:
        return None
    return next((i.normalized.value for i in stated.ends if i.value == value and i.normalized), None)
