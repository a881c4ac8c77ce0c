"""What a number inherits from its place: section, scope, and the words of its sentence that can date it."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from summarizer.document.document import Meta
from summarizer.document.scope import Scope
from summarizer.document.years import FORWARD_KINDS, PLAN, YEAR, Time, times, year_of

_OPENING = re.compile(r"\s*(?:[一二三四五六七八九十]{1,2}是)?(?:到|在|截至|截止|至|预计)?")
_BASES = re.compile(
    rf"""
    (?: 比 | 较 | 对比 | 相当于 | (?<!但)是 | 为 | 与 | 自 | 从 ) \s* (?: {YEAR}\s*年 | {PLAN} )
        [^,，]*? (?: 相比 | 同期 | 末 | 年?[底初] | 以来 | 年来 | 年起 | 的 | (?<=年) )
  | {YEAR}\s*年(?:以来|来|起)
    """,
    re.VERBOSE,
)
_ARRIVED = re.compile(r"(?:由|从)(?P<base>[^,，]*?)(?:到|至|为|成)(?=[^,，到至为成]*$)")
_BASE = re.compile(r"(?:由|从)[^,，。;；]*$")
_ARRIVAL = re.compile(
    r"""
    ^[^,，。;；]*? (?: 增加 | 提高 | 提升 | 上升 | 增长 | 扩大 | 减少 | 下降 | 降低 | 压缩 | 缩短 | 升 | 降 | 减 | 增 | 发展 | 扩
      | 压减 | 精简 | 优化 | 调整 | 整合 | 拓展 | 缩减 | 跃升 | 攀升 ) (?:到|至|为|成)
    """,
    re.VERBOSE,
)
# Every statement of time that dates a figure holds one of these.
_TELLS_TIME = re.compile("[年月季]")
_COMMA = re.compile("[,，;；]")
_DATING = frozenset({"year", "month", "part", "range"})


@dataclass(slots=True)
class Frame:
    """`lead` is the sentence up to the figure (up to the first of a list), `rest` the words behind it in its clause;
    `stands` says that the figure counts what there is, not what was done. `status` is filled in when it is decided, as
    the period goes by it; nothing else changes.

    Of `lead`, `own` is the figure's own clause, `told` that clause from its last colon, `near` the sentence from its last
    semicolon. `forward` says that the part looks ahead."""

    kind: str
    scope: Scope
    meta: Meta
    lead: str
    rest: str
    name: str = ""
    measure: str = "level"
    unit: str = ""
    status: str = "actual"
    stands: bool = False
    forward: bool = field(init=False)
    own: str = field(init=False)
    told: str = field(init=False)
    near: str = field(init=False)
    _is_base: bool | None = field(init=False, default=None)
    _dated: Time | None = field(init=False, default=None)
    _is_dated: bool | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        lead = self.lead
        self.forward = self.kind in FORWARD_KINDS
        self.near = _behind_last(";", "；", lead)
        self.own = _behind_last(",", "，", self.near)
        self.told = _behind_last(":", "：", self.own)

    @property
    def base_year(self) -> int | None:
        """The year that parts of years are of: the plan's in parts that look ahead, else the one under review."""
        return year_of(self.meta.plan_period if self.forward else self.meta.review_period)

    @property
    def is_base(self) -> bool:
        """Whether the figure is what another is compared with: A in `由A提高到B`."""
        if self._is_base is None:
            self._is_base = _BASE.search(self.own) is not None and _ARRIVAL.match(self.rest) is not None
        return self._is_base

    @property
    def dated(self) -> Time | None:
        """The statement of time that holds for the figure: the last of its own clause, else one that opens an earlier
        clause of its sentence. What is only compared with, and years since something, state no time."""
        if self._is_dated is None:
            self._dated = self._time_stated() if _TELLS_TIME.search(self.lead) else None
            self._is_dated = self._dated is not None
        return self._dated

    def _time_stated(self) -> Time | None:
        if _TELLS_TIME.search(self.own):
            stated = [time for time in _times(_without_bases(self.own), self.base_year) if time.form in _DATING]
            if stated:
                return stated[-1]
        for clause in reversed(_COMMA.split(self.lead)[:-1]):
            opened = next(iter(_times(clause, self.base_year)), None)
            if opened and opened.form in _DATING and _OPENING.fullmatch(clause[: opened.start]):
                return opened
        return None


@lru_cache(maxsize=512)  # the figures of a sentence share the clauses before them
def _times(text: str, base_year: int | None) -> tuple[Time, ...]:
    """The times stated in a text; a month without its year dates nothing."""
    if not _TELLS_TIME.search(text):
        return ()
    return tuple(time for time in times(text, base_year) if time.stated or time.form != "month")


def _behind_last(mark: str, wide: str, text: str) -> str:
    """What stands behind the last of two marks; all of the text where there is none."""
    if mark in text or wide in text:
        return text[max(text.rfind(mark), text.rfind(wide)) + 1 :]
    return text


def _without_bases(own: str) -> str:
    """A clause without what it compares with: `由A提高到` and `比2015年`."""
    if "由" in own or "从" in own:
        own = _ARRIVED.sub("\0", own)
    return _BASES.sub("\0", own)
