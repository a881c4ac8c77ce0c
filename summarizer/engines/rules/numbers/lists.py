"""Coordination: one phrase that names several things, to be dealt out to as many figures (分别)."""

import re

from summarizer.engines.rules.numbers.phrases import is_statistic, verb_of
from summarizer.knowledge.patterns import regex

# A word that packs two things into one: dealt out, it becomes both.
_PACKED = (
    ("城乡居民", ("城镇居民", "农村居民")),
    ("城乡常住居民", ("城镇常住居民", "农村常住居民")),
    ("城乡低保", ("城市低保", "农村低保")),
    ("城乡", ("城镇", "农村")),
    ("存贷款", ("存款", "贷款")),
    ("存、贷款", ("存款", "贷款")),
    ("进出口", ("进口", "出口")),
    ("供排水", ("供水", "排水")),
)
_BARE_COUNT = regex(
    r"(?:死亡|受伤|伤亡|案损|发案|破案|受理|参与|参加)?(?:人|件|户|次|起|案)?数|支出|收入|总量|总额|增速|占比|产量|产值|面积|存栏|出栏"
)
_COUNT_AT_END = regex(
    r"(?:受理|发案|立案|破案)?(?:人|件|户|次|起|案)?(?:起数|数)$|(?:收入|支出|总量|总额|增速|占比|产量|产值|(?:播种|种植)?面积|存栏|出栏)$"
)
_JOINT = regex(r"以及|[、和及与]")
_PAREN = regex(r"\([^)]*\)|（[^）]*）")
_TRIPLE = regex(r"(?:三次|三)产业|一二三产业|一、二、三产|三产")


def split_names(core: str, count: int) -> list[str] | None:
    """`count` names packed into `core`, or None if it does not hold so many.

    `城镇和农村居民收入` → 城镇居民收入, 农村居民收入; `仓储、邮政业营业收入` → 仓储业营业收入, 邮政业营业收入.
    """
    if count < 2:
        return None
    if count == 3 and (match := _TRIPLE.match(core)):
        tail = re.sub(r"结构|比例|比重|占比|比|的", "", core[match.end() :]) or "增加值"
        return [f"第{ordinal}产业{tail}" for ordinal in "一二三"]
    parts = _parts(core)
    if len(parts) == count:
        return _share_ends(parts)
    if count == 2:
        for packed, pair in _PACKED:
            if packed in core:
                return [core.replace(packed, single, 1) for single in pair]
    if len(parts) > count:
        return None
    return None


def _parts(core: str) -> list[str]:
    """`core` cut at its joints, brackets kept whole."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match.group())
        return f"\x00{len(held) - 1}\x00"

    bare = _PAREN.sub(hold, core)
    parts = [part for part in _JOINT.split(bare) if part]
    return [re.sub(r"\x00(\d+)\x00", lambda match: held[int(match.group(1))], part) for part in parts]


def _share_ends(parts: list[str]) -> list[str]:
    """Give the head noun of the last part to the parts that end without one, the opening of the first to the rest."""
    last = parts[-1]
    names = []
    for part in parts[:-1]:
        if is_statistic(part):
            names.append(part)
        else:
            names.append(part + _tail_for(part, last))
    names.append(_with_opening(names[0], last))
    return names


def _with_opening(first: str, last: str) -> str:
    """`last` with the owner that only the first of a list states: 生产安全事故起数、死亡人数."""
    if len(last) > 4 or len(first) <= len(last) or not _BARE_COUNT.fullmatch(last):
        return last
    opened = _COUNT_AT_END.search(first)
    return first[: opened.start()] + last if opened and opened.start() >= 2 else last


def is_counted_act(part: str) -> bool:
    """Whether a list member is whole as it stands: a verb with its object (接待游客)."""
    verb = verb_of(part)
    return bool(verb) and verb != part


def _tail_for(part: str, last: str) -> str:
    """The end of `last` that `part` goes without: `城镇` + `农村居民人均收入` → 居民人均收入."""
    for size in range(min(len(part), len(last)), 1, -1):
        cut = last.find(part[-size:])
        if cut >= 0:
            return last[cut + size :]
    if len(part) + 1 < len(last) and not is_counted_act(part):
        rest = last[len(part) :]
        return rest if not rest.startswith("业") or not part.endswith("业") else rest[1:]
    return ""


def ratio_names(core: str, count: int) -> list[str]:
    """Names for the members of a ratio such as 14.1:26.8:59.1."""
    if count == 3 and re.search(r"产业|结构|三产", core):
        return ["第一产业占比", "第二产业占比", "第三产业占比"]
    return split_names(core, count) or [core] * count
