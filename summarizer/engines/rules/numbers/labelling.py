"""Labels for every number of a document: class first, then unit, name, measure, bound, status and period."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from summarizer.contract.labels import NumberLabel
from summarizer.document.document import Document, Meta
from summarizer.document.forward import looks_ahead
from summarizer.document.ledger import Entry
from summarizer.document.scope import scopes_of
from summarizer.engines.rules.books import confidence_model
from summarizer.engines.rules.numbers.bounds import bound_of, spread_bound, tail_bound_end
from summarizer.engines.rules.numbers.candidates import Wording
from summarizer.engines.rules.numbers.classes import classify
from summarizer.engines.rules.numbers.confidence import number_features
from summarizer.engines.rules.numbers.figure import Figure, Topic, counts, counts_or_measures
from summarizer.engines.rules.numbers.frame import Frame
from summarizer.engines.rules.numbers.measures import PERCENT, Stated, by_unit
from summarizer.engines.rules.numbers.naming import name_clause
from summarizer.engines.rules.numbers.periods import period_of
from summarizer.engines.rules.numbers.phrases import (
    is_aside,
    noun_before_verb,
    noun_behind,
    predicate_behind,
    subject_of,
)
from summarizer.engines.rules.numbers.places import Place, places
from summarizer.engines.rules.numbers.ranker import ranker_of
from summarizer.engines.rules.numbers.signs import sign_at_end, without_sign
from summarizer.engines.rules.numbers.status import status_of
from summarizer.engines.rules.numbers.tables import label_tables
from summarizer.engines.rules.numbers.wording import clauses_before, sentence_start, wording_of
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.learned import Learned, shipped
from summarizer.knowledge.patterns import regex
from summarizer.knowledge.units import read_unit

# A zone or park as the subject of a clause, not as what is built or promoted.
_PART = re.compile(
    r"""\s*(?!全|推|加|支|强|围|依|建|实|以|在)[^\d，,。；;]{0,8}
        (?: 开发区 | 高新区 | 经开区 | 园区 | 产业园 | 自贸区 | 自贸片区 | 自贸试验区 | 示范区 | 保税区 )
        (?: (?:全年)?(?: 完成 | 实现 ) | 主营 | 营业 | 规模?以?上 | 规上 | 固定资产 | 税收 | 实际 | 进出口 | 在全 | 入园 | 地区 | 累计 | 预计 )""",
    re.VERBOSE,
)
# Every part is called one of these.
_PART_NAME = regex("开发区|高新区|经开区|园区|产业园|自贸|示范区|保税区")
_CLAUSE_END = regex("[,，;；]")
# What is said of a name that another way of making names gave than the rules.
_CHOSEN = ("name.chosen",)
_CHINESE = "〇零一二两三四五六七八九"


def label_numbers(document: Document, learned: Learned | None = None) -> tuple[NumberLabel, ...]:
    """A label for every number of the ledger, in order; `learned` tells how sure they are, by default what ships."""
    model = confidence_model(learned or shipped())
    labels = find_numbers(document, learned)
    for label in labels:
        if label.cls == "q":
            label.confidence = model.probability(number_features(label, document.meta))
    return labels


# The names of numbers, given their ids and wordings.
Chooser = Callable[[Sequence[str], Sequence[Wording]], Sequence[str]]


def find_numbers(
    document: Document, learned: Learned | None = None, chooser: Chooser | None = None
) -> tuple[NumberLabel, ...]:
    """As `label_numbers`, without confidences. `chooser` picks the names of the numbers whose name by the rules is that
    of no core statistic; by default the learned ranker does."""
    catalogue = load_catalogue()
    labels: dict[str, NumberLabel] = {}
    quantities: list[Place] = []
    ruled: dict[str, tuple[str, ...]] = {}
    for place in places(document):
        rule = classify(place)
        if rule is None or rule.produces == "q":
            quantities.append(place)
            ruled[place.entry.id] = (rule.id,) if rule else ()
        else:
            labels[place.entry.id] = NumberLabel(place.entry.id, rule.produces, why=(rule.id,))
    for label in label_tables(document, quantities).values():
        label.canon = catalogue.canon_of(label.name, label.measure, label.unit)
        labels[label.id] = label
    sentences = [place for place in quantities if place.entry.id not in labels]
    wordings: dict[str, Wording] = {}
    for label in _label_quantities(document, sentences, ruled, wordings):
        labels[label.id] = label
    choose = chooser or (lambda _, given: ranker_of(learned or shipped()).choose(given))
    for (id_, wording), name in zip(wordings.items(), choose(list(wordings), list(wordings.values())), strict=True):
        rename(labels[id_], name, wording, document.meta)
    return tuple(labels[number.id] for number in document.numbers)


def _label_quantities(
    document: Document,
    quantities: Sequence[Place],
    ruled: Mapping[str, tuple[str, ...]],
    wordings: dict[str, Wording],
) -> list[NumberLabel]:
    """Labels of the quantities that stand in sentences, named by the rules; `ruled` names the rules that took each for a
    quantity. Puts into `wordings` what the names of those that are no core statistic can be made of."""
    text = document.text
    scopes = scopes_of(document)
    topic = Topic()
    last: Entry | None = None
    labels: list[NumberLabel] = []
    for _, group in groupby(quantities, key=lambda place: place.clause.index):
        members = list(group)
        clause = members[0].clause
        if last is None or _sentence_ended(document, last, clause):
            topic = Topic(owner=topic.owner if last and "\n" not in text[last.end : clause.start] else "")
        if last is None or last.index < clause.index - 1:
            _recall(document, clause, topic)
        first = sentence_start(document, clause.index)
        sentence_opens, earlier = document.clauses[first].start, clauses_before(document, first, clause.index)
        figures = _figures(text, members)
        name_clause(figures, topic)
        section = document.section_at(clause.start)
        kind = section.kind if section else _kind_unheaded(text, clause)
        for index, figure in enumerate(figures):
            entry = figure.place.entry
            stated = _stated(figure, text)
            frame = Frame(
                kind=kind,
                scope=scopes[clause.index],
                meta=document.meta,
                lead=text[max(sentence_opens, entry.start - 80) : figure.first_start],
                rest=text[figure.end : clause.end],
                name=figure.name or "数量",
                measure=stated.measure,
                unit=figure.unit,
                stands=not figure.counted and counts_or_measures(figure.unit),
            )
            is_whole = not _of_a_part(frame.lead)
            canon = core_statistic(frame.name, stated.measure, figure.unit, document.meta) if is_whole else None
            if canon is None and "name.ratio" not in figure.why:
                wording = wordings[entry.id] = wording_of(document, figures, index, earlier)
                wording.may_be_core = is_whole and "name.compared" not in figure.why
            labels.append(_label(figure, frame, stated, canon, ruled[entry.id], text))
        last = clause
    return labels


def _kind_unheaded(text: str, clause: Entry) -> str:
    """`plan` for a sentence under no heading that speaks of what is to come, else `preamble`."""
    start, end = text.rfind("\n", 0, clause.start) + 1, text.find("\n", clause.end)
    paragraph = text[start : end if end >= 0 else None]
    stop = re.compile(r"[。！!？?]")
    begin = max((match.end() for match in stop.finditer(paragraph, 0, clause.start - start)), default=0)
    close = stop.search(paragraph, clause.end - start)
    return "plan" if looks_ahead(paragraph[begin : close.start() if close else None], paragraph) else "preamble"


def _recall(document: Document, clause: Entry, topic: Topic) -> None:
    """Take up what a clause without figures just before, in the same sentence, is about: `…浓度连续下降,累计下降39%`."""
    if clause.index == 0:
        return
    before = document.clauses[clause.index - 1]
    if document.breaks[clause.index] or len(before.text) > 60:
        return
    subject = "" if is_aside(before.text) else subject_of(before.text)
    if subject:
        topic.subjects, topic.noun, topic.verb, topic.activity, topic.unit = [subject], subject, "", False, ""


def _sentence_ended(document: Document, last: Entry, clause: Entry) -> bool:
    return any(document.breaks[last.index + 1 : clause.index + 1])


def _figures(text: str, members: list[Place]) -> list[Figure]:
    """The quantities of one clause with their units and the words that belong to each."""
    figures: list[Figure] = []
    for place in members:
        unit = read_unit(text, place.entry.end)
        chinese = _chinese_unit(place.text)
        end = unit.end if unit and not chinese else place.entry.end
        found = chinese or (unit.unit if unit else "")
        tail = tail_bound_end(text[end : place.clause.end])
        figures.append(Figure(place, found, end, end + tail, bool(unit and unit.more) and not chinese))
    clause = members[0].clause
    for index, figure in enumerate(figures):
        stop = figures[index + 1].place.entry.start if index + 1 < len(figures) else clause.end
        figure.after = text[figure.end : stop]
    begin = clause.start
    for index, figure in enumerate(figures):
        lead = text[begin : figure.place.entry.start]
        # A range takes its dash from the words between its ends, so the words before those of this figure count too.
        figure.sign = sign_at_end(text[clause.start : figure.place.entry.start], figure.unit)
        figure.lead = without_sign(lead) if figure.sign else lead
        noun = noun_behind(figure.after, counts(figure.unit))
        if noun and index + 1 < len(figures) and figure.after.rstrip().endswith(noun):
            noun = noun_before_verb(noun)
        figure.noun = noun
        figure.predicate = predicate_behind(figure.after, noun) if noun and index + 1 == len(figures) else ""
        behind = figure.after.find(noun) + len(noun) if noun else 0
        joint = figure.after.find("、", behind) if noun or figure.unit in PERCENT else -1
        begin = figure.end + (joint if joint >= 0 else behind)
    return figures


def rename(label: NumberLabel, name: str, wording: Wording, meta: Meta) -> None:
    """Give a label the name that was chosen out of its wording, and the core statistic that this means."""
    if name == label.name:
        return
    label.name = name
    label.why += _CHOSEN
    if wording.may_be_core:
        label.canon = core_statistic(name, label.measure, label.unit, meta)


def core_statistic(name: str, measure: str, unit: str, meta: Meta) -> str | None:
    """The core statistic that the name of a figure of the whole region means."""
    return load_catalogue().canon_of(_without_region(name, meta.region), measure, unit)


def _without_region(name: str, region: str | None) -> str:
    """A name without that of the report's own region before it: 柏溪县地区生产总值."""
    if not region or not name.startswith(region[:2]):
        return name
    short = region[:-1] if len(region) > 2 else region
    return name.removeprefix(region).removeprefix(short) or name


def _of_a_part(lead: str) -> bool:
    """Whether a clause of the sentence up to the figure opens with a part of the region: `开发区营业收入增长9%，税收…`."""
    return _PART_NAME.search(lead) is not None and any(_PART.match(clause) for clause in _CLAUSE_END.split(lead))


def _chinese_unit(digits: str) -> str:
    """The unit that a Chinese numeral carries inside: 百分之十五 and 翻一番 are percentages, 三倍 is 倍."""
    if digits.startswith(("百分之", "翻")) or digits.endswith("成") or "分之" in digits:
        return "%"
    return "倍" if digits.endswith("倍") else ""


def _stated(figure: Figure, text: str) -> Stated:
    """What the words say of a figure, else its unit."""
    digits = figure.place.text
    if figure.stated is None or digits.startswith("翻"):
        return by_unit(digits, figure.unit, text[figure.unit_end : figure.unit_end + 1])
    return figure.stated


def _bound(figure: Figure, text: str) -> tuple[str, tuple[str, ...]]:
    """The bound of a figure, and the rule that decided."""
    if figure.ranged:
        return figure.ranged, ()
    clause = figure.place.clause
    bound, why = bound_of(figure.lead, text[figure.unit_end : clause.end], figure.more)
    if bound == "eq" and figure.last_end > figure.unit_end:
        bound, why = bound_of("", text[figure.last_end : clause.end], False)
    if bound == "eq" and figure.first_start < figure.place.entry.start:
        bound, why = spread_bound(text[clause.start : max(0, figure.first_start)])
    return bound, why


def _label(
    figure: Figure, frame: Frame, stated: Stated, canon: str | None, ruled: tuple[str, ...], text: str
) -> NumberLabel:
    bound, why = _bound(figure, text)
    status = status_of(frame)
    frame.status = status.produces
    period, dated = period_of(frame)
    return NumberLabel(
        id=figure.place.entry.id,
        cls="q",
        name=frame.name,
        canon=canon,
        measure=stated.measure,
        unit=figure.unit,
        falls=stated.falls,
        bound=bound,
        status=status.produces,
        period=period,
        why=(*ruled, *figure.why, stated.rule, *why, status.id, frame.scope.rule, *dated),
    )
