"""The brief: one page of Markdown written from the labelled report, every figure cited as `[n15]`."""

import re

from summarizer.models import Brief, Indicator, Report
from summarizer.summary import (
    LEVEL_NAMES,
    SPECIFICITY_NAMES,
    STRENGTH_NAMES,
    TYPE_NAMES,
    by_topic,
    counts,
    figure,
    headlines,
    topic_names,
)

# Brackets too: they would pass for a citation or a link.
_MARKUP = re.compile(r"([\\`*_\[\]<>|#~])")
_TOPICS, _EACH, _QUOTE = 8, 3, 60


def write_brief(report: Report) -> Brief:
    """The brief of a report, by rule: what it is, headline statistics, promises by topic, findings."""
    parts = [_opening(report), _statistics(report), _promises(report), _findings(report)]
    return Brief(text="\n\n".join(part for part in parts if part) + "\n", source="rules")


def _opening(report: Report) -> str:
    meta, count = report.meta, counts(report)
    facts = [
        meta.region,
        LEVEL_NAMES.get(meta.admin_level or ""),
        TYPE_NAMES.get(meta.report_type or ""),
        f"报告日期 {meta.date}" if meta.date else None,
        f"报告人 {meta.speaker}" if meta.speaker else None,
        f"回顾 {meta.review_period}" if meta.review_period else None,
        f"计划 {meta.plan_period}" if meta.plan_period else None,
    ]
    title = meta.title or report.source.name
    summary = (
        f"共识别指标 {count.indicators} 项(实际 {count.actual}、目标 {count.targets}),承诺事项 {count.commitments} 项。"
    )
    return f"# {cell(title)}\n\n{' · '.join(fact for fact in facts if fact)}\n\n{summary}"


def cited(item: Indicator | None) -> str:
    return f"{figure(item)} [{item.id}]" if item else "—"


def cell(text: str) -> str:
    """Text on one line, so that Markdown shows its characters and reads none of them as markup."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _statistics(report: Report) -> str:
    rows = headlines(report)
    if not rows:
        return ""
    lines = ["## 主要指标", "", "| 指标 | 实际 | 增长 | 位次 | 目标 |", "| --- | ---: | ---: | ---: | ---: |"]
    lines += [
        f"| {row.name} | {cited(row.level)} | {cited(row.growth)} | {cited(row.rank)} | {cited(row.target)} |"
        for row in rows
    ]
    return "\n".join(lines)


def _promises(report: Report) -> str:
    groups = by_topic(report)
    if not groups:
        return ""
    names = topic_names()
    lines = ["## 承诺事项"]
    for topic, items in groups[:_TOPICS]:
        lines += ["", f"### {names[topic]}({len(items)} 项)", ""]
        for item in items[:_EACH]:
            marks = [STRENGTH_NAMES[item.strength], SPECIFICITY_NAMES[item.specificity], item.deadline or ""]
            cites = "".join(f" [{id_}]" for id_ in item.quantities)
            text = item.span.text if len(item.span.text) <= _QUOTE else item.span.text[: _QUOTE - 1] + "…"
            lines.append(f"- {cell(text)}({'、'.join(mark for mark in marks if mark)}){cites}")
    left = sum(len(items) for _, items in groups) - sum(min(_EACH, len(items)) for _, items in groups[:_TOPICS])
    return "\n".join([*lines, "", f"其余 {left} 项见完整结果。"] if left else lines)


def _findings(report: Report) -> str:
    if not report.checks:
        return ""
    lines = [f"- {cell(item.message)}{''.join(f' [{id_}]' for id_ in item.ids[:6])}" for item in report.checks]
    return "\n".join(["## 提示", "", *lines])
