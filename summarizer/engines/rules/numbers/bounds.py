"""The bound of a figure: at least, at most, more than, nearly, about. Ordered books of the words behind it and before."""

import re

from summarizer.knowledge.rule import Book, Rule, found, opens

_PAST = "一、2025年工作回顾\n"

BEHIND: Book[str, str] = Book("bound", ("bound",), (
    Rule("bound.or-more", opens(r"\s*(?:\([^)]{0,6}\))?(?:及以上|以上|之上|或以上|起)"), "ge",
         _PAST + "财政收入增长<5>%以上。", "a closing 以上"),
    Rule("bound.within", opens(r"\s*(?:\([^)]{0,6}\))?(?:以内|以下|之内|之下|及以下|内)"), "le",
         _PAST + "失业率控制在<4>%以内。", "a closing 以内"),
    Rule("bound.or-so", opens(r"\s*(?:左右|上下|许)"), "approx",
         _PAST + "财政收入增长<5>%左右。", "a closing 左右"),
    Rule("bound.among-the-top", opens(r"\s*强(?!企业)"), "le",
         _PAST + "挺进全省<20>强。", "one of so many"),
    Rule("bound.and-more", opens(r"\s*[余多](?!年)"), "gt",
         _PAST + "引进项目<20>余个。", "a closing 余 or 多"),
))  # fmt: skip

BEFORE: Book[str, str] = Book("bound", ("bound",), (
    Rule("bound.must-reach", found(r"(?:不低于|不少于|至少|不小于|不得低于|不得少于|最少|确保达到|不下)[^,，。;；、\d]{0,4}$"), "ge",
         _PAST + "改造小区不少于<20>个。", "a floor"),
    Rule("bound.must-stay-under", found(r"""(?: 不超过 | 不高于 | 不大于 | 不多于 | 至多 | 最多 | 不得超过 | 不突破 | 低于 | 少于
                                              | 小于 | 控制在 )[^,，。;；、\d]{0,4}$"""), "le",
         _PAST + "失业率控制在<4>%。", "a ceiling"),
    Rule("bound.nearly", found(r"(?:近|接近|将近|逼近|不足|不到|未到|直逼)\s*$"), "lt",
         _PAST + "引进项目近<20>个。", "not quite so much"),
    Rule("bound.exceeds", found(r"(?:超|超过|突破|逾|超出|高于|多于|大于|跨过|跨越|首破|冲破|超额)了?\s*$"), "gt",
         _PAST + "引进项目超过<20>个。", "more than so much"),
    Rule("bound.among-the-first", found(r"前\s*$"), "le",
         _PAST + "经济总量进入全国前<10>位。", "one of the first so many"),
    Rule("bound.about", found(r"(?:约(?<![签履合节预邀制违]约)|大约|约为|大概|大致|大体)\s*$"), "approx",
         _PAST + "引进项目约<20>个。", "about so much"),
))  # fmt: skip


# Words that spread a bound over the list they open: `分别超过8万元、4.5万元`, `连续跨越7万亿、8万亿`.
_SPREADS = found(r"(?: 分别 | 连续 | 先后 | 相继 | 接连 | 连跨 )[^,，。;；]*$")


def spread_bound(lead: str) -> tuple[str, tuple[str, ...]]:
    """The bound that the words before a list set for all its members, if they do."""
    return bound_of(lead, "", False) if _SPREADS(lead) else ("eq", ())


def bound_of(lead: str, after: str, more: bool) -> tuple[str, tuple[str, ...]]:
    """The bound of a figure and the rule that decided, if any, from the words before it and behind its unit.

    `more` says that 余 or 多 stands inside the unit.
    """
    rule = BEHIND.first(after) if _OPENS.match(after) else None
    if rule is None and more:
        return "gt", ("bound.and-more",)
    rule = rule or BEFORE.first(lead)
    return (rule.produces, (rule.id,)) if rule else ("eq", ())


# What any rule for the words behind begins with.
_OPENS = re.compile(r"\s*[(及以之或起内左上许强余多]")


def tail_bound_end(after: str) -> int:
    """How many characters of `after` are a bound word that belongs to the figure."""
    if not _OPENS.match(after):
        return 0
    return max((len(found_) for rule in BEHIND if (found_ := _words(rule.fits(after)))), default=0)


def _words(match: object) -> str:
    return str(match[0]) if match else ""  # type: ignore[index]
