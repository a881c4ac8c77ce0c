"""Which numbers state a quantity, by the book of classes."""

import re
from functools import lru_cache

from summarizer.engines.rules.numbers.around import Around
from summarizer.engines.rules.numbers.class_rules import CLASSES, states_no_figure
from summarizer.engines.rules.numbers.places import Place
from summarizer.knowledge.rule import Rule

# The commonest figures need no rule: a percentage, and money that sets no threshold, outside quotations and codes.
_PLAIN = re.compile(r"\s*(?:[%％]|个?百分点|[万亿]*美?元(?!以[上下]|的|企业|楼|项目|产业|及以|级|/))")
_ODD = re.compile(r"(?:[A-Za-zＡ-Ｚ+＋·•\-－—~～:：.]|超|超过|突破|过|达|接近)\s*$")
# Most numbers fit no rule. Rules that ask for certain words behind the number are tried only if those are there: one
# match tells of all of them, by a group for each. Rules that ask for words before it are tried only if any of those are.
_ASKS_BEHIND = [rule for rule in CLASSES if isinstance(rule.fits, Around) and rule.fits.needs_words_behind()]
_BEHIND = re.compile("".join(f"(?:(?={rule.fits.after})())?" for rule in _ASKS_BEHIND if isinstance(rule.fits, Around)))
_ASKS_BEFORE = [
    rule for rule in CLASSES if isinstance(rule.fits, Around) and rule.fits.before and rule not in _ASKS_BEHIND
]
_BEFORE = re.compile("|".join(f"(?:{rule.fits.before})" for rule in _ASKS_BEFORE if isinstance(rule.fits, Around)))


def classify(place: Place) -> Rule[Place, str] | None:
    """The first rule that fits, or None for a plain quantity. Cost: a handful of anchored matches."""
    plain = (
        place.quoted is None and not place.in_address and _PLAIN.match(place.after) and not _ODD.search(place.before)
    )
    if plain and not states_no_figure(place):
        return None
    behind = _BEHIND.match(place.after)
    assert behind is not None, "every part of the pattern may be left out"
    return CLASSES.first(place, _rules_for(behind.groups(), _BEFORE.search(place.before) is not None))


@lru_cache(maxsize=1024)
def _rules_for(behind: tuple[str | None, ...], before: bool) -> tuple[Rule[Place, str], ...]:
    """The rules that can fit, given which find their words behind the number and whether any finds those before it."""
    barred = {rule.id for rule, found in zip(_ASKS_BEHIND, behind, strict=True) if found is None}
    if not before:
        barred |= {rule.id for rule in _ASKS_BEFORE}
    return tuple(rule for rule in CLASSES if rule.id not in barred)
