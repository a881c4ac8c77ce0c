"""The brief: a sheet or two of Markdown written from the labelled report, in Chinese or English, every figure cited as
`[n15]` right behind it. Quotes stay in the report's own words.

It fits its paper: one A4 page for a county's report, two for others. What comes first is never cut: title, the main
targets as the report lists them, the statistics of these. Then as many statistics, problems and findings as have room,
and the topics of commitments that the rest of the sheet takes.
"""

from collections.abc import Sequence

from summarizer.contract.report import Brief, Report
from summarizer.knowledge.vocabulary import Language
from summarizer.show import brief_parts as parts
from summarizer.show.sheet import amounts
from summarizer.show.words import Words, words


def write_brief(report: Report, lang: Language = "zh") -> Brief:
    """The brief of a report, by rule: what it is, main targets, statistics, promises by topic, problems, findings."""
    say, whole = words(lang), parts.whole(report, lang)
    room = amounts(report, whole, lang)
    table = ["", *parts.statistics(whole.rows[: room.rows], report, lang)]
    promises = ["", say.order]
    for heading, *shown in whole.promises[: room.topics]:
        promises += ["", heading, "", *shown]
    problems, findings = ["", *whole.problems[: room.problems]], ["", *whole.findings[: room.findings]]
    written = [
        whole.opening,
        whole.targets,
        _part(say.headlines, table, len(whole.rows), room.rows, say),
        _part(say.promises, promises, len(report.commitments), room.topics * parts.EACH, say),
        _part(say.problems, problems, len(whole.problems), room.problems, say),
        _part(say.findings, findings, len(whole.findings), room.findings, say),
    ]
    return Brief(text="\n\n".join(part for part in written if part) + "\n", source="rules")


def _part(title: str, lines: Sequence[str], count: int, shown: int, say: Words) -> str:
    """A part with its heading, which says how many there are where not all are shown; empty where there are none."""
    if not count:
        return ""
    whole = f"{say.open}{say.whole.format(count)}{say.close}" if count > shown else ""
    return "\n".join([f"## {title}{whole}", *lines])
