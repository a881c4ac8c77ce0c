"""By when something is promised: the statement of time in a commitment that sets it a limit."""

import re

from summarizer.document.years import Time, times
from summarizer.knowledge.lexicon import either

_ANY_TIME = re.compile(r"[年月季前末]|结束")  # Every deadline says one of these.
_DONE = either("全部", "全面", "基本", "建成", "完成", "实现", "启动", "开工", "投产", "竣工", "投用", "通车")
# A year that only describes something (2020年前投入使用的医院) is no deadline.
_NOT_DESCRIBING = r"(?![^,，、]{1,8}的)"
_LIMIT_BEFORE = re.compile(r"(?:到|至|力争|确保|争取|计划)$")
_LIMITS = {
    "month": re.compile(r"(?:\d{1,2}日)?(?:[底末份]?(?:之?前|以?内)|[底末])"),
    "part": re.compile(rf"(?:[前内末底]|{_DONE})"),
    "year": re.compile(rf"(?:[底末](?:之?前)?|之?前|以?内){_NOT_DESCRIBING}|{_DONE}"),
}
_ORDER = ("month", "year", "plan end", "within", "part")
_THIS_YEAR = re.compile(
    r"""
    (?<![\u4e00-\u9fff\d])年内 | (?<=[今本当])年(?:底|末|内) | (?<=[争取保在完])年(?:底|末|内)    # not 三年内, 近年内
    | 全年(?!龄|级) | (?<![\d一二两三四五几])年(?:底|末)(?:之?前)? | 年度内 | (?:当|本)年度?(?=内|完成|新增|实现)
    | ^年度(?=新增|完成|实现) | (?: 汛期 | 雨季 | 春节 | 国庆 | 元旦 | 入冬 | 供暖季 | 秋季开学 | 七一 ) 前
    """,
    re.VERBOSE,
)


def deadline_of(text: str, plan_period: str | None) -> str | None:
    """The stated deadline as an explicit period; None where none is stated or the plan year is unknown."""
    if not _ANY_TIME.search(text):
        return None
    year = int(plan_period[:4]) if plan_period else None
    limits: dict[str, str] = {}
    for time in times(text, year):
        if _sets_a_limit(text, time):
            limits.setdefault(time.form, time.period)
    if limits:
        return next(limits[kind] for kind in _ORDER if kind in limits)
    return str(year) if year and _THIS_YEAR.search(text) else None


def _sets_a_limit(text: str, time: Time) -> bool:
    if time.form in {"plan end", "within"}:
        return True
    limit = _LIMITS.get(time.form)
    if limit is None:
        return False
    if limit.match(text, time.end):
        return True
    return time.form == "year" and _LIMIT_BEFORE.search(text[: time.start].rstrip()) is not None
