"""The report contract as pydantic models: what the command line, the library and the scorer all speak.

The models enforce the contract's invariants when a report is made or loaded: every span is the source's own text at
its offsets, every number of the ledger appears exactly once, enumerations and periods are of the guide.
"""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FiniteFloat, model_validator

from summarizer.labels import State
from summarizer.ledger import list_numbers

AdminLevel = Literal["national", "province", "city", "county"]
ReportType = Literal["government_work_report", "plan_execution_report", "work_summary_and_plan"]
Kind = Literal["preamble", "review", "problems", "outlook", "plan", "closing", "appendix"]
Measure = Literal["level", "growth", "avg_growth", "change", "share", "rank"]
Bound = Literal["eq", "ge", "le", "gt", "lt", "approx"]
Status = Literal["actual", "target"]
Reason = Literal["date", "time", "name", "ordinal", "qual", "other"]
Strength = Literal["must", "strive", "will"]
Specificity = Literal["quantified", "named", "general"]
Topic = Literal[
    "economy", "industry", "agriculture", "investment", "finance", "consumption", "culture_tourism", "innovation",
    "opening", "reform", "urban", "ecology", "education", "health", "livelihood", "safety", "government",
]  # fmt: skip
Severity = Literal["info", "warning", "error"]

_PERIOD = re.compile(r"\d{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2])|-\d{4})?")


def _is_period(value: str) -> str:
    if not _PERIOD.fullmatch(value):
        raise ValueError(f"{value!r} is not a period such as 2021, 2021H1, 2021Q1, 2020-06 or 2016-2020")
    return value


Period = Annotated[str, AfterValidator(_is_period), Field(json_schema_extra={"pattern": f"^{_PERIOD.pattern}$"})]
Confidence = Annotated[float, Field(ge=0, le=1)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class Extent(_Model):
    """A stretch of the source text: code points `[start, end)`."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"the span ends at {self.end}, before it starts at {self.start}")
        return self


class Span(Extent):
    """A stretch of the source text together with its characters."""

    text: str


class SourceInfo(_Model):
    """The file a report was read from; `text` is what the reader made of it, kept for the quotes."""

    name: str
    sha256: str
    media_type: str
    encoding: str | None = None
    chars: int = Field(ge=0)
    text: str


class MetaInfo(_Model):
    """What the report is; null where the text gives no clue."""

    title: str | None = None
    region: str | None = None
    admin_level: AdminLevel | None = None
    report_type: ReportType | None = None
    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    speaker: str | None = None
    review_period: Period | None = None
    plan_period: Period | None = None


class SectionInfo(_Model):
    """One heading and the text it governs."""

    id: str
    parent: str | None = None
    level: Literal[1, 2, 3]
    kind: Kind
    heading: Span
    span: Extent


class Normalized(_Model):
    """A value in the base unit of its dimension, so that reports can be compared."""

    value: float
    unit: str


class Indicator(_Model):
    """One stated quantity. `value` carries the sign of the guide: decreases are negative."""

    id: str
    number: Span
    quote: Span
    section: str | None = None
    name: str
    canon: str | None = None
    measure: Measure
    value: FiniteFloat
    unit: str
    normalized: Normalized | None = None
    bound: Bound
    status: Status
    period: Period | None = None
    confidence: Confidence | None = None
    source: str


class Excluded(_Model):
    """A number of the ledger that is no quantity, and why."""

    id: str
    number: Span
    reason: Reason


class Commitment(_Model):
    """One forward-looking action that the government says it will take."""

    id: str
    span: Span
    section: str | None = None
    action: str
    strength: Strength
    specificity: Specificity
    deadline: Period | None = None
    topic: Topic
    quantities: list[str] = []
    confidence: Confidence | None = None
    source: str


class Check(_Model):
    """A finding about the report or its extraction; `ids` are the entries it is about."""

    kind: str
    severity: Severity
    message: str
    ids: list[str] = []


class Brief(_Model):
    """A summary for people, in Markdown; every figure is cited as `[n15]`."""

    text: str
    source: str


class Usage(_Model):
    """What a language model was asked; all zero for the rule engine.

    `cached` counts answers for which no call was made, `cached_input_tokens` the input that the provider had cached;
    `seconds` is the time spent on calls, summed over calls in parallel; `cost` is in `currency`, null without prices.
    """

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_input_tokens: int = 0
    cached: int = 0
    retries: int = 0
    seconds: float = 0.0
    cost: float | None = None
    currency: str | None = None


class AuditInfo(_Model):
    """Of ids drawn at random from those the rules were sure of: how many a model answered, and on how many it said
    something else."""

    asked: int
    disagreed: int


class Coverage(_Model):
    """How the ids of the ledger came by their labels, where an engine asks a model: how many numbers and clauses are
    labelled by the model, by rules that were sure, by rules for want of a usable answer (`failed`, with the reason for
    each id in `reasons`), or not asked, there being nothing to decide. `strayed` counts rows about ids that were not
    asked."""

    numbers: dict[State, int]
    clauses: dict[State, int]
    reasons: dict[str, str] = {}
    strayed: int = 0
    audit: AuditInfo | None = None


class Run(_Model):
    """How and when the report was made."""

    engine: str
    fingerprint: str
    model: str | None = None
    prompts: str | None = None
    version: str
    started_at: str
    seconds: float
    usage: Usage = Usage()
    coverage: Coverage | None = None


class Report(_Model):
    """A summarized report, version 1 of the contract.

    Validation raises `pydantic.ValidationError` when a span is not the source's text at its offsets, when a number of
    the ledger is missing, invented or listed twice, or when a reference names an id that does not exist.
    """

    schema_version: Literal["1"] = "1"
    source: SourceInfo
    meta: MetaInfo
    sections: list[SectionInfo]
    indicators: list[Indicator]
    excluded: list[Excluded]
    commitments: list[Commitment]
    checks: list[Check] = []
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
            if text[span.start : span.end] != span.text:
                raise ValueError(f"{owner}: the source text at {span.start}:{span.end} is not {span.text!r}")
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
