"""What a commitment is about and how specific it is. Vocabulary in `schemas/topics.yaml`, learned weights beside it."""

import itertools
import re
from collections.abc import Iterator
from functools import cache

import yaml

from summarizer.engines.rules.linear import Classifier, load_model
from summarizer.resources import data_dir

_NAMED = re.compile(
    r"《[^》]+》|“[^”]{2,}”(?:工程|行动|计划|项目|专项|活动|品牌|战略|示范|试点|基地|园|平台|称号|杯|节|展|会)|[\u4e00-\u9fff]{2,}(?:三年行动|攻坚行动|专项行动|提升行动|示范[区县市])"
)


@cache
def _vocabulary() -> tuple[tuple[str, re.Pattern[str]], ...]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load((data_dir("schemas") / "topics.yaml").read_text(encoding="utf-8"), Loader=loader)
    return tuple(
        (name, re.compile("|".join(re.escape(word) for word in sorted(entry["words"].split(), key=len, reverse=True))))
        for name, entry in data.items()
    )


def topic_features(text: str, heading: str, above: str) -> Iterator[str]:
    """Evidence for the topic: words of the vocabulary and pairs of characters, of the text and its two headings."""
    yield "bias"
    for place, words in (("", text), ("heading ", heading), ("above ", above)):
        for name, pattern in _vocabulary():
            if found := len(pattern.findall(words)):
                yield f"{place}{name}"
                if found > 1:
                    yield f"{place}{name} twice"
    for first, second in itertools.pairwise(text):
        yield first + second


def topic_of(text: str, heading: str, above: str) -> str:
    model = load_model("topics")
    assert isinstance(model, Classifier)
    return model.best(list(topic_features(text, heading, above)))


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


def specificity_of(text: str, quantified: bool) -> str:
    if quantified:
        return "quantified"
    model = load_model("specificity")
    assert isinstance(model, Classifier)
    return model.best(list(specificity_features(text)))
