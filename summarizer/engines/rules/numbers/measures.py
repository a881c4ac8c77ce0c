"""How a figure is stated: its measure and whether it falls, read from the words before it. Ordered books, one a kind of
unit: percentages, points, multiples, amounts."""

from collections.abc import Callable
from dataclasses import dataclass

from summarizer.knowledge.lexicon import either, word_set
from summarizer.knowledge.patterns import regex
from summarizer.knowledge.rule import Book, Rule, found

PERCENT = frozenset({"%", "％", "‰"})
_HEDGE = either("@hedges")
_SHRINK = either("@shrinking")
_SHRINKS = regex(_SHRINK)
# Patterns that begin with one list of words are looked for by the first characters of these, others at every character.
_COMPARED = regex(rf"{either('@comparisons')}|[比较](?:19|20)\d\d年")
# ``…同比增长``, ``…压减近``: a word of change is the last thing said before the figure.
_CHANGED = regex(rf"(?P<moved>{either('@rise', '@fall')})(?:{_HEDGE})*\s*$")
# ``…提高到``, ``…缩短至``: the figure is where the movement ended.
_MOVED = either("@rise", "@fall", "升", "降", "调整", "优化", "发展", "达", "扩展")
_ARRIVED = regex(rf"{_MOVED}(?:到|至|为|成)(?:了)?(?:{_HEDGE})*\s*$")
_AVERAGE = regex(r"年均(?!浓度|气温|值|人)|年平均(?!浓度|气温|值)|平均每年|年递增|年度平均")
_ADDED = regex(
    r"(?:增加|多增|增|多|提高|提升|上升|增长|提前|提速|下移|前移|高出|上涨|回升|跃升|增产)(?:了|近|约|超过|超)?\s*$"
)
_GROWTH_NOUN = r"(?:增速|增幅|涨幅|增长率|增长速度|增长幅度|上涨幅度|发展速度)[^,，。;；]{0,8}$"


@dataclass(slots=True)
class Stated:
    """`measure` and `falls` as in the label; `moved` if the figure is a change of the subject named before it; `rule`
    names the rule that decided."""

    measure: str
    falls: bool
    moved: bool
    rule: str


@dataclass(slots=True)
class Words:
    """The words before a figure, from the one before it; `named` says that a noun stands before the verb, so that 增加
    speaks of that noun and not of the object behind it."""

    lead: str
    named: bool = True

    @property
    def moved(self) -> str:
        """The word of change that stands last before the figure, if any."""
        match = _CHANGED.search(self.lead)
        return match["moved"] if match else ""

    @property
    def falls(self) -> bool:
        return self.moved in word_set("fall")

    @property
    def growth(self) -> str:
        return "avg_growth" if _AVERAGE.search(self.lead) else "growth"


def is_points(unit: str) -> bool:
    """Whether a unit is 百分点, 个千分点 or the like."""
    return unit.endswith("点")


# What a rule says: the measure, whether it falls, and whether the figure is a change of its subject.
Says = Callable[[Words], tuple[str, bool, bool]]


def _lead(pattern: str) -> Callable[[Words], object]:
    search = found(pattern)
    return lambda words: search(words.lead)


def _always(measure: str, falls: bool, moved: bool) -> Says:
    return lambda words: (measure, falls, moved)


def _where(words_there: Callable[[str], object], pattern: str) -> Callable[[Words], object]:
    """As `_lead`, for a pattern that takes long to look for and cannot fit where none of some words stands."""
    search = found(pattern)
    return lambda words: words_there(words.lead) and search(words.lead)


_GROWS = _lead(_GROWTH_NOUN)
_PAST = "一、2025年工作回顾\n"

PERCENTAGES: Book[Words, Says] = Book("percent", ("measure", "falls"), (
    Rule("percent.rate-reached", lambda words: _ARRIVED.search(words.lead) and _GROWS(words), lambda words: (
        words.growth, False, True), _PAST + "工业增加值增速提高到<8>%。", "a rate of growth that was reached"),
    Rule("percent.share-reached", lambda words: _ARRIVED.search(words.lead), _always("share", False, False),
         _PAST + "城镇化率提高到<60>%。", "where a movement ended"),
    Rule("percent.rate-of-fall", _lead(r"(?:降幅|减幅|跌幅|降低率|下降率)[^,，。;；收]{0,6}$"),
         lambda words: (words.growth, True, True), _PAST + "用水量降幅达<8>%。", "a noun that says it fell"),
    Rule("percent.change", lambda words: words.moved, lambda words: (words.growth, words.falls, True),
         _PAST + "地区生产总值增长<8>%。", "a word of change is the last before the figure"),
    Rule("percent.rate-of-growth", lambda words: _GROWS(words), lambda words: (words.growth, False, True),
         _PAST + "地区生产总值增速居中游、为<8>%。", "a noun that says it grew"),
    Rule("percent.growth-aimed-at", _lead(r"增长(?:预期)?目标[^,，。;；]{0,6}$"), _always("growth", False, True),
         _PAST + "经济增长预期目标<6.5>%。", "an aim of growth"),
    Rule("percent.price", _lead(r"(?:消费价格|物价|CPI)[^,，。;；]{0,16}$"), _always("growth", False, True),
         _PAST + "居民消费价格指数控制在<3>%以内。", "prices are stated by how they change"),
))  # fmt: skip

POINTS_CHANGE: Book[Words, Says] = Book("points", ("measure", "falls"), (
    Rule("points.change", lambda words: True, lambda words: ("change", words.falls, True),
         _PAST + "城镇化率提高<2>个百分点。", "points measure a change"),
))  # fmt: skip

MULTIPLES: Book[Words, Says] = Book("times", ("measure", "falls"), (
    Rule("times.more", _lead(r"(?:增长|增加|提高|提升|扩大|上升|增)(?:了|近|约|超过|超)?\s*$"), _always("growth", False, True),
         _PAST + "出口总额增长<2>倍。", "so many times more"),
    Rule("times.as-much", lambda words: True, _always("share", False, True),
         _PAST + "出口总额是上年的<2>倍。", "so many times as much"),
))  # fmt: skip

AMOUNTS: Book[Words, Says] = Book("amount", ("measure", "falls"), (
    Rule("amount.reached", lambda words: _ARRIVED.search(words.lead), _always("level", False, False),
         _PAST + "财政收入增加到<20>亿元。", "where a movement ended"),
    Rule("amount.new", _lead(r"""(?: 新增加? | 净增加? | 增收 | 增效 | 增补 | 增设 | 减免 | 减税 | 减负 | 减税降费 | 降费
                                   | 提供 | 扩种 | 增资 | 增发 | 增殖 )[^,，。;；]*$"""), _always("level", False, False),
         _PAST + "新增就业<5>万人。", "new things are counted, and taxes forgone summed"),
    Rule("amount.cut", _where(lambda lead: _SHRINKS.search(lead), rf"""(?: ^ | [,，、。;；] | 全年 | 累计 | 共 | 已 | 分别 | 平均 | 将 | 全面 )
                                  (?:{_SHRINK})(?!到|至|为)[^,，。;；到至]*$"""), _always("change", True, False),
         _PAST + "减少行政村<20>个。", "a count of what was cut"),
    Rule("amount.fall", _lead(rf"{either('@fall', '@shrinking')}(?:了|近|约|超过|超|达)?\s*$"), _always("change", True, True),
         _PAST + "财政收入减少<2>亿元。", "the subject fell by so much"),
    Rule("amount.rise", lambda words: _ADDED.search(words.lead) and (words.named or _COMPARED.search(words.lead)),
         _always("change", False, True), _PAST + "财政收入增加<2>亿元。", "the subject rose by so much"),
))  # fmt: skip


# What a figure measures where no words tell: by its unit.
BY_UNIT: Book[Words, Says] = Book("unit", ("measure", "falls"), (
    Rule("unit.doubled", lambda words: words.lead.startswith("翻"), _always("growth", False, True),
         _PAST + "地区生产总值<翻一番>。", "twice as much is growth of 100 %"),
    Rule("unit.top", lambda words: words.lead == "强", _always("rank", False, False),
         _PAST + "挺进全省<20>强。", "a place among so many"),
    Rule("unit.percentage", lambda words: words.lead in PERCENT, _always("share", False, False),
         _PAST + "森林覆盖率<45>%。", "a percentage without a word of change is a share"),
    Rule("unit.amount", lambda words: True, _always("level", False, False),
         _PAST + "财政收入<20>亿元。", "an amount without a word of change is a level"),
))  # fmt: skip


def by_unit(digits: str, unit: str, after: str) -> Stated:
    """The measure where no words tell it, or the figure itself does (翻一番)."""
    rule = BY_UNIT.first(words := Words("翻" if digits.startswith("翻") else unit or after[:1]))
    assert rule is not None
    return Stated(*rule.produces(words), rule.id)


def measure_of(lead: str, unit: str, named: bool) -> Stated | None:
    """The measure of a figure from the words before it, or None where they say nothing (a level, or a list item).

    `lead` runs from the figure before (or the clause's start) to this one; `unit` is the figure's unit; `named` says
    that a noun stands before the verb, so that 增加 speaks of that noun and not of the object behind it.
    """
    rule = _book_of(unit).first(words := Words(lead, named))
    return Stated(*rule.produces(words), rule.id) if rule else None


def _book_of(unit: str) -> Book[Words, Says]:
    if unit in PERCENT:
        return PERCENTAGES
    if is_points(unit):
        return POINTS_CHANGE
    return MULTIPLES if unit == "倍" else AMOUNTS
