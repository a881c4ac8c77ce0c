"""The first question about a report: what it is as a whole, and what kind each of its parts is of.

A year or a part taken for another spoils all that hangs on it, and only reading tells them. So a model is shown the
report's head, its headings with what stands behind each, and the years it names, before anything else is asked.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import get_args

from summarizer.contract.labels import Reading
from summarizer.contract.terms import AdminLevel, Kind, ReportType
from summarizer.document.document import Document, Section
from summarizer.document.ledger import Entry
from summarizer.document.outline.kinds import tense
from summarizer.document.years import PLANS
from summarizer.engines.llm.prompt import plain, rendered
from summarizer.engines.llm.wire import HeadRows, as_told
from summarizer.knowledge.lexicon import either

SOURCE = "llm"
HEAD_TOKENS = 150
_OPENING, _LEAST, _CLUES, _CLUE, _END = 300, 100, 3, 40, 90
_BEHIND = {1: 70, 2: 32}
_MOST_HEADINGS = 90
# A clue such as 五年来 alone tells nothing.
_BARE = 6
# The rows of `d`, and the field of the metadata that each is about.
_FACTS = {
    "region": "region",
    "level": "admin_level",
    "type": "report_type",
    "date": "date",
    "review": "review_period",
    "plan": "plan_period",
}
# Facts that a report may really lack; of the others none means that the model does not know.
_MAY_BE_NONE = frozenset({"region", "date"})
_WORDS = {"level": frozenset(get_args(AdminLevel)), "type": frozenset(get_args(ReportType))}
_KINDS = frozenset(get_args(Kind))
_MARK = re.compile(r"[\[@#]\d{1,7}\]?")
_RUN = re.compile(r"@?(\d{1,5})(?:[-–]@?(\d{1,5}))?")
_PERIOD = re.compile(r"((?:19|20)\d\d)(H[12])?", re.ASCII)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s*年|[-./]\d)")
_MASKED_YEAR = re.compile(r"[×xX*＊○]{2}年")
_PLAN_NAMED = re.compile(r"十[一二三四五六]?五|[八九]五")
_CLUE_WORDS = re.compile(rf"{either('@clues_of_years')}|[×xX*＊○]{{2}}年")
_SUFFIXES = (
    (re.compile(r"(?:省|(?<!县)自治区|特别行政区)$"), "province"),
    (re.compile(r"(?:自治州|盟|地区)$"), "city"),
    (re.compile(r"(?:县|旗|(?<!治)(?<!地)(?<!政)区)$"), "county"),
    (re.compile(r"^全国$"), "national"),
)
_CN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
# A part whose words of intent outnumber those of result so far was not done yet, and the reverse.
_AHEAD, _BACK, _ENOUGH = 3.0, 0.34, 300


@dataclass(slots=True)
class Head:
    """What a model said of a document as a whole that holds, and what is at odds with the text: by row, and by the
    number of a heading."""

    facts: dict[str, str | None] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def reading(self, document: Document) -> Reading | None:
        """The same by field and by section; None if nothing holds, or less than what does not: that is no answer about
        this document.

        A section that was not shown has the kind of the one before it, unless it was read as of another kind than the
        part it stands in, such as problems at the end of a review.
        """
        wrong = sum(name in _FACTS for name in self.faults)
        if wrong > len(self.facts) or not (self.facts or self.kinds):
            return None
        shown = {section.id: number for number, section in enumerate(shown_sections(document), 1)}
        kinds: dict[str, str] = {}
        kind: str | None = None
        for section in document.sections:
            kind = self.kinds.get(shown.get(section.id, 0), kind)
            kinds[section.id] = section.kind if kind is None or _stands_out(document, section) else kind
        facts = {_FACTS[row]: value for row, value in self.facts.items() if value is not None or row in _MAY_BE_NONE}
        return Reading(facts, kinds, SOURCE)


def _stands_out(document: Document, section: Section) -> bool:
    """Whether a section below those whose kind is asked was read as of another kind than the one above it."""
    above = document.parent_of(section)
    return section.level == 3 and above is not None and above.kind != section.kind


def head_message(document: Document, notes: Sequence[str] = ()) -> str:
    """The user message of the question."""
    return rendered(
        "outline.j2",
        name=plain(document.source.name)[:60],
        opening="".join(_marked(entry) for entry in _opening(document)),
        headings=[_heading_line(document, number, s) for number, s in enumerate(shown_sections(document), 1)],
        years=_years(document.text),
        clues=[_marked(entry, _CLUE) for entry in _clues(document)],
        notes=notes,
    )


def shown_sections(document: Document) -> list[Section]:
    """The sections whose kind is asked: of levels 1 and 2, or of level 1 where there are too many."""
    found = [section for section in document.sections if section.level < 3]
    return found if len(found) <= _MOST_HEADINGS else [s for s in found if s.level == 1][:_MOST_HEADINGS]


def _opening(document: Document) -> list[Entry]:
    """The clauses before the first part, as far as they are short, each once; the first ones in any case."""
    first = next((section.start for section in shown_sections(document)), len(document.text))
    found: dict[str, Entry] = {}
    for entry in document.clauses:
        if entry.start >= min(_OPENING, max(first, _LEAST)):
            break
        found.setdefault(entry.text, entry)
    return list(found.values())


def _clues(document: Document) -> list[Entry]:
    """Clauses elsewhere that tell of years, of plans or of terms, and the last ones, where a date may stand."""
    shown = _opening(document)
    behind = document.clauses[shown[-1].index + 1 if shown else 0 :]
    found: dict[str, Entry] = {}
    for pattern in (_CLUE_WORDS, _PLAN_NAMED):
        told = (entry for entry in behind if len(entry.text) > _BARE and pattern.search(entry.text))
        for entry in islice((each for each in told if each.text not in found), _CLUES):
            found[entry.text] = entry
    for entry in behind[-4:]:
        if entry.start >= len(document.text) - _END:
            found.setdefault(entry.text, entry)
    return sorted(found.values(), key=lambda entry: entry.index)


def _marked(entry: Entry, most: int = 90) -> str:
    return f"[{entry.id[1:]}]{plain(entry.text)[:most]}"


def _heading_line(document: Document, number: int, section: Section) -> str:
    behind = plain(document.text[section.heading_end : section.end][: 2 * _BEHIND[section.level]])
    behind = behind.replace("\n", " ").lstrip("。：: ")[: _BEHIND[section.level]]
    return f"@{number} ({section.level}) {plain(document.heading_of(section))[:60]} | {behind}"


def _years(text: str) -> str:
    counts = Counter(_YEAR.findall(text))
    return ", ".join(f"{year} ×{count}" for year, count in sorted(counts.most_common(6)))


def read_head(document: Document, rows: HeadRows) -> Head:
    """Hold an answer against the text, row by row."""
    reading = Head()
    for row in rows.d:
        name, value, marks = _fact(row)
        if name not in _FACTS or name in reading.facts or name in reading.faults:
            continue
        fault = _fact_fault(document, name, value, marks)
        if fault:
            reading.faults[name] = fault
        else:
            reading.facts[name] = None if value == "none" else value
    missing = [name for name in _FACTS if name not in reading.facts and name not in reading.faults]
    reading.faults |= {name: f"{name}: no row was given" for name in missing}
    _check_together(reading)
    _read_kinds(document, rows.k, reading)
    return reading


def _fact(row: str) -> tuple[str, str, list[str]]:
    words = row[:200].split()
    marks = [mark for word in words for mark in _MARK.findall(word)]
    kept = [bare for word in words if (bare := _MARK.sub("", word).strip("[],，"))]
    return (kept[0] if kept else "", "".join(kept[1:]), marks)


def _fact_fault(document: Document, name: str, value: str, marks: Sequence[str]) -> str | None:
    """Why a fact cannot be so, in a sentence for the model; None if it can."""
    if value == "none":
        return None
    told = as_told(value)
    if name in _WORDS:
        return None if value in _WORDS[name] else f"{name}: {told} is none of the words"
    if name == "region":
        return None if value == "全国" or value in document.text else f"region: {told} does not stand in the text"
    said = _cited(document, marks)
    cited = said.translate(_CN_DIGITS)
    if name == "date":
        if not _is_date(value):
            return f"date: {told} is no date"
        return None if value[:4] in cited else f"date: what is cited does not name the year {value[:4]}"
    found = _PERIOD.fullmatch(value)
    if found is None:
        return f"{name}: {told} is no period such as 2020 or 2021H1"
    year = found[1]
    if year in document.text.translate(_CN_DIGITS) or str(int(year) - 1) in cited:
        return None
    ends = {str(end) for first, last in PLANS.values() for end in (first, last)}
    inferred = _PLAN_NAMED.search(said) and (year in ends or str(int(year) - 1) in ends)
    return None if inferred else f"{name}: the year {year} is neither named in the text nor told by what is cited"


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == len("2020-01-01")


def _cited(document: Document, marks: Sequence[str]) -> str:
    """The text of the clauses and headings that marks stand for."""
    shown = shown_sections(document)
    found = []
    for mark in marks:
        number = int(mark.strip("[]@#"))
        if mark.startswith("@") and 0 < number <= len(shown):
            section = shown[number - 1]
            found.append(document.text[section.start : min(section.end, section.heading_end + _BEHIND[1])])
        elif mark.startswith("[") and 0 < number <= len(document.clauses):
            found.append(document.clauses[number - 1].text)
    return "\n".join(found)


def _check_together(reading: Head) -> None:
    """Facts that cannot both be so."""
    facts = reading.facts
    region, level = facts.get("region"), facts.get("level")
    if region and level:
        named = next((word for pattern, word in _SUFFIXES if pattern.search(region)), level)
        if named != level:
            reading.faults["level"] = f"level: {region} is no {level}"
            del facts["level"]
    review, plan = facts.get("review"), facts.get("plan")
    if review and plan and not 0 <= int(plan[:4]) - int(review[:4]) <= 1:
        reading.faults["plan"] = f"plan: {plan} does not follow on {review}"
        del facts["plan"]


def _read_kinds(document: Document, rows: Sequence[str], reading: Head) -> None:
    sections = shown_sections(document)
    for row in rows if sections else ():
        words = row[:60].split()
        run = _RUN.fullmatch(words[0]) if words else None
        if run is None or len(words) != 2 or words[1] not in _KINDS:
            continue
        first, last = int(run[1]), int(run[2] or run[1])
        if not 0 < first <= last <= len(sections):  # it is the example, or another report
            reading.faults["k"] = f"k: the headings are @1 to @{len(sections)}, but {as_told(words[0])} was given"
            reading.kinds.clear()
            return
        for number in range(first, last + 1):
            reading.kinds.setdefault(number, words[1])
    missing = [number for number in range(1, len(sections) + 1) if number not in reading.kinds]
    if missing and reading.kinds:  # without any, the kinds stay as they were read
        reading.faults["k"] = f"k: no kind was given for {', '.join(f'@{number}' for number in missing[:20])}"
    for number, section in enumerate(sections, 1):
        if section.level == 1 and (fault := _kind_fault(document, section, reading.kinds.get(number))):
            reading.faults[f"@{number}"] = f"@{number}: {fault}"


def _kind_fault(document: Document, section: Section, kind: str | None) -> str | None:
    """Why a part is hardly of the kind that is said: its verbs say otherwise."""
    body = document.text[section.heading_end : section.end][:1500]
    if len(body) < _ENOUGH:
        return None
    if kind == "review" and tense(body) >= _AHEAD:
        return "its text speaks of what will be done"
    if kind in {"plan", "outlook"} and tense(body) <= _BACK:
        return "its text speaks of what was done"
    return None


def weak_reading(document: Document) -> bool:
    """Whether what the rules read of a document as a whole rests on little, or contradicts itself."""
    meta = document.meta
    if meta.weak or meta.region is None or meta.review_period is None or meta.plan_period is None:
        return True
    if _MASKED_YEAR.search(document.text):
        return True
    return any(s.level == 1 and _kind_fault(document, s, s.kind) for s in document.sections)


def merged(first: Head, second: Head) -> Head:
    """What holds after rows were asked again. A kind that a model insists on counts, whatever the verbs say."""
    facts = {**first.facts, **second.facts}
    return Head(facts, {**first.kinds, **second.kinds}, dict(second.faults))
