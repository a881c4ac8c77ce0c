"""What every way of writing tables offers to the export."""

from collections.abc import Callable, Iterable

from summarizer.tables.columns import Row, Shape

Sink = Callable[[Shape, Iterable[Row]], None]
"""Adds rows to a table; the tables appear, all of them whole, when the context that made the sink ends."""
