"""The typer application that the commands register with, and the options that several of them share."""

from typing import Annotated

import typer

app = typer.Typer(
    name="summarizer",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Read Chinese local-government reports into validated indicators and commitments.",
    epilog="Exit codes: 0 complete, 1 failed (an internal error, or a gate of eval), 2 bad use or input, "
    "3 partly done (some files were, some were not).",
)

Engine = Annotated[str, typer.Option("--engine", "-e", help="Which engine labels the report: rules.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of labels and headings: zh or en. Quotes stay Chinese.")]
