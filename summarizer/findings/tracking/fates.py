"""What became of a commitment, told from the clauses of the later report that name the same things.

Rules, in the order in which they decide: nothing names it (not mentioned); the report says it changed or failed; it is
told as done, under way or in part; or it is only promised again – which contradicts a promise to begin, and says that
one to finish is still under way.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.contract.report import Indicator, Report
from summarizer.findings.tracking.model import CommitmentVerdict, Reported
from summarizer.findings.tracking.statements import Statement
from summarizer.findings.tracking.wordings import Weights, core, pairs
from summarizer.knowledge.lexicon import either

# Which part of what a promise names a clause must name to speak of it; in a note, of one thing in a list; and to be its
# plain answer. What is shared must not be little in itself either.
_SPEAKS, _IN_NOTE, _OF_ONE_OBJECT, _ANSWERS = 0.25, 0.45, 0.4, 0.5
_LEAST_SHARED, _CERTAIN = 0.9, 0.6
# A promise made again must name as much as the clause that tells of it, within this.
_AS_GOOD, _GOING_ON = 0.8, 0.4
_LEAST_WEIGHT = 0.7
# So many times the promised figure is a total of several years.
_TOTAL = 3.0
_SPAN = 9
_LISTED = re.compile(r"[、和及与]|以及")
# 柳湾、石门两个示范村: what is listed stands before the count, what they all are behind it.
_COUNT = re.compile(r"(?:等)?(?:\d+|[一二两三四五六七八九十]+)(?:个|家|条|座|处|项|所|大|类|村|镇|乡|户)")
_BEGINS = re.compile(
    rf"^(?:要|将|年内|全年|今年|全面|全力|积极|大力|继续|力争|确保|高标准|高质量)*{either('@beginnings')}"
)
_FINISHES = re.compile(
    r"完成|建成|竣工|完工|投产|投用|投运|投入|运营|交付|通车|达标|全覆盖|验收|创成|升格|上线|封顶|投入使用"
)
_GOES_ON = re.compile(r"^(?:要|将)?(?:继续|持续|巩固|深化|不断|进一步)")
_PARTIAL = re.compile(either("@partial"))
_STARTS = re.compile(r"启动|开工|开建|动工|谋划")


@dataclass(frozen=True, slots=True)
class Fate:
    """A verdict, the clauses that bear it out with the share of the promise that each names, and how it is told."""

    verdict: CommitmentVerdict
    evidence: tuple[tuple[float, Statement], ...]
    reported: Reported
    margin: float


@dataclass(frozen=True)
class Later:
    """The later report, ready to be asked: its clauses, by the pairs of characters that they have."""

    statements: Sequence[Statement]
    weights: Weights
    found: Sequence[frozenset[str]]
    by_pair: dict[str, list[int]]
    figures: dict[int, list[Indicator]]

    @staticmethod
    def of(report: Report, said: Sequence[Statement], weights: Weights) -> "Later":
        found = [pairs(statement.text) for statement in said]
        by_pair: dict[str, list[int]] = defaultdict(list)
        for at, each in enumerate(found):
            for pair in each:
                if weights.of_pair(pair):
                    by_pair[pair].append(at)
        starts = {statement.start: at for at, statement in enumerate(said)}
        figures: dict[int, list[Indicator]] = defaultdict(list)
        for item in report.indicators:
            if item.quote.start in starts:
                figures[starts[item.quote.start]].append(item)
        return Later(said, weights, found, dict(by_pair), dict(figures))

    def naming(self, wanted: frozenset[str]) -> list[tuple[float, int]]:
        """The clauses that name some of `wanted` with the share they name, the fullest first."""
        shares: dict[int, float] = defaultdict(float)
        whole = self.weights.total(wanted)
        for pair in wanted:
            for at in self.by_pair.get(pair, ()):
                shares[at] += self.weights.of_pair(pair) / whole
        return sorted(((share, at) for at, share in shares.items()), key=lambda entry: (-entry[0], entry[1]))


def fate_of(text: str, quantities: Sequence[Indicator], later: Later) -> Fate:
    """What the later report says of one promised action; `quantities` are the figures that stand in it."""
    near = _speaking(_wanted(text, later.weights), quantities, later)
    objects = _objects(text, later.weights)
    if len(objects) > 1:
        return _fate_of_list(text, objects, near, quantities, later)
    return _fate_of_one(text, near, quantities, later)


def _speaking(
    wanted: frozenset[str], quantities: Sequence[Indicator], later: Later, least: float = _SPEAKS
) -> list[tuple[float, int]]:
    """The clauses that speak of what is `wanted`, each with its share, the fullest first."""
    whole = later.weights.total(wanted)
    return [
        (share, at)
        for share, at in later.naming(wanted)[:40]
        if share >= (max(least, _IN_NOTE) if later.statements[at].kind == "appendix" else least)
        and (share >= _CERTAIN or share * whole >= _LEAST_SHARED or _same_units(quantities, later, at))
        and _may_answer(quantities, later, at, share)
    ]


def _wanted(text: str, weights: Weights) -> frozenset[str]:
    wanted = pairs(core(text))
    return wanted if weights.total(wanted) >= _LEAST_WEIGHT else wanted | pairs(text)


def _objects(text: str, weights: Weights) -> list[frozenset[str]]:
    """What each member of a list in a promise names; one entry where it lists nothing."""
    listed = _COUNT.split(text)[0]
    parts = [pairs(core(part)) for part in _LISTED.split(listed if _LISTED.search(listed) else text)]
    return [part for part in parts if weights.total(part) >= _LEAST_WEIGHT] if len(parts) > 1 else []


def _fate_of_one(text: str, near: list[tuple[float, int]], quantities: Sequence[Indicator], later: Later) -> Fate:
    past = [(share, at) for share, at in near if not later.statements[at].is_plan]
    plan = [(share, at) for share, at in near if later.statements[at].is_plan]
    if not past and not plan:
        return Fate("not_mentioned", (), "silent", _SPEAKS)
    best_past, best_plan = past[0][0] if past else 0.0, plan[0][0] if plan else 0.0
    goes_on = plan and best_past >= _GOING_ON * best_plan and _GOES_ON.search(later.statements[plan[0][1]].text)
    if past and (best_past >= _AS_GOOD * best_plan or goes_on):
        verdict = _told(text, past, quantities, later)
        shown = past[:2]
    else:
        verdict = _promised_again(text, plan[0][1], later)
        shown = plan[:1] + past[:1]
    best = max(best_past, best_plan)
    reported: Reported = "direct" if best >= _ANSWERS else "indirect" if past else "vague"
    return Fate(verdict, tuple((s, later.statements[at]) for s, at in shown), reported, best - _SPEAKS)


def _told(text: str, past: list[tuple[float, int]], quantities: Sequence[Indicator], later: Later) -> CommitmentVerdict:
    """What the clauses of the review say; of those that name about as much, the one that tells the most."""
    enough = [at for share, at in past if share >= _AS_GOOD * past[0][0]]
    states = [later.statements[at].state for at in enough]
    begins = bool(_BEGINS.search(text)) and not _FINISHES.search(text)
    for state, verdict in (("failed", "contradicted"), ("altered", "adjusted")):
        if state == states[0]:
            return verdict  # type: ignore[return-value]
    if any(_falls_short(quantities, later, at) for at in enough[:1]):
        return "partly"
    if begins:
        return "done"
    if states[0] == "partial" and "finished" not in states[1:]:
        # A promise of a part (主体工程) is kept by that part.
        return "done" if _PARTIAL.search(text) else "partly"
    # Of clauses that name as much, one that says it goes on is the truer one of a thing to be finished.
    best = [later.statements[at].state for share, at in past if share >= 0.999 * past[0][0]]
    if "proceeding" in best:
        return "under_way"
    return "done" if states[0] in {"finished", "unsaid"} else "partly"


def _promised_again(text: str, at: int, later: Later) -> CommitmentVerdict:
    """A promise that the later report makes again: one to begin has not been kept, one to finish is not finished."""
    again = later.statements[at].text
    return "contradicted" if _STARTS.search(text) and _STARTS.search(again) else "under_way"


def _fate_of_list(
    text: str,
    objects: list[frozenset[str]],
    near: list[tuple[float, int]],
    quantities: Sequence[Indicator],
    later: Later,
) -> Fate:
    """The verdict on a list of things: done where all are, partly where some are, as one where they are told as one."""
    fates = [_fate_of_one(text, _speaking(wanted, (), later, _OF_ONE_OBJECT), (), later) for wanted in objects]
    told = [fate for fate in fates if fate.verdict != "not_mentioned"]
    if not told:
        return _fate_of_one(text, near, quantities, later)
    evidence = tuple({entry[1].id: entry for fate in told for entry in fate.evidence[:1]}.values())
    verdicts = {fate.verdict for fate in told}
    weight = [later.weights.total(wanted) for wanted in objects]
    silent = sum(w for w, fate in zip(weight, fates, strict=True) if fate.verdict == "not_mentioned")
    verdict: CommitmentVerdict
    if len(verdicts) > 1:
        verdict = "partly" if verdicts & {"done", "partly"} else told[0].verdict
    elif verdicts == {"done"} and silent > 0.5 * sum(weight):
        verdict = "partly"
    else:
        verdict = told[0].verdict
    return Fate(verdict, evidence, told[0].reported, min(fate.margin for fate in told))


def _may_answer(quantities: Sequence[Indicator], later: Later, at: int, share: float) -> bool:
    """Whether a clause can speak of a promise that counts something. A total of several years does not answer for one,
    and next year's quota is another promise than this year's."""
    quotas = [item for item in quantities if item.measure == "level" and _counts(item)]
    if not quotas or len(quotas) < len(quantities):
        return True
    units = {item.unit for item in quotas}
    figures = [item for item in later.figures.get(at, ()) if item.unit in units and item.measure == "level"]
    if later.statements[at].is_plan:
        return any(item.value == wanted.value for item in figures for wanted in quotas)
    if any(item.period and len(item.period) == _SPAN for item in figures):
        return False
    if figures and all(item.value > _TOTAL * wanted.value for item in figures for wanted in quotas):
        return False
    return bool(figures) or share >= _ANSWERS or later.statements[at].state in {"finished", "proceeding"}


def _same_units(quantities: Sequence[Indicator], later: Later, at: int) -> bool:
    """Whether a clause gives figures in all the units of a promise."""
    units = {item.unit for item in later.figures.get(at, ())}
    return bool(quantities) and all(item.unit in units for item in quantities)


def _counts(item: Indicator) -> bool:
    """Whether a figure is a quota: how many of something, rather than the size of one thing."""
    return item.normalized is None or item.normalized.unit in {"count", "person", "ha", "person-times"}


def _falls_short(quantities: Sequence[Indicator], later: Later, at: int) -> bool:
    """Whether a clause gives a smaller figure for one that was promised, in the same unit."""
    for wanted in quantities:
        found = [i for i in later.figures.get(at, ()) if i.unit == wanted.unit and i.measure == wanted.measure]
        if found and wanted.value > 0 and all(0 < item.value < 0.98 * wanted.value for item in found):
            return True
    return False
