"""Which of its candidate names a figure takes: a conditional logit over what names look like (McFadden 1974).

The weights, `schemas/learned/names.json`, are fitted on labelled reports; choosing needs no more than sums of them.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate

from summarizer.engines.rules.numbers.candidates import Wording, candidates
from summarizer.engines.rules.numbers.name_weights import Found, NameWeights, Rows
from summarizer.knowledge.learned import Learned
from summarizer.knowledge.lexicon import word_set

# A name other than that of the rules must be better by this much (log odds).
MARGIN = 0.0
# Figures whose candidates are held at a time: those of a long report, so that what is looked at stays in the cache.
_AT_ONCE = 1000


class Ranker:
    """Chooses names by weights, those of all figures of a report at once."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = NameWeights(weights)

    def choose(self, wordings: Sequence[Wording]) -> list[str]:
        """The likeliest name of each figure, that of the rules unless another is likelier by a margin; never one that
        does not read alone where another does."""
        return [name for at in range(0, len(wordings), _AT_ONCE) for name in self._chosen(wordings[at : at + _AT_ONCE])]

    def _chosen(self, wordings: Sequence[Wording]) -> list[str]:
        alone = word_set("bare_names")
        found = [candidates(wording) for wording in wordings]
        for names in found:
            for name in alone.intersection(names):
                del names[name]
        scores = self.scores(wordings, found)
        return [_best(*one) for one in zip(wordings, found, scores, strict=True)]

    def scores(self, wordings: Sequence[Wording], found: Sequence[Found]) -> list[list[float]]:
        """For the candidates of each figure, in order, the sum of the weights of their features (`name_features`)."""
        rows = Rows()
        for wording, names in zip(wordings, found, strict=True):
            self._weights.add(rows, wording, names)
        sums = self._weights.sums(rows).tolist() if rows.names else []
        ends = accumulate(rows.sizes)
        return [sums[end - size : end] for end, size in zip(ends, rows.sizes, strict=True)]


def _best(wording: Wording, names: Found, scores: Sequence[float]) -> str:
    if not names:
        return wording.name
    best = max(scores)
    likeliest = list(names)
    # That of the rules stands first.
    if likeliest[0] == wording.name and best <= scores[0] + MARGIN:
        return wording.name
    return likeliest[scores.index(best)]


@cache
def ranker_of(learned: Learned) -> Ranker:
    """The ranker by the weights of a folder."""
    return Ranker(learned.logistic("names").weights)
