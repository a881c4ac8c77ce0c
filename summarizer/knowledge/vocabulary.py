"""Names for people, in Chinese or English: of the contract's enumerations, topics, core statistics and units.

The data is `schemas/vocabulary.yaml`, `topics.yaml`, `indicators.yaml` and `units.yaml`.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal, get_args

from summarizer.errors import UsageError
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.resources import read_yaml

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def language(name: str) -> Language:
    """The language called `name`. Raises UsageError for one that has no words here."""
    for known in LANGUAGES:
        if name == known:
            return known
    raise UsageError(f"there is no language {name!r}; choose one of: {', '.join(LANGUAGES)}")


@cache
def _read(name: str) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    data: Mapping[str, Mapping[str, Mapping[str, str]]] = read_yaml(name)
    return data


def named(group: str, word: str, lang: Language = "zh") -> str:
    """The name of one word of an enumeration, such as `("strength", "must")`; the word itself where it has none."""
    entry = _read("vocabulary.yaml")[group].get(word)
    return entry[lang] if entry else word.replace("_", " ")


def names(group: str, lang: Language = "zh") -> dict[str, str]:
    """Every word of an enumeration with its name, in the order of the contract."""
    return {word: entry[lang] for word, entry in _read("vocabulary.yaml")[group].items()}


def meanings(group: str) -> dict[str, tuple[str, str]]:
    """Every word of an enumeration with its Chinese name and what it means, in English."""
    return {word: (entry["zh"], entry["means"]) for word, entry in _read("vocabulary.yaml")[group].items()}


@cache
def topic_names(lang: Language = "zh") -> dict[str, str]:
    """Names of the topics, in the order of `schemas/topics.yaml`."""
    return {name: str(entry[lang]) for name, entry in _read("topics.yaml").items()}


def statistic_name(canon: str, lang: Language = "zh") -> str:
    """The name of a core statistic; its id where the catalogue does not know it any more."""
    statistic = load_catalogue().by_id.get(canon)
    if statistic is None:
        return canon
    return statistic.zh if lang == "zh" else statistic.en


def unit_name(unit: str, lang: Language = "zh", *, one: bool = False) -> str:
    """A unit as the report states it, or in English: `亿元` is `hundred million yuan`, `家` nothing, `％` `%`.

    `one` asks for the singular. A unit without English stays as it is, in quotation marks.
    """
    if lang == "zh" or not unit:
        return unit
    english = _read("units.yaml")["english"]
    multipliers, measures = english["multipliers"], english["measures"]
    above, slash, below = unit.partition("/")
    if slash and unit not in measures:
        return f"{unit_name(above, lang)} per {unit_name(below, lang)}".strip()
    for size in range(min(3, len(unit)), -1, -1):
        scale, rest = unit[:size], unit[size:]
        if (scale and scale not in multipliers) or not (rest in measures or _only_counts(rest)):
            continue
        said = measures.get(rest, "")
        if one and not scale:
            said = english["one"].get(said, said)
        return " ".join(word for word in (multipliers.get(scale, ""), said) if word)
    return f"“{unit}”"


def _only_counts(unit: str) -> bool:
    return not unit or re.sub(r"[(（].*", "", unit) in _classifiers()


@cache
def _classifiers() -> frozenset[str]:
    return frozenset(str(_read("units.yaml")["classifiers"]).split())
