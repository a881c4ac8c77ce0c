"""The report contract as pydantic models: what the command line, the library and the scorer all speak.

The models enforce the contract's invariants when a report is made or loaded: every span is the source's own text at
its offsets, every number of the ledger appears exactly once, enumerations and periods are of the guide.
"""

from typing import Literal, Self

from pydantic import Field, FiniteFloat, model_validator

from summarizer.contract.terms import (
    AdminLevel,
    Bound,
    Confidence,
    IsoDate,
    Kind,
    Measure,
    Model,
    Period,
    Reason,
    ReportType,
    Severity,
    Specificity,
    State,
    Status,
    Strength,
    Topic,
)
from summarizer.contract.usage import Usage
from summarizer.document.ledger import list_numbers
from summarizer.errors import LabelError
from summarizer.knowledge.numerals import read_value


class Extent(Model):
    """A stretch of the source text: code points `[start, end)`."""

    start: int = Field(ge=0, description="First code point in the source text, counted from 0.")
    end: int = Field(ge=0, description="Code point behind the last one.")


class Span(Extent):
    """A stretch of the source text together with its characters."""

    text: str = Field(description="The source text's own characters there.")


class RepairInfo(Extent):
    """A repair: code points `[start, end)` of the decoded file were replaced by `text`."""

    text: str = Field(description="What stands there in the source text.")


class SourceInfo(Model):
    """The file a report was read from; `text` is what the reader made of it, kept for the quotes."""

    name: str = Field(description="Name of the file, without its folder.")
    sha256: str = Field(description="SHA-256 of the file's bytes, in hexadecimal.")
    part: int = Field(default=1, ge=1, description="Which report of the file this is; most files hold one.")
    media_type: str = Field(description="Media type of the file.")
    encoding: str | None = Field(default=None, description="Encoding the bytes were read with; none for docx and pdf.")
    media: Literal["text", "ocr"] = Field(
        default="text", description="Whether the characters were in the file, or recognized in its pictures (ocr)."
    )
    url: str | None = Field(default=None, description="The address it was fetched from; none for a file.")
    retrieved: str | None = Field(default=None, description="When it was fetched, as an ISO time.")
    unsure: list[int] = Field(
        default_factory=list, description="Offsets of recognized characters that the recognizer was not sure of."
    )
    repairs: list[RepairInfo] = Field(
        default_factory=list,
        description="What the reader mended in a plain text, in order: it leads from the file to the source text.",
    )
    chars: int = Field(ge=0, description="Length of the source text in code points.")
    text: str = Field(description="The source text, which every offset counts in.")


class MetaInfo(Model):
    """What the report is; null where the text gives no clue."""

    title: str | None = Field(default=None, description="Title of the report.")
    region: str | None = Field(default=None, description="The region the report is of, as its text names it.")
    admin_level: AdminLevel | None = Field(default=None, description="Administrative level of the region.")
    report_type: ReportType | None = Field(default=None, description="Genre of the report.")
    date: IsoDate | None = Field(default=None, description="Day the report was delivered, else published.")
    speaker: str | None = Field(default=None, description="Who delivered the report.")
    review_period: Period | None = Field(default=None, description="The main period looked back on.")
    plan_period: Period | None = Field(default=None, description="The main period planned for.")
    region_code: str | None = Field(
        default=None,
        pattern=r"^\d{6}$",
        description="Code of the region in GB/T 2260; none where the text leaves open which place is meant.",
    )
    parent_code: str | None = Field(
        default=None, pattern=r"^\d{6}$", description="Code of the unit that the region belongs to."
    )
    region_edition: int | None = Field(
        default=None, description="Year of the edition of GB/T 2260 that both codes are taken from."
    )
    weak: list[str] = Field(default_factory=list, description="Fields above that rest on one weak clue.")
    source: str = Field(default="rules", description="What read the fields above: rules, or llm for a model.")


class SectionInfo(Model):
    """One heading and the text it governs."""

    id: str = Field(description="Id of the section within its report: s1, s2, …")
    parent: str | None = Field(default=None, description="The section that this one is part of.")
    level: Literal[1, 2, 3] = Field(description="Depth of the heading: 1 一、, 2 (一), 3 1. or a lead-in.")
    kind: Kind = Field(description="What the section is about; sub-sections inherit it.")
    heading: Span = Field(description="The heading itself.")
    span: Extent = Field(description="The heading and everything it governs.")


class Normalized(Model):
    """A value in the base unit of its dimension, so that reports can be compared."""

    value: float = Field(description="The value in the base unit: 96.37 亿元 is 9637000000, 7.6 % is 0.076.")
    unit: str = Field(description="The base unit: CNY, person, ha, fraction, count, …")


class Indicator(Model):
    """One stated quantity. `value` carries the sign of the guide: decreases are negative."""

    id: str = Field(description="Id of the number in the report's ledger: n1, n2, …")
    number: Span = Field(description="The digits, without the unit.")
    quote: Span = Field(description="The clause that states the quantity.")
    section: str | None = Field(default=None, description="The section that the number stands in.")
    name: str = Field(description="What is measured, in the report's own words.")
    canon: str | None = Field(
        default=None, description="The core statistic it is, by its id in schemas/indicators.yaml; none for all others."
    )
    measure: Measure = Field(description="What the figure says of the thing measured.")
    value: FiniteFloat = Field(description="The figure as stated, in `unit`; decreases are negative.")
    unit: str = Field(description="The unit as stated, with its multiplier: 亿元, %, 万人次; empty if there is none.")
    normalized: Normalized | None = Field(default=None, description="The value in its base unit, where it has one.")
    bound: Bound = Field(description="How exact the figure is: a plain figure, or a bound on one.")
    status: Status = Field(description="Whether it happened or is aimed at.")
    period: Period | None = Field(default=None, description="The period the figure is for.")
    confidence: Confidence | None = Field(default=None, description="Probability that every field is right.")
    source: str = Field(description="What labelled it: rules, llm, …")


class Excluded(Model):
    """A number of the ledger that is no quantity, and why."""

    id: str = Field(description="Id of the number in the report's ledger: n1, n2, …")
    number: Span = Field(description="The digits.")
    reason: Reason = Field(description="Why the number is no quantity.")


class Commitment(Model):
    """One forward-looking action that the government says it will take."""

    id: str = Field(description="Id of the commitment within its report: m1, m2, …")
    span: Span = Field(description="The clauses that state it.")
    section: str | None = Field(default=None, description="The section that it stands in.")
    action: str = Field(description="The verb that says what will be done; empty where none is stated.")
    strength: Strength = Field(description="How firmly it is promised.")
    specificity: Specificity = Field(description="How checkable it is.")
    deadline: Period | None = Field(default=None, description="The period by whose end it is to be done, if stated.")
    topic: Topic = Field(description="What it is about, by its main object.")
    quantities: list[str] = Field(default=[], description="Ids of the indicators that stand in it.")
    confidence: Confidence | None = Field(default=None, description="Probability that every field is right.")
    source: str = Field(description="What labelled it: rules, llm, …")


class Check(Model):
    """A finding about the report or its extraction; `ids` are the entries it is about."""

    kind: str = Field(description="Kind of finding.")
    severity: Severity = Field(description="How much it matters.")
    message: str = Field(description="The finding in words, in Chinese.")
    ids: list[str] = Field(default=[], description="Ids of the entries it is about; none for the whole.")


class Brief(Model):
    """A summary for people, in Markdown; every figure is cited as `[n15]`."""

    text: str
    source: str


class AuditInfo(Model):
    """Of ids drawn at random from those the rules were sure of: how many a model answered, and on how many it said
    something else."""

    asked: int
    disagreed: int


class Coverage(Model):
    """How the ids of the ledger came by their labels, where an engine asks a model: how many numbers and clauses are
    labelled by the model, by rules that were sure, by rules for want of a usable answer (`failed`, with the reason for
    each id in `reasons`), or not asked, there being nothing to decide. `strayed` counts rows about ids that were not
    asked."""

    numbers: dict[State, int]
    clauses: dict[State, int]
    reasons: dict[str, str] = Field(default_factory=dict)
    strayed: int = 0
    audit: AuditInfo | None = None


class Run(Model):
    """How and when the report was made."""

    engine: str = Field(description="The engine that labelled the report: rules, llm or hybrid.")
    fingerprint: str = Field(description="Changes whenever the engine's answers could.")
    model: str | None = Field(default=None, description="The language model, if one was asked.")
    prompts: str | None = Field(default=None, description="Hash of the prompts, if a model was asked.")
    version: str = Field(description="Version of this package.")
    started_at: str
    seconds: float
    usage: Usage = Usage()
    coverage: Coverage | None = None


class Report(Model):
    """A summarized report, version 1 of the contract.

    Validation raises `pydantic.ValidationError` when a span is not the source's text at its offsets, when a number of
    the ledger is missing, invented or listed twice, when a value is not what its digits state, or when a reference
    names an id that does not exist.
    """

    schema_version: Literal["1"] = "1"
    source: SourceInfo
    meta: MetaInfo
    sections: list[SectionInfo]
    indicators: list[Indicator]
    excluded: list[Excluded]
    commitments: list[Commitment]
    checks: list[Check] = Field(default_factory=list)
    brief: Brief | None = None
    run: Run

    def __repr__(self) -> str:
        """One line: asyncio builds the repr of a task's result when it ends, and a whole report would cost seconds."""
        found = f"{len(self.indicators)} indicators, {len(self.commitments)} commitments"
        return f"Report({self.source.name!r}, {found})"

    __str__ = __repr__

    @model_validator(mode="after")
    def _is_grounded(self) -> Self:
        text = self.source.text
        if len(text) != self.source.chars:
            raise ValueError(f"source.chars is {self.source.chars} but the text has {len(text)} characters")
        spans = [
            *((section.id, section.heading) for section in self.sections),
            *((item.id, span) for item in self.indicators for span in (item.number, item.quote)),
            *((item.id, item.number) for item in self.excluded),
            *((item.id, item.span) for item in self.commitments),
        ]
        for owner, span in spans:
            start, end = span.start, span.end
            if text[start:end] != span.text or end < start:
                _forward(owner, span)
                raise ValueError(f"{owner}: the source text at {start}:{end} is not {span.text!r}")
        # The order of all spans is looked at here and not by each of them: there are thousands.
        for section in self.sections:
            _forward(section.id, section.span)
        for repair in self.source.repairs:
            _forward("source", repair)
        return self

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        ledger = {entry.id: (entry.start, entry.end) for entry in list_numbers(self.source.text)}
        seen: dict[str, tuple[int, int]] = {}
        listed = [*((i.id, i.number) for i in self.indicators), *((i.id, i.number) for i in self.excluded)]
        for id_, number in listed:
            if id_ in seen:
                raise ValueError(f"{id_} is listed twice")
            seen[id_] = (number.start, number.end)
        for id_ in seen.keys() - ledger.keys():
            raise ValueError(f"{id_} is not a number of the ledger")
        for id_, place in ledger.items():
            if id_ not in seen:
                raise ValueError(f"{id_} of the ledger is neither an indicator nor excluded")
            if seen[id_] != place:
                raise ValueError(f"{id_} stands at {place} in the ledger, not at {seen[id_]}")
        return self

    @model_validator(mode="after")
    def _states_the_digits(self) -> Self:
        for item in self.indicators:
            try:
                stated = read_value(item.number.text)
            except LabelError as error:
                raise ValueError(f"{item.id}: {error}") from None
            if abs(item.value) != stated:
                raise ValueError(
                    f"{item.id}: the value {item.value:g} is not what its digits state, {item.number.text}"
                )
        return self

    @model_validator(mode="after")
    def _refers_to_itself(self) -> Self:
        sections = {section.id for section in self.sections}
        quantities = {item.id for item in self.indicators}
        placed = [*((i.id, i.section) for i in self.indicators), *((i.id, i.section) for i in self.commitments)]
        for id_, section_id in placed:
            if section_id is not None and section_id not in sections:
                raise ValueError(f"{id_}: there is no section {section_id}")
        for section in self.sections:
            if section.parent is not None and section.parent not in sections:
                raise ValueError(f"{section.id}: there is no section {section.parent}")
        for commitment in self.commitments:
            for id_ in commitment.quantities:
                if id_ not in quantities:
                    raise ValueError(f"{commitment.id}: {id_} is not an indicator")
        return self


def _forward(owner: str, span: Extent) -> None:
    """Raises ValueError for a span that ends before it starts."""
    if span.end < span.start:
        raise ValueError(f"{owner}: the span ends at {span.end}, before it starts at {span.start}")
