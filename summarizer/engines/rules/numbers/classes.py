"""Which numbers state a quantity, by the book of classes."""

import re
import string
from collections.abc import Sequence
from functools import lru_cache

from summarizer.engines.rules.numbers.around import Around
from summarizer.engines.rules.numbers.class_rules import CLASSES, states_no_figure
from summarizer.engines.rules.numbers.places import Place
from summarizer.knowledge.rule import Rule

# The commonest figures need no rule: a percentage, and money that sets no threshold, outside quotations and codes.
_PLAIN = re.compile(r"\s*(?:[%％]|个?百分点|[万亿]*美?元(?!以[上下]|的|企业|楼|项目|产业|及以|级|/))")
_ODD = ("超", "突破", "过", "达", "接近", *"·•-－—~～:：.＋+", *string.ascii_letters, *map(chr, range(0xFF21, 0xFF3B)))
# Most numbers fit no rule. Rules that ask for words behind the number are tried only if those of any are there; rules
# that ask for words before it only if those can end with the character that stands there. The others always.
_ASKS_BEHIND = [rule for rule in CLASSES if isinstance(rule.fits, Around) and rule.fits.needs_words_behind()]
ASKS_BEFORE = {
    rule.id for rule in CLASSES if rule not in _ASKS_BEHIND and isinstance(rule.fits, Around) and rule.fits.before
}
ENDS_BEFORE = frozenset("图表-./:：—–－~～至到、和·•・+＋_道线交Ｇ个∶第”")
_CHUNK = 12


def classify(place: Place) -> Rule[Place, str] | None:
    """The first rule that fits, or None for a plain quantity. Cost: a handful of anchored matches."""
    before, after = place.before.rstrip(), place.after
    plain = place.quoted is None and not place.in_address and _PLAIN.match(after) and not before.endswith(_ODD)
    if plain and not states_no_figure(place):
        return None
    last = before[-1:]
    may_before = last in ENDS_BEFORE or last.isascii() or "Ａ" <= last <= "Ｚ"
    bare = after.lstrip()
    found = tuple([words.match(bare if spaced else after) is not None for spaced, words, _ in _CHUNKS])
    return CLASSES.first(place, _rules_for(found, may_before))


def _either(rules: Sequence[Rule[Place, str]]) -> re.Pattern[str]:
    """The words behind the number that any of the rules asks for; white space that they begin with is left out."""
    words = [rule.fits.after.removeprefix(_SPACE) for rule in rules if isinstance(rule.fits, Around)]
    return re.compile("|".join(f"(?:{word})" for word in words))


def _begins_with_space(rule: Rule[Place, str]) -> bool:
    return isinstance(rule.fits, Around) and rule.fits.after.startswith(_SPACE)


# Without white space before it, the first character tells of nearly all words that they are not there.
_SPACE = r"\s*"
_BY_SPACE = [
    (spaced, [rule for rule in _ASKS_BEHIND if _begins_with_space(rule) == spaced]) for spaced in (True, False)
]
_CHUNKS = [
    (spaced, _either(rules[at : at + _CHUNK]), rules[at : at + _CHUNK])
    for spaced, rules in _BY_SPACE
    for at in range(0, len(rules), _CHUNK)
]


@lru_cache(maxsize=512)
def _rules_for(found: tuple[bool, ...], before: bool) -> tuple[Rule[Place, str], ...]:
    """The rules that can fit, by the chunks of whose words some were found behind the number, and whether the words of
    any can stand before it."""
    barred = {rule.id for rule in _ASKS_BEHIND} | (set() if before else ASKS_BEFORE)
    for there, (_, _, rules) in zip(found, _CHUNKS, strict=True):
        barred -= {rule.id for rule in rules if there}
    return tuple(rule for rule in CLASSES if rule.id not in barred)
