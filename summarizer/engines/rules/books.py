"""All books of rules of the built-in engine."""

from typing import Any

from summarizer.engines.rules.numbers.class_rules import CLASSES
from summarizer.knowledge.rule import Book

BOOKS: tuple[Book[Any, Any], ...] = (CLASSES,)
