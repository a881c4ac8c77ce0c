"""Where commands print for people."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def printable(text: str) -> str:
    """Text on one line that does nothing to a terminal, whatever a file, a server or a name of a file holds."""
    return "".join(char if char.isprintable() else " " for char in text)


def say(message: str) -> None:
    """One message on standard error, which is for people."""
    print(f"summarizer: {printable(message)}", file=sys.stderr)


def console() -> "Console":
    """Standard output: as wide as the terminal, 120 columns and plain where it is a file or a pipe."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 120, highlight=False)
