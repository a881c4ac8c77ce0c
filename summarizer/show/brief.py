"""The brief: one page of Markdown written from the labelled report, in Chinese or English, every figure cited as
`[n15]` right behind it. Quotes stay in the report's own words."""

import re
from collections.abc import Iterable

from summarizer.contract.report import Brief, Check, Commitment, Indicator, Report, Span
from summarizer.findings.problems import admitted_problems
from summarizer.findings.ranges import Figure
from summarizer.knowledge.units import read_unit
from summarizer.knowledge.vocabulary import Language, meanings, named, statistic_name, topic_names
from summarizer.show.summary import Headline, by_topic, counts, figure, headlines
from summarizer.show.words import Words, words

# Brackets too: they would pass for a citation or a link.
_MARKUP = re.compile(r"([\\`*_\[\]<>|#~])")
_CUT_NUMBER = re.compile(r"[\d.,．，%]+$")
_TOPICS, _EACH, _PROBLEMS, _IDS, _QUOTE = 8, 3, 6, 6, 60


def write_brief(report: Report, lang: Language = "zh") -> Brief:
    """The brief of a report, by rule: what it is, headline statistics, promises by topic, problems, findings."""
    say = words(lang)
    parts = [
        _opening(report, lang, say),
        _statistics(report, lang, say),
        _promises(report, lang, say),
        _problems(report, lang, say),
        _findings(report, lang, say),
    ]
    return Brief(text="\n\n".join(part for part in parts if part) + "\n", source="rules")


def facts(report: Report, lang: Language, *, long: bool = True) -> list[str]:
    """What the report is, in a few words each; `long` says what a date and a name are."""
    meta, say = report.meta, words(lang)
    found = [
        meta.region,
        named("admin_level", meta.admin_level, lang) if meta.admin_level else None,
        named("report_type", meta.report_type, lang) if meta.report_type else None,
        (say.delivered if long else "{}").format(meta.date) if meta.date else None,
        (say.speaker if long else "{}").format(meta.speaker) if meta.speaker else None,
        say.review.format(meta.review_period) if meta.review_period else None,
        say.plan.format(meta.plan_period) if meta.plan_period else None,
    ]
    return [fact for fact in found if fact]


def cell(text: str) -> str:
    """Text on one line, so that Markdown shows its characters and reads none of them as markup."""
    return _escaped(text).strip()


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", re.sub(r"\s+", " ", text))


def _opening(report: Report, lang: Language, say: Words) -> str:
    count = counts(report)
    title = cell(report.meta.title or report.source.name)
    line = " · ".join(cell(fact) for fact in facts(report, lang))
    found = say.found.format(count.indicators, count.actual, count.targets, count.commitments)
    return f"# {title}\n\n{line}\n\n{found}"


def _cited(item: Indicator | None, lang: Language) -> str:
    return f"{figure(item, lang)} [{item.id}]" if item else ""


def _whole_cited(stated: Figure | None, lang: Language) -> str:
    """A figure with its citation; of a range each end has its own: `5% [n8]—5.5% [n9]`."""
    if stated is None or stated.upper is None:
        return _cited(stated.item if stated else None, lang)
    return "—".join(_cited(item.model_copy(update={"bound": "eq"}), lang) for item in stated.ends)


def _statistics(report: Report, lang: Language, say: Words) -> str:
    rows = headlines(report, lang)
    if not rows:
        return ""
    columns = [
        (title, cells)
        for title, cells in (
            (say.actual, [_cited(row.level, lang) for row in rows]),
            (say.growth, [_cited(row.growth, lang) for row in rows]),
            (say.rank, [_cited(row.rank, lang) for row in rows]),
            (say.aim, [_whole_cited(row.aim.target if row.aim else None, lang) for row in rows]),
            (say.met, [verdict(row, say) for row in rows]),
            (say.target, [_whole_cited(row.target, lang) for row in rows]),
        )
        if any(cells)
    ]
    lines = [
        f"| {' | '.join([say.statistic, *(title for title, _ in columns)])} |",
        f"| --- |{' ---: |' * len(columns)}",
    ]
    for index, row in enumerate(rows):
        lines.append(f"| {' | '.join([row.name, *(cells[index] or '—' for _, cells in columns)])} |")
    return "\n".join([f"## {say.headlines}", "", *lines])


def verdict(row: Headline, say: Words) -> str:
    """Whether a statistic reached its target, in a word; nothing where that cannot be told."""
    if row.aim is None or row.aim.met is None:
        return ""
    return say.reached if row.aim.met else say.missed


def _promises(report: Report, lang: Language, say: Words) -> str:
    groups = by_topic(report)
    if not groups:
        return ""
    names = topic_names(lang)
    stated = {item.id: item for item in report.indicators}
    lines = [f"## {say.promises}"]
    for topic, items in groups[:_TOPICS]:
        lines += ["", f"### {names[topic]}{say.open}{say.items.format(len(items))}{say.close}", ""]
        for item in items[:_EACH]:
            shown = quoted(report, item.span, (stated[id_] for id_ in item.quantities), lang)
            lines.append(f"- {shown}{say.open}{marks(item, lang)}{say.close}")
    left = sum(len(items) for _, items in groups) - sum(min(_EACH, len(items)) for _, items in groups[:_TOPICS])
    return "\n".join([*lines, "", say.more_items.format(left)] if left else lines)


def marks(item: Commitment, lang: Language) -> str:
    """How firm, how checkable and until when a commitment is, in a few words."""
    said = [named("strength", item.strength, lang), named("specificity", item.specificity, lang), item.deadline or ""]
    return words(lang).comma.join(word for word in said if word)


def _problems(report: Report, lang: Language, say: Words) -> str:
    found = admitted_problems(report)
    if not found:
        return ""
    lines = [f"- {quoted(report, span, _within(report, span), lang)}" for span in found[:_PROBLEMS]]
    left = len(found) - len(lines)
    return "\n".join([f"## {say.problems}", "", *lines, *(["", say.more_items.format(left)] if left else [])])


def _within(report: Report, span: Span) -> Iterable[Indicator]:
    return (i for i in report.indicators if span.start <= i.number.start and i.number.end <= span.end)


def quoted(report: Report, span: Span, items: Iterable[Indicator], lang: Language) -> str:
    """The source's words at a span, shortened to 60 characters, each figure with its citation behind its unit."""
    text = span.text if len(span.text) <= _QUOTE else _CUT_NUMBER.sub("", span.text[: _QUOTE - 1])
    last, pieces = 0, []
    for item in items:
        unit = read_unit(span.text, item.number.end - span.start)
        at = unit.end if unit and unit.unit == item.unit else item.number.end - span.start
        if at <= len(text):
            pieces.append(f"{_escaped(text[last:at])} [{item.id}]")
            last = at
    shown = "".join([*pieces, _escaped(text[last:])]).strip() + ("…" if len(text) < len(span.text) else "")
    return shown if lang == "zh" else f"“{shown}”"


def _findings(report: Report, lang: Language, say: Words) -> str:
    if not report.checks:
        return ""
    stated = {item.id: item for item in report.indicators}
    return "\n".join([f"## {say.findings}", "", *(_finding(item, stated, lang, say) for item in report.checks)])


def _finding(item: Check, stated: dict[str, Indicator], lang: Language, say: Words) -> str:
    figures = [
        f"{_name(stated[id_], lang)} {_cited(stated[id_], lang)}" if id_ in stated else f"[{id_}]"
        for id_ in item.ids[:_IDS]
    ]
    more = say.comma + say.and_more.format(len(item.ids)) if len(item.ids) > _IDS else ""
    listed = f"{say.colon}{say.comma.join(figures)}{more}" if figures else ""
    known = lang == "en" or item.kind in meanings("check")
    return f"- {cell(named('check', item.kind, lang) if known else item.message)}{listed}"


def _name(item: Indicator, lang: Language) -> str:
    if lang == "zh":
        return cell(item.name)
    return statistic_name(item.canon, lang) if item.canon else f"“{cell(item.name)}”"
