"""The verb that leads a commitment."""

import re

from summarizer.engines.rules.commitments.clause import hangs, leaning, opening, without_mark
from summarizer.knowledge.word_index import index_of


def action_of(text: str) -> str:
    """The verb that leads the action, after its adverbs and after clauses of manner; empty if no verb is known."""
    first = ""
    for clause in re.split(r"[,，;；。]", text):
        head = without_mark(clause)
        verb = opening(head)[1]
        if len(verb) > 1:
            if index_of("manner").at(head) not in leaning() and not hangs(clause):
                return verb
            first = first or verb
    return first or next((word for word, _ in index_of("action_verbs").scan(text) if len(word) > 1), "")
