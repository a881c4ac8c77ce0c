"""A report on a terminal: a summary a person wants to read, in 80 columns or more, or wide tables of everything. The
width of Chinese is right in both."""

from collections.abc import Iterator, Mapping
from io import StringIO
from typing import cast

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from summarizer.contract.report import Indicator, Report
from summarizer.contract.terms import State
from summarizer.findings.main_targets import main_targets
from summarizer.findings.problems import admitted_problems
from summarizer.knowledge.vocabulary import Language, named, topic_names
from summarizer.show.brief_parts import facts, marks, spans_title
from summarizer.show.summary import Headline, by_topic, counts, figure, finding, headlines, whole_figure
from summarizer.show.words import words

_EACH, _PROBLEMS, _QUOTE, _TEXT = 3, 6, 44, 60
# A file or a pipe has no edge to wrap at: one entry stays one line.
_ENDLESS = 10_000


def print_report(report: Report, console: Console, lang: Language = "zh") -> None:
    """The summary of a report; plain text where the console is no terminal."""
    console.print(Group(*_parts(report, lang, console.is_terminal)), soft_wrap=False)


def print_tables(report: Report, console: Console, lang: Language = "zh") -> None:
    """Every indicator and commitment of a report, a line each, with its id and section."""
    width = None if console.is_terminal else _ENDLESS
    console.print(Group(*_tables(report, lang, console.is_terminal)), soft_wrap=False, width=width)


def to_plain(report: Report, lang: Language = "zh", *, tables: bool = False) -> str:
    """The summary, or the tables, as plain text for a file."""
    console = Console(file=StringIO(), width=120, highlight=False, color_system=None)
    (print_tables if tables else print_report)(report, console, lang)
    return str(cast(StringIO, console.file).getvalue())


def _parts(report: Report, lang: Language, boxed: bool) -> Iterator[RenderableType]:
    say = words(lang)
    yield _card(report, lang, boxed)
    if listed := main_targets(report):
        yield _heading(say.main_targets.format(report.meta.plan_period))
        yield from (Text(_safe(" ".join(span.text.split()))) for span in listed.spans)
    if rows := headlines(report, lang):
        yield _heading(say.headlines)
        yield _statistics(rows, lang, boxed)
    if report.commitments:
        yield _heading(say.promises)
        yield from _commitments(report, lang)
    if problems := admitted_problems(report):
        yield _heading(say.problems)
        yield from (Text(f"· {_short(span.text, _TEXT)}") for span in problems[:_PROBLEMS])
        if len(problems) > _PROBLEMS:
            yield Text(say.more_items.format(len(problems) - _PROBLEMS), style="dim")
    yield _heading(say.counts)
    yield from _counted(report, lang)
    if report.checks:
        yield _heading(say.findings)
        for item in report.checks:
            sign, style = ("!", "yellow") if item.severity != "info" else ("·", "dim")
            yield Text(f"{sign} {_safe(finding(item, lang))} {' '.join(item.ids[:6])}".rstrip(), style=style)


def _safe(text: str) -> str:
    """Text without control characters, which a terminal would obey."""
    return "".join(char if char.isprintable() else " " for char in text)


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold cyan")


def _card(report: Report, lang: Language, boxed: bool) -> RenderableType:
    title = Text(_safe(report.meta.title or report.source.name), style="bold")
    line = Text(" · ".join(_safe(fact) for fact in facts(report, lang, long=False)), style="dim")
    return Panel(Group(title, line), expand=False) if boxed else Group(title, line)


def _table(boxed: bool) -> Table:
    return Table(box=SIMPLE_HEAD if boxed else None, pad_edge=False)


def _statistics(rows: list[Headline], lang: Language, boxed: bool) -> Table:
    """The headline statistics; a column that would be empty is left out."""
    say = words(lang)
    spans = {row.years.period for row in rows if row.years}
    columns = [
        (say.actual, [_plain(row.level, lang) for row in rows]),
        (say.growth, [_moved(row.growth, lang) for row in rows]),
        (say.rank, [_plain(row.rank, lang) for row in rows]),
        (say.aim, [_aimed(row, lang) for row in rows]),
        (say.target, [Text(whole_figure(row.target, lang) if row.target else "") for row in rows]),
        (spans_title(spans, say), [_of_years(row, lang, alone=len(spans) == 1) for row in rows]),
    ]
    shown = [(title, cells) for title, cells in columns if any(cells)]
    table = _table(boxed)
    # On a narrow terminal a figure goes on in the next line: cut, -1.2% would be -1.…
    table.add_column(say.statistic, overflow="fold")
    for title, _ in shown:
        table.add_column(title, justify="right", overflow="fold")
    for index, row in enumerate(rows):
        table.add_row(Text(row.name), *(cells[index] for _, cells in shown))
    return table


def _plain(item: Indicator | None, lang: Language) -> Text:
    return Text(figure(item, lang) if item else "")


def _of_years(row: Headline, lang: Language, *, alone: bool) -> Text:
    """What is said of several years; their number where rows differ in it."""
    if row.years is None:
        return Text("")
    told = (words(lang).average if row.years.measure == "avg_growth" else "{}").format(figure(row.years, lang))
    return Text(told if alone else f"{told} {row.years.period}")


def _moved(item: Indicator | None, lang: Language) -> Text:
    if item is None:
        return Text("")
    return Text(figure(item, lang), style="red" if item.value < 0 else "green")


def _aimed(row: Headline, lang: Language) -> Text:
    """The target set for the period looked back on, with a mark where it can be told whether it was met."""
    if row.aim is None:
        return Text("")
    sign, style = {True: (" ✓", "green"), False: (" ✗", "red"), None: ("  ", "")}[row.aim.met]
    return Text.assemble(whole_figure(row.aim.target, lang), (sign, style))


def _commitments(report: Report, lang: Language) -> Iterator[RenderableType]:
    names, say = topic_names(lang), words(lang)
    for topic, items in by_topic(report):
        quantified = sum(item.specificity == "quantified" for item in items)
        counted = say.items.format(len(items)) + (say.quantified.format(quantified) if quantified else "")
        yield Text(f"{names[topic]} {counted}", style="bold")
        for item in items[:_EACH]:
            if item.specificity == "general" and item is not items[0]:
                break
            yield Text.assemble("  ", _short(item.span.text, _QUOTE), (f" ({marks(item, lang)})", "dim"))


def _short(text: str, length: int) -> str:
    text = _safe(text)
    return text if len(text) <= length else text[: length - 1] + "…"


def _counted(report: Report, lang: Language) -> Iterator[RenderableType]:
    count, say = counts(report), words(lang)

    def listed(group: str, found: Mapping[State, int] | Mapping[str, int]) -> str:
        return say.comma.join(f"{named(group, name, lang)} {number}" for name, number in sorted(found.items()))

    by_status = {"actual": count.actual, "target": count.targets}
    yield Text(f"{say.indicators} {count.indicators}{say.colon}{listed('status', by_status)}")
    if count.excluded:
        yield Text(f"{say.excluded} {sum(count.excluded.values())}{say.colon}{listed('reason', count.excluded)}")
    if count.commitments:
        both = f"{listed('strength', count.strength)}{say.list_comma}{listed('specificity', count.specificity)}"
        yield Text(f"{say.commitments} {count.commitments}{say.colon}{both}")
    if coverage := report.run.coverage:
        yield Text(f"{say.numbers}{say.colon}{listed('state', coverage.numbers)}")
        yield Text(f"{say.clauses}{say.colon}{listed('state', coverage.clauses)}")
        if coverage.audit:
            yield Text(say.audit.format(coverage.audit.asked, coverage.audit.disagreed))


def _tables(report: Report, lang: Language, boxed: bool) -> Iterator[RenderableType]:
    say = words(lang)
    sections = {section.id: _short(section.heading.text, 16) for section in report.sections}
    yield _card(report, lang, boxed)
    yield _heading(say.indicators)
    table = _table(boxed)
    for title in (say.id, say.name, say.measure, say.figure, say.status, say.period, say.section):
        table.add_column(title, justify="right" if title == say.figure else "left", overflow="fold")
    for item in report.indicators:
        table.add_row(
            item.id,
            Text(_safe(item.name)),
            named("measure", item.measure, lang),
            Text(_safe(figure(item, lang))),
            named("status", item.status, lang),
            item.period or "",
            Text(sections.get(item.section or "", "")),
        )
    yield table
    yield _heading(say.promises)
    table = _table(boxed)
    names = topic_names(lang)
    for title in (say.id, say.text, say.strength, say.specificity, say.deadline, say.topic, say.section):
        table.add_column(title, overflow="fold")
    for promise in report.commitments:
        table.add_row(
            promise.id,
            Text(_short(promise.span.text, _TEXT) if boxed else _safe(promise.span.text)),
            named("strength", promise.strength, lang),
            named("specificity", promise.specificity, lang),
            promise.deadline or "",
            names[promise.topic],
            Text(sections.get(promise.section or "", "")),
        )
    yield table
