"""Within a span of years: does a figure add up over it, or say what stands at its end? An ordered book."""

import re
from collections.abc import Callable

from summarizer.engines.rules.numbers.frame import Frame
from summarizer.knowledge.lexicon import either
from summarizer.knowledge.rule import Book, Rule

_BACK = "一、2025年工作回顾\n五年来，面貌一新。"
_AHEAD = "一、2025年工作回顾\n二、2026年工作安排\n“十五五”时期，"


def _own(pattern: str) -> Callable[[Frame], object]:
    search = re.compile(pattern, re.VERBOSE).search
    return lambda frame: search(frame.own)


def _level_own(pattern: str) -> Callable[[Frame], object]:
    search = re.compile(pattern, re.VERBOSE).search
    return lambda frame: frame.measure == "level" and search(frame.own)


_AT_LAST = re.compile(
    r"[、%％家个人户件元亩](?:达到?|总数达|突破|超过?)\s*$|(?:[增升降]至|[加高升大低少]到)[^,，。;；到至]{0,3}$"
).search
_DONE = re.compile(either("@verbs")).search


def _does(frame: Frame) -> bool:
    """Whether something is done in the clause: before the figure, or to what it counts."""
    return _DONE(frame.own) is not None


_SUMS_AHEAD = re.compile(r"年均|累计|新增|每年").search

STANDING: Book[Frame, bool] = Book("standing", ("period",), (
    Rule("standing.change-ahead", lambda frame: frame.scope.state == "ahead" and (
        frame.measure in {"avg_growth", "growth", "change"} or _SUMS_AHEAD(frame.near)), False,
         _AHEAD + "地区生产总值增长<50>%。", "a change, or what is said to be summed, over the years ahead"),
    Rule("standing.ahead", lambda frame: frame.scope.state == "ahead", True,
         _AHEAD + "城镇化率达到<70>%。", "what else is aimed at by the end of the years"),
    Rule("standing.rank", lambda frame: frame.measure == "rank", True,
         _BACK + "综合实力跃居全省第<3>位。", "a place is held at the end"),
    Rule("standing.reached-at-last", lambda frame: frame.measure == "level" and frame.scope.state == "back" and _AT_LAST(frame.own),
         True, _BACK + "高新技术企业净增50家、达<120>家。", "where a movement ended that is told just before"),
    Rule("standing.kept", _own(r"保持在 | 稳定在 | 维持在 | 控制在 | 连续 | 每年 | 年均 | 年平均 | 逐年"), False,
         _BACK + "登记失业率控制在<4>%以内。", "kept all the while"),
    Rule("standing.passed", _own(r"(?:连续?|先后|接连|相继)(?:跨|突破|迈上|跃上|登上)"), False,
         _BACK + "地区生产总值连跨<5>千亿元大关。", "passed on the way"),
    Rule("standing.summed", _level_own(r"期间 | 累计 | 五年 | 净增 | 新增"), False,
         _BACK + "累计新增就业<50>万人。", "said to be summed"),
    Rule("standing.reached", _level_own(r"(?: 达到? | [增升降]至 | 现有 | 拥有 | 共有 | [加高升大降低]到 | 总数 | 余额 | 突破 | 超过 )[^,，。;；]{0,4}$"), True,
         _BACK + "高新技术企业达到<120>家。", "said to be reached"),
    Rule("standing.arrived", _own(r"(?:由|从)[^,，]*[到至为]"), True,
         _BACK + "企业由50家整合为<12>家。", "where a movement ended"),
    Rule("standing.against-others", lambda frame: frame.measure == "change" and re.search(r"[高低快慢]于", frame.own), True,
         _BACK + "森林覆盖率达到45%，高于全省<3>个百分点。", "a comparison with others is of the end"),
    Rule("standing.there", lambda frame: frame.measure == "level" and frame.stands and not _does(frame), True,
         _BACK + "规模以上企业<120>家。", "counts what there is"),
    Rule("standing.rate", lambda frame: frame.measure == "share" and frame.unit != "倍", True,
         _BACK + "森林覆盖率达到<45>%。", "a rate is that of the end"),
    Rule("standing.flow", lambda frame: True, False,
         _BACK + "新建农村公路<120>公里。", "what else is done over the years"),
))  # fmt: skip
