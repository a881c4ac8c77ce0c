"""When a figure holds and whether it has happened: its period and status, from section, sentence and wording."""

import re
from dataclasses import dataclass

from summarizer.document.document import Meta
from summarizer.document.years import FORWARD_KINDS, PLAN, PLANS, five_years_to, plan_span, year_of

_YEAR = re.compile(
    r"(?<![\d.])((?:19|20)\d\d)\s*年(?!来|以来)(度)?\s*((?:上|下)半年|第?[一二三四1-4]季度|(\d{1,2})月)?"
)
_RANGE = re.compile(r"((?:19|20)\d\d)\s*年?\s*[-—–~～至到]{1,2}\s*((?:19|20)\d\d)\s*年")
_END_OF_PLAN = re.compile(rf"{PLAN}(?:规划)?(?:时期)?(?:期)?末")
_BY_YEAR = re.compile(r"(?:到|至|力争)[^,，。;；\d]{0,4}((?:19|20)\d\d)\s*年")
_SINCE = re.compile(r"(?:19|20)\d\d年(?:以来|来)")
_WHOLE_YEAR = re.compile(r"全年|年内|年度|年底前|今年底|本年")
_LAST_YEAR = re.compile(r"(?:去年|上年)(?:全年|度)?(?!同期|同|度?增|底|末)")
_THIS_YEAR_PAST = re.compile(r"今年以来|上半年|前三季度|年初以来")
_EXISTS = re.compile(
    r"现有|现已|已(?:经)?(?:建成|完成|达|有|开工|形成|开通|投入|实现|落户|入驻|拥有|累计)(?!的)|目前|截至|原有|已有"
)
_PLANNED = re.compile(
    r"(?:预期|年度|计划|规划|工作|目标|预定)目标(?:值|任务)?|(?<!完成)年度计划(?:投资)?$|年度计划投资|计划(?:投资|总投资|实施|新建|建设|完成|新增)|拟(?:投资|建)|力争|预期(?!目标)|将(?:达|新增|建成)"
)
_PLAN_DONE = re.compile(r"(?:完成|占|为|超)[^,，。;；]{0,8}(?:计划|目标|任务)")
_BASELINE = re.compile(r"(?:由|从)[^,，。;；]*$")
_ARRIVAL = re.compile(
    r"^[^,，。;；]*?(?:增加|提高|提升|上升|增长|扩大|减少|下降|降低|压缩|缩短|升|降|减|增|发展|扩|压减|精简)(?:到|至|为)"
)
_STOCK = re.compile(
    r"(?<!期间)(?:达|达到|增至|升至|降至|现有|拥有|共有|(?<!所)有(?=$)|增加到|提高到|上升到|总数|余额|突破|超过|扩大到|下降到|降低到)[^,，。;；]{0,4}$"
)
_ARRIVED = re.compile(
    r"(?:增加|提高|提升|上升|增长|扩大|减少|下降|降低|压缩|缩短|升|降|减|增|精简)(?:到|至|为)(?!.*(?:由|从))"
)
_KEPT = re.compile(r"保持在?|控制在|稳定在|维持在|连续|每年")


@dataclass(frozen=True, slots=True)
class Frame:
    """What a number inherits from its place: the section kind and the span of years talked about.

    `lead` is the sentence up to the figure (up to the first of a list), `rest` the words behind it in its clause;
    `stands` says that the figure counts what there is, not what was done.
    """

    kind: str
    span: str | None
    lead: str
    rest: str
    stands: bool


@dataclass(frozen=True, slots=True)
class When:
    period: str | None
    status: str
    rule: str


def _explicit(lead: str, meta: Meta) -> tuple[str, str] | None:
    """The period stated last before the figure, if any: `2021年上半年` → 2021H1."""
    if ranged := list(_RANGE.finditer(lead)):
        return f"{ranged[-1].group(1)}-{ranged[-1].group(2)}", "stated range"
    stated = list(_YEAR.finditer(lead))
    if not stated:
        return None
    match = stated[-1]
    year, part, month = match.group(1), match.group(3), match.group(4)
    if part == "上半年":
        return f"{year}H1", "stated half-year"
    if part == "下半年":
        return f"{year}H2", "stated half-year"
    if part and "季度" in part:
        quarter = re.sub(r"[第季度]", "", part)
        return f"{year}Q{'一二三四'.find(quarter) + 1 or quarter}", "stated quarter"
    if month and not re.match(r"\s*(?:以来|底前)", lead[match.end() :]):
        return f"{year}-{int(month):02d}", "stated month"
    return year, "stated year"


def _status(frame: Frame, unit: str) -> tuple[str, str]:
    near = re.split(r"[,，;；:：]", frame.lead)[-1]
    if frame.kind in FORWARD_KINDS:
        if _EXISTS.search(near):
            return "actual", "exists already"
        return "target", "forward-looking part"
    if _PLAN_DONE.search(near):
        return "actual", "part of a plan done"
    if _PLANNED.search(near) and not re.search(r"超额|好于|高于|完成", near):
        return "target", "planned figure"
    return "actual", "looking back"


def when(frame: Frame, meta: Meta, measure: str, unit: str) -> When:
    """Period and status of a figure. Periods come out explicit, or None where the report's own year is unknown."""
    status, why = _status(frame, unit)
    review, plan = meta.review_period, meta.plan_period
    year = year_of(review if frame.kind not in FORWARD_KINDS else plan)
    near = re.split(r"[;；]", frame.lead)[-1]

    if _BASELINE.search(frame.lead.rsplit("，", 1)[-1].rsplit(",", 1)[-1]) and _ARRIVAL.match(frame.rest):
        own = re.split(r"由|从", frame.lead)[-1]
        if ended := _END_OF_PLAN.search(own):
            return When(str(PLANS[ended.group(1)][1]), "actual", "baseline, end of a plan")
        if explicit := _explicit(own, meta):
            return When(explicit[0], "actual", "baseline, " + explicit[1])
        if frame.span and frame.kind not in FORWARD_KINDS:
            return When(str(int(frame.span[:4]) - 1), "actual", "baseline before the span")
        return When(str(year - 1) if year else None, "actual", "baseline of the year before")

    if frame.kind in FORWARD_KINDS:
        return _forward(frame, meta, measure, status, why)
    if status == "target":
        explicit = _explicit(near, meta)
        return When(explicit[0] if explicit else (str(year) if year else None), status, why)
    if measure == "avg_growth":
        ranged = _RANGE.search(near)
        if ranged:
            return When(f"{ranged.group(1)}-{ranged.group(2)}", status, "stated range")
        if named := re.search(PLAN + r"(?:时期|期间|以来)", near):
            return When(plan_span(named.group(1)), status, "average over a plan")
        return When(frame.span or five_years_to(meta), status, "average over the span")
    if measure in {"growth", "change"} and (
        since := re.search(r"(?:比|较|对比)(?:((?:19|20)\d\d)年|" + PLAN + r"(?:规划)?(?:期)?末)", near)
    ):
        start = int(since.group(1)) + 1 if since.group(1) else PLANS[since.group(2)][1] + 1
        if year and start < year:
            return When(f"{start}-{year}", status, "change since a year")
        return When(review, status, "change since last year")
    if (explicit := _explicit(_adverbial(frame.lead), meta)) and not _SINCE.search(frame.lead):
        if explicit[0] == (review or "")[:4] and _THIS_YEAR_PAST.search(near):
            return When(review, status, "this year so far")
        return When(explicit[0], status, explicit[1])
    if _LAST_YEAR.search(near) and review and "H" in review:
        return When(str(int(review[:4]) - 1), status, "last year")
    if frame.span:
        own = re.split(r"[,，]", near)[-1]
        flows = re.search(r"期间|累计|五年|净增|新增", own) is not None
        stock = measure == "level" and not flows and (_STOCK.search(near) or frame.stands)
        stands = stock or measure == "rank" or (measure == "share" and unit != "倍")
        if stands and not (_KEPT.search(near) and measure == "share"):
            return When(review, status, "end of the span")
        return When(frame.span, status, "over the span")
    return When(review, status, "period under review")


def _adverbial(lead: str) -> str:
    """The words that can date a figure: its own clause, and the opening of the clauses before it in the sentence.

    A year inside an earlier clause belongs to a name there (`完成2021年监测工作,入学率…`).
    """
    *earlier, own = re.split(r"[,，;；]", lead)
    if arrived := _ARRIVED.search(own):
        own = own[arrived.start() :]
    opened = [
        match.group()
        for clause in earlier
        if (match := re.match(r"\s*(?:到|在|截至|至)?(?:19|20)\d\d年(?:度)?(?:(?:上|下)半年)?", clause))
    ]
    return ",".join([*opened[-1:], own])


def _forward(frame: Frame, meta: Meta, measure: str, status: str, why: str) -> When:
    plan, review = meta.plan_period, meta.review_period
    if status == "actual":
        return When(review, status, why)
    if by := list(_BY_YEAR.finditer(frame.lead)):
        if measure == "avg_growth":
            return When(frame.span or by[-1].group(1), status, "average to a year")
        return When(by[-1].group(1), status, "by a stated year")
    near = frame.lead
    if explicit := _explicit(near, meta):
        if plan and explicit[0][:4] == plan[:4] and len(explicit[0]) == 4 and "H" not in plan:
            return When(plan, status, "stated year")
        return When(explicit[0], status, explicit[1])
    if plan and "H" in plan and _WHOLE_YEAR.search(near):
        return When(plan[:4], status, "whole year")
    if frame.kind == "outlook" or frame.span:
        span = frame.span
        if span is None and plan and frame.kind == "outlook":
            first = int(plan[:4])
            span = next((f"{a}-{b}" for a, b in PLANS.values() if a <= first <= b), None)
        if span:
            if measure in {"avg_growth", "growth", "change"} or "年均" in near or "累计" in near or "新增" in near:
                return When(span, status, "over the span ahead")
            return When(span[-4:], status, "end of the span ahead")
    return When(plan, status, "plan period")
