"""The book of names: what a single figure is called, from the words before and behind it and what was spoken of before.

A rule that fits gives the name and says what the sentence goes on about; lists, ranges and ratios are dealt out before
(`naming`), and a ranker may choose another candidate after (`ranker`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from summarizer.engines.rules.numbers.figure import Figure, Topic, counts
from summarizer.engines.rules.numbers.measures import Stated, measure_of
from summarizer.engines.rules.numbers.phrases import (
    attribute_at_end,
    core_of,
    counting_lead,
    is_aside,
    is_attribute,
    is_statistic,
    verb_at_end,
    verb_of,
)
from summarizer.engines.rules.numbers.signs import with_sign
from summarizer.knowledge.lexicon import either
from summarizer.knowledge.patterns import regex
from summarizer.knowledge.rule import Book, Rule

TOLD = regex(r"[^、,，:：;；。！？!?（(\s\d]{3,16}")
PLAN_SHARE = regex(
    r"""(?: 完成 | 为 | 占 | 达到? | 实现 )
        (?: 了 | 全[市省县区] | [省市县区上]级?下达 | [省市]定 | 预定 | 既定 | 既定的 | 序时 )*
        ( (?: 年度 | 全年 | 年初 | 投资 | 预算 | 目标 )+ (?: 计划 | 任务 | 预算 )? (?: 数 | 任务 | 目标 )? )
        的? (?: 约 | 近 | 超 )? \s* $""",
    re.VERBOSE,
)
_SHARE_OF = regex(
    r"""占 ( (?!比)[^,，。;；]*? ) 的? (?: 比重 | 比例 | 份额 )?
        (?: 约 | 近 | 达 | 达到 | 为 | 超过 | 提高到 | 提高 | 上升到 )* \s* $""",
    re.VERBOSE,
)
_SPENT_ON = regex(r"(?:用于)?[^、,，:：;；。！？!?（(\s\d]{3,14}")
_LISTED = regex(r"^\s*(?:[、,，]|和|及|以及|与)")
_GRADE = regex(rf"^{either('@grades')}(?:以上)?$|^(?:国家|省|市|县|区)$")
_GRADED = regex(rf"{either('@grades')}(?:以上)?")
_RATE_WORD = regex(
    r"""^ (?: (?: 年度 | 预期 | 全年 )? (?: 目标 | 计划 ) | 折合 | 折 | 实际 | 增速 | 增幅 | 涨幅 | 降幅 | 减幅 | 速度 | 增长
            | 总量 | 总额 | 规模 | 数量 | 总数 | 幅度 | 同比 | 名义 )? 在? $""",
    re.VERBOSE,
)
_RANK_TAIL = regex(
    r"""(?: 连续[一二三四五六七八九十]+年 )? (?: 稳定? )?
        (?: 排名? | 位[列居次] | 名列 | 跃居 | 居 | 列 | 位 | 升至 | 跃升至 )? 在?
        (?: 全[省市区县国州] | [省市]内 | [^,，、增速幅]{0,4}[区县市] )? (?: 排名 | 位次 | 前列 )? 第?前?$""",
    re.VERBOSE,
)
_ENUMERATED = regex(r"(?:等|、[^、]{1,8}和[^、]{1,8})(?:片区|地|处|地方|领域|方面)?\s*$|、")
_TIMES = regex(r"^(?:是|为|相当于)?.*(?:末|年|底|期|初)?的?$")
_TIMES_LEAD = regex(r"的\s*(?:近|约|超)?$")
_COMPARED = regex(r"[高低快慢多]于|领先")
_RANKED = regex(r"[第前]\s*$")
_CHANGED = regex(r"(?:增长|下降)\s*$")
_AND_SUCH = regex(r"等(?=项目|工程|企业|产品)")
_GROWING = ("播种", "种植", "栽培")
_SPENDING = frozenset({"投入", "投资", "共投入", "累计投入"})
_GAINING = frozenset({"惠及", "受益"})


@dataclass(slots=True)
class Case:
    """A figure to be named: the bare words before it, the subject it may carry on, what the words say of its measure,
    and the noun behind it."""

    figure: Figure
    topic: Topic
    core: str
    subject: str
    stated: Stated | None
    noun: str

    @property
    def lead(self) -> str:
        return self.figure.lead


def stated_of(figure: Figure, named: bool) -> Stated | None:
    """What the words before a figure, and its sign, say of it."""
    return with_sign(measure_of(figure.lead, figure.unit, named), figure.sign, figure.unit)


def means_subject(core: str) -> bool:
    """Whether the words before a figure name nothing of their own: 增速, 实际, 年度目标."""
    return _RATE_WORD.match(core) is not None


def _is_rank(case: Case) -> bool:
    return case.figure.unit in {"位", "名", ""} and _RANKED.search(case.figure.place.before) is not None


def _rank(case: Case) -> str:
    bare = _RANK_TAIL.sub("", case.core)
    case.figure.stated = Stated("rank", False, False, "name.rank")
    case.figure.subject = case.subject if means_subject(bare) or not bare else bare
    return case.figure.subject if not bare or not means_subject(bare) else f"{case.subject}{bare}排名"


def _share(case: Case) -> str:
    changed = case.stated is not None and case.stated.measure == "change"
    case.figure.stated = case.stated if changed else Stated("share", False, False, "name.share")
    case.figure.subject = case.subject
    return _share_name(case.figure, case.core, case.subject)


def _share_name(figure: Figure, core: str, subject: str) -> str:
    """A name for `占…的29.84%` and `完成年度计划的22.5%`, or an empty string."""
    if figure.unit not in {"%", "％"}:
        return ""
    if (plan := PLAN_SHARE.search(figure.lead)) and not _CHANGED.search(figure.lead):
        before = core_of(figure.lead[: plan.start()]) or subject
        return f"{before}完成{plan.group(1)}比例" if before else ""
    if part := _SHARE_OF.search(figure.lead):
        before = core_of(figure.lead[: part.start()])
        owner = before or subject
        whole = part.group(1)
        return f"{owner}占{whole}比重" if whole else f"{owner}占比"
    return ""


def _is_times(case: Case) -> bool:
    return (
        case.figure.unit == "倍"
        and bool(case.subject)
        and _TIMES.match(case.core) is not None
        and _TIMES_LEAD.search(case.lead) is not None
    )


def _carries_on(case: Case) -> bool:
    """Whether the words before the figure only say how the subject moved or was reckoned."""
    if not case.subject or not (case.core or (case.stated is not None and case.stated.moved)):
        return False
    return means_subject(case.core) or is_aside(case.core)


def _is_compared(case: Case) -> bool:
    stated = case.stated
    return bool(stated and stated.measure == "change" and case.subject) and _COMPARED.search(case.lead) is not None


def _compared(case: Case) -> str:
    case.figure.subject = case.subject
    return _merge(case.subject, case.core or "高于平均水平")


def _is_counted(case: Case) -> bool:
    """Whether the noun behind the unit is what is counted: no attribute or statistic stands before the figure."""
    core = case.core
    if not case.noun:
        return False
    owned = is_attribute(core) or bool(attribute_at_end(core))
    return not core or not (owned or (is_statistic(core) and not counts(case.figure.unit)))


def _counted(case: Case) -> str:
    figure, topic, core = case.figure, case.topic, case.core
    noun = _AND_SUCH.sub("", case.noun)
    verb = verb_of(core)
    listed = _LISTED.match(figure.lead) is not None
    if core and _ENUMERATED.search(figure.lead):
        verb = verb or verb_at_end(core)
        told = _with_predicate(noun, figure.predicate) if not verb else verb + noun
        name = core + noun if len(told) <= 3 or noun in {"项目", "工程", "企业", "片区"} else told
    elif core in _GAINING and topic.noun:
        name = topic.noun + core + noun
    elif core := counting_lead(core):
        name, verb = core + noun, verb or verb_at_end(core)
    elif listed and topic.verb:
        name, verb = topic.verb + noun, topic.verb
    else:
        name = _with_predicate(noun, figure.predicate)
    figure.counted = bool(verb or figure.predicate or "完成" in figure.lead or (listed and topic.activity))
    topic.unit = figure.unit
    topic.subjects, topic.verb, topic.noun, topic.activity = [name], verb, noun, True
    return name


def _with_predicate(noun: str, predicate: str) -> str:
    """A counted noun with what happened to it, the longer part last: 建档立卡贫困人口脱贫, 完成普查县."""
    return predicate + noun if len(noun) <= 3 else noun + predicate


def _stated_by(give: Callable[[Case], str]) -> Callable[[Case], str]:
    """A name that stands before its figure, told to the sentence: `新增市场主体4885家`, `地区生产总值341亿元`."""

    def name_of(case: Case) -> str:
        figure, topic = case.figure, case.topic
        goes_on = topic.activity and figure.lead.startswith("、")
        name = give(case)
        topic.unit = figure.unit
        topic.activity = topic.activity or goes_on
        if name not in topic.named:
            topic.named.append(name)
        figure.counted = bool(verb_of(case.core) or topic.activity or "完成" in figure.lead)
        return name

    return name_of


def _owned_behind(case: Case) -> str:
    """The noun behind that the attribute before the figure belongs to: `总投资95亿元的项目61个`."""
    behind = case.noun or (case.figure.borrowed if case.figure.after.strip() in {"的", "元的"} else "")
    return behind if behind and attribute_at_end(case.core) else ""


def _of_noun_behind(case: Case) -> str:
    noun = _owned_behind(case)
    case.topic.subjects, case.topic.noun = [noun], noun
    return noun + attribute_at_end(case.core)


def _lacks_owner(case: Case) -> bool:
    if not is_attribute(case.core):
        return False
    owner = _owner(case.topic)
    return owner != "" and not case.core.startswith(owner)


def _of_owner(case: Case) -> str:
    name = _merge(_owner(case.topic), case.core)
    case.topic.subjects = [name]
    return name


def _graded(case: Case) -> str:
    return case.topic.verb + case.core + _GRADED.sub("", case.topic.noun)


def _object_before(case: Case) -> str:
    """The object named before, of a bare verb."""
    bare = verb_of(case.core) == case.core and 0 < len(case.core) <= 5
    return (case.figure.borrowed or _same_kind(case.figure, case.topic)) if bare else ""


def _verb_of_object(case: Case) -> str:
    name = case.core + _object_before(case)
    case.topic.subjects = [name]
    return name


def _spent_on(case: Case) -> re.Match[str] | None:
    return _SPENT_ON.match(case.figure.after + case.figure.borrowed) if case.core in _SPENDING else None


def _spent(case: Case) -> str:
    spent = _spent_on(case)
    case.topic.noun = spent.group() if spent else ""
    return case.topic.noun + case.core


def _state(case: Case) -> str:
    name = case.core + case.topic.owner
    case.topic.subjects = [name]
    return name


def _goes_without_verb(case: Case) -> bool:
    topic = case.topic
    noun_alone = bool(case.core) and not verb_of(case.core) and not is_statistic(case.core)
    return noun_alone and topic.activity and bool(topic.verb) and counts(case.figure.unit)


def _verb_carried(case: Case) -> str:
    name = case.topic.verb + case.core
    case.topic.subjects, case.topic.noun = [name], case.core
    return name


def _before(case: Case) -> str:
    core, topic = case.core, case.topic
    verb = verb_of(core)
    rest = core[len(verb) :] if verb and verb != core else core
    topic.subjects, topic.verb, topic.noun, topic.activity = [core], verb if verb != core else "", rest, bool(verb)
    return core


def _told_behind(case: Case) -> re.Match[str] | None:
    return TOLD.match(case.figure.after) if not case.lead.strip("、,，和及 ") else None


def _told(case: Case) -> str:
    told = _told_behind(case)
    case.figure.counted = True
    return (case.subject if case.figure.unit in {"%", "％"} else "") + (told.group() if told else "")


def _last_subject(case: Case) -> str:
    case.figure.counted = case.topic.activity
    return case.subject or _owner(case.topic)


def _same_kind(figure: Figure, topic: Topic) -> str:
    """The object named before, if this figure counts it too: `收储土地832亩,供应197亩`."""
    bare = figure.unit.lstrip("十百千万亿")
    if topic.owner or not topic.unit:
        return topic.owner
    return topic.noun if topic.unit.lstrip("十百千万亿") == bare else ""


def _is_state_of(owner: str, core: str, unit: str) -> bool:
    """Whether a short phrase tells how many of the things before a colon are in some state: `续建40项`, `未开工3项`."""
    if not owner or not counts(unit) or is_statistic(core) or owner in core:
        return False
    return len(core) <= 6 or (len(core) <= 16 and core.endswith(owner[-2:]))


def _owner(topic: Topic) -> str:
    """What an attribute belongs to: the noun named before, without an attribute of its own."""
    noun = topic.owner or topic.noun or (topic.subjects[-1] if topic.subjects else "")
    attribute = attribute_at_end(noun)
    owner = noun[: -len(attribute)] if attribute and len(noun) > len(attribute) else noun
    return owner[:-2] if len(owner) > 3 and owner.endswith(_GROWING) else owner


def _merge(owner: str, attribute: str) -> str:
    """`家庭医生履约` + `履约率` → 家庭医生履约率."""
    for size in range(min(len(owner), len(attribute)), 0, -1):
        if owner.endswith(attribute[:size]):
            return owner + attribute[size:]
    return owner + attribute


_PAST = "一、2025年工作回顾\n"
NAMES: Book[Case, Callable[[Case], str]] = Book("name", ("name",), (
    Rule("name.rank", _is_rank, _rank,
         _PAST + "财政收入增长8%，增速居全市第<2>位。", "a place in an ordering is one of the subject"),
    Rule("name.share", lambda case: _share_name(case.figure, case.core, case.subject), _share,
         _PAST + "民营经济增加值占地区生产总值比重达<62>%。", "a part of a whole, or of a plan"),
    Rule("name.times", _is_times, lambda case: case.subject,
         _PAST + "财政收入达到8亿元，是2020年的<2>倍。", "so many times the subject"),
    Rule("name.compared", _is_compared, _compared,
         _PAST + "财政收入增长8%，高于全市平均水平<2>个百分点。", "the subject against another region's"),
    Rule("name.carried", _carries_on, lambda case: case.subject,
         _PAST + "财政收入完成8亿元，同比增长<7>%。", "the words only say that the subject moved"),
    Rule("name.counted", _is_counted, _counted,
         _PAST + "改造<97>个老旧小区。", "the noun behind the unit is counted"),
    Rule("name.of-noun-behind", _owned_behind, _stated_by(_of_noun_behind),
         _PAST + "总投资<95>亿元的光伏电池项目开工。", "an attribute of the noun behind"),
    Rule("name.of-owner", _lacks_owner, _stated_by(_of_owner),
         _PAST + "实施重点项目16个，总投资<95>亿元。", "an attribute of what was named before"),
    Rule("name.grade", lambda case: bool(case.topic.noun) and _GRADE.match(case.core), _stated_by(_graded),
         _PAST + "新增龙头企业12家，其中省级<3>家。", "so many of that grade"),
    Rule("name.verb-of-object", _object_before, _stated_by(_verb_of_object),
         _PAST + "收储土地832亩，供应<197>亩。", "another verb with the same object"),
    Rule("name.gain", lambda case: case.core in _GAINING and case.topic.noun,
         _stated_by(lambda case: case.topic.noun + case.core),
         _PAST + "改造老旧小区97个，惠及<1.5>万户。", "those who gain by what was named before"),
    Rule("name.spent", _spent_on, _stated_by(_spent),
         _PAST + "累计投入<8>亿元用于道路改造。", "money is named by what it was spent on"),
    Rule("name.state", lambda case: _is_state_of(case.topic.owner, case.core, case.figure.unit), _stated_by(_state),
         _PAST + "城市道路建设项目：未开工<3>项。", "the state of things named before a colon"),
    Rule("name.verb-carried", _goes_without_verb, _stated_by(_verb_carried),
         _PAST + "新建公园3个、停车场<12>个。", "the verb holds for the next of a list"),
    Rule("name.before", lambda case: case.core, _stated_by(_before),
         _PAST + "地区生产总值达到<341>亿元。", "the words before the figure"),
    Rule("name.told", _told_behind, _told,
         _PAST + "财政支出增长8%，<80>%用于民生。", "what is said of so many"),
    Rule("name.last-subject", lambda case: True, _last_subject,
         _PAST + "财政收入达到8亿元、<9>亿元。", "what the sentence spoke of last"),
))  # fmt: skip
