"""The brief written by a model: from the labelled report alone, every figure cited, and checked before it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from summarizer.contract.report import Brief, Check, Indicator, Report
from summarizer.endpoint import Call, Message, Meter
from summarizer.engines.engine import BriefWriter, PlannedCall, Written
from summarizer.engines.llm.asker import Asker
from summarizer.engines.llm.prompt import BRIEF_TEMPLATE, plain, rendered, template_version
from summarizer.findings.citations import citation_faults
from summarizer.findings.problems import admitted_problems
from summarizer.knowledge.vocabulary import named, topic_names
from summarizer.show.brief import write_brief
from summarizer.show.brief_parts import listed_targets, quoted
from summarizer.show.summary import by_topic, figure

# A page, the tokens it takes about, and what it is written from.
_MOST_CHARACTERS, BRIEF_TOKENS, _MOST_TOKENS = 900, 800, 2_000
_INDICATORS, _PROMISES, _EACH, _PROBLEMS, _FAULTS = 50, 30, 4, 8, 12


class BriefText(BaseModel):
    """A summary in Markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class _IndicatorLine:
    id: str
    name: str
    when: str
    figure: str


@dataclass(frozen=True, slots=True)
class _PromiseLine:
    id: str
    topic: str
    text: str


def brief_writer(asker: Asker) -> BriefWriter | None:
    """What writes briefs with the model of `asker`; None where its settings leave them to the rules."""
    if asker.settings.brief == "rules":
        return None

    async def write(report: Report) -> Written:
        return await _write(asker, report)

    return write


async def _write(asker: Asker, report: Report) -> Written:
    """The model's brief if it holds at the first or the second try, else the rules', with a finding that says so."""
    endpoint, meter = await asker.open(), Meter()
    faults: list[str] = []
    for _ in range(2):
        answer = await endpoint.ask(brief_call(asker, report, faults), meter)
        if answer.state != "ok" or not isinstance(answer.value, BriefText):
            faults = [answer.reason]
            continue
        faults = citation_faults(answer.value.text, report)[:_FAULTS] or _form_faults(answer.value.text)
        if not faults:
            return Written(Brief(text=answer.value.text.strip() + "\n", source="llm"), (), meter.totals)
    finding = Check(
        kind="brief_by_rules",
        severity="info",
        message=f"模型写的摘要未通过核对,改用规则摘要:{faults[0]}",
        ids=[],
    )
    return Written(write_brief(report), (finding,), meter.totals)


def _form_faults(text: str) -> list[str]:
    if not text.strip():
        return ["the summary is empty"]
    if len(text) > 2 * _MOST_CHARACTERS:
        return [f"the summary has {len(text)} characters, more than {_MOST_CHARACTERS}"]
    return []


def brief_call(asker: Asker, report: Report, faults: Sequence[str] = ()) -> Call:
    """The call for the brief of a labelled report; `faults` are those of the one before."""
    return Call(
        messages=(
            Message("system", rendered(BRIEF_TEMPLATE, part="system", most=_MOST_CHARACTERS)),
            Message("user", rendered(BRIEF_TEMPLATE, part="user", faults=faults, **_material(report))),
        ),
        response_model=BriefText,
        max_tokens=min(_MOST_TOKENS, asker.settings.max_answer_tokens),
        prompt_version=template_version(BRIEF_TEMPLATE),
        place=f"{report.source.name}, brief",
    )


def planned_brief(asker: Asker, report: Report) -> PlannedCall | None:
    """The call for the brief of a report, for planning; None where the rules write it."""
    if asker.settings.brief == "rules":
        return None
    call = brief_call(asker, report)
    return PlannedCall("".join(message.content for message in call.messages), BRIEF_TOKENS)


def _material(report: Report) -> dict[str, object]:
    """What the brief is written from: core statistics, the firmest promises of each topic, problems."""
    meta = report.meta
    core = [item for item in report.indicators if item.canon]
    core.sort(key=lambda item: item.period not in {meta.review_period, meta.plan_period})
    stated = {item.id: item for item in report.indicators}
    topics = topic_names("zh")
    promises = [
        _PromiseLine(item.id, topics[topic], quoted(report, item.span, (stated[i] for i in item.quantities), "zh"))
        for topic, items in by_topic(report)
        for item in items[:_EACH]
    ]
    return {
        "title": plain(meta.title or report.source.name),
        "region": plain(meta.region or "—"),
        "review": meta.review_period or "—",
        "plan": meta.plan_period or "—",
        "indicators": [_line(item) for item in core[:_INDICATORS]],
        "promises": promises[:_PROMISES],
        "main_targets": listed_targets(report, "zh"),
        "problems": [plain(span.text) for span in admitted_problems(report)[:_PROBLEMS]],
    }


def _line(item: Indicator) -> _IndicatorLine:
    what = named("measure", item.measure, "zh")
    when = f"{item.period or '—'} {named('status', item.status, 'zh')}"
    return _IndicatorLine(item.id, f"{plain(item.name)}({what})", when, figure(item))
