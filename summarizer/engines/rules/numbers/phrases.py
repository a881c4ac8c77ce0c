"""Taking a stretch of text before or behind a figure down to the words that say what is counted."""

import re
from functools import lru_cache

from summarizer.engines.rules.numbers.phrase_patterns import (
    ADVERB,
    AIM,
    AIM_WORD,
    AIMED,
    CLOSERS,
    CLOSING,
    COMPOUND,
    DROPPED_VERB,
    EVALUATION,
    HEAD,
    INNER_PREDICATE,
    INNER_WORD,
    LAST_TOTAL,
    LEADING_DE,
    MANNER_LEAD,
    MARK,
    MASK,
    NO_NOUN,
    NO_NOUN_MARKS,
    NOUN,
    ONLY_ATTRIBUTE,
    OPENER_OPENS,
    OPENERS,
    PARTICLE_ENDS,
    PARTICLES,
    PREPOSITION,
    PREPOSITION_END,
    SCOPED_OPENERS,
    STANDING,
    STANDING_OPENS,
    STATE,
    SUBJECT_END,
    VERB,
)
from summarizer.knowledge.han import HAN
from summarizer.knowledge.lexicon import word_set
from summarizer.knowledge.word_index import index_of

_NEW = re.compile(rf"新(?={HAN})")
_YEAR_OR_MASK = re.compile(r"(?:19|20)\d\d年?|[*×]{2,}")
_STOP = re.compile(r"[、,，:：;；。！？!?（(\d]")


@lru_cache(maxsize=4096)
def strip_openers(text: str) -> str:
    """`text` without the time, place, connectives and adverbs it opens with."""
    while text and (text[0] in OPENER_OPENS or text[0].isspace() or text[0].isdecimal()):
        match = OPENERS.match(text)
        if not match or SCOPED_OPENERS.match(text):
            break
        text = text[match.end() :]
    return text


@lru_cache(maxsize=4096)
def strip_closers(text: str) -> str:
    """`text` without the predicate, the word of change and the bound it closes with."""
    while text and (text[-1] in CLOSING or text[-1].isspace()) and (match := CLOSERS.search(text)):
        text = text[: match.start()]
    return text


@lru_cache(maxsize=4096)
def core_of(lead: str) -> str:
    """What the words before a figure name: `全区地区生产总值完成` → 地区生产总值. Empty if they name nothing.

    A long phrase is cut to its last verb and object.
    """
    return shorten(whole_core_of(lead))


@lru_cache(maxsize=4096)
def whole_core_of(lead: str) -> str:
    """What the words before a figure name, however long."""
    text = lead
    aim = AIM.match(text) if AIM_WORD.search(text) else None
    if aim and (strip_closers(text[aim.end() :]) or not AIMED.search(aim.group())):
        text = text[aim.end() :]
    elif aim:
        text = AIMED.sub("", aim.group())
    text = strip_openers(_unmarked(text) if MARK.search(text) else text)
    text = strip_closers(text)
    if ("计" in text or "共" in text) and (total := list(LAST_TOTAL.finditer(text))) and total[-1].start() >= 2:
        text = strip_openers(text[total[-1].end() :])
    if DROPPED_VERB.match(text):
        text = strip_openers(DROPPED_VERB.sub("", text, count=1))
    if INNER_WORD.search(text):
        text = INNER_PREDICATE.sub("", text)
    text = text.strip()
    return PARTICLES.sub("", text).strip() if text.endswith(PARTICLE_ENDS) else text


def _unmarked(text: str) -> str:
    """`text` without a bracket or quotation of which it holds one end, what stands before a colon or bar, and masks."""
    for opening, closing in (("(", ")"), ("（", "）")):
        if text.count(opening) > text.count(closing):
            text = text[text.rfind(opening) + 1 :]
        elif text.count(closing) > text.count(opening):
            text = text[text.find(closing) + 1 :]
    if text.count("”") > text.count("“"):
        text = text[text.find("”") + 1 :]
    return MASK.sub("", text.rsplit("：", 1)[-1].rsplit(":", 1)[-1].rsplit("|", 1)[-1])


def shorten(text: str, limit: int = 24) -> str:
    """A long phrase cut to its last verb and object; a prepositional opener dropped."""
    if PREPOSITION.match(text):
        verb = next((start for start, end in verb_starts(text) if start >= 3 and len(text) - end >= 2), 0)
        if verb > 10:
            text = text[verb:]
    if (
        len(text) <= limit
        or (is_statistic(text) and len(text) <= 2 * limit)
        or (len(text) <= limit + 8 and VERB.match(text))
    ):
        return text
    if (opening := verb_of(text)) and (listed := re.search(r"等(?:各类|各种|各|方面|一批)?([^等、]{3,})$", text)):
        return opening + listed.group(1)
    verbs = [start for start, _ in verb_starts(text) if 5 <= len(text) - start <= limit]
    return text[verbs[0] :] if verbs else text[-limit:]


def noun_behind(after: str, counts: bool) -> str:
    """The noun that a figure counts when it stands behind the unit: `老旧小区、…` → 老旧小区; else empty.

    `counts` says that the unit is a classifier, which a noun must follow even if it opens with a verb (抢险工程).
    """
    if not after or after[0] in NO_NOUN_MARKS:
        return ""
    rest = LEADING_DE.sub("", MASK.sub("", after))
    if NO_NOUN.match(rest):
        return ""
    if not counts and VERB.match(rest) and not COMPOUND.match(rest):
        return ""
    found = NOUN.match(rest)
    noun = found.group().strip(" 的等") if found else ""
    if len(noun) > 14 and (joint := re.search(r"(?<=.{4})(?:以及|及|和|与)", noun)):
        return noun[: joint.start()]
    return noun


def noun_before_verb(noun: str) -> str:
    """The noun cut where the words for the next figure begin: `低保对象发放低保金` → 低保对象."""
    quoted = [match.span() for match in re.finditer(r"“[^”]*”", noun)]
    verbs = [
        start
        for start, end in verb_starts(noun)
        if start >= 2 and end < len(noun) and not any(a < start < b for a, b in quoted)
    ]
    clear = [start for start in verbs if not COMPOUND.match(noun, start)]
    return noun[: (clear or verbs)[0]] if verbs else noun


def predicate_behind(after: str, noun: str) -> str:
    """What happens to a counted noun (`复工复市`, `脱贫`), empty where it is only judged (`有序推进`) or long."""
    start = after.find(noun)
    told = _YEAR_OR_MASK.sub("", after[start + len(noun) :])
    stop = _STOP.search(told)
    rest = told[: stop.start()] if stop else told
    told = ADVERB.sub("", rest)
    return "" if not told or EVALUATION.search(rest) or EVALUATION.search(told) else told[:12]


def late_predicate(after: str, noun: str) -> str:
    """What the end of a list says of its members, behind one that the ledger does not count."""
    rest = after[after.find(noun) + len(noun) :]
    found = re.search(STATE, rest)
    return rest[found.start() :][:12] if found and rest.startswith(("、", "和", "及")) else ""


def counting_lead(core: str) -> str:
    """The words before a counted noun that belong to its name: its verb, not what the counting is about or for.

    `分两批对` → nothing; `“某某平台”服务` → 服务; `围绕某年新增` → 新增.
    """
    if PREPOSITION_END.search(core) or core.endswith("的"):
        return ""
    verb = verb_at_end(core)
    if MANNER_LEAD.match(core):
        return verb
    return verb if verb and len(core) - len(verb) >= 5 and not verb_of(core) else core


@lru_cache(maxsize=4096)
def verb_starts(text: str) -> tuple[tuple[int, int], ...]:
    """Where the verbs of a phrase begin and end."""
    return index_of("verbs").spans(text)


@lru_cache(maxsize=4096)
def verb_at_end(core: str) -> str:
    """The verb a phrase closes with: `在青溪镇等地新建` → 新建."""
    verbs = word_set("verbs")
    return next((core[-size:] for size in range(min(8, len(core)), 0, -1) if core[-size:] in verbs), "")


@lru_cache(maxsize=4096)
def subject_of(clause: str) -> str:
    """What a clause without a figure is about: its subject, or the object of the verb it opens with."""
    text = strip_openers(clause)
    verb = verb_of(text)
    if verb and verb != text:
        text = strip_openers(text[len(verb) :])
        return text[-20:] if len(text) >= 3 else ""
    end = SUBJECT_END.search(text, 2)
    subject = text[: end.start()] if end else text
    if subject.endswith(("双", "均", "都", "也", "又")):
        subject = subject[:-1]
    return subject if 2 <= len(subject) <= 24 else ""


def is_aside(clause: str) -> bool:
    """Whether a clause names nothing new: how a figure was reckoned, or how the statistic stands among others."""
    text = strip_openers(clause)
    return not text or (text[0] in STANDING_OPENS and STANDING.match(text) is not None)


@lru_cache(maxsize=4096)
def is_attribute(core: str) -> bool:
    """Whether a name needs an owner: 总投资, 产量, 覆盖率."""
    return bool(attribute_at_end(core)) and ONLY_ATTRIBUTE.match(core) is not None


def attribute_at_end(core: str) -> str:
    """The attribute a phrase ends with (`…总投资`), or an empty string."""
    return index_of("attributes").ending(core)[0]


def is_statistic(core: str) -> bool:
    """Whether the phrase ends in a noun that carries a figure by itself (…收入, …率, …面积)."""
    if core.endswith((")", "）")):
        return HEAD.search(core) is not None
    return bool(index_of("heads").ending(core)[0])


def begins_with_verb(text: str) -> bool:
    """Whether `verb_of` finds a verb."""
    starts = verb_starts(text)
    return bool(starts and starts[0][0] == 0) or _NEW.match(text) is not None


@lru_cache(maxsize=4096)
def verb_of(core: str) -> str:
    """The verb (or verbs) a phrase opens with: 新增, 开工建设; empty for a noun phrase."""
    end = 0
    for start, stop in verb_starts(core):
        if start != end or end >= 6:
            break
        end = stop
    if end == 0 and _NEW.match(core):
        end = 1
    return core[:end] if end < len(core) else core
