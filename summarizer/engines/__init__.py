"""Engines say what the ids of a ledger mean. `create` makes one by name."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from summarizer.engines.engine import AskingEngine, Engine
from summarizer.errors import UsageError

if TYPE_CHECKING:
    from summarizer.endpoint import Answer, Asks, PutOff, Settings, Usage

NAMES = ("rules", "llm", "hybrid")


def create(
    name: str,
    settings: "Settings | None" = None,
    on_answer: "Callable[[Answer, Usage], None] | None" = None,
    put_off: "PutOff | None" = None,
) -> Engine:
    """The engine called `name`. Raises UsageError for a name that is not in `NAMES`, or settings that do not suffice.

    `llm` and `hybrid` ask the model that `settings` describe, by default those of the environment and of the
    configuration file; `on_answer` is called with each answer and what was used so far. With `put_off` they ask nobody:
    it is given the questions that the store of answers cannot answer, and their reports raise PendingError.
    """
    if name == "rules":
        from summarizer.engines.rules import RuleEngine

        return RuleEngine()
    engine = create_asking(name, settings, on_answer, put_off)
    engine.check_ready()
    return engine


def create_asking(
    name: str,
    settings: "Settings | None" = None,
    on_answer: "Callable[[Answer, Usage], None] | None" = None,
    put_off: "PutOff | None" = None,
    through: "Asks | None" = None,
) -> AskingEngine:
    """`create` for an engine that asks a model, also with settings that do not suffice to ask but to plan.

    Its questions go to `through`, where that is given.
    """
    if name not in NAMES:
        raise UsageError(f"there is no engine named {name!r}; choose one of: {', '.join(NAMES)}")
    if name == "rules":
        raise UsageError("the rules ask no model; say --engine llm or hybrid")
    from summarizer.endpoint import load_settings
    from summarizer.engines.hybrid import HybridEngine
    from summarizer.engines.llm import Asker, ModelEngine
    from summarizer.engines.rules import RuleEngine

    made = settings or load_settings()
    asker = Asker(made, on_answer=on_answer, put_off=put_off, through=through)
    if name == "llm":
        return ModelEngine(asker, RuleEngine())
    return HybridEngine(asker, RuleEngine(), made.hybrid_threshold, made.audit_share)
