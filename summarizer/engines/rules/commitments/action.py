"""The verb that leads a commitment."""

import re
from collections.abc import Sequence

from summarizer.engines.rules.commitments.clause import at_close, hanging, leaning, openings
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.word_index import index_of

_PARTS = re.compile(r"[^,，;；。]+")


def actions_of(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The verb that leads each of these actions `[start, end)` of a text, after its adverbs and after clauses of manner;
    empty where no verb is known."""
    parts = [(at, *part.span()) for at, span in enumerate(spans) for part in _PARTS.finditer(text, *span)]
    pieces = Pieces.of(text, [(start, end) for _, start, end in parts])
    open_ = openings(pieces)
    leans = leaning().take(open_.manner_at_head) + hanging(pieces, at_close(pieces))
    first, leading = [""] * len(spans), [""] * len(spans)
    for (at, _, _), verb, leaning_ in zip(parts, open_.verbs(), leans.tolist(), strict=True):
        if len(verb) > 1:
            first[at] = first[at] or verb
            leading[at] = leading[at] or ("" if leaning_ else verb)
    return [
        found or other or _any_verb(text[start:end])
        for found, other, (start, end) in zip(leading, first, spans, strict=True)
    ]


def action_of(words: str) -> str:
    """The verb that leads the words of one action."""
    return actions_of(words, [(0, len(words))])[0]


def _any_verb(words: str) -> str:
    return next((word for word, _ in index_of("action_verbs").scan(words) if len(word) > 1), "")
