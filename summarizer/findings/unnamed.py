"""What reports state that no catalogue names, gathered into proposals for new statistics."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from summarizer.contract.report import Report
from summarizer.findings.tracking.wordings import core, pairs
from summarizer.knowledge.further import statistic_of

# How alike two names must be, as the part of all their pairs of characters that both have.
_ALIKE = 0.6
_SHORTEST = 2


@dataclass(slots=True)
class Proposal:
    """Names of one thing: how often each was said, in which measures and units, and in how many reports."""

    names: Counter[str] = field(default_factory=Counter)
    measures: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    reports: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The name said most often, of several the shortest."""
        return min(self.names, key=lambda name: (-self.names[name], len(name), name))


def proposals(reports: Iterable[tuple[str, Report]], *, least: int = 2) -> list[Proposal]:
    """The unnamed statistics of at least `least` reports, the most common first; reports come with their names.

    Names are one where they are the same but for the words of any promise, and joined where most of their pairs of
    characters are the same, the more common name first.
    """
    by_core: dict[str, Proposal] = defaultdict(Proposal)
    for source, report in reports:
        for item in report.indicators:
            bare = "".join(core(item.name).split()) or item.name
            if len(bare) < _SHORTEST or statistic_of(item.name, item.canon, item.measure, item.unit):
                continue
            proposal = by_core[bare]
            proposal.names[item.name] += 1
            proposal.measures[item.measure] += 1
            proposal.units[item.unit] += 1
            proposal.reports.add(source)
    found = _joined(by_core)
    return [each for each in found if len(each.reports) >= least]


def _joined(by_core: dict[str, Proposal]) -> list[Proposal]:
    """Proposals of names that are much alike as one, each name compared with those that share a pair with it."""
    order = sorted(by_core, key=lambda bare: (-len(by_core[bare].reports), -by_core[bare].names.total(), bare))
    kept: list[tuple[frozenset[str], Proposal]] = []
    by_pair: dict[str, list[int]] = defaultdict(list)
    for bare in order:
        own = pairs(bare)
        near = Counter(at for pair in own for at in by_pair[pair])
        best = max(near, key=lambda at: near[at] / len(own | kept[at][0]), default=None)
        if best is not None and near[best] / len(own | kept[best][0]) >= _ALIKE:
            _add(kept[best][1], by_core[bare])
            continue
        for pair in own:
            by_pair[pair].append(len(kept))
        kept.append((own, by_core[bare]))
    return sorted((each for _, each in kept), key=lambda each: (-len(each.reports), -each.names.total(), each.name))


def _add(proposal: Proposal, other: Proposal) -> None:
    proposal.names += other.names
    proposal.measures += other.measures
    proposal.units += other.units
    proposal.reports |= other.reports
