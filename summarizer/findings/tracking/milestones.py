"""Round sums that a report gives in words, which are no numbers of the ledger: 旅游人次突破百万, 总产值跨越千亿元."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.findings.tracking.statements import Statement
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.han import HAN

_SCALE = {"十": 10.0, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_PASSED = re.compile(
    rf"""
    (?P<name> {HAN}{{2,20}}? ) (?: 首次 | 成功 | 已 | 先后 | 连续 | 顺利 )*
    (?: 突破 | 跨越 | 跨上 | 迈上 | 超过 | 达到 | 站上 ) (?: 了 )?
    (?P<sum> [十百千]? [万亿]{{1,2}} ) (?! [\d一二三四五六七八九十] )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A sum passed, in units of one, of a core statistic."""

    canon: str
    value: float
    statement: Statement


def milestones(said: Sequence[Statement]) -> dict[str, list[Milestone]]:
    """The sums that the parts of a report that look back say were passed, by statistic."""
    catalogue = load_catalogue()
    found: dict[str, list[Milestone]] = {}
    for statement in said:
        match = None if statement.is_plan else _PASSED.search(statement.text)
        canon = catalogue.canon_of(match["name"], "level") if match else None
        if match and canon:
            value = 1.0
            for char in match["sum"]:
                value *= _SCALE[char]
            found.setdefault(canon, []).append(Milestone(canon, value, statement))
    return found
