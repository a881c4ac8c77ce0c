"""The enumerations of the annotation guide and the forms of periods and dates, once for labels, reports and checks."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

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


_PERIOD = re.compile(r"\d{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2])|-\d{4})?", re.ASCII)


def _is_period(value: str) -> str:
    if not _PERIOD.fullmatch(value):
        raise ValueError(f"{value!r} is not a period such as 2021, 2021H1, 2021Q1, 2020-06 or 2016-2020")
    return value


def _is_date(value: str) -> str:
    date.fromisoformat(value)
    return value


Period = Annotated[str, AfterValidator(_is_period), Field(json_schema_extra={"pattern": f"^{_PERIOD.pattern}$"})]


IsoDate = Annotated[str, AfterValidator(_is_date), Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


Confidence = Annotated[float, Field(ge=0, le=1)]


class Model(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


# How an id came by its label: the model's answer; the rules, which were sure; the rules for want of a usable answer; or
# not asked, where there is nothing to decide: dates, list marks, headings, clauses of parts that do not look forward.
State = Literal["model", "rules", "failed", "not_asked"]
