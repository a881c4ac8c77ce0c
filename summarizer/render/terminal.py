"""A report as a view for the terminal, and the same as plain text for a pipe or a text file."""

import io

from rich.box import ROUNDED, SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from summarizer import digest, wording
from summarizer.models import Commitment, Report

_PER_TOPIC = 2
_CHECKS = 8
_PLAIN_WIDTH = 100
_SEVERITY_STYLE = {"error": "bold red", "warning": "yellow", "info": "dim"}
_NARROW = 60


def show(report: Report, console: Console) -> None:
    """Print the view of `report` on a terminal, set for its width."""
    for part in _parts(report, console.width, drawn=True):
        console.print(part)


def plain(report: Report, width: int = _PLAIN_WIDTH) -> str:
    """The view of `report` as text without boxes, colours or trailing blanks; ends with a line break.

    `width` counts terminal columns; a Chinese character takes two.
    """
    buffer = io.StringIO()
    console = Console(file=buffer, width=width, color_system=None, force_terminal=False, legacy_windows=False)
    for part in _parts(report, width, drawn=False):
        console.print(part)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()).strip("\n") + "\n"


def _parts(report: Report, width: int, *, drawn: bool) -> list[RenderableType]:
    parts: list[RenderableType] = [_card(report, drawn=drawn)]
    for title, part in (
        ("主要指标", _statistics(report, drawn=drawn)),
        ("承诺", _promises(report, width)),
        ("统计", _counts(report)),
        ("核查", _findings(report)),
    ):
        if part is not None:
            parts += [_heading(title, drawn=drawn), part]
    return parts


def _heading(title: str, *, drawn: bool) -> RenderableType:
    if drawn:
        return Group("", Rule(Text(title, style="bold"), align="left", style="dim"))
    return Text(f"\n{title}")


def _card(report: Report, *, drawn: bool) -> RenderableType:
    meta = report.meta
    title = Text(wording.plain(meta.title or report.source.name), style="bold")
    what = [
        ("地区", wording.plain(meta.region or "未明")),
        ("级别", wording.ADMIN_LEVEL.get(meta.admin_level or "", "未明")),
        ("类型", wording.REPORT_TYPE.get(meta.report_type or "", "未明")),
    ]
    when = [
        ("日期", meta.date or "未明"),
        ("回顾", wording.period(meta.review_period) or "未明"),
        ("部署", wording.period(meta.plan_period) or "未明"),
        ("报告人", wording.plain(meta.speaker or "未明")),
    ]
    body = Group(title, *(_labelled(facts) for facts in (what, when)))
    return Panel(body, box=ROUNDED, border_style="cyan") if drawn else body


def _labelled(facts: list[tuple[str, str]]) -> Text:
    return Text("  ").join(Text.assemble((f"{label} ", "dim"), value) for label, value in facts)


def _statistics(report: Report, *, drawn: bool) -> RenderableType | None:
    rows = digest.headlines(report)
    if not rows:
        return None
    lines = [(row.name, *("；".join(figure.words for figure in cell) for cell in digest.cells(row, report))) for row in rows]
    table = Table(box=SIMPLE_HEAD if drawn else None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    columns = (("指标", "left"), ("实绩", "right"), ("增长", "right"), ("位次", "right"), ("下期目标", "left"))
    used = [at for at in range(len(columns)) if any(line[at] for line in lines)]
    for at in used:
        title, side = columns[at]
        table.add_column(title, justify="right" if side == "right" else "left", overflow="fold", no_wrap=False)
    for line in lines:
        table.add_row(*(Text(wording.plain(line[at]), style=_style(line[at], at)) for at in used))
    return table


def _style(words: str, column: int) -> str:
    return "red" if column == 2 and words.lstrip("年均+超近").startswith("-") else ""


def _promises(report: Report, width: int) -> RenderableType | None:
    groups = digest.promises(report)
    if not groups:
        return None
    room = max(width, _NARROW) - 4
    lines = []
    for group in groups:
        shown, rest = group.items[:_PER_TOPIC], len(group.items) - _PER_TOPIC
        more = f"，另有 {rest} 项" if rest > 0 else ""
        topic = wording.TOPIC[group.topic]
        lines.append(Text.assemble((topic, "bold cyan"), (f" 共 {len(group.items)} 项{more}", "dim")))
        lines += [_promise(item, room) for item in shown]
    return Group(*lines)


def _promise(item: Commitment, room: int) -> Text:
    until = f"，{wording.period(item.deadline)}" if item.deadline else ""
    tail = Text(f"（{wording.STRENGTH[item.strength]}{until}）", style="dim")
    return Text.assemble("  · ", _fit(wording.plain(item.span.text), room - tail.cell_len), tail)


def _fit(words: str, room: int) -> str:
    """`words`, cut with an ellipsis where they take more than `room` columns."""
    if cell_len(words) <= room:
        return words
    while cell_len(words) > room - 1:
        words = words[: -max(1, (cell_len(words) - room) // 2)]
    return f"{words.rstrip('，,、；; ')}…"


def _counts(report: Report) -> RenderableType:
    status = digest.counts((item.status for item in report.indicators), wording.STATUS)
    reasons = digest.counts((item.reason for item in report.excluded), wording.REASON)
    strength = digest.counts((item.strength for item in report.commitments), wording.STRENGTH)
    specificity = digest.counts((item.specificity for item in report.commitments), wording.SPECIFICITY)
    lines = [
        ("指标", len(report.indicators), [status]),
        ("其他数字", len(report.excluded), [reasons]),
        ("承诺", len(report.commitments), [strength, specificity]),
    ]
    table = Table.grid(padding=(0, 2, 0, 0))
    for label, total, details in lines:
        table.add_row(label, Text(str(total), justify="right"), Text("；".join(filter(None, details)), style="dim"))
    return table


def _findings(report: Report) -> RenderableType | None:
    if not report.checks:
        return None
    lines = []
    for finding in report.checks[:_CHECKS]:
        ids = f" [{' '.join(finding.ids[:4])}]" if finding.ids else ""
        mark = (f"{wording.SEVERITY[finding.severity]} ", _SEVERITY_STYLE[finding.severity])
        lines.append(Text.assemble(mark, wording.plain(finding.message), (ids, "dim")))
    if len(report.checks) > _CHECKS:
        lines.append(Text(f"另有 {len(report.checks) - _CHECKS} 条", style="dim"))
    return Group(*lines)
