"""What each figure of a clause measures: names dealt out over lists, carried over ellipsis, joined to their owner."""

import itertools
import re
from dataclasses import dataclass, field

from summarizer.engines.rules.numbers.lists import ratio_names, split_names
from summarizer.engines.rules.numbers.measures import Stated, measure_of
from summarizer.engines.rules.numbers.phrases import (
    attribute_at_end,
    core_of,
    counting_lead,
    is_aside,
    is_attribute,
    is_statistic,
    late_predicate,
    verb_at_end,
    verb_of,
)
from summarizer.engines.rules.numbers.places import Place
from summarizer.engines.rules.numbers.signs import with_sign

_JOINED = re.compile(r"^\s*(?:[、,，/]|和|及|以及|与|到|至)?\s*(?:约|近|超|超过|均|分别|各)?\s*$")
_RANGED = re.compile(r"^\s*[-—–－~～至到]{1,2}\s*$")
_RATIO = re.compile(r"^\s*[:：∶比]\s*$")
# A list and the word for all of it: 汽车、新能源、索具三大主导产业.
_LISTED_HEAD = re.compile(r"(?:[两二三四五六七八九十]|等)(?:大|个|类|项)?(?=[^、]{2,8}$)[^、]*$")
_TOLD = re.compile(r"[^、,，:：;；。！？!?（(\s\d]{3,16}")
_SPENT_ON = re.compile(r"(?:用于)?[^、,，:：;；。！？!?（(\s\d]{3,14}")
_LISTED = re.compile(r"^\s*(?:[、,，]|和|及|以及|与)")
_GRADE = re.compile(r"^(?:国家|世界|省|市|区|县|州|部|乡|镇|村|自治区)级(?:以上)?$|^(?:国家|省|市|县|区)$")
_GRADED = re.compile(r"(?:国家|世界|省|市|区|县|州|部)级(?:以上)?")
_PLAN_SHARE = re.compile(
    r"(?:完成|为|占|达到?|实现)(?:了|全[市省县区]|[省市县区上]级?下达|[省市]定|预定|既定|既定的|序时)*((?:年度|全年|年初|投资|预算|目标)+(?:计划|任务|预算)?(?:数|任务|目标)?)的?(?:约|近|超)?\s*$"
)
_SHARE_OF = re.compile(
    r"占((?!比)[^,，。;；]*?)(?:的)?(?:比重|比例|份额)?(?:约|近|达|达到|为|超过|提高到|提高|上升到)*\s*$"
)
_RATE_WORD = re.compile(
    r"^(?:(?:年度|预期|全年)?(?:目标|计划)|折合|折|实际|增速|增幅|涨幅|降幅|减幅|速度|增长|总量|总额|规模|数量|总数|幅度|同比|名义)?(?:在)?$"
)
_RANK_TAIL = re.compile(
    r"(?:连续[一二三四五六七八九十]+年)?(?:稳定?)?(?:排名?|位[列居次]|名列|跃居|居|列|位|升至|跃升至)?(?:在)?(?:全[省市区县国州]|[省市]内|[^,，、增速幅]{0,4}[区县市])?(?:排名|位次|前列)?第?前?$"
)
_ENUMERATED = re.compile(r"(?:等|、[^、]{1,8}和[^、]{1,8})(?:片区|地|处|地方|领域|方面)?\s*$|、")
_COUNTED = re.compile(
    r"^[十百千万亿]*[个家项件条所座处栋幢套辆台户人名次场期起宗类只头张份块支篇批位枚款枪对本部册间孔口眼片幅盏面艘架列班]"
)


def counts(unit: str) -> bool:
    """Whether the unit is a classifier of things (个, 家, 万户), not a measure (亿元, 公里)."""
    return _COUNTED.match(unit) is not None


def counts_or_measures(unit: str) -> bool:
    """Whether the unit counts or measures things that stand there (家, 万亩, 公里), unlike money or people served."""
    return counts(unit) or re.search(r"(?:亩|公顷|平方米|平方公里|公里|千瓦|立方米|床|张)$", unit) is not None


@dataclass(slots=True)
class Figure:
    """A quantity on its way to a label. `lead` and `after` are the words that belong to it alone; `end` lies behind a
    bound word such as 以上, `unit_end` before it. `sign` stands before it and is not in `lead`."""

    place: Place
    unit: str
    unit_end: int
    end: int
    more: bool
    lead: str = ""
    after: str = ""
    noun: str = ""
    predicate: str = ""
    borrowed: str = ""
    sign: str = ""
    name: str = ""
    subject: str = ""
    stated: Stated | None = None
    ranged: str = ""
    first_start: int = -1
    last_end: int = -1
    counted: bool = False
    before: "Before | None" = None
    why: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Before:
    """What the sentence had spoken of when a figure was named."""

    subjects: tuple[str, ...]
    verb: str
    noun: str
    named: tuple[str, ...]


@dataclass(slots=True)
class Topic:
    """What the sentence is about so far: the names a later figure may leave out."""

    subjects: list[str] = field(default_factory=list)
    verb: str = ""
    noun: str = ""
    activity: bool = False
    unit: str = ""
    owner: str = ""
    outside: "Topic | None" = None
    named: list[str] = field(default_factory=list)

    def copy(self) -> "Topic":
        return Topic(list(self.subjects), self.verb, self.noun, self.activity, self.unit, self.owner)


def runs_of(figures: list[Figure]) -> list[list[Figure]]:
    """Figures of one clause grouped where nothing but a joint stands between them: `27478元、15341元`, `6%—8%`."""
    runs: list[list[Figure]] = []
    for figure in figures:
        joined = bool(runs) and (
            _RANGED.match(figure.lead)
            or _RATIO.match(figure.lead)
            or (_JOINED.match(figure.lead) and figure.lead.strip() != "")
        )
        if joined and (not runs[-1][-1].noun or _RANGED.match(figure.lead)):
            runs[-1].append(figure)
        else:
            runs.append([figure])
    return runs


def name_clause(figures: list[Figure], topic: Topic) -> None:
    """Give every figure of a clause its name, subject and measure; `topic` is carried on to the next clause."""
    _share_words(figures)
    _open_topic(figures[0], topic)
    for run in runs_of(figures):
        _follow_brackets(run[0].lead, topic)
        before = Before(tuple(topic.subjects), topic.verb, topic.owner or topic.noun, tuple(topic.named[-2:]))
        for figure in run:
            figure.before = before
            figure.first_start, figure.last_end = run[0].place.entry.start, run[-1].unit_end
        if len(run) == 1:
            _name_single(run[0], topic)
        elif any(_RATIO.match(figure.lead) for figure in run[1:]):
            _name_ratio(run, topic)
        elif len(run) == 2 and _RANGED.match(run[1].lead):
            _name_range(run, topic)
        else:
            _name_list(run, topic)
    _follow_brackets(figures[-1].after, topic)


def _follow_brackets(words: str, topic: Topic) -> None:
    """What a bracket tells is an aside: when it closes, the sentence goes on with what it spoke of before."""
    opened = sum((char in "(（") - (char in ")）") for char in words)
    if opened > 0:
        topic.outside = topic.copy()
    elif opened < 0 and topic.outside is not None:
        before = topic.outside
        topic.subjects, topic.verb, topic.noun = before.subjects, before.verb, before.noun
        topic.activity, topic.unit, topic.outside = before.activity, before.unit, None


def _share_words(figures: list[Figure]) -> None:
    """What the end of a list says of all its members: `51个县、6920个村甩掉贫困帽子`, `储备50名、培养9名社会工作人才`."""
    for figure, follower in itertools.pairwise(figures):
        if not figure.noun and follower.noun:
            figure.borrowed = follower.noun
    *members, last = figures
    if members and all(figure.noun for figure in members):
        told = _TOLD.match(last.after)
        late = last.predicate or late_predicate(last.after, last.noun)
        shared = late if last.noun else told.group() if told else ""
        last.predicate = last.predicate or late
        for figure in members:
            figure.predicate = figure.predicate or shared


def _open_topic(first: Figure, topic: Topic) -> None:
    """`城市道路建设项目:计划实施50项`: what stands before a colon owns what follows."""
    opening, colon, _ = first.lead.replace("：", ":").rpartition(":")
    noun = core_of(opening) if colon else ""
    if 2 <= len(noun) <= 20 and not re.search(r"目标|任务|指标|其中|如下|项目库|是$|为$", opening[-6:]):
        topic.subjects, topic.verb, topic.noun, topic.activity, topic.unit, topic.owner = (
            [noun],
            "",
            noun,
            False,
            "",
            noun,
        )


def _name_ratio(run: list[Figure], topic: Topic) -> None:
    core = core_of(run[0].lead) or (topic.subjects[-1] if topic.subjects else "")
    for figure, name in zip(run, ratio_names(core, len(run)), strict=True):
        figure.name = figure.subject = name
        figure.unit = figure.unit if figure.unit == "%" else "%"
        figure.stated = Stated("share", False, False, "ratio")
        figure.why.append("ratio")


def _name_range(run: list[Figure], topic: Topic) -> None:
    low, high = run
    low.unit = low.unit or high.unit
    low.after, low.noun, low.predicate = high.after, high.noun, high.predicate
    _name_single(low, topic)
    high.unit = high.unit or low.unit
    high.name, high.subject, high.stated = low.name, low.subject, low.stated
    low.ranged, high.ranged = "ge", "le"
    low.why.append("range")
    high.why.append("range")


def _name_list(run: list[Figure], topic: Topic) -> None:
    shared = next((figure.unit for figure in reversed(run) if figure.unit), "")
    for figure in run:
        figure.unit = shared if shared.startswith(figure.unit) else figure.unit
    first = run[0]
    core = core_of(first.lead, whole=True)
    if (plan := _PLAN_SHARE.search(first.lead)) and len(topic.named) >= len(run):
        for figure, name in zip(run, topic.named[-len(run) :], strict=True):
            figure.name, figure.subject = f"{name}完成{plan.group(1)}比例", name
            figure.stated = Stated("share", False, False, "measure.share-of-plan")
            figure.why.append("dealt out over a list")
        return
    names = split_names(core, len(run)) if core else None
    if names is None and _means_subject(core) and len(topic.subjects) == len(run):
        names = list(topic.subjects)
    if names is None and _means_subject(core) and len(topic.named) >= len(run) and _moves(first):
        names = topic.named[-len(run) :]
    if names is None and len(topic.subjects) == 1 and _means_subject(core):
        names = split_names(topic.subjects[0], len(run))
    if names is None and len(topic.subjects) == 1 and is_attribute(core):
        owners = split_names(_LISTED_HEAD.sub("", topic.subjects[0]), len(run))
        names = [owner + core for owner in owners] if owners else None
    if names is None:
        for figure in run:
            _name_single(figure, topic)
            if figure.stated is None:
                figure.stated = first.stated
        return
    stated = _stated(first, True)
    for figure, name in zip(run, names, strict=True):
        figure.name = figure.subject = name
        figure.stated = _stated(figure, True) or stated
        figure.why.append("dealt out over a list")
    topic.subjects, topic.verb, topic.noun, topic.activity = names, "", names[-1], False
    topic.named += [name for name in names if name not in topic.named]


def _stated(figure: Figure, named: bool) -> Stated | None:
    """What the words before a figure, and its sign, say of it."""
    return with_sign(measure_of(figure.lead, figure.unit, named), figure.sign, figure.unit)


def _moves(figure: Figure) -> bool:
    """Whether the words before a figure say that its subject moved: `分别增长`."""
    stated = _stated(figure, False)
    return stated is not None and stated.moved


def _means_subject(core: str) -> bool:
    return _RATE_WORD.match(core) is not None


def _name_single(figure: Figure, topic: Topic) -> None:
    core = core_of(figure.lead)
    subject = topic.subjects[-1] if len(topic.subjects) == 1 else (topic.subjects[0] if topic.subjects else "")
    named = bool(core) and verb_of(core) != core
    stated = _stated(figure, named)
    figure.stated = stated
    if figure.unit in {"位", "名", ""} and _is_rank(figure):
        _name_rank(figure, core, subject)
        return
    if share := _share_name(figure, core, subject):
        figure.name, figure.subject = share, subject
        figure.stated = (
            stated if stated and stated.measure == "change" else Stated("share", False, False, "part of a whole")
        )
        figure.why.append("part of a whole")
        return
    if (
        figure.unit == "倍"
        and subject
        and re.match(r"^(?:是|为|相当于)?.*(?:末|年|底|期|初)?的?$", core)
        and re.search(r"的\s*(?:近|约|超)?$", figure.lead)
    ):
        figure.name = figure.subject = subject
        figure.why.append("times of the subject")
        return
    if (_means_subject(core) or is_aside(core)) and subject and (core or (stated and stated.moved)):
        figure.name = figure.subject = subject
        figure.why.append("subject carried over")
        return
    if stated and stated.measure == "change" and re.search(r"[高低快慢多]于|领先", figure.lead) and subject:
        figure.name, figure.subject = _merge(subject, core or "高于平均水平"), subject
        figure.why.append("compared with another region")
        return
    noun = figure.noun
    if (
        noun
        and not (core and (is_attribute(core) or attribute_at_end(core)))
        and not (core and is_statistic(core) and not _COUNTED.match(figure.unit))
    ):
        _name_counted(figure, core, noun, topic)
        return
    if core:
        _name_stated(figure, core, noun, topic)
        return
    told = _TOLD.match(figure.after) if not figure.lead.strip("、,，和及 ") else None
    if told:
        figure.name = figure.subject = (subject if figure.unit in {"%", "％"} else "") + told.group()
        figure.counted = True
        figure.why.append("what the counted do")
        return
    figure.name = figure.subject = subject or _owner(topic)
    figure.counted = topic.activity
    figure.why.append("subject carried over")


def _is_rank(figure: Figure) -> bool:
    return (
        re.search(r"第\s*$", figure.place.before) is not None or re.search(r"前\s*$", figure.place.before) is not None
    )


def _name_rank(figure: Figure, core: str, subject: str) -> None:
    bare = _RANK_TAIL.sub("", core)
    figure.subject = subject if _means_subject(bare) or not bare else bare
    figure.name = figure.subject if not bare or not _means_subject(bare) else f"{subject}{bare}排名"
    figure.stated = Stated("rank", False, False, "place in an ordering")
    figure.why.append("place in an ordering")


def _share_name(figure: Figure, core: str, subject: str) -> str:
    """A name for `占…的29.84%` and `完成年度计划的22.5%`, or an empty string."""
    if figure.unit not in {"%", "％"}:
        return ""
    if (plan := _PLAN_SHARE.search(figure.lead)) and not re.search(r"(?:增长|下降)\s*$", figure.lead):
        before = core_of(figure.lead[: plan.start()]) or subject
        return f"{before}完成{plan.group(1)}比例" if before else ""
    if part := _SHARE_OF.search(figure.lead):
        before = core_of(figure.lead[: part.start()])
        owner = before or subject
        whole = part.group(1)
        return f"{owner}占{whole}比重" if whole else f"{owner}占比"
    return ""


def _name_counted(figure: Figure, core: str, noun: str, topic: Topic) -> None:
    """`改造97个老旧小区`, `9个县完成普查`: the counted noun stands behind the unit."""
    noun = re.sub(r"等(?=项目|工程|企业|产品)", "", noun)
    verb = verb_of(core)
    listed = _LISTED.match(figure.lead) is not None
    if core and _ENUMERATED.search(figure.lead):
        verb = verb or verb_at_end(core)
        told = _with_predicate(noun, figure.predicate) if not verb else verb + noun
        name = core + noun if len(told) <= 3 or noun in {"项目", "工程", "企业", "片区"} else told
    elif core in {"惠及", "受益"} and topic.noun:
        name = topic.noun + core + noun
    elif core := counting_lead(core):
        name, verb = core + noun, verb or verb_at_end(core)
    elif listed and topic.verb:
        name, verb = topic.verb + noun, topic.verb
    else:
        name = _with_predicate(noun, figure.predicate)
    figure.counted = bool(verb or figure.predicate or "完成" in figure.lead or (listed and topic.activity))
    topic.unit = figure.unit
    figure.name = figure.subject = name
    figure.why.append("counted noun behind the unit")
    topic.subjects, topic.verb, topic.noun, topic.activity = [name], verb, noun, True


def _with_predicate(noun: str, predicate: str) -> str:
    """A counted noun with what happened to it, the longer part last: 建档立卡贫困人口脱贫, 完成普查县."""
    return predicate + noun if len(noun) <= 3 else noun + predicate


def _name_stated(figure: Figure, core: str, noun: str, topic: Topic) -> None:
    """`新增市场主体4885家`, `地区生产总值341亿元`: the name stands before the figure."""
    verb = verb_of(core)
    goes_on = topic.activity and figure.lead.startswith("、")
    if not noun and figure.after.strip() in {"的", "元的"}:
        noun = figure.borrowed
    if noun and (attribute := attribute_at_end(core)):
        name = noun + attribute
        figure.why.append("attribute of the noun behind")
        topic.subjects, topic.noun = [noun], noun
    elif is_attribute(core) and _owner(topic) and not core.startswith(_owner(topic)):
        name = _merge(_owner(topic), core)
        figure.why.append("attribute of what was named before")
        topic.subjects = [name]
    elif _GRADE.match(core) and topic.noun:
        name = topic.verb + core + _GRADED.sub("", topic.noun)
        figure.why.append("grade of what was named before")
    elif verb == core and len(core) <= 5 and (object_ := figure.borrowed or _same_kind(figure, topic)):
        name = core + object_
        figure.why.append("verb of the object named before")
        topic.subjects = [name]
    elif core in {"惠及", "受益"} and topic.noun:
        name = topic.noun + core
        figure.why.append("those who gain by what was named before")
    elif core in {"投入", "投资", "共投入", "累计投入"} and (spent := _SPENT_ON.match(figure.after + figure.borrowed)):
        name = spent.group() + core
        figure.why.append("what the money was spent on")
        topic.noun = spent.group()
    elif _is_state_of(topic.owner, core, figure.unit):
        name = core + topic.owner
        topic.subjects = [name]
        figure.why.append("state of what stands before the colon")
    elif not verb and topic.activity and topic.verb and not is_statistic(core) and _COUNTED.match(figure.unit):
        name = topic.verb + core
        figure.why.append("verb carried over")
        topic.subjects, topic.noun = [name], core
    else:
        name = core
        figure.why.append("words before the figure")
        rest = core[len(verb) :] if verb and verb != core else core
        topic.subjects, topic.verb, topic.noun, topic.activity = [name], verb if verb != core else "", rest, bool(verb)
    topic.unit = figure.unit
    topic.activity = topic.activity or goes_on
    if name not in topic.named:
        topic.named.append(name)
    figure.counted = bool(verb or topic.activity or "完成" in figure.lead)
    figure.name = figure.subject = name


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
    return re.sub(r"(?<=..)(?:播种|种植|栽培)$", "", owner)


def _merge(owner: str, attribute: str) -> str:
    """`家庭医生履约` + `履约率` → 家庭医生履约率."""
    for size in range(min(len(owner), len(attribute)), 0, -1):
        if owner.endswith(attribute[:size]):
            return owner + attribute[size:]
    return owner + attribute
