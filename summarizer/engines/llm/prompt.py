"""What a model is sent: instructions that never change, so that providers can cache them, then one part of a report."""

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from summarizer.document.document import Document, Section
from summarizer.document.ledger import Entry
from summarizer.document.scope import spans_of
from summarizer.document.sentences import Sentence
from summarizer.engines.llm.parts import Part, by_sentence, table_top
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.resources import data_dir

if TYPE_CHECKING:
    from jinja2 import Environment

BRIEF_TEMPLATE, HEAD_TEMPLATE = "brief.zh.j2", "head.j2"
# The marks of the prompt, and what stands for them where the report's own text holds such a character.
_OWN_MARKS = str.maketrans("#[]<>", "＃［］＜＞")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_STOP = re.compile(r"[。！!？?\n]")
_FIGURE = re.compile(r"\d(?!\d*年)")
_LONGEST_HEADING, _CONTEXT, _LONGEST_HEAD = 60, 80, 3


@dataclass(frozen=True, slots=True)
class _Shown:
    """A line of the part as a template lays it out: a change of section, or marked text."""

    kind: str
    path: str
    text: str


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(data_dir("prompts")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        autoescape=False,
    )


@cache
def instructions() -> str:
    """The system message: the annotation guide boiled down, with worked examples."""
    canons = " ".join(statistic.id for statistic in load_catalogue().statistics)
    return rendered("label.j2", canons=canons)


@cache
def example_rows() -> frozenset[str]:
    """The rows of the worked example, which closes the instructions."""
    answer = json.loads(instructions().rpartition("\n")[2])
    return frozenset((*answer["n"], *answer["c"]))


def rendered(template: str, **values: object) -> str:
    """A file of `prompts/` filled in."""
    return _environment().get_template(template).render(**values).strip()


@cache
def template_version(template: str) -> str:
    """A hash of a file of `prompts/`."""
    return f"sha256-{hashlib.sha256(_sources(template)[0].encode()).hexdigest()[:16]}"


@cache
def prompt_version() -> str:
    """A hash of the templates and of the catalogue's ids, which together with a report make the messages."""
    digest = hashlib.sha256()
    for text in (instructions(), *_sources("part.j2", HEAD_TEMPLATE, "outline.j2")):
        digest.update(text.encode() + b"\0")
    return f"sha256-{digest.hexdigest()[:16]}"


def _sources(*names: str) -> list[str]:
    return [(data_dir("prompts") / name).read_text(encoding="utf-8") for name in names]


def part_message(document: Document, part: Part, spans: Sequence[str | None] | None = None) -> str:
    """The user message of one part: where it stands in its report, its text with marks, and why ids are asked again.

    `spans` are the years talked about in each clause, as `spans_of` tells them; for one who has them at hand.
    """
    meta = document.meta
    span = (spans or spans_of(document))[part.sentences[0].clauses[0].index]
    shown = [line for line in _lines(document, part) if line.text or line.path]
    return rendered(
        "part.j2",
        title=plain(meta.title or document.source.name)[:_LONGEST_HEADING],
        report_type=meta.report_type or "unknown",
        review=meta.review_period or "unknown",
        plan=meta.plan_period or "unknown",
        span=span,
        lines=shown,
        notes=[(_mark_of(note.id), note.reason) for note in part.notes],
    )


def _mark_of(id_: str) -> str:
    return f"#{id_[1:]}" if id_.startswith("n") else f"[{id_[1:]}]" if id_ else "all"


def _lines(document: Document, part: Part) -> list[_Shown]:
    """The sentences of a part, each after the one before it where that was left out; and wherever a section begins
    whose heading is not among them, a line with its headings, as far as they differ from the last such line."""
    lines: list[_Shown] = []
    last: Sentence | None = None
    path: list[str] = []
    starts = [sentence.start for sentence in part.sentences]
    asked = zip(by_sentence(part.sentences, part.clauses), by_sentence(part.sentences, part.numbers), strict=True)
    for sentence, (clauses, numbers) in zip(part.sentences, asked, strict=True):
        is_same = last is not None and sentence.section is last.section
        kind, here = _kind(sentence), path if is_same else _path(document, sentence.section)
        before = "" if last is not None and last.end == sentence.start else _before(document, sentence)
        headed = _is_headed(part, starts, sentence) or (bool(here) and here[-1] in before)
        if last is None or kind != _kind(last):
            lines.append(_Shown(kind, " > ".join(here), ""))
        elif sentence.section != last.section and not headed:
            new = [heading for place, heading in enumerate(here) if path[place : place + 1] != [heading]]
            lines.append(_Shown("", " > ".join(new), ""))
        lines.append(_Shown("", "", before + _marked(document, sentence, clauses, numbers)))
        last, path = sentence, here
    return lines


def _kind(sentence: Sentence) -> str:
    return sentence.section.kind if sentence.section else "preamble"


def _is_headed(part: Part, starts: Sequence[int], sentence: Sentence) -> bool:
    """Whether the heading of a sentence's section is shown in the part, whose sentences begin at `starts`."""
    if sentence.section is None:
        return False
    start = sentence.section.heading_start
    place = bisect_right(starts, start) - 1
    return place >= 0 and start < part.sentences[place].end


def _path(document: Document, section: Section | None) -> list[str]:
    """The headings above and of a section, outermost first."""
    path: list[str] = []
    while section is not None:
        path.append(plain(document.heading_of(section))[:_LONGEST_HEADING])
        section = document.parent_of(section)
    return path[::-1]


def _before(document: Document, sentence: Sentence) -> str:
    """What a sentence needs to be understood whose neighbour is not shown: the head of its table, or the sentence
    before it in its section."""
    first = sentence.clauses[0].index
    if "|" in sentence.clauses[0].text:
        return _table_head(document, sentence)
    start = first
    while start > 0 and sentence.start - document.clauses[start - 1].start <= _CONTEXT:
        clause = document.clauses[start - 1]
        if document.section_at(clause.start) != sentence.section:
            break
        if start < first and _STOP.search(document.text, clause.end, document.clauses[start].start):
            break
        start -= 1
    return plain(document.text[document.clauses[start].start : sentence.start]) if start < first else ""


def _table_head(document: Document, sentence: Sentence) -> str:
    """The rows that head the table a row belongs to: those above the first with a figure. Empty for the first row."""
    text = document.text
    top = table_top(text, sentence.start)
    rows = text[top : max(top, sentence.start - 1)].splitlines()[:_LONGEST_HEAD]
    head = list(takewhile(lambda row: row is rows[0] or not _FIGURE.search(row), rows))
    return "".join(f"{plain(row)}\n" for row in head)


def _marked(document: Document, sentence: Sentence, clauses: Sequence[Entry], numbers: Sequence[Entry]) -> str:
    """A sentence with a mark before each clause and number of it that is asked."""
    marks = [(entry.start, f"[{entry.id[1:]}]") for entry in clauses]
    marks += [(entry.start, f"#{entry.id[1:]}:") for entry in numbers]
    shown, last = "", sentence.start
    for start, mark in sorted(marks, key=lambda pair: pair[0]):
        shown += plain(document.text[last:start]) + mark
        last = start
    return shown + plain(document.text[last : sentence.end])


def plain(text: str) -> str:
    """Report text as data: no character that could pass for a mark, no control characters, no runs of white space."""
    return _LINES.sub("\n", _BLANKS.sub(" ", _CONTROL.sub("", text.translate(_OWN_MARKS))))
