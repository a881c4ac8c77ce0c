"""What a commitment is about and how specific it is. Vocabulary in `schemas/topics.yaml`, learned weights beside it."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

import yaml

from summarizer.engines.rules.linear import Classifier, load_model
from summarizer.resources import data_dir

_NAMED = re.compile(
    r"《[^》]+》|“[^”]{2,}”(?:工程|行动|计划|项目|专项|活动|品牌|战略|示范|试点|基地|园|平台|称号|杯|节|展|会)|[\u4e00-\u9fff]{2,}(?:三年行动|攻坚行动|专项行动|提升行动|示范[区县市])"
)


@cache
def _vocabulary() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """One pattern for all words of the vocabulary, and the topics that each speaks for."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load((data_dir("schemas") / "topics.yaml").read_text(encoding="utf-8"), Loader=loader)
    topics: dict[str, tuple[str, ...]] = {}
    for name, entry in data.items():
        for word in entry["words"].split():
            topics[word] = (*topics.get(word, ()), name)
    listed = "|".join(re.escape(word) for word in sorted(topics, key=lambda word: (-len(word), word)))
    return re.compile(listed), topics


@lru_cache(maxsize=4096)
def _spoken_for(place: str, words: str) -> tuple[str, ...]:
    """The topics that the words of a text or heading speak for, and those that more than one does."""
    pattern, topics = _vocabulary()
    found = Counter(name for word in pattern.findall(words) for name in topics[word])
    return tuple(f"{place}{name}{twice}" for name, count in found.items() for twice in ("", " twice")[: min(count, 2)])


def topic_features(text: str, heading: str, above: str) -> Iterator[str]:
    """Evidence for the topic: words of the vocabulary and pairs of characters, of the text and its two headings."""
    yield "bias"
    yield from _spoken_for("", text)
    yield from _spoken_for("heading ", heading)
    yield from _spoken_for("above ", above)
    for first, second in pairwise(text):
        yield first + second


def topic_of(text: str, heading: str, above: str) -> tuple[str, float]:
    """The topic of a commitment under two headings, and its margin over the next best."""
    model = load_model("topics")
    assert isinstance(model, Classifier)
    return model.choose(list(topic_features(text, heading, above)))


def specificity_features(text: str) -> Iterator[str]:
    """Evidence for a specific project, place, firm, document or programme."""
    yield "bias"
    yield f"length {min(len(text) // 6, 6)}"
    if _NAMED.search(text):
        yield "titled"
    if "《" in text:
        yield "document"
    if "“" in text:
        yield "quoted"
    yield f"listed {min(text.count('、'), 3)}"
    if re.search(r"等[^,，。]{0,12}(?:项目|工程|企业|园区|道路|基地)", text):
        yield "such as"
    for first, second in itertools.pairwise(text):
        yield first + second
    for index in range(len(text) - 2):
        if text[index + 2] in "市县区镇乡村路园站港桥河湖江山湾馆院校厂线库城":
            yield "place " + text[index + 2]


def specificity_of(text: str, quantified: bool) -> tuple[str, float]:
    """How specific a commitment is, and the margin; a figure or a deadline settles it."""
    if quantified:
        return "quantified", 100.0
    model = load_model("specificity")
    assert isinstance(model, Classifier)
    return model.choose(list(specificity_features(text)))
