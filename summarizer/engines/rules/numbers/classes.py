"""Which numbers state a quantity, by the book of classes."""

import re
import string
from functools import lru_cache

from summarizer.engines.rules.numbers.class_needs import BEFORE, BEHIND, KINDS, kinds_of
from summarizer.engines.rules.numbers.class_rules import CLASSES, states_no_figure
from summarizer.engines.rules.numbers.places import Place
from summarizer.knowledge.rule import Rule

# The commonest figures need no rule: a percentage, and money that sets no threshold, outside quotations and codes.
_PLAIN = re.compile(r"\s*(?:[%％]|个?百分点|[万亿]*美?元(?!以[上下]|的|企业|楼|项目|产业|及以|级|/))")
_ODD = frozenset("超过达·•-－—~～:：.＋+") | set(string.ascii_letters) | set(map(chr, range(0xFF21, 0xFF3B)))
_ODD_WORDS = ("突破", "接近")
_OPENINGS_OF = {id_: frozenset(openings) for id_, openings in BEHIND.items()}
_ENDINGS_OF = {id_: frozenset(endings) for id_, endings in BEFORE.items()}
_OPENINGS, _ENDINGS = frozenset("".join(BEHIND.values())), frozenset("".join(BEFORE.values()))


def classify(place: Place) -> Rule[Place, str] | None:
    """The first rule that fits, or None for a plain quantity. Cost: a handful of anchored matches."""
    before, after = place.before.rstrip(), place.after
    last, space = before[-1:], after[:1]
    plain = place.quoted is None and not place.in_address and last not in _ODD and _PLAIN.match(after)
    if plain and not before.endswith(_ODD_WORDS) and not states_no_figure(place):
        return None
    first = after.lstrip()[:1] or "\n"
    behind = (first if first in _OPENINGS else "") + (space if space in "\u3000 " else "")
    return CLASSES.first(place, _rules_for(behind, last if last in _ENDINGS else "", kinds_of(place)))


@lru_cache(maxsize=4096)
def _rules_for(behind: str, before: str, kinds: tuple[str, ...]) -> tuple[Rule[Place, str], ...]:
    """The rules that can fit by the characters behind the number, the one before it, and its kinds."""
    barred = {id_ for id_, openings in _OPENINGS_OF.items() if openings.isdisjoint(behind)}
    barred |= {id_ for id_, endings in _ENDINGS_OF.items() if before not in endings}
    barred |= {id_ for id_, kind in KINDS.items() if kind not in kinds}
    return tuple([rule for rule in CLASSES.rules if rule.id not in barred])
