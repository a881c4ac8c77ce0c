"""Whether sentences tell of what was done or of what is to be done, by how their clauses begin and end.

Where no heading tells, the words must: the learned part `tense` weighs each sentence, and a text is what its sentences
are together.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np

from summarizer.knowledge.han import HAN
from summarizer.knowledge.learned import Learned

BACK, AHEAD = "review", "plan"
_SENTENCE = re.compile(r"[^。！!？?\n]+")
_CLAUSE = re.compile(r"[^,，;；:：、\s]+")
_FIGURE = re.compile(rf"\d[\d.,]*\s*(?:%|％|个百分点|[万亿]?{HAN}{{1,2}})?")
_ABOUT = re.compile(r"左右|以上|以内|以下")


_UNITS = 1000


def sentences_of(text: str) -> list[str]:
    """The sentences of a text that are long enough to tell anything."""
    return [found for match in _SENTENCE.finditer(text) if len(found := match[0].strip()) >= 6]


def tense_features(sentence: str) -> list[str]:
    """What a sentence shows of its tense: beginnings and ends of its clauses, and whether its figures are bounded."""
    found = [f"has:{word}" for word in ("了", "已", "将", "要", "今年", "去年", "同比", "目标") if word in sentence]
    for clause in _CLAUSE.findall(sentence):
        found += (f"begins:{clause[:2]}", f"begins:{clause[:3]}", f"ends:{clause[-2:]}")
        if figure := _FIGURE.search(clause):
            found.append(f"before:{clause[max(0, figure.start() - 2) : figure.start()]}")
            found.append(f"about={_ABOUT.match(clause, figure.end()) is not None}")
    return list(dict.fromkeys(found))


def looks_ahead(text: str, learned: Learned) -> float:
    """The logarithm of the odds that a text tells of what is to be done, summed over its sentences."""
    return sum_of_odds(sentences_of(text), learned)


def sum_of_odds(sentences: Iterable[str], learned: Learned) -> float:
    """The same for the sentences of a text."""
    odds_of = _odds(learned).get
    return sum(sum(filter(None, map(odds_of, tense_features(sentence)))) for sentence in sentences) / _UNITS


@cache
def _odds(learned: Learned) -> Mapping[str, int]:
    """How much each feature speaks for what is to be done and against what was, in thousandths, which weights are."""
    chain = learned.chain("tense")
    ahead, back = chain.classes.index(AHEAD), chain.classes.index(BACK)
    odds = chain.rows[:, ahead].astype(np.int64) - chain.rows[:, back].astype(np.int64)
    return dict(zip(chain.features(), odds.tolist(), strict=True))
