"""How a figure is stated: its measure, whether it falls, and its bound, read from the words around it."""

import re
from dataclasses import dataclass

from summarizer.knowledge.lexicon import either, word_set

_RISE, _FALL = either("@rise"), either("@fall")
_HEDGE = either(
    "了", "约", "大约", "近", "接近", "将近", "超", "超过", "突破", "逾", "达", "达到", "为", "不低于", "不少于", "不超过", "不高于", "至少",
    "分别", "均", "在", "控制在", "保持在", "幅度", "幅度达", "幅度达到", "高达", "比例达", "的", "仅", "力争", "均为", "均达", "均达到", "各", "不足", "不到",
    "稳定在", "维持在", "实现", "完成", "水平", "、", "和", "预计",
)  # fmt: skip
_SHRINK = either(
    "减少",
    "压减",
    "压缩",
    "缩短",
    "精简",
    "削减",
    "缩减",
    "核减",
    "裁减",
    "裁撤",
    "净减",
    "净减少",
    "撤并",
    "下降",
    "降低",
    "调减",
)
_COMPARED = re.compile(either("@comparisons"))

# ``…同比增长``, ``…压减近``: a word of change is the last thing said before the figure.
_CHANGED = re.compile(rf"({_RISE}|{_FALL})(?:{_HEDGE})*\s*$")
# ``…提高到``, ``…缩短至``: the figure is where the movement ended.
_ARRIVED = re.compile(rf"(?:{_RISE}|{_FALL}|升|降|调整|优化|发展|达|扩展)(?:到|至|为|成)(?:了)?(?:{_HEDGE})*\s*$")
_AVERAGE = re.compile(r"年均(?!浓度|气温|值|人)|年平均(?!浓度|气温|值)|平均每年|年递增|年度平均")
_GROWTH_NOUN = re.compile(r"(?:增速|增幅|涨幅|增长率|增长速度|增长幅度|上涨幅度|发展速度)[^,，。;；]{0,8}$")
_FALL_NOUN = re.compile(r"(?:降幅|减幅|跌幅|降低率|下降率)[^,，。;；收]{0,6}$")
_PRICE = re.compile(r"(?:消费价格|物价|CPI)[^,，。;；]{0,16}$")
_TIMES = re.compile(r"(?:增长|增加|提高|提升|扩大|上升|增)(?:了|近|约|超过|超)?\s*$")
_LEVEL_VERB = re.compile(
    r"(?:新增加?|净增加?|增收|增产|增效|增补|增设|减免|减税|减负|减税降费|降费|提供|扩种|增资|增发|增殖)[^,，。;；]*$"
)
_COUNT_OF_LOSS = re.compile(
    rf"(?:^|[,，、。;；]|全年|累计|共|已|分别|平均|将|全面)(?:{_SHRINK})(?!到|至|为)[^,，。;；到至]*$"
)
_REDUCED = re.compile(rf"(?:{_FALL}|{_SHRINK})(?:了|近|约|超过|超|达)?\s*$")
_ADDED = re.compile(r"(?:增加|多增|增|多|提高|提升|上升|增长|提前|提速|下移|前移|高出|上涨)(?:了|近|约|超过|超)?\s*$")
_BELOW = re.compile(r"(?:低于|少于|落后|回落|收窄|下滑)[^,，。;；]*$")

PERCENT = frozenset({"%", "％", "‰"})
POINTS = re.compile(r"个?(?:百分|千分)?点$|个?百分点$")


@dataclass(frozen=True, slots=True)
class Stated:
    """`measure` and `falls` as in the label; `moved` if the figure is a change of the subject named before it;
    `rule` names the rule that decided."""

    measure: str
    falls: bool
    moved: bool
    rule: str


def _falls(word: str) -> bool:
    return word in word_set("fall")


def _percent(lead: str) -> Stated | None:
    average = _AVERAGE.search(lead) is not None
    growth = "avg_growth" if average else "growth"
    if _ARRIVED.search(lead):
        if _GROWTH_NOUN.search(lead):
            return Stated(growth, False, True, "rate of growth reached")
        return Stated("share", False, False, "share reached")
    if _FALL_NOUN.search(lead):
        return Stated(growth, True, True, "rate of decrease")
    if changed := _CHANGED.search(lead):
        return Stated(growth, _falls(changed.group(1)), True, "percentage change")
    if _GROWTH_NOUN.search(lead):
        return Stated(growth, False, True, "rate of growth")
    if _PRICE.search(lead):
        return Stated("growth", False, True, "price index")
    return None


def _amount(lead: str, named: bool) -> Stated | None:
    if _ARRIVED.search(lead):
        return None
    if _LEVEL_VERB.search(lead):
        return None
    if _COUNT_OF_LOSS.search(lead):
        return Stated("change", True, False, "count of what was cut")
    if _REDUCED.search(lead):
        return Stated("change", True, True, "amount of decrease")
    if _ADDED.search(lead) and (named or _COMPARED.search(lead)):
        return Stated("change", False, True, "amount of increase")
    return None


def measure_of(lead: str, unit: str, named: bool) -> Stated | None:
    """The measure of a figure from the words before it, or None where they say nothing (a level, or a list item).

    `lead` runs from the figure before (or the clause's start) to this one; `unit` is the figure's unit; `named` says
    that a noun stands before the verb, so that 增加 speaks of that noun and not of the object behind it.
    """
    if unit in PERCENT:
        return _percent(lead)
    if POINTS.search(unit):
        changed = _CHANGED.search(lead)
        falls = _falls(changed.group(1)) if changed else bool(re.search(r"收窄|回落", lead))
        return Stated("change", falls, True, "percentage points")
    if unit == "倍":
        if _TIMES.search(lead):
            return Stated("growth", False, True, "times more")
        return Stated("share", False, True, "times as much")
    return _amount(lead, named)


_BOUND_BEFORE = (
    (
        "ge",
        "must reach",
        re.compile(r"(?:不低于|不少于|至少|不小于|不得低于|不得少于|最少|确保达到|不下)[^,，。;；、\d]{0,4}$"),
    ),
    (
        "le",
        "must stay under",
        re.compile(
            r"(?:不超过|不高于|不大于|不多于|至多|最多|不得超过|不突破|低于|少于|小于|控制在)[^,，。;；、\d]{0,4}$"
        ),
    ),
    ("lt", "nearly", re.compile(r"(?:近|接近|将近|逼近|不足|不到|未到|直逼)\s*$")),
    ("gt", "exceeds", re.compile(r"(?:超|超过|突破|逾|超出|高于|多于|大于|跨过|跨越|首破|冲破|超额)(?:了)?\s*$")),
    ("approx", "about", re.compile(r"(?:(?<![签履合节预邀制违])约|大约|约为|大概|大致|大体)\s*$")),
)
_BOUND_AFTER = (
    ("ge", "or more", re.compile(r"\s*(?:\([^)]{0,6}\))?(?:及以上|以上|之上|或以上|起)")),
    ("le", "within", re.compile(r"\s*(?:\([^)]{0,6}\))?(?:以内|以下|之内|之下|及以下|内)")),
    ("approx", "or so", re.compile(r"\s*(?:左右|上下|许)")),
    ("gt", "and more", re.compile(r"\s*(?:余|多)(?!年)")),
)


def bound_of(lead: str, after: str, more: bool) -> tuple[str, str]:
    """The bound of a figure and the rule that decided, from the words before it and behind its unit.

    `more` says that 余 or 多 stands inside the unit.
    """
    for bound, rule, pattern in _BOUND_AFTER:
        if pattern.match(after):
            return bound, rule
    if more:
        return "gt", "and more"
    for bound, rule, pattern in _BOUND_BEFORE:
        if pattern.search(lead):
            return bound, rule
    return "eq", "plain"


def tail_bound_end(after: str) -> int:
    """How many characters of `after` are a bound word that belongs to the figure."""
    ends = [match.end() for _, _, pattern in _BOUND_AFTER if (match := pattern.match(after))]
    return max(ends, default=0)
