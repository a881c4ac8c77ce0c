"""The name of a single figure: the book of names, of which only those rules are tried that can fit it."""

from collections.abc import Callable
from functools import lru_cache

from summarizer.engines.rules.numbers.figure import Figure, Topic
from summarizer.engines.rules.numbers.name_rules import NAMES, Case, stated_of
from summarizer.engines.rules.numbers.phrases import core_of, verb_of
from summarizer.knowledge.rule import Rule

# What a rule cannot do without; most figures lack what most rules ask for, which are then not tried.
_ASKS_FOR = {
    "name.rank": {"place"},
    "name.share": {"percentage"},
    "name.times": {"times", "subject"},
    "name.compared": {"subject"},
    "name.carried": {"subject"},
    "name.counted": {"noun"},
    "name.of-noun-behind": {"words", "noun or borrowed"},
    "name.of-owner": {"words"},
    "name.grade": {"words", "topic"},
    "name.verb-of-object": {"few words"},
    "name.gain": {"few words", "topic"},
    "name.spent": {"few words"},
    "name.state": {"owner"},
    "name.verb-carried": {"words", "verb"},
    "name.before": {"words"},
}
_FACTS = (
    *("place", "percentage", "times", "subject", "noun", "noun or borrowed"),
    *("words", "few words", "topic", "owner", "verb"),
)
_FEW = 5
_UNITS = {"位": "place", "名": "place", "": "place", "%": "percentage", "％": "percentage", "倍": "times"}


def name_figure(figure: Figure, topic: Topic) -> None:
    """Give a figure its name, subject and measure by the book of names."""
    core = core_of(figure.lead)
    subject = topic.subjects[0] if topic.subjects else ""
    figure.stated = stated_of(figure, bool(core) and verb_of(core) != core)
    case = Case(figure, topic, core, subject, figure.stated, figure.noun)
    rule = NAMES.first(case, _rules_for(_facts_of(case)))
    assert rule is not None, "the last rule fits everything"
    figure.name = rule.produces(case)
    figure.subject = figure.subject or figure.name
    figure.why.append(rule.id)


def _facts_of(case: Case) -> tuple[bool, ...]:
    """Which of `_FACTS` hold."""
    figure, topic, words = case.figure, case.topic, len(case.core)
    unit, noun = _UNITS.get(figure.unit), case.noun != ""
    return (
        unit == "place",
        unit == "percentage",
        unit == "times",
        case.subject != "",
        noun,
        noun or figure.borrowed != "",
        words > 0,
        0 < words <= _FEW,
        topic.noun != "",
        topic.owner != "",
        topic.activity and topic.verb != "",
    )


@lru_cache(maxsize=2048)
def _rules_for(facts: tuple[bool, ...]) -> tuple[Rule[Case, Callable[[Case], str]], ...]:
    """The rules that can fit where such facts hold."""
    hold = {fact for fact, holds in zip(_FACTS, facts, strict=True) if holds}
    return tuple(rule for rule in NAMES if _ASKS_FOR.get(rule.id, set()) <= hold)
