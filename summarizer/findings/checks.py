"""Findings about a report: figures that contradict each other or cannot be, and what a reader should know."""

import re
from collections.abc import Callable, Iterator

from summarizer.contract.report import Check, Indicator, Report
from summarizer.findings import arithmetic
from summarizer.findings.parts import parts_against_their_tense
from summarizer.findings.signs import signs_against_wording
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.gazetteer import gazetteer

Finder = Callable[[Report], Iterator[Check]]
# Wordings that address a model: to drop its instructions, to be someone, or the markup of a conversation.
_INSTRUCTION = re.compile(
    # What any of them begins with, by case: to tell that first is much quicker than to try them all.
    r"(?=[忽无不忘你系dDiIıİfFyYaAsSſ<\[#])(?i:"
    r"(?:忽略|无视|忘记|不要遵[守循]|disregard|ignore|forget)[^。\n]{0,12}?"
    r"(?:指令|指示|提示词?|系统消息|命令|prompts?|instructions?|rules above)"
    r"|你(?:现在)?是[^。\n]{0,10}(?:语言模型|AI助手|人工智能助手|聊天机器人)"
    r"|(?:you are|act as)[^.\n]{0,20}(?:assistant|language model|AI\b)"
    r"|系统提示词|system prompt|<\|im_(?:start|end)\|>|\[/?INST\]|<</?SYS>>|###\s*(?:system|instruction))"
)
# Apart, so that each can be looked for by its first character.
_MASKS = (re.compile(r"[*×][*×]+"), re.compile(r"[xX][xX][年市县区]"))


def check(report: Report) -> list[Check]:
    """Every finding, in the order of `FINDERS`."""
    return [finding for finder in FINDERS for finding in finder(report)]


def _shown(item: Indicator) -> str:
    return f"{item.name}{item.value:g}{item.unit}"


def implausible_units(report: Report) -> Iterator[Check]:
    """Money counted in something else."""
    catalogue = load_catalogue()
    for item in report.indicators:
        if item.canon and item.measure == "level":
            wanted = catalogue.by_id[item.canon].unit
            found = item.normalized.unit if item.normalized else None
            if wanted == "CNY" and found not in {"CNY", "USD", None}:
                yield Check(
                    kind="implausible_unit", severity="warning", message=f"计量单位异常:{_shown(item)}", ids=[item.id]
                )


def missing_periods(report: Report) -> Iterator[Check]:
    """Figures whose period is unknown because the report's own year is."""
    ids = [item.id for item in report.indicators if item.period is None]
    if ids:
        yield Check(
            kind="no_period", severity="warning", message=f"无法判断年份,{len(ids)}个数值没有时期", ids=ids[:20]
        )


_FIELDS = {
    "region": "地区",
    "review_period": "回顾期",
    "plan_period": "计划期",
    "date": "报告日期",
    "admin_level": "行政级别",
}


def weak_evidence(report: Report) -> Iterator[Check]:
    """Facts about the report as a whole that rest on one weak clue: what hangs on them may be wrong with them."""
    meta = report.meta
    if meta.weak:
        said = "、".join(f"{_FIELDS.get(name, name)}{getattr(meta, name)}" for name in meta.weak)
        yield Check(kind="weak_evidence", severity="warning", message=f"依据不足,可能有误:{said}", ids=[])


def region_without_code(report: Report) -> Iterator[Check]:
    """A region that has no code: its name is that of several places, or of none in the table."""
    meta = report.meta
    if meta.region is None or meta.region_code is not None or meta.region == "全国":
        return
    known = gazetteer()
    own = next((name for start in range(len(meta.region)) if (name := meta.region[start:]) in known.by_name), None)
    if own is None:
        message = f"区划代码表中没有这个地名,不给代码:{meta.region}"
        yield Check(kind="unknown_region", severity="info", message=message, ids=[])
        return
    which = sorted({f"{known.above(place)[0].name if place.parent else ''}{own}" for place in known.candidates(own)})
    message = f"同名地区不止一个,原文不能确定是哪一个,不给代码:{'、'.join(which[:6])}"
    yield Check(kind="ambiguous_region", severity="warning", message=message, ids=[])


def masked_text(report: Report) -> Iterator[Check]:
    """Characters that the publisher masked: names next to them may be incomplete."""
    count = sum(len(mask.findall(report.source.text)) for mask in _MASKS)
    if count:
        yield Check(
            kind="masked_text", severity="info", message=f"原文有{count}处掩码字符,邻近的名称可能不完整", ids=[]
        )


def unanswered(report: Report) -> Iterator[Check]:
    """Ids that a model was asked about and gave no usable answer for: the rules labelled them."""
    coverage = report.run.coverage
    if coverage is not None and coverage.reasons:
        ids = list(coverage.reasons)
        yield Check(
            kind="not_answered",
            severity="warning",
            message=f"模型没有给出可用的回答,{len(ids)}个编号由规则标注",
            ids=ids,
        )


def instructions(report: Report) -> Iterator[Check]:
    """Text that speaks to a language model instead of a reader: it can change nothing, but someone put it there."""
    text = report.source.text
    for match in _INSTRUCTION.finditer(text):
        shown = " ".join(text[match.start() : match.end() + 20].split())
        yield Check(
            kind="instruction_to_model",
            severity="warning",
            message=f"原文第{match.start()}字处有写给语言模型的指令,未予执行:{shown}",
            ids=[],
        )


def nothing_found(report: Report) -> Iterator[Check]:
    """A text without figures or, in its plan part, without commitments: perhaps not a whole report."""
    if not report.indicators:
        yield Check(kind="no_indicators", severity="warning", message="没有识别到任何指标,可能不是完整的报告", ids=[])
    if not report.commitments:
        yield Check(kind="no_commitments", severity="info", message="没有识别到承诺事项,可能只有回顾部分", ids=[])


FINDERS: tuple[Finder, ...] = (
    *arithmetic.FINDERS,
    implausible_units,
    signs_against_wording,
    missing_periods,
    weak_evidence,
    region_without_code,
    parts_against_their_tense,
    masked_text,
    unanswered,
    instructions,
    nothing_found,
)
