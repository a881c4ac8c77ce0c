"""Targets without a number (与经济增长同步, 完成国家下达任务, 高于全国平均水平), and growth of none (与上年持平)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from summarizer.contract.report import Report
from summarizer.document.ledger import list_clauses, list_numbers
from summarizer.findings.tracking.statements import kinds_of
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.han import HAN
from summarizer.knowledge.lexicon import either

Relation = Literal["in_step", "above", "as_assigned", "positive", "stretch", "unchanged"]
_NAME = rf"(?:{either('@aiming')})*(?P<name>(?:{HAN}|[A-Za-z])(?:{HAN}|[A-Za-z、（）()“”]){{1,24}}?)"
_MOVES = rf"(?:的?(?:年均)?(?:{either('@rise')})(?:速度|幅度)?)?(?:{either('@aiming')})*"


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)


_RULES: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    (
        "in_step",  # 居民收入增长与经济增长基本同步
        _rule(
            rf"""
            ^ {_NAME} {_MOVES} [与和同跟] (?P<reference> (?: {HAN} | [A-Z] ){{2,14}}? ) (?: 增长 | 增速 )?
            (?: {either("@aiming")} )* (?: 同步 | 相适应 | 相匹配 | 相协调 )
            """
        ),
    ),
    (
        "above",  # 规上工业增加值增速高于全省平均水平
        _rule(
            rf"""
            ^ {_NAME} {_MOVES} (?: 高于 | 快于 | 好于 | 优于 | 超过 | 不低于 )
            (?P<reference> 全?[国省市区州] {HAN}{{0,8}} ) $
            """
        ),
    ),
    (
        "as_assigned",  # 单位GDP能耗完成国家下达任务
        _rule(
            rf"""
            ^ (?: {_NAME} {_MOVES} )? (?: {either("@aiming")} )* (?: 完成 | 达到 | 控制在 )
            (?P<reference> {either("@assigned_by")} {HAN}{{0,6}} {either("@assigned_things")} )
            (?: 以?内 | 要求 )? $
            """
        ),
    ),
    ("positive", _rule(rf"^ {_NAME} (?: {either('@aiming')} )* (?P<reference>) 正增长 $")),
    (
        "stretch",  # 在实际工作中争取更好结果
        _rule(
            rf"""
            ^ (?P<name>) (?: 并 )? 在 (?: 实际 )? 工作中 要? (?: 努力 )? (?: 力争 | 争取 )?
            (?P<reference> {HAN}{{0,6}} 更好 {HAN}{{0,6}} ) $
            """
        ),
    ),
    (
        "unchanged",  # 居民消费价格与上年持平
        _rule(
            rf"""
            ^ {_NAME} {_MOVES} [与和同]? (?P<reference> 上年 | 去年 | 上年同期 | 去年同期 | 同期 )?
            (?: 基本 | 大体 )? 持平 $
            """
        ),
    ),
)
_STATUS = {"review": "actual", "preamble": "actual", "plan": "target", "outlook": "target", "closing": "target"}
_COLON = re.compile(r"^.*[:：]")


@dataclass(frozen=True, slots=True)
class InWords:
    """A target in words: what it is of, how it is held against what, and the clause. `value` is 0 for 持平, growth of
    none, which may also be a result."""

    id: str
    name: str
    canon: str | None
    relation: Relation
    reference: str | None
    status: str
    period: str | None
    value: float | None
    start: int
    text: str


def in_words(report: Report) -> list[InWords]:
    """The targets without a number of a report, and results of none, in order, ids t1, t2, …"""
    return list(_found(report))


def _found(report: Report) -> Iterator[InWords]:
    text, catalogue = report.source.text, load_catalogue()
    clauses = list_clauses(text, list_numbers(text))
    kinds = kinds_of(report, [clause.start for clause in clauses])
    count = 0
    for clause, kind in zip(clauses, kinds, strict=True):
        status = _STATUS.get(kind)
        match = _matched(_COLON.sub("", clause.text)) if status else None
        if match is None or status is None or (status == "actual" and match[0] != "unchanged"):
            continue
        relation, found = match
        name = found["name"] or ""
        canon = catalogue.canon_of(name, "growth") or catalogue.canon_of(name) if name else None
        aims = "目标" in text[max(0, clause.start - 120) : clause.start]
        if canon is None and not (aims and relation != "unchanged"):
            continue
        count += 1
        period = report.meta.plan_period if status == "target" else report.meta.review_period
        yield InWords(
            f"t{count}", name or "总体目标", canon, relation, found["reference"] or None, status, period,
            0.0 if relation == "unchanged" else None, clause.start, clause.text,
        )  # fmt: skip


def _matched(text: str) -> tuple[Relation, re.Match[str]] | None:
    return next(((relation, match) for relation, rule in _RULES if (match := rule.search(text))), None)
