"""The brief: about one page of Markdown for people, every figure cited by its id in the ledger (`[n15]`)."""

import re

from summarizer import digest, wording
from summarizer.models import Brief, Check, Commitment, Indicator, Report

_TOPICS = 10
_PER_TOPIC = 2
_CHECKS = 6
_LONGEST = 90
# What Markdown would read as markup, and a bracket that would pass for a citation.
_MARKUP = re.compile(r"([\\`*_\[\]<>|#~])")


def write_brief(report: Report) -> Brief:
    """The brief of `report`, made by rules: what it is, headline statistics, promises by topic, findings.

    Figures are the digits of the source with their unit and bound; no figure is computed but counts of entries.
    """
    parts = [_opening(report), _statistics(report), _promises(report), _findings(report.checks)]
    return Brief(text="\n\n".join(part for part in parts if part) + "\n", source="rules")


def escape(text: str) -> str:
    """`text` on one line, so that Markdown shows its characters and reads none of them as markup."""
    return _MARKUP.sub(r"\\\1", wording.plain(text))


def _opening(report: Report) -> str:
    meta = report.meta
    facts = [
        escape(meta.region) if meta.region else "地区未明",
        wording.ADMIN_LEVEL.get(meta.admin_level or "", ""),
        wording.REPORT_TYPE.get(meta.report_type or "", ""),
        f"回顾 {wording.period(meta.review_period)}" if meta.review_period else "",
        f"部署 {wording.period(meta.plan_period)}" if meta.plan_period else "",
        meta.date or "",
        f"报告人 {escape(meta.speaker)}" if meta.speaker else "",
    ]
    made, kept = len(report.indicators), len(report.commitments)
    firm = digest.quantified_or_dated(report.commitments)
    size = f"共 {made} 项指标、{kept} 项承诺（其中 {firm} 项有数量或期限）。" if made or kept else "未见指标和承诺。"
    return f"# {escape(meta.title or report.source.name)}\n\n{' · '.join(fact for fact in facts if fact)}\n\n{size}"


def _statistics(report: Report) -> str:
    rows = digest.headlines(report)
    if not rows:
        return ""
    columns = ["指标", "实绩", "增长", "位次", "下期目标"]
    table = [[row.name, *(_cell(cell) for cell in digest.cells(row, report))] for row in rows]
    used = [column for column in range(len(columns)) if any(line[column] for line in table)]
    lines = [columns, ["---"] * len(columns), *table]
    return "\n".join(["## 主要指标", "", *("| " + " | ".join(line[at] for at in used) + " |" for line in lines)])


def _cell(figures: list[digest.Figure]) -> str:
    return "；".join(f"{escape(figure.words)} " + "".join(f"[{id_}]" for id_ in figure.ids) for figure in figures)


def _promises(report: Report) -> str:
    groups = digest.promises(report)
    if not groups:
        return ""
    stated = {item.id: item for item in report.indicators}
    lines = ["## 承诺"]
    for group in groups[:_TOPICS]:
        lines += ["", f"**{wording.TOPIC[group.topic]}**（{len(group.items)} 项）", ""]
        lines += [f"- {_promise(item, stated)}" for item in group.items[:_PER_TOPIC]]
    if rest := groups[_TOPICS:]:
        listed = "、".join(f"{wording.TOPIC[group.topic]} {len(group.items)} 项" for group in rest)
        lines += ["", f"另有：{listed}。"]
    return "\n".join(lines)


def _promise(item: Commitment, stated: dict[str, Indicator]) -> str:
    """The words of a commitment, cut at a clause when long, with every quantity in them cited."""
    text, start = item.span.text, item.span.start
    end = _cut(text)
    pieces, last = [], 0
    for id_ in item.quantities:
        figure = stated[id_]
        behind = figure.number.end - start
        if behind > end:
            break
        if text.startswith(figure.unit, behind):
            behind += len(figure.unit)
        pieces += [escape(text[last:behind]), f"[{id_}]"]
        last = behind
    words = "".join([*pieces, escape(text[last:end])]) + ("…" if end < len(text) else "")
    by = f"，{wording.period(item.deadline)}" if item.deadline else ""
    return f"{words}（{wording.STRENGTH[item.strength]}{by}）[{item.id}]"


def _cut(text: str) -> int:
    if len(text) <= _LONGEST:
        return len(text)
    stop = max(text.rfind(mark, 0, _LONGEST) for mark in "，,；;。、")
    return stop if stop > _LONGEST // 2 else _LONGEST


def _findings(checks: list[Check]) -> str:
    if not checks:
        return ""
    lines = ["## 核查", ""]
    for finding in checks[:_CHECKS]:
        ids = "".join(f" [{id_}]" for id_ in finding.ids[:4])
        lines.append(f"- {wording.SEVERITY[finding.severity]}：{escape(finding.message)}{ids}")
    if len(checks) > _CHECKS:
        lines.append(f"- 另有 {len(checks) - _CHECKS} 条。")
    return "\n".join(lines)
