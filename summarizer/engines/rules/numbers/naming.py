"""What each figure of a clause measures: names dealt out over lists and ratios, the rest by the book of names."""

import itertools
import re

from summarizer.engines.rules.numbers.figure import Before, Figure, Topic
from summarizer.engines.rules.numbers.lists import ratio_names, split_names
from summarizer.engines.rules.numbers.measures import Stated
from summarizer.engines.rules.numbers.name_rules import PLAN_SHARE, TOLD, means_subject, stated_of
from summarizer.engines.rules.numbers.phrases import core_of, is_attribute, late_predicate, whole_core_of
from summarizer.engines.rules.numbers.single_names import name_figure
from summarizer.knowledge.patterns import regex

_JOINED = regex(r"^\s*(?:[、,，/]|和|及|以及|与|到|至)?\s*(?:约|近|超|超过|均|分别|各)?\s*$")
_BRACKET = regex("[()（）]")
_RANGED = regex(r"^\s*[-—–－~～至到]{1,2}\s*$")
_RATIO = regex(r"^\s*[:：∶比]\s*$")
_AIM_IN_BRACKET = regex(r"[(（](?:年度|全年|年初|当年|预期|计划)*目标(?:为|是|值)?[:：]?\s*$")
# A list and the word for all of it: 汽车、新能源、索具三大主导产业.
_LISTED_HEAD = regex(r"(?:[两二三四五六七八九十]|等)(?:大|个|类|项)?(?=[^、]{2,8}$)[^、]*$")


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
    last: Figure | None = None
    for run in runs_of(figures):
        _follow_brackets(run[0].lead, topic)
        before = Before(tuple(topic.subjects), topic.verb, topic.owner or topic.noun, tuple(topic.named[-2:]))
        for figure in run:
            figure.before = before
            figure.first_start, figure.last_end = run[0].place.entry.start, run[-1].unit_end
        if len(run) == 1:
            name_figure(run[0], topic)
            _measure_aim(run[0], last)
        elif any(_RATIO.match(figure.lead) for figure in run[1:]):
            _name_ratio(run, topic)
        elif len(run) == 2 and _RANGED.match(run[1].lead):
            _name_range(run, topic)
        else:
            _name_list(run, topic)
        last = run[-1]
    _follow_brackets(figures[-1].after, topic)


def _follow_brackets(words: str, topic: Topic) -> None:
    """What a bracket tells is an aside: when it closes, the sentence goes on with what it spoke of before."""
    if not _BRACKET.search(words):
        return
    opened = words.count("(") + words.count("（") - words.count(")") - words.count("）")
    if opened > 0:
        topic.outside = topic.copy()
    elif opened < 0 and topic.outside is not None:
        before = topic.outside
        topic.subjects, topic.verb, topic.noun = before.subjects, before.verb, before.noun
        topic.activity, topic.unit, topic.outside = before.activity, before.unit, None


def _measure_aim(figure: Figure, last: Figure | None) -> None:
    """What a bracket tells of the aim is measured as what was reached: `增长6.5%(年度目标6%以上)`."""
    if figure.stated is None and last is not None and last.unit == figure.unit and _AIM_IN_BRACKET.search(figure.lead):
        figure.stated = last.stated


def _share_words(figures: list[Figure]) -> None:
    """What the end of a list says of all its members: `51个县、6920个村甩掉贫困帽子`, `储备50名、培养9名社会工作人才`."""
    for figure, follower in itertools.pairwise(figures):
        if not figure.noun and follower.noun:
            figure.borrowed = follower.noun
    *members, last = figures
    if members and all(figure.noun for figure in members):
        told = TOLD.match(last.after)
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
        figure.stated = Stated("share", False, False, "name.ratio")
        figure.why.append("name.ratio")


def _name_range(run: list[Figure], topic: Topic) -> None:
    low, high = run
    low.unit = low.unit or high.unit
    low.after, low.noun, low.predicate = high.after, high.noun, high.predicate
    name_figure(low, topic)
    high.unit = high.unit or low.unit
    high.name, high.subject, high.stated = low.name, low.subject, low.stated
    low.ranged, high.ranged = "ge", "le"
    low.why.append("name.range")
    high.why.append("name.range")


def _name_list(run: list[Figure], topic: Topic) -> None:
    shared = next((figure.unit for figure in reversed(run) if figure.unit), "")
    for figure in run:
        figure.unit = shared if shared.startswith(figure.unit) else figure.unit
    first = run[0]
    core = whole_core_of(first.lead)
    if (plan := PLAN_SHARE.search(first.lead)) and len(topic.named) >= len(run):
        for figure, name in zip(run, topic.named[-len(run) :], strict=True):
            figure.name, figure.subject = f"{name}完成{plan.group(1)}比例", name
            figure.stated = Stated("share", False, False, "measure.share-of-plan")
            figure.why.append("name.list")
        return
    names = split_names(core, len(run)) if core else None
    if names is None and means_subject(core) and len(topic.subjects) == len(run):
        names = list(topic.subjects)
    if names is None and means_subject(core) and len(topic.named) >= len(run) and _moves(first):
        names = topic.named[-len(run) :]
    if names is None and len(topic.subjects) == 1 and means_subject(core):
        names = split_names(topic.subjects[0], len(run))
    if names is None and len(topic.subjects) == 1 and is_attribute(core):
        owners = split_names(_LISTED_HEAD.sub("", topic.subjects[0]), len(run))
        names = [owner + core for owner in owners] if owners else None
    if names is None:
        for figure in run:
            name_figure(figure, topic)
            if figure.stated is None:
                figure.stated = first.stated
        return
    stated = stated_of(first, True)
    for figure, name in zip(run, names, strict=True):
        figure.name = figure.subject = name
        figure.stated = stated_of(figure, True) or stated
        figure.why.append("name.list")
    topic.subjects, topic.verb, topic.noun, topic.activity = names, "", names[-1], False
    topic.named += [name for name in names if name not in topic.named]


def _moves(figure: Figure) -> bool:
    """Whether the words before a figure say that its subject moved: `分别增长`."""
    stated = stated_of(figure, False)
    return stated is not None and stated.moved
