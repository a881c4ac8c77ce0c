"""Which numbers state a quantity, by the book of classes."""

import re

from summarizer.engines.rules.numbers.around import Around
from summarizer.engines.rules.numbers.class_rules import CLASSES, states_no_figure
from summarizer.engines.rules.numbers.places import Place
from summarizer.knowledge.rule import Book, Rule

# The commonest figures need no rule: a percentage, and money that sets no threshold, outside quotations and codes.
_PLAIN = re.compile(r"\s*(?:[%％]|个?百分点|[万亿]*美?元(?!以[上下]|的|企业|楼|项目|产业|及以|级|/))")
_ODD = re.compile(r"(?:[A-Za-zＡ-Ｚ+＋·•\-－—~～:：.]|超|超过|突破|过|达|接近)\s*$")
# Most numbers fit no rule. Rules that ask for certain words behind the number are tried only if those of any are there;
# the others always.
_BEHIND_ONLY = [rule for rule in CLASSES if isinstance(rule.fits, Around) and rule.fits.needs_words_behind()]
_BEHIND = re.compile("|".join(f"(?:{rule.fits.after})" for rule in _BEHIND_ONLY if isinstance(rule.fits, Around)))
_ALWAYS = Book("class", CLASSES.decides, [rule for rule in CLASSES if rule not in _BEHIND_ONLY])


def classify(place: Place) -> Rule[Place, str] | None:
    """The first rule that fits, or None for a plain quantity. Cost: a handful of anchored matches."""
    plain = (
        place.quoted is None and not place.in_address and _PLAIN.match(place.after) and not _ODD.search(place.before)
    )
    if plain and not states_no_figure(place):
        return None
    return (CLASSES if _BEHIND.match(place.after) else _ALWAYS).first(place)
