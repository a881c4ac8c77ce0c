"""The core statistics: what is known of each, and which one a name means. The data is `schemas/indicators.yaml`."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Any

from summarizer.errors import UsageError
from summarizer.knowledge.patterns import regex
from summarizer.knowledge.resources import read_yaml
from summarizer.knowledge.units import base_unit

_FILE = "schemas/indicators.yaml"
_MEASURES = frozenset({"level", "growth", "avg_growth", "change", "share"})
_BETTER = frozenset({"more", "less", None})
_MONEY = frozenset({"CNY", "USD", "EUR", "GBP", "HKD", "JPY", "KRW", "RUB", "SGD", "TWD", "MOP"})
_PEOPLE = frozenset({"person", "person-times"})
_LONGEST_NAME = 40
_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Statistic:
    """One core statistic. `unit` is that of a level; `better` is `more`, `less` or None; `measures` are those its
    figures may have besides `rank`; `counted_in` are further words that a level may be counted in."""

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...]
    unit: str | None
    better: str | None
    measures: frozenset[str]
    counts_new: bool = False
    counted_in: frozenset[str] = frozenset()

    def may_be(self, measure: str, unit: str) -> bool:
        """Whether a figure of that measure and unit can be of this statistic: money in money, people in people."""
        if measure == "rank" or unit.endswith("倍"):
            return True
        if measure not in self.measures:
            return False
        if measure != "level" or not unit or unit.lstrip("十百千万亿") in self.counted_in:
            return True
        if self.unit is None:
            return not self.counted_in
        base = base_unit(unit)
        if self.unit in _MONEY:
            return base in _MONEY or not unit.strip("百千万亿")
        if self.unit in _PEOPLE:
            return base in _PEOPLE or not unit.strip("十百千万亿")
        return base == self.unit


@dataclass(frozen=True, slots=True)
class _Build:
    """A name made of nothing but `cover`, with a word out of each of `needs`."""

    statistic: Statistic
    cover: re.Pattern[str]
    needs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """Words that surround a name and do not change it; `firsts` and `lasts` are the characters that those before a name
    begin with, and those behind it end with."""

    before: frozenset[str]
    behind: frozenset[str]
    new: frozenset[str]
    longest: int
    firsts: frozenset[str]
    lasts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The statistics in the order of the file, by id, and the grammar of their names."""

    statistics: tuple[Statistic, ...]
    by_id: Mapping[str, Statistic]
    _aliases: Mapping[str, Statistic]
    _builds: tuple[_Build, ...]
    _hint: re.Pattern[str]
    _words: _Words
    _known: dict[str, tuple[tuple[Statistic, bool], ...]] = field(default_factory=dict, repr=False, compare=False)

    def canon_of(self, name: str, measure: str | None = None, unit: str | None = None) -> str | None:
        """The id of the core statistic that `name` means, None for anything else.

        `name` is written as the annotation guide writes names. A part of a statistic, a share of it or a distance to
        another region is not the statistic. Whether the figure is the report's own region's is not said by a name:
        the caller decides that from the text. `measure` and `unit` rule out what the figure cannot be.
        """
        if len(name) > _LONGEST_NAME:
            return None
        for statistic, added in self._meanings(name):
            if added and not statistic.counts_new and measure not in {"growth", "avg_growth", "change"}:
                continue
            if measure is None or statistic.may_be(measure, unit or ""):
                return statistic.id
        return None

    def _meanings(self, name: str) -> tuple[tuple[Statistic, bool], ...]:
        """Each statistic that the name is, and whether 新增 was taken off. Kept by name, as most come up again."""
        known = self._known.get(name)
        if known is None:
            if len(self._known) > _KEPT:
                self._known.clear()
            self._known[name] = known = tuple(self._read(_plain(name)))
        return known

    def _read(self, text: str) -> Iterator[tuple[Statistic, bool]]:
        """Each statistic that the name is, with its surroundings taken off step by step; and whether 新增 was."""
        if text in self._aliases:
            yield self._aliases[text], False
        bare = _BRACKETS.sub("", text)
        hinted = self._hint.search(bare) is not None
        fronts = list(_cut(bare, self._words, front=True))
        for front, new_before in fronts:
            for core, new_behind in _cut(front, self._words, front=False):
                found = self._aliases.get(core) or (self._built(core) if hinted else None)
                if found is not None:
                    yield found, new_before or new_behind

    def _built(self, text: str) -> Statistic | None:
        for build in self._builds:
            if all(any(word in text for word in need) for need in build.needs) and build.cover.fullmatch(text):
                return build.statistic
        return None


_BRACKETS = regex(r"\([^()]*\)")
_YEARS = regex(r"(?<=[^\d.])\d年$")
_YEAR = regex(r"(?:19|20)\d\d年?")
_HOLDS_IGNORED = regex("[_ \t\n“”\"'‘’《》]")
_IGNORED = str.maketrans("", "", "_ \t\n“”\"'‘’《》")


def _plain(name: str) -> str:
    """One spelling: half width, upper case, no quotes or spaces, 规上 for all its long forms."""
    return _shortened(_folded(name))


def _folded(name: str) -> str:
    if not name.isascii() and not unicodedata.is_normalized("NFKC", name):
        name = unicodedata.normalize("NFKC", name)
    return (name.translate(_IGNORED) if _HOLDS_IGNORED.search(name) else name).upper()


def _shortened(text: str) -> str:
    if "规模" in text:
        text = text.replace("规模以上", "规上").replace("规模工业", "规上工业").replace("规模企业", "规上企业")
    return text


def _cut(text: str, words: _Words, *, front: bool) -> Iterator[tuple[str, bool]]:
    """`text`, then `text` without one more surrounding word each time, longest first; whether one was new."""
    kept = words.before if front else words.behind
    edges = words.firsts if front else words.lasts
    new = False
    yield text, new
    while text and (text[0] if front else text[-1]) in edges:
        if front and (year := _YEAR.match(text)):
            text = text[year.end() :]
        elif not front and (years := _YEARS.search(text)):
            text = text[: years.start()]
        else:
            for size in range(min(words.longest, len(text) - 1), 0, -1):
                piece = text[:size] if front else text[-size:]
                if piece in kept or piece in words.new:
                    new = new or piece in words.new
                    text = text[size:] if front else text[:-size]
                    break
            else:
                return
        yield text, new


@cache
def load_catalogue() -> Catalogue:
    """The catalogue that ships with the package. Raises UsageError for a file that is not well formed."""
    return parse_catalogue(read_yaml("indicators.yaml"))


def parse_catalogue(loaded: Any) -> Catalogue:
    """A catalogue from the parsed file. Raises UsageError that names the entry and what is wrong with it."""
    try:
        around = {part: frozenset(_plain(word) for word in loaded["around"][part].split()) for part in _PARTS}
        entries = dict(loaded["statistics"])
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UsageError(f"{_FILE} needs the parts around (before, behind, new) and statistics; restore it") from error
    statistics = tuple(_statistic(id_, entry) for id_, entry in entries.items())
    aliases: dict[str, Statistic] = {}
    for statistic in statistics:
        for alias in _spellings(statistic):
            if aliases.setdefault(alias, statistic) is not statistic:
                other = aliases[alias].id
                raise UsageError(
                    f"{_FILE}: {alias} is an alias of both {other} and {statistic.id}; take it off one of them"
                )
    builds = tuple(
        _build(statistic, entries[statistic.id]["built_of"])
        for statistic in statistics
        if "built_of" in entries[statistic.id]
    )
    hint = regex(_either(word for build in builds for word in build.needs[0]) if builds else r"(?!)")
    longest = max(map(len, frozenset().union(*around.values())), default=0)
    by_id = MappingProxyType({statistic.id: statistic for statistic in statistics})
    # A year stands before a name, too.
    firsts = frozenset(word[0] for word in around["before"] | around["new"] if word) | {"1", "2"}
    lasts = frozenset(word[-1] for word in around["behind"] | around["new"] if word)
    words = _Words(**around, longest=longest, firsts=firsts, lasts=lasts)
    return Catalogue(statistics, by_id, MappingProxyType(aliases), builds, hint, words)


_PARTS = ("before", "behind", "new")
_FIELDS = frozenset({"zh", "en", "unit", "better", "measures", "aliases", "built_of", "counts_new", "counted_in"})


def _statistic(id_: str, entry: Any) -> Statistic:
    if not isinstance(entry, dict):
        raise UsageError(f"{_FILE}: {id_} must have zh, en, unit, better, measures and aliases; fill them in")
    if unknown := sorted(entry.keys() - _FIELDS):
        raise UsageError(f"{_FILE}: {id_} has the unknown field {unknown[0]}; spell it as the head of the file does")
    missing = [field for field in ("zh", "en", "unit", "better", "measures") if field not in entry]
    if missing:
        raise UsageError(f"{_FILE}: {id_} lacks {missing[0]}; add it")
    if not entry.get("aliases") and not entry.get("built_of"):
        raise UsageError(f"{_FILE}: {id_} has neither aliases nor built_of, so no name can mean it; add some")
    if not _is_list(entry["measures"]) or not set(entry["measures"]) <= _MEASURES:
        raise UsageError(f"{_FILE}: the measures of {id_} must be a list out of {', '.join(sorted(_MEASURES))}")
    if not _is_list(entry.get("aliases", [])):
        raise UsageError(f"{_FILE}: the aliases of {id_} must be a list of texts; put each in quotes")
    if entry["better"] not in _BETTER:
        raise UsageError(f"{_FILE}: better of {id_} must be more, less or null")
    return Statistic(
        id=id_,
        zh=str(entry["zh"]),
        en=str(entry["en"]),
        aliases=tuple(entry.get("aliases", ())),
        unit=entry["unit"],
        better=entry["better"],
        measures=frozenset(entry["measures"]),
        counts_new=bool(entry.get("counts_new", False)),
        counted_in=frozenset(str(entry.get("counted_in", "")).split()),
    )


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


_SIGNS_OF_CHOICE = frozenset("[]()|")
_CHOICE = regex(r"(\[[^\[\]()]+\]|\([^\[\]()]+\))")


def _spellings(statistic: Statistic) -> Iterator[str]:
    """Every spelling of every alias: `[a|b]` with one of them or neither, `(a|b)` with one of them."""
    for alias in statistic.aliases:
        choices = []
        for piece in filter(None, _CHOICE.split(alias)):
            chosen = piece[1:-1].split("|") if piece[0] in "[(" and piece[-1] in "])" else [piece]
            if any(not _SIGNS_OF_CHOICE.isdisjoint(said) for said in chosen):
                raise UsageError(
                    f"{_FILE}: the alias {alias!r} of {statistic.id} does not close its brackets, or nests them"
                )
            folded = [_folded(said) for said in chosen]
            choices.append([*folded, ""] if piece[0] == "[" else folded)
        spellings = ["".join(said) for said in product(*choices)]
        if not all(spellings):
            raise UsageError(
                f"{_FILE}: the alias {alias!r} of {statistic.id} can be nothing; put a word outside brackets"
            )
        yield from map(_shortened, spellings)


def _build(statistic: Statistic, entry: Any) -> _Build:
    try:
        words = [_plain(word) for word in entry["words"].split()]
        needs = tuple(tuple(_plain(word) for word in need.split()) for need in entry["needs"])
    except (KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{_FILE}: built_of of {statistic.id} needs words and a list of needs; fill them in"
        ) from error
    # Possessive: a long name that does not fit is told in one pass.
    return _Build(statistic, regex(f"{_either(words)}*+"), needs)


def _either(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word))) + ")"
