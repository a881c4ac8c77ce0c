"""A report on a terminal: a summary a person wants to read, in 80 columns or more, with the width of Chinese right."""

from collections.abc import Iterator
from io import StringIO
from typing import cast

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from summarizer.models import Indicator, Report
from summarizer.summary import (
    LEVEL_NAMES,
    REASON_NAMES,
    SPECIFICITY_NAMES,
    STRENGTH_NAMES,
    TYPE_NAMES,
    by_topic,
    counts,
    figure,
    headlines,
    topic_names,
)

_EACH, _QUOTE = 3, 44


def print_report(report: Report, console: Console) -> None:
    """The summary of a report; plain text where the console is no terminal."""
    console.print(Group(*_parts(report, console.is_terminal)), soft_wrap=False)


def to_plain(report: Report) -> str:
    """The same summary as plain text of 120 columns, for a file."""
    console = Console(file=StringIO(), width=120, highlight=False, color_system=None)
    print_report(report, console)
    return str(cast(StringIO, console.file).getvalue())


def _parts(report: Report, boxed: bool) -> Iterator[RenderableType]:
    yield _card(report, boxed)
    if rows := headlines(report):
        yield _heading("主要指标")
        table = Table(box=SIMPLE_HEAD if boxed else None, pad_edge=False)
        table.add_column("指标", no_wrap=True)
        for name in ("实际", "增长", "位次", "目标"):
            table.add_column(name, justify="right", no_wrap=True)
        for row in rows:
            table.add_row(Text(row.name), _plain(row.level), _moved(row.growth), _plain(row.rank), _plain(row.target))
        yield table
    if report.commitments:
        yield _heading("承诺事项")
        yield from _commitments(report)
    yield _heading("统计")
    yield from _counted(report)
    if report.checks:
        yield _heading("提示")
        for item in report.checks:
            sign, style = ("!", "yellow") if item.severity != "info" else ("·", "dim")
            yield Text(f"{sign} {_safe(item.message)} {' '.join(item.ids[:6])}".rstrip(), style=style)


def _safe(text: str) -> str:
    """Text without control characters, which a terminal would obey."""
    return "".join(char if char.isprintable() else " " for char in text)


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold cyan")


def _card(report: Report, boxed: bool) -> RenderableType:
    meta = report.meta
    title = Text(_safe(meta.title or report.source.name), style="bold")
    facts = [
        meta.region,
        LEVEL_NAMES.get(meta.admin_level or ""),
        TYPE_NAMES.get(meta.report_type or ""),
        meta.date,
        meta.speaker,
        f"回顾 {meta.review_period}" if meta.review_period else None,
        f"计划 {meta.plan_period}" if meta.plan_period else None,
    ]
    line = Text(" · ".join(_safe(fact) for fact in facts if fact), style="dim")
    return Panel(Group(title, line), expand=False) if boxed else Group(title, line)


def _plain(item: Indicator | None) -> Text:
    return Text(figure(item) if item else "")


def _moved(item: Indicator | None) -> Text:
    if item is None:
        return Text("")
    return Text(figure(item), style="red" if item.value < 0 else "green")


def _commitments(report: Report) -> Iterator[RenderableType]:
    names = topic_names()
    for topic, items in by_topic(report):
        quantified = sum(item.specificity == "quantified" for item in items)
        yield Text(f"{names[topic]} {len(items)} 项" + (f",量化 {quantified}" if quantified else ""), style="bold")
        for item in items[:_EACH]:
            if item.specificity == "general" and item is not items[0]:
                break
            text = _safe(item.span.text)
            text = text if len(text) <= _QUOTE else text[: _QUOTE - 1] + "…"
            marks = "、".join(
                m for m in (STRENGTH_NAMES[item.strength], SPECIFICITY_NAMES[item.specificity], item.deadline) if m
            )
            yield Text.assemble("  ", text, (f" ({marks})", "dim"))


def _counted(report: Report) -> Iterator[RenderableType]:
    count = counts(report)
    yield Text(f"指标 {count.indicators}:实际 {count.actual}、目标 {count.targets}")
    if count.excluded:
        listed = "、".join(f"{REASON_NAMES[reason]} {number}" for reason, number in sorted(count.excluded.items()))
        yield Text(f"其他数字 {sum(count.excluded.values())}:{listed}")
    if count.commitments:
        strength = "、".join(f"{STRENGTH_NAMES[name]} {number}" for name, number in sorted(count.strength.items()))
        specific = "、".join(
            f"{SPECIFICITY_NAMES[name]} {number}" for name, number in sorted(count.specificity.items())
        )
        yield Text(f"承诺 {count.commitments}:{strength};{specific}")
