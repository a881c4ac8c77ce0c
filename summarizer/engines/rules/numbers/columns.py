"""The book of columns: the measure of a figure in a table, from its own words, the head of its column and its row."""

from dataclasses import dataclass

from summarizer.engines.rules.numbers.grid import GROWTH
from summarizer.engines.rules.numbers.measures import PERCENT
from summarizer.knowledge.patterns import regex
from summarizer.knowledge.rule import Book, Rule

_OWN_CHANGE = regex(r"增长|增加|上涨|提高|下降|降低|减少|回落|同比|增幅|涨幅|降幅|负|[+＋]\s*$|^\s*[-−－▲▼]")
_ROW_GROWTH = regex(r"(?:增长|增速|增幅|增长率|增长速度|涨幅|降低|下降)(?:率|幅度)?$")
_CHANGES = regex(r"能耗|排放|消费价格|浓度下降")
_RATE = regex(r"率|比重|占")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a figure stands in a table: the `words` of its cell before it, its `own` unit, the `row`'s name, the
    column's `head`, the `row_unit`, and the `unit` that holds in the end; `negative` says that the cell is a negative figure."""

    words: str
    own: str
    row: str
    head: str
    unit: str
    row_unit: str
    negative: bool


def _table(head: str, cell: str, row: str = "地区生产总值") -> str:
    return f"一、2025年执行情况\n指标 | {head} | 备注 |\n{row} | {cell} | 无 |\n一般公共预算收入 | 8 | 无 |\n"


def _changed_in_its_cell(spot: Spot) -> bool:
    return spot.unit in PERCENT and (spot.negative or _OWN_CHANGE.search(spot.words) is not None)


COLUMNS: Book[Spot, str] = Book("column", ("measure",), (
    Rule("column.points", lambda spot: spot.own.endswith("百分点"), "change",
         _table("同比", "提高<2>个百分点", "城镇化率"), "percentage points in the cell"),
    Rule("column.average", lambda spot: "年均" in spot.words or ("年均" in spot.head and spot.own in {"", *PERCENT}),
         "avg_growth", _table("年均增长", "<7>%"), "a column of average growth"),
    Rule("column.own-change", _changed_in_its_cell, "growth",
         _table("2025年完成", "增长<6>%"), "the cell says that its figure is a change"),
    Rule("column.own-amount", lambda spot: spot.own not in {"", *PERCENT}, "level",
         _table("同比增长", "增加<6>亿元"), "an amount with a unit of its own is none, whatever the head says"),
    Rule("column.growth", lambda spot: GROWTH.search(spot.head), "growth",
         _table("同比增长（%）", "<6.4>"), "a column of growth"),
    Rule("column.goal-in-percent", lambda spot: spot.unit in PERCENT and spot.row_unit not in {"", *PERCENT}, "growth",
         "一、2025年执行情况\n指标 | 单位 | 2025年 | 目标（%） |\n地区生产总值 | 亿元 | 341 | <6> |\n财政收入 | 亿元 | 8 | 5 |\n",
         "of what is told in 亿元 or 人 a goal in per cent is its growth"),
    Rule("column.row-of-growth", lambda spot: _ROW_GROWTH.search(spot.row), "growth",
         _table("2025年", "<6.4>", "地区生产总值增速（%）"), "a row of growth"),
    Rule("column.price", lambda spot: spot.unit in PERCENT and _CHANGES.search(spot.row)
         and not _RATE.search(spot.row), "growth",
         _table("2025年", "<2>%", "居民消费价格"), "prices and energy are told by their change"),
    Rule("column.percent", lambda spot: spot.unit in PERCENT, "share",
         _table("2025年", "<61>%", "城镇化率"), "a rate"),
    Rule("column.amount", lambda spot: True, "level",
         _table("2025年（亿元）", "<341>"), "anything else is an amount"),
))  # fmt: skip
