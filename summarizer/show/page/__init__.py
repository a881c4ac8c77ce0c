"""A report as one HTML page that needs nothing else: marked text, filters, charts, brief; see `page.html.j2`."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from summarizer.contract.report import Report, SectionInfo
from summarizer.knowledge.vocabulary import Language, language
from summarizer.show.brief import write_brief
from summarizer.show.page import charts
from summarizer.show.page.brief import brief_html
from summarizer.show.page.entries import Entry, collect
from summarizer.show.page.marks import STAND_INS, Heading, blocks, shown
from summarizer.show.page.words import Words, words
from summarizer.show.summary import counts, finding
from summarizer.show.title import full_title

FOLDER = Path(__file__).parent
# What the foot of the printed brief tells: the rest stands in its head.
_PROVENANCE = ("file", "sha256", "engine", "model", "made")
# What would end the script element early, or may not stand in HTML.
_JSON_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"} | {
    code: json.dumps(chr(code))[1:-1] for code in STAND_INS if code > 31
}
_UNSAFE = re.compile(f"[{''.join(re.escape(chr(code)) for code in _JSON_ESCAPES)}]")


def to_html(report: Report, lang: str = "zh") -> str:
    """A whole page that works from a file, offline: no part of it is loaded from anywhere. `lang` is the language of
    the page's own words, `zh` or `en`; the report's stay as they are. Raises UsageError for another language."""
    page = environment().get_template("page.html.j2")
    return page.render(
        page_context(report, language(lang)), policy=_policy(), style=Markup(style()), script=Markup(script())
    )


def page_context(report: Report, lang: Language, more: Mapping[str, object] | None = None) -> dict[str, object]:
    """What `page.html.j2` shows of a report, but for its style sheet and script; `more` joins the data that scripts
    read."""
    said = words(lang)
    entries = collect(report, lang)
    brief = report.brief if report.brief and lang == "zh" else write_brief(report, lang)
    ids = {mark.id for mark in entries.marks if mark.id}
    headings = [Heading(item.heading.start, item.heading.end, item.level) for item in report.sections]
    facts = _facts(report, said)
    return {
        "lang": "zh-CN" if lang == "zh" else lang,
        "w": said,
        "report": report,
        "title": shown(full_title(report)),
        "meta": [(said["meta"][name], fact) for name, fact in facts.items()],
        "count": counts(report),
        "findings": [(item, finding(item, lang)) for item in report.checks],
        "data": _data(entries.listed, report, said, more or {}),
        "brief": brief_html(brief.text, ids),
        "made": " · ".join(fact for name, fact in facts.items() if name in _PROVENANCE),
        "outline": _outline(report.sections),
        "blocks": blocks(report.source.text, headings, entries.marks),
        "targets": charts.targets(report, lang),
        "topics": charts.topics(report),
        "confidence": charts.confidence(report),
    }


@cache
def environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = lambda text: shown(str(text))
    return environment


@cache
def style() -> str:
    """The style sheet, with the palette as custom properties: light, dark by preference, dark or light by choice."""
    palette: dict[str, list[str]] = yaml.safe_load((FOLDER / "palette.yaml").read_text(encoding="utf-8"))
    light, dark = (";".join(f"--{name}:{shades[at]}" for name, shades in palette.items()) for at in (0, 1))
    themes = (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{color-scheme:dark;{dark}}}"
        f":root[data-theme=light]{{color-scheme:light;{light}}}}}\n"
    )
    return themes + (FOLDER / "page.css").read_text(encoding="utf-8")


@cache
def script() -> str:
    """The script of the page."""
    return "".join((FOLDER / name).read_text(encoding="utf-8") for name in ("page.js", "frame.js", "theme.js"))


@cache
def _policy() -> str:
    """The content security policy: this style sheet and this script by their hashes, and nothing else at all."""
    sheet, code = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style(), script()))
    return (
        f"default-src 'none'; style-src 'sha256-{sheet}'; script-src 'sha256-{code}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _data(listed: list[Entry], report: Report, said: Words, more: Mapping[str, object]) -> Markup:
    """The entries as the scripts read them."""
    sections = {item.id: [item.parent, shown(" ".join(item.heading.text.split()))] for item in report.sections}
    return json_in_page({"entries": listed, "sections": sections, "words": said, **more})


def json_in_page(data: Mapping[str, object]) -> Markup:
    """Data as JSON that stands safely in a script element."""
    said = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(_UNSAFE.sub(lambda match: _JSON_ESCAPES[ord(match[0])], said))


def _facts(report: Report, said: Words) -> dict[str, str]:
    """What is known of the report and of how it was read, by the name of the fact."""
    meta, source, run = report.meta, report.source, report.run
    facts = {
        "region": meta.region,
        "admin_level": said["admin_level"].get(meta.admin_level or ""),
        "report_type": said["report_type"].get(meta.report_type or ""),
        "date": meta.date,
        "speaker": meta.speaker,
        "review_period": meta.review_period,
        "plan_period": meta.plan_period,
        "file": source.name,
        "length": said["ui"]["chars"].format(n=f"{source.chars:,}"),
        "sha256": source.sha256[:12],
        "engine": f"{run.engine} · summarizer {run.version}",
        "model": run.model,
        "made": run.started_at[:16].replace("T", " "),
    }
    return {name: shown(fact) for name, fact in facts.items() if fact}


@dataclass(frozen=True, slots=True)
class Branch:
    """A heading of the outline and those below it."""

    id: str
    heading: str
    kind: str
    level: int
    below: "list[Branch]"


def _outline(sections: list[SectionInfo]) -> list[Branch]:
    """The headings as a tree; one whose parent is not known yet stands at the top."""
    roots: list[Branch] = []
    known: dict[str, Branch] = {}
    for item in sections:
        branch = Branch(item.id, shown(" ".join(item.heading.text.split())), item.kind, item.level, [])
        parent = known.get(item.parent or "")
        (parent.below if parent else roots).append(branch)
        known[item.id] = branch
    return roots
