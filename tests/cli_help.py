"""The help of every command as Markdown, for docs/cli.md.

python tests/cli_help.py > docs/cli.md
"""

from collections.abc import Iterator

import typer
from typer.core import TyperCommand, TyperGroup

from summarizer.cli import app

_WIDTH = 100
_HEAD = """# Command line

What `--help` says, for every command. This file is generated: `python tests/cli_help.py > docs/cli.md`.
"""


def help_text() -> str:
    """The whole page."""
    sections = (
        f"## {path}\n\n```text\n{told}\n```\n" for path, told in _told(typer.main.get_command(app), "summarizer")
    )
    return "\n".join([_HEAD, *sections])


def _told(command: object, path: str) -> Iterator[tuple[str, str]]:
    """Each command with its help, those below a command behind it."""
    assert isinstance(command, TyperCommand | TyperGroup)
    # A width of its own, or the text would depend on who makes it.
    context = command.make_context(path, [], resilient_parsing=True, terminal_width=_WIDTH)
    yield path, command.get_help(context).strip()
    if isinstance(command, TyperGroup):
        for name in command.list_commands(context):
            yield from _told(command.get_command(context, name), f"{path} {name}")


if __name__ == "__main__":
    print(help_text(), end="")
