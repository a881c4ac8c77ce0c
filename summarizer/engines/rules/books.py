"""All books of rules of the built-in engine."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from summarizer.document.scope import CUES
from summarizer.engines.rules.numbers.bounds import BEFORE, BEHIND
from summarizer.engines.rules.numbers.class_rules import CLASSES
from summarizer.engines.rules.numbers.columns import COLUMNS
from summarizer.engines.rules.numbers.measures import AMOUNTS, BY_UNIT, MULTIPLES, PERCENTAGES, POINTS_CHANGE
from summarizer.engines.rules.numbers.name_rules import NAMES
from summarizer.engines.rules.numbers.periods import PERIODS
from summarizer.engines.rules.numbers.standing import STANDING
from summarizer.engines.rules.numbers.status import STATUS
from summarizer.errors import UsageError
from summarizer.knowledge.learned import Learned, Logistic
from summarizer.knowledge.rule import Book

BOOKS: tuple[Book[Any, Any], ...] = (
    CLASSES, PERCENTAGES, POINTS_CHANGE, MULTIPLES, AMOUNTS, BY_UNIT, BEHIND, BEFORE, STATUS, CUES, STANDING, PERIODS, COLUMNS, NAMES,
)  # fmt: skip

_ID = re.compile(r"[a-z]+\.[a-z0-9-]+")


@cache
def rule_ids() -> frozenset[str]:
    """The ids of all rules."""
    return frozenset(rule.id for book in BOOKS for rule in book) | {
        "scope.default",
        "name.chosen",
        "name.list",
        "name.range",
        "name.ratio",
    }


@cache
def confidence_model(learned: Learned) -> Logistic:
    """The model of how sure number labels are. Raises UsageError where it weighs a rule that no book has."""
    model = learned.logistic("number_confidence")
    check_rules(model.weights)
    return model


def check_rules(features: Iterable[str]) -> None:
    """Raises UsageError for a feature that is written like the id of a rule and is none."""
    for feature in features:
        if _ID.fullmatch(feature) and feature not in rule_ids():
            raise UsageError(
                f"number_confidence.json weighs the rule {feature}, which no book has; fit it anew with make train"
            )
