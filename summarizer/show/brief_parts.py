"""The parts of a brief in one language, each as pieces of Markdown, so that a brief takes as many as fit its sheet."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from summarizer.contract.report import Check, Commitment, Indicator, Report, Span
from summarizer.findings.main_targets import main_targets
from summarizer.findings.problems import admitted_problems
from summarizer.findings.ranges import Figure
from summarizer.knowledge.units import read_unit
from summarizer.knowledge.vocabulary import Language, meanings, named, statistic_name, topic_names
from summarizer.show.summary import Headline, by_topic, counts, figure, headlines
from summarizer.show.title import full_title
from summarizer.show.words import Words, words

# Brackets too: they would pass for a citation or a link.
_MARKUP = re.compile(r"([\\`*_\[\]<>|#~])")
_SPACES = re.compile(r"\s+")
# What is written otherwise: markup, and white space but for single blanks.
_ESCAPED = re.compile(rf"{_MARKUP.pattern}|[^\S ]|  ")
_CUT_NUMBER = re.compile(r"[\d.,．，%]+$")
_IDS, _QUOTE, _TARGETS = 6, 60, 420
EACH = 3  # commitments of a topic


@dataclass(frozen=True, slots=True)
class Whole:
    """All parts of a brief, before any is cut: texts, the rows of its table, and the lines of each topic and list."""

    opening: str
    targets: str
    rows: Sequence[Headline]
    promises: Sequence[Sequence[str]]
    problems: Sequence[str]
    findings: Sequence[str]


def whole(report: Report, lang: Language) -> Whole:
    """The parts of a report's brief in one language."""
    return Whole(
        opening(report, lang),
        targets(report, lang),
        headlines(report, lang),
        promises(report, lang),
        problems(report, lang),
        findings(report, lang),
    )


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
    return _MARKUP.sub(r"\\\1", _SPACES.sub(" ", text)) if _ESCAPED.search(text) else text


def opening(report: Report, lang: Language) -> str:
    """Title, what the report is, and how much was found in it."""
    say = words(lang)
    count = counts(report)
    title = cell(full_title(report))
    line = " · ".join(cell(fact) for fact in facts(report, lang))
    found = say.found.format(count.indicators, count.actual, count.targets, count.commitments)
    return f"# {title}\n\n{line}\n\n{found}"


def targets(report: Report, lang: Language) -> str:
    """The main targets as the report lists them, in its words; empty where it lists none."""
    listed = listed_targets(report, lang)
    return "\n\n".join([f"## {words(lang).main_targets.format(report.meta.plan_period)}", *listed]) if listed else ""


def listed_targets(report: Report, lang: Language) -> list[str]:
    """The lines in which the report lists its main targets, each figure with its citation."""
    found = main_targets(report)
    spans = found.spans if found else ()
    return [quoted(report, span, _within(report, span), lang, _TARGETS) for span in spans]


def _cited(item: Indicator | None, lang: Language) -> str:
    return f"{figure(item, lang)} [{item.id}]" if item else ""


def _whole_cited(stated: Figure | None, lang: Language) -> str:
    """A figure with its citation; of a range each end has its own: `5% [n8]—5.5% [n9]`."""
    if stated is None or stated.upper is None:
        return _cited(stated.item if stated else None, lang)
    return "—".join(_cited(item.model_copy(update={"bound": "eq"}), lang) for item in stated.ends)


def statistics(rows: Sequence[Headline], report: Report, lang: Language) -> list[str]:
    """The lines of the table of headline statistics: head, rule and a line for each row; empty without rows. Columns
    say their year, and what is said of several years has a column of its own."""
    if not rows:
        return []
    say, review, plan = words(lang), report.meta.review_period, report.meta.plan_period
    spans = {row.years.period for row in rows if row.years}
    columns = [
        (title, cells)
        for title, cells in (
            (in_year(say, review, say.actual), [_cited(row.level, lang) for row in rows]),
            (say.growth, [_cited(row.growth, lang) for row in rows]),
            (say.rank, [_cited(row.rank, lang) for row in rows]),
            (say.aim, [_whole_cited(row.aim.target if row.aim else None, lang) for row in rows]),
            (say.met, [verdict(row, say) for row in rows]),
            (in_year(say, plan, say.target), [_whole_cited(row.target, lang) for row in rows]),
            (spans_title(spans, say), [_of_years(row.years, lang, alone=len(spans) == 1) for row in rows]),
        )
        if any(cells)
    ]
    lines = [
        f"| {' | '.join([say.statistic, *(title for title, _ in columns)])} |",
        f"| --- |{' ---: |' * len(columns)}",
    ]
    for index, row in enumerate(rows):
        lines.append(f"| {' | '.join([row.name, *(cells[index] or '—' for _, cells in columns)])} |")
    return lines


def in_year(say: Words, period: str | None, what: str) -> str:
    """A column's title with its year; other periods than years are left to the line that says what is reviewed."""
    return say.in_year.format(period, what) if period and len(period) == 4 else what


def spans_title(spans: set[str | None], say: Words) -> str:
    """The title of the column of figures of several years: the years, where they are the same in all rows."""
    (first, *others) = spans or {None}
    return say.spans if others or first is None else say.several.format(*first.split("-"))


def _of_years(item: Indicator | None, lang: Language, *, alone: bool) -> str:
    if item is None:
        return ""
    say = words(lang)
    shown = (say.average if item.measure == "avg_growth" else "{}").format(f"{figure(item, lang)} [{item.id}]")
    return shown if alone else f"{shown}{say.open}{item.period}{say.close}"


def verdict(row: Headline, say: Words) -> str:
    """Whether a statistic reached its target, in a word; nothing where that cannot be told."""
    if row.aim is None or row.aim.met is None:
        return ""
    return say.reached if row.aim.met else say.missed


def promises(report: Report, lang: Language) -> list[list[str]]:
    """The lines of each topic: its heading, and of its commitments the first three by the order of `by_topic`."""
    names, say = topic_names(lang), words(lang)
    stated = {item.id: item for item in report.indicators}
    found = []
    for topic, items in by_topic(report):
        shown = [
            f"- {quoted(report, item.span, (stated[id_] for id_ in item.quantities), lang)}{_told(item, lang)}"
            for item in items[:EACH]
        ]
        found.append([f"### {names[topic]}{say.open}{say.items.format(len(items))}{say.close}", *shown])
    return found


def _told(item: Commitment, lang: Language) -> str:
    """How firm a commitment is, where it is more or less than plain, and until when, in brackets."""
    say = words(lang)
    said = [named("strength", item.strength, lang) if item.strength != "will" else "", item.deadline or ""]
    shown = say.comma.join(word for word in said if word)
    return f"{say.open}{shown}{say.close}" if shown else ""


def marks(item: Commitment, lang: Language) -> str:
    """How firm, how checkable and until when a commitment is, in a few words."""
    said = [named("strength", item.strength, lang), named("specificity", item.specificity, lang), item.deadline or ""]
    return words(lang).comma.join(word for word in said if word)


def problems(report: Report, lang: Language) -> list[str]:
    """What the report admits to be lacking, a line each."""
    return [f"- {quoted(report, span, _within(report, span), lang)}" for span in admitted_problems(report)]


def _within(report: Report, span: Span) -> Iterable[Indicator]:
    start, end = span.start, span.end
    return [i for i in report.indicators if start <= i.number.start and i.number.end <= end]


def quoted(report: Report, span: Span, items: Iterable[Indicator], lang: Language, most: int = _QUOTE) -> str:
    """The source's words at a span, shortened to `most` characters, each figure with its citation behind its unit."""
    text = span.text if len(span.text) <= most else _CUT_NUMBER.sub("", span.text[: most - 1])
    last, pieces = 0, []
    for item in items:
        unit = read_unit(span.text, item.number.end - span.start)
        at = unit.end if unit and unit.unit == item.unit else item.number.end - span.start
        if at <= len(text):
            pieces.append(f"{_escaped(text[last:at])} [{item.id}]")
            last = at
    shown = "".join([*pieces, _escaped(text[last:])]).strip() + ("…" if len(text) < len(span.text) else "")
    return shown if lang == "zh" else f"“{shown}”"


def findings(report: Report, lang: Language) -> list[str]:
    """The findings, a line each, with the figures they are about."""
    stated = {item.id: item for item in report.indicators}
    return [_finding(item, stated, lang, words(lang)) for item in report.checks]


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
