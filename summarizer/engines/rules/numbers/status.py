"""Whether a figure has happened or is planned: an ordered book."""

import re
from collections.abc import Callable

from summarizer.engines.rules.numbers.frame import Frame
from summarizer.knowledge.han import HAN
from summarizer.knowledge.rule import Book, Rule

_EXISTS = r"""
    现有 | 现已 | 目前 | 截至 | 原有 | 已有
  | 已(?:经)?(?:建成|完成|达|有|开工|形成|开通|投入|实现|落户|入驻|拥有|累计)(?!的)
"""
_PLANNED = r"""
    (?:预期|年度|计划|规划|工作|目标|预定)目标(?:值|任务)? | (?<!完成)年度计划(?:投资)?$ | 年度计划投资
  | 计划(?:投资|总投资|实施|新建|建设|完成|新增) | 拟(?:投资|建) | 力争 | 预期(?!目标|寿命) | 将(?:达|新增|建成)
"""


def _near(pattern: str, but: str = r"(?!)") -> Callable[[Frame], bool]:
    fits, spoils = re.compile(pattern, re.VERBOSE).search, re.compile(but).search
    return lambda frame: bool(fits(frame.told)) and not spoils(frame.told)


_TENDED = _near(r"(?:用好|用足|用活|巩固|瞄准|对照|依托|凝聚|盘活|管好)[^,，]{0,18}$")
_TOLD = _near(rf"(?<={HAN})了(?!解|如|望|结)[^,，]{{0,10}}$", r"为了|除了|到了")
_EXISTS_NEAR = _near(_EXISTS)
# What none of these goes without.
_MAY_BE_PLANNED = re.compile("[目计拟力预将]").search
_IS_PLANNED = _near(_PLANNED, r"超额|好于|高于|完成")

STATUS: Book[Frame, str] = Book("status", ("status",), (
    Rule("status.base", lambda frame: frame.is_base, "actual",
         "一、2025年工作回顾\n二、2026年工作安排\n补助标准由<40>元提高到45元。", "what is to be raised is there already"),
    Rule("status.tended", lambda frame: frame.forward and _TENDED(frame), "actual",
         "一、2025年工作回顾\n二、2026年工作安排\n用好<24>条扶持政策。", "what is made use of exists already"),
    Rule("status.told", lambda frame: frame.forward and _TOLD(frame), "actual",
         "一、2025年工作回顾\n二、2026年工作安排\n这项改革取消了<336>亿元税赋。", "了 tells what happened"),
    Rule("status.exists", lambda frame: frame.forward and _EXISTS_NEAR(frame), "actual",
         "一、2025年工作回顾\n二、2026年工作安排\n现有<12>家企业全部上云。", "what exists already is no plan"),
    Rule("status.looked-back", lambda frame: frame.kind == "outlook" and frame.scope.state in {"back", "review"}, "actual",
         "2021年政府工作报告\n一、“十四五”主要目标\n“十三五”时期，全市新增就业<50>万人。\n二、2021年重点工作",
         "a look back under a title that looks ahead"),
    Rule("status.forward-part", lambda frame: frame.forward, "target",
         "一、2025年工作回顾\n二、2026年工作安排\n新增就业<5>万人。", "a part that looks ahead"),
    Rule("status.plan-done", _near(r"(?:完成|占|为|超)[^,，。;；]{0,8}(?:计划|目标|任务)"), "actual",
         "一、2025年工作回顾\n完成年度计划的<50>%。", "so much of a plan is done"),
    Rule("status.planned", lambda frame: _MAY_BE_PLANNED(frame.told) and _IS_PLANNED(frame), "target",
         "一、2025年工作回顾\n年度目标任务<50>个。", "a plan is restated"),
    Rule("status.looking-back", lambda frame: True, "actual",
         "一、2025年工作回顾\n新增就业<5>万人。", "a part that looks back"),
))  # fmt: skip

# In a part that looks back, those that ask for one that looks ahead are not tried.
_AHEAD = frozenset({"status.tended", "status.told", "status.exists", "status.forward-part"})
_OF_RESULTS = tuple(rule for rule in STATUS if rule.id not in _AHEAD)


def status_of(frame: Frame) -> Rule[Frame, str]:
    """The rule that says whether a figure has happened or is planned."""
    rule = STATUS.first(frame, None if frame.forward else _OF_RESULTS)
    assert rule is not None, "the last rule fits everything"
    return rule
