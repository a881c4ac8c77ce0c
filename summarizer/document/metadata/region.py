"""Which place a report is of, from the names that its title, its head and its text give, and the gazetteer.

A name counts where the genre puts the report's own place: before 政府, before an assembly, before the report's title.
What the gazetteer does not know is a name only if nothing in it is a verb or a function word. None is better than a
wrong one.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from summarizer.knowledge.arrays import Ints, indexes
from summarizer.knowledge.gazetteer import Place, gazetteer
from summarizer.knowledge.han import HAN
from summarizer.knowledge.key_table import KeyTable
from summarizer.knowledge.lexicon import either, word_set
from summarizer.knowledge.patterns import regex
from summarizer.knowledge.pieces import code_points

_YEAR = r"(?:19|20)\d\d"
# What stands behind the name of a report's own place.
_BEHIND = r"""(?:
      (?:第 [一二三四五六七八九十]{1,3} | [一二三四五六七八九十]{1,3}) 届 (?:人民代表大会|人大)
    | (?:人民代表大会|人大) (?:常务委员会|常委会)?
    | 人民?政府 | 行政公署 | 行署 | 管理?委员?会
    | (?:YEAR \s*年? (?:度|上半年)?)? \s* (?:政府)? 工作 (?:报告|总结)
    | (?:YEAR \s*年? (?:度|上半年)?)? \s* (?:国民经济|计划执行|政府工作)
    | 统计局 | 发展(?:和|与)改革
)""".replace("YEAR", _YEAR)
_ANCHOR = regex(_BEHIND, re.VERBOSE)
# A name of two characters is cut from a longer word (完成|县, 市和|县) unless one of these stands before it.
_BEFORE_A_NAME = regex(r"(?:^|[在于受届向由省市州盟区]|代表|关于)$")
_MASK = regex(r"[*×xX＊○]{2,}")
_MASKED_YEAR = regex(r"[xX×*＊]{2}年")
_SITE_LABEL = regex(rf"[【\[]({HAN}{{2,10}})招商[】\]]")
_DATED = regex(r"[\d一二三四五六七八九十〇]\s*[年月日]度?|上半年|下半年")
_REACH, _HEAD = 26, 1500
_LETTER = 21  # Bits of a code point.
_NATIONAL_TITLE = regex(r"(?:(?:19|20)\d\d年)?(?:中华人民共和国)?国务院|全国")
_NATIONAL = regex(r"国务院总理|代表国务院|受国务院委托|第\S{1,4}届全国人民代表大会第\S{1,3}次会议上")
# How near to the report's own name: its title, what it says of its assembly and government, other bylines.
_IN_TITLE, _IN_HEAD = 3, 1


@dataclass(frozen=True, slots=True)
class Region:
    """The name as the text gives it (its parent before it where the text says so), the place it is if that is clear,
    and whether nothing but the body's talk of it told."""

    name: str | None
    place: Place | None = None
    weak: bool = False


def read_region(text: str, title: str | None, year: int | None, unit: str | None) -> Region:
    """The region of a report about `year`; `unit` is what the text calls its own place (`县`), None if it does not."""
    if (title and _NATIONAL_TITLE.match(title)) or _NATIONAL.search(text[:600]):
        return Region("全国")
    if is_masked(title):
        return Region(None)
    if found := _named(text, title, year, unit):
        return Region(found, _settled(found, text, year))
    talked_of = _talked_of(text, year, unit)
    return Region(talked_of, _settled(talked_of, text, year), weak=True) if talked_of else Region(None)


def hinted(hint: str, year: int | None) -> Region:
    """The region that somebody who knows names: by a code of GB/T 2260, or by a name, with those above it before it
    where several places are called so (河北省保定市徐水区). A name without a place keeps no code."""
    known = gazetteer()
    found = known.by_code.get(hint, ()) if hint.isdecimal() else ()
    if found:
        place = next((place for place in found if place.stood(year)), found[-1])
        return Region(place.name, place)
    own = next((hint[start:] for start in range(len(hint)) if hint[start:] in known.by_name), None)
    named = [(sum(unit.name in hint for unit in known.above(p)), p) for p in known.candidates(own or "", year)]
    most = max((count for count, _ in named), default=0)
    settled = _only([place for count, place in named if count == most])
    return Region(settled.name if settled else hint, settled)


def is_masked(title: str | None) -> bool:
    """Whether the publisher hid the place in the title (`**区2021年…`)."""
    return bool(title and _MASK.search(title.split("政府")[0]) and not _MASKED_YEAR.search(title))


def _named(text: str, title: str | None, year: int | None, unit: str | None) -> str | None:
    """The name in the title or head that stands best for the report's own place."""
    said: Counter[str] = Counter()
    head = _MASK.sub("\n", text[:_HEAD])
    for words_, weight in ((title or "", _IN_TITLE), (head, _IN_HEAD)):
        for anchor in _ANCHOR.finditer(words_):
            before = words_[max(0, anchor.start() - _REACH) : anchor.start()]
            if name := _name_before(before, year):
                said[name] += weight
        for label in _SITE_LABEL.finditer(words_):
            if name := _name_before(label[1], year):
                said[name] += _IN_HEAD
    if not said:
        return None
    best = max(said, key=lambda name: (_fits(name, unit), said[name]))
    # The longest way it is said: 保定市满城区 for 满城区.
    return max((name for name in said if name.endswith(best)), key=len)


def _fits(name: str, unit: str | None) -> bool:
    """Whether a name is that of a unit as the text calls its own place."""
    return unit is None or name.endswith(unit)


def _name_before(before: str, year: int | None) -> str | None:
    """The place whose name ends `before`, with its parents where they stand there as well."""
    before = _DATED.split(re.sub(rf"{_YEAR}\s*年?$", "", before.rstrip()))[-1]
    run = re.search(rf"{HAN}+$", before)
    if run is None:
        return None
    known = gazetteer()
    run_ = run[0]
    for start in range(max(0, len(run_) - 15), len(run_) - 1):
        name = run_[start:]
        if name in known.by_name and (len(name) > 2 or _BEFORE_A_NAME.search(run_[:start])):
            return _with_parents(run_[:start], name)
    short = next((run_[-size:] for size in (4, 3, 2) if len(run_) == size and run_ in known.by_short), None)
    if short and short not in word_set("common_word_places"):
        full = {place.name for place in known.candidates(short, year)}
        return full.pop() if len(full) == 1 else None
    return _unknown(run_)


def _with_parents(before: str, name: str) -> str:
    """`name` with the known names that stand right before it."""
    known = gazetteer()
    for start in range(max(0, len(before) - 12), len(before) - 1):
        if before[start:] in known.by_name:
            return _with_parents(before[:start], before[start:] + name)
    return name


@cache
def _unknown_name() -> re.Pattern[str]:
    """A name of no place of the table: some characters and what it is, alone or behind words that take a place."""
    suffix = either("@place_suffixes")
    stem = rf"(?:(?!{either('@never_in_place_names')}){HAN})"
    peoples = f"{either('@peoples')}*"
    name = rf"{stem}{{1,6}}? {peoples} {suffix} (?: {stem}{{1,5}}? {peoples} {suffix} )?"
    return regex(rf"(?: ^ | [在受于届] | 代表 | 关于 ) ( {name} ) $", re.VERBOSE)


def _unknown(run: str) -> str | None:
    match = _unknown_name().search(run)
    return match[1] if match and match[1] not in word_set("no_places") else None


def _settled(name: str | None, text: str, year: int | None) -> Place | None:
    """The one place that `name` is: by the parents it carries, else by those that the text speaks of."""
    known = gazetteer()
    if name is None:
        return None
    own = next((name[start:] for start in range(len(name)) if name[start:] in known.by_name), None)
    if own is None:
        return None
    found = known.candidates(own, year)
    if carried := name.removesuffix(own):
        # A report may come years before or after the edition that tells of its place.
        by_years = (found, known.by_name[own])
        return next((place for some in by_years if (place := _only(_below(some, carried)))), None)
    return _only(found) or _by_context(found, text)


def _below(found: Sequence[Place], carried: str) -> list[Place]:
    """Those of `found` that belong to a unit named in `carried`."""
    return [place for place in found if any(unit.name in carried for unit in gazetteer().above(place))]


def _only(found: Sequence[Place]) -> Place | None:
    """The place that all of `found` are, by its latest code; None for several."""
    if not found:
        return None
    # One place that changed its code, as when its prefecture became a city, is still one.
    if len({(place.short, place.code[:2]) for place in found}) == 1 and len({p.last for p in found}) == len(found):
        return max(found, key=lambda place: place.last)
    return None


def _by_context(found: Sequence[Place], text: str) -> Place | None:
    """Of several places of one name the one whose city and province the text speaks of, if it speaks of no other's."""
    known = gazetteer()
    told = {
        place: sum(text.count(unit.name) + text.count(unit.short) for unit in known.above(place)[:1]) * 2
        + sum(text.count(unit.name) for unit in known.above(place)[1:])
        for place in found
    }
    ranked = sorted(found, key=lambda place: -told[place])
    if told[ranked[0]] >= 2 and told[ranked[0]] > 3 * told[ranked[1]]:
        return ranked[0]
    return None


def _talked_of(text: str, year: int | None, unit: str | None) -> str | None:
    """The place that a text without a head speaks of as its own: by far the one named most among those of the unit
    that the text calls its own, and whose city or province the text knows as well, unless it says the name in full or
    as only one's own place is said (魅力阜平, 曲阳发展)."""
    said, full, own = _mentions(text, year, unit)
    ranked = said.most_common(2)
    if not ranked or ranked[0][1] < 2 or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
        return None
    name = ranked[0][0]
    known = gazetteer()
    above = {higher.short for place in known.candidates(name, year) for higher in known.above(place)}
    surroundings = any(short in text for short in above)
    only = len(known.candidates(name, year)) == 1
    if unit is None:
        return name if only and (own[name] or said[name] >= 3) else None
    told = full[name] or own[name] > 1
    return name if told and (surroundings or said[name] >= 8 or (only and own[name] > 1)) else None


def _mentions(text: str, year: int | None, unit: str | None) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """How often a text names each known place of its own kind: in all, by its full name, and as one's own place.

    Where the text does not say what its own place is, counties alone count: of them texts speak as their own.
    """
    said: Counter[str] = Counter()
    full: Counter[str] = Counter()
    own: Counter[str] = Counter()
    common = word_set("common_word_places")
    known, sizes = gazetteer().by_short, _sizes()
    letters = code_points(text)
    for at in indexes(_beginnings().find(_pairs(letters))).tolist():
        for size in sizes.get(text[at], ()):
            short = text[at : at + size]
            if short not in known:
                continue
            for place in _places_of(short, year):
                if not (place.name.endswith(unit) if unit else place.level == "county"):
                    continue
                whole = text.startswith(place.name, at)
                if whole and len(place.name) == 2 and _GOES_ON.match(text, at + 2):
                    continue
                if not whole and (size == 1 or short in common):
                    continue
                said[place.name] += 1
                full[place.name] += whole
                own[place.name] += _said_as_own(text, at, at + size)
    return said, full, own


@lru_cache(4096)
def _places_of(short: str, year: int | None) -> Sequence[Place]:
    """The places called `short`, one for each name."""
    return tuple({place.name: place for place in gazetteer().candidates(short, year)}.values())


# A name of two characters is cut from a longer word where the word goes on: 建成|县域, 市和|县委.
_GOES_ON = regex(r"[委政级域城长直区市内外乡人]")
_OWN_BEFORE = regex(rf"{either('@own_place_before')}$")
_OWN_BEHIND = regex(either("@own_place_behind"))


def _said_as_own(text: str, start: int, end: int) -> bool:
    return bool(_OWN_BEFORE.search(text[max(0, start - 4) : start]) or _OWN_BEHIND.match(text, end))


@cache
def _sizes() -> dict[str, tuple[int, ...]]:
    """How long the names are that begin with each character, the shortest first."""
    found: dict[str, set[int]] = {}
    for name in gazetteer().by_short:
        found.setdefault(name[0], set()).update({len(name)} if len(name) <= 5 else ())
    return {first: tuple(sorted(lengths)) for first, lengths in found.items()}


@cache
def _beginnings() -> KeyTable:
    """The first two characters of all names: of short ones, and of the full names of those that are but one."""
    known = gazetteer().by_short
    full = (place.name for short, places in known.items() if len(short) == 1 for place in places)
    opening = sorted({name[:2] for name in (*known, *full) if len(name) > 1})
    return KeyTable(_pairs(code_points("".join(opening)))[::2])


def _pairs(letters: Ints) -> Ints:
    """Each of some letters with the one behind it, as a number."""
    return letters[:-1] << _LETTER | letters[1:]
