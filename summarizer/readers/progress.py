"""Who is told, page by page, how far a slow reading has come."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# The file's name, pages read so far, pages in all.
Told = Callable[[str, int, int], None]
_TOLD: ContextVar[Told | None] = ContextVar("told", default=None)


@contextmanager
def telling(told: Told) -> Iterator[None]:
    """Within the block, readings that take long tell `told` of each page."""
    before = _TOLD.set(told)
    try:
        yield
    finally:
        _TOLD.reset(before)


def tell(name: str, done: int, pages: int) -> None:
    """Say that `done` of `pages` pages of a file are read, to whoever wants to know."""
    if told := _TOLD.get():
        told(name, done, pages)
