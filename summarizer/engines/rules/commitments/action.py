"""The verb that leads a commitment."""

from collections.abc import Sequence

import numpy as np

from summarizer.engines.rules.commitments.clause import at_close, beginnings, hanging, leaning, openings
from summarizer.knowledge.arrays import Ints, Letters, changes, indexes
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.word_index import index_of

_PARTING = Letters(",，;；。")


def actions_of(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The verb that leads each of these actions `[start, end)` of a text, after its adverbs and after clauses of manner;
    empty where no verb is known."""
    return actions_in(Pieces.of(text, spans).apart())


def actions_in(actions: Pieces) -> list[str]:
    """The same for pieces that lie apart."""
    parts, of_action = _parts(actions)
    open_ = openings(parts)
    leans = leaning().take(open_.manner_at_head) + hanging(parts, at_close(parts))
    is_verb = beginnings().lengths.take(open_.verb) > 1
    verbs = np.zeros(len(actions), np.int64)
    for candidates in (is_verb, is_verb & (leans == 0)):
        at = indexes(candidates)
        first = at.compress(changes(of_action.take(at)))
        verbs[of_action.take(first)] = open_.verb.take(first)
    words = beginnings().words
    return [
        words[verb] or _any_verb(actions.text[start:end])
        for verb, start, end in zip(verbs.tolist(), actions.starts.tolist(), actions.ends.tolist(), strict=True)
    ]


def _parts(actions: Pieces) -> tuple[Pieces, Ints]:
    """The clauses of actions, and which action each is part of."""
    within = ~_PARTING.holds(actions.letters)
    within[actions.ends[:-1]] = False
    edges = np.concatenate([[False], within, [False]])
    edges = indexes(edges[1:] != edges[:-1])
    parts = Pieces(actions.text, actions.letters, edges[::2], edges[1::2])
    return parts, actions.starts.searchsorted(parts.starts, side="right") - 1


def action_of(words: str) -> str:
    """The verb that leads the words of one action."""
    return actions_of(words, [(0, len(words))])[0]


def _any_verb(words: str) -> str:
    return next((word for word, _ in index_of("action_verbs").scan(words) if len(word) > 1), "")
