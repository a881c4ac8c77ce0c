"""Commitments: which clauses of a forward-looking part promise an action, where each action begins and ends, and how.

Where actions begin is decided by a small linear chain over the shapes of clauses (`clause_features`), trained by
`evals/train_commitments.py`; strength, deadline and what cannot be a commitment are rules.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.document import Document
from summarizer.engines.rules.clause_features import clause_features
from summarizer.engines.rules.confidence import commitment_features, load_confidence
from summarizer.engines.rules.lexicon import either
from summarizer.engines.rules.linear import Tagger, load_model
from summarizer.engines.rules.topics import specificity_of, topic_of
from summarizer.labels import CommitmentLabel, NumberLabel
from summarizer.ledger import Entry

FORWARD = frozenset({"plan", "outlook", "closing"})
_MUST = re.compile(r"确保|必须|坚决|保证|务必|不低于|不少于|杜绝|严守|严禁|坚守|守牢|绝不|决不|不得")
_STRIVE = re.compile(r"力争|争取|努力|力求|探索|争创|谋划|力促|争当|争做|争先|试点探索")
_OPENS_ACTION = re.compile(r"以.{2,}为|通过|围绕|按照|依托|着眼|立足|紧扣|瞄准|对照")
_OPENS_LIST = re.compile(r"^(?:力争|争取|确保|努力|力求)|(?:力争|确保)(?:全年|年内|今年|到)?")
_BY_MONTH = re.compile(r"(?:((?:19|20)\d\d)年)?(\d{1,2})月(?:底|末)?(?:\d{1,2}日)?(?:之?前|底|末)")
_BY_YEAR = re.compile(
    r"(?:到|至|力争|于|在)?((?:19|20)\d\d)年(?:底|末)?(?:之?前|底|末|(?=全部|全面|基本|建成|完成|实现))|到((?:19|20)\d\d)年"
)
_THIS_YEAR = re.compile(r"年内|全年|年底|今年(?:底|末|内)|当年|本年度|年末|年度内")
_HALF = re.compile(r"(?:(?:19|20)\d\d年|今年)?上半年(?:前|内|完成|建成|开工|底)?")
_QUARTER = re.compile(r"第?([一二三四])季度(?:前|内|末|底)?")
_FOREIGN = re.compile(r"^(?:责任单位|牵头单位|主办单位|打印|关闭|\d{4}-\d\d-\d\d)|[|]")
_VERBS = re.compile(
    either(
        "@verbs",
        "加强",
        "加快",
        "加大",
        "强化",
        "优化",
        "深化",
        "健全",
        "巩固",
        "做好",
        "抓好",
        "支持",
        "鼓励",
        "引导",
        "规范",
        "创新",
        "探索",
        "严格",
        "打好",
        "落实",
        "弘扬",
        "维护",
        "改善",
    )
)
_ADVERBS = re.compile(rf"(?:{either('@adverbs')})+")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring clauses of one forward-looking part, with what bars some of them from being commitments."""

    clauses: tuple[Entry, ...]
    barred: dict[int, str]


def stretches(document: Document, numbers: Sequence[NumberLabel]) -> list[Stretch]:
    """The forward-looking parts of a document, and for clauses that cannot be commitments the reason."""
    found: list[Stretch] = []
    current: list[Entry] = []
    barred: dict[int, str] = {}
    for clause in document.clauses:
        section = document.section_at(clause.start)
        if section is None or section.kind not in FORWARD:
            if current:
                found.append(Stretch(tuple(current), barred))
            current, barred = [], {}
            continue
        current.append(clause)
        if clause.start < section.heading_end and clause.start >= section.heading_start - 4:
            barred[clause.index] = "heading"
        elif _FOREIGN.search(clause.text):
            barred[clause.index] = "not the report's prose"
    if current:
        found.append(Stretch(tuple(current), barred))
    return found


def figures_by_clause(document: Document, numbers: Sequence[NumberLabel]) -> dict[int, list[NumberLabel]]:
    """The labels of the quantities of each clause, by clause index."""
    labels = {label.id: label for label in numbers if label.cls == "q"}
    found: dict[int, list[NumberLabel]] = {}
    for number in document.numbers:
        if number.id in labels and (clause := document.clause_at(number.start)):
            found.setdefault(clause.index, []).append(labels[number.id])
    return found


def cases_of(document: Document, stretch: Stretch, figures: dict[int, list[NumberLabel]]) -> list[list[str]]:
    return clause_features(
        document, stretch.clauses, figures, {i for i, why in stretch.barred.items() if why == "heading"}
    )


def label_commitments(
    document: Document, numbers: Sequence[NumberLabel]
) -> tuple[tuple[CommitmentLabel, ...], dict[str, str]]:
    """The commitments in order of the text, and why every other clause of a forward-looking part is none."""
    tagger = load_model("commitments")
    assert isinstance(tagger, Tagger)
    figures = figures_by_clause(document, numbers)
    labels: list[CommitmentLabel] = []
    passed_over: dict[str, str] = {}
    for stretch in stretches(document, numbers):
        allowed = [frozenset("O") if clause.index in stretch.barred else frozenset("BIO") for clause in stretch.clauses]
        tags = joined_to_action(
            document, stretch, tagger.decode_with_margins(cases_of(document, stretch, figures), allowed)
        )
        labels += collect(document, stretch, tags, figures)
        for clause, (tag, _) in zip(stretch.clauses, tags, strict=True):
            if tag == "O":
                passed_over[clause.id] = stretch.barred.get(clause.index) or _why_none(figures.get(clause.index, []))
    return tuple(labels), passed_over


def joined_to_action(
    document: Document, stretch: Stretch, tags: Sequence[tuple[str, float]]
) -> list[tuple[str, float]]:
    """The tags with every clause of means or manner (以…为…, 通过…, 围绕…) joined to the action it opens, which the guide
    asks for without exception."""
    out = list(tags)
    for i in range(1, len(out)):
        before, clause = stretch.clauses[i - 1], stretch.clauses[i]
        follows = document.text[before.end : clause.start].strip() in {",", "，"}
        if follows and out[i][0] == "B" and out[i - 1][0] == "B" and _OPENS_ACTION.match(before.text):
            out[i] = ("I", out[i][1])
    return out


def _why_none(figures: list[NumberLabel]) -> str:
    return "target of a statistic" if figures else "no action of its own"


def collect(
    document: Document,
    stretch: Stretch,
    tags: Sequence[tuple[str, float]],
    figures: dict[int, list[NumberLabel]],
) -> list[CommitmentLabel]:
    """The commitments that a stretch's tags, each with its margin, make."""
    groups: list[list[tuple[Entry, float]]] = []
    for clause, (tag, margin) in zip(stretch.clauses, tags, strict=True):
        if tag == "B":
            groups.append([(clause, margin)])
        elif tag == "I":
            groups[-1].append((clause, margin))
    labels: list[CommitmentLabel] = []
    carried, carried_to = "will", -1
    for group in groups:
        clauses = [clause for clause, _ in group]
        text = document.text[clauses[0].start : clauses[-1].end]
        quantified = any(figures.get(clause.index) for clause in clauses)
        joined = clauses[0].index == carried_to + 1 and not _ends_sentence(document, clauses[0])
        strength = strength_of(text)
        if strength == "will" and joined and quantified:
            strength = carried
        carried = strength if _OPENS_LIST.search(text) or (joined and strength == carried) else "will"
        carried_to = clauses[-1].index
        labels.append(_label(document, clauses, [margin for _, margin in group], strength, quantified))
    return labels


def _ends_sentence(document: Document, clause: Entry) -> bool:
    """Whether a sentence ends right before a clause."""
    before = document.clauses[clause.index - 1]
    return re.search(r"[。！!\n]", document.text[before.end : clause.start]) is not None


def _label(
    document: Document, clauses: list[Entry], margins: list[float], strength: str, quantified: bool
) -> CommitmentLabel:
    text = document.text[clauses[0].start : clauses[-1].end]
    deadline = deadline_of(text, document)
    section = document.section_at(clauses[0].start)
    above = document.parent_of(section)
    topic, topic_margin = topic_of(text, document.heading_of(section), document.heading_of(above))
    specificity, named_margin = specificity_of(text, quantified or deadline is not None)
    features = list(commitment_features(margins, topic_margin, named_margin, len(text)))
    return CommitmentLabel(
        first=clauses[0].id,
        last=clauses[-1].id,
        action=action_of(text),
        strength=strength,
        specificity=specificity,
        deadline=deadline,
        topic=topic,
        confidence=load_confidence()["commitments"].probability(features),
        why=tuple(features),
    )


def strength_of(text: str) -> str:
    """`must`, `strive` or `will`: the strongest word of the text decides."""
    if _MUST.search(text):
        return "must"
    return "strive" if _STRIVE.search(text) else "will"


def deadline_of(text: str, document: Document) -> str | None:
    """The stated deadline as an explicit period, None where none is stated or the plan year is unknown."""
    plan = document.meta.plan_period
    year = plan[:4] if plan else None
    if month := _BY_MONTH.search(text):
        stated = month.group(1) or year
        return f"{stated}-{int(month.group(2)):02d}" if stated and 1 <= int(month.group(2)) <= 12 else None
    if named := _BY_YEAR.search(text):
        return named.group(1) or named.group(2)
    if year and _HALF.search(text):
        return f"{year}H1"
    if year and (quarter := _QUARTER.search(text)):
        return f"{year}Q{'一二三四'.index(quarter.group(1)) + 1}"
    return year if year and _THIS_YEAR.search(text) else None


def action_of(text: str) -> str:
    """The verb that leads the action: the first clause's, after its adverbs; else the first verb found."""
    for clause in re.split(r"[,，;；。]", text):
        bare = _ADVERBS.sub("", clause, count=1) if _ADVERBS.match(clause) else clause
        if match := _VERBS.match(bare):
            return match.group()
    found = _VERBS.search(text)
    return found.group() if found else ""
