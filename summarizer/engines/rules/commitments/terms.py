"""What the words of one commitment say about it: how strongly it is promised, by when, and the verb that leads it."""

import re

from summarizer.engines.rules.commitments.clause import hangs, leaning, opening, without_mark
from summarizer.knowledge.word_index import index_of

_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")
_MUST = re.compile(r"确保|必须|坚决(?=[\u4e00-\u9fff])|保证|务必|不低于|不少于|杜绝|严守|严禁|坚守|绝不|决不|不得|守住")
_STRIVE = re.compile(
    r"""
    力争 | 努力 | 力求 | 争创 | 争当 | 争做 | 争先
    | (?<!向上)争取                                # 向上争取…机制 is a name
    | (?<![大全着努协合助])力促                      # 大力|促进
    | 探索(?=[\u4e00-\u9fff]) (?!和|与|实践)         # 改革探索 names a thing
    """,
    re.VERBOSE,
)
_PLANS = re.compile(r"(?:谋划|探索)")

_YEAR = r"(?:19|20)\d\d"
_ANY_TIME = re.compile(r"[年月季前末]|结束")  # Every deadline says one of these.
_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_PLAN_ORDER = {"十五": 2005, "十一五": 2010, "十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030}
# A year that only describes something (2020年前投入使用的医院) is no deadline.
_NOT_DESCRIBING = r"(?![^,，、]{1,8}的)"
_BY_MONTH = re.compile(rf"(?:(?P<year>{_YEAR})年)?(?P<month>\d{{1,2}})月(?:\d{{1,2}}日|底|末|份)?(?:之?前|以?内|底|末)")
_BY_YEAR = re.compile(
    rf"""
    (?P<end>{_YEAR}) 年 (?: [底末] (?:之?前)? | 之?前 | 以?内 ) {_NOT_DESCRIBING}          # 2025年底前
    | (?: 到 | 至 | 力争 | 确保 | 争取 | 计划 ) (?P<stated>{_YEAR}) 年                     # 到2025年, 力争2021年
    | (?P<done>{_YEAR}) 年 (?= 全部 | 全面 | 基本 | 建成 | 完成 | 实现 | 启动 | 开工 | 投产 )   # 2021年建成
    """,
    re.VERBOSE,
)
_PLAN_END = re.compile(r"“?(?P<plan>十[一二三四五]?五)”?(?:期?末|结束)")
_WITHIN_YEARS = re.compile(
    r"(?:用|通过|经过|力争|在|利用)?(?P<count>[一二两三四五])(?:年之?内|年(?:左右的?)?(?:时间|努力))"
)
_QUARTER = re.compile(r"(?:第?(?P<quarter>[一二三四])季度)(?:[前内末底]|完成|建成|开工|启动|投产|实现)")
_FIRST_HALF = re.compile(r"上半年(?:[前内底]|完成|建成|开工|启动|投产|实现|全面|全部|基本)")
_THIS_YEAR = re.compile(
    r"""
    (?<![\u4e00-\u9fff\d])年内 | (?<=[今本当])年(?:底|末|内) | (?<=[争取保在完])年(?:底|末|内)    # not 三年内, 近年内
    | 全年(?!龄|级) | (?<![\d一二两三四五几])年(?:底|末)(?:之?前)? | 年度内 | (?:当|本)年度?(?=内|完成|新增|实现)
    | ^年度(?=新增|完成|实现) | (?: 汛期 | 雨季 | 春节 | 国庆 | 元旦 | 入冬 | 供暖季 | 秋季开学 | 七一 ) 前
    """,
    re.VERBOSE,
)


def strength_of(text: str) -> str:
    """`must`, `strive` or `will`: the strongest word outside quotation marks decides."""
    bare = _QUOTED.sub("", text)
    if _MUST.search(bare):
        return "must"
    if _STRIVE.search(bare):
        return "strive"
    return "strive" if _plans_first(bare) else "will"


def _plans_first(text: str) -> bool:
    """谋划 leads the first clause (after its adverbs), so the planning itself is what is promised."""
    head = re.split(r"[,，;；。]", text, maxsplit=1)[0]
    return bool(_PLANS.match(head, _after_adverbs(head)))


def _after_adverbs(head: str) -> int:
    adverbs, place = index_of("action_adverbs"), 0
    while (word := adverbs.at(head, place)) and not _PLANS.match(head, place):
        place += len(word)
    return place


def deadline_of(text: str, plan_period: str | None) -> str | None:
    """The stated deadline as an explicit period; None where none is stated or the plan year is unknown."""
    if not _ANY_TIME.search(text):
        return None
    year = plan_period[:4] if plan_period else None
    if month := _BY_MONTH.search(text):
        stated = month["year"] or year
        number = int(month["month"])
        return f"{stated}-{number:02d}" if stated and 1 <= number <= 12 else None
    if named := _BY_YEAR.search(text):
        return named["end"] or named["stated"] or named["done"]
    if (end := _PLAN_END.search(text)) and end["plan"] in _PLAN_ORDER:
        return str(_PLAN_ORDER[end["plan"]])
    if year is None:
        return None
    if within := _WITHIN_YEARS.search(text):
        return str(int(year) + _NUMERALS[within["count"]] - 1)
    if quarter := _QUARTER.search(text):
        return f"{year}Q{_NUMERALS[quarter['quarter']]}"
    if _FIRST_HALF.search(text):
        return f"{year}H1"
    return year if _THIS_YEAR.search(text) else None


def action_of(text: str) -> str:
    """The verb that leads the action, after its adverbs and after clauses of manner; empty if no verb is known."""
    first = ""
    for clause in re.split(r"[,，;；。]", text):
        head = without_mark(clause)
        verb = opening(head)[1]
        if len(verb) > 1:
            if index_of("manner").at(head) not in leaning() and not hangs(clause):
                return verb
            first = first or verb
    return first or next((word for word, _ in index_of("action_verbs").scan(text) if len(word) > 1), "")
