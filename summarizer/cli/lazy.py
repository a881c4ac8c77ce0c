"""A group of commands of which each is imported when it is called, so that help and mistakes are told at once."""

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

# What every command is, in the words that its own help opens with; each stands in the module of its name.
COMMANDS = {
    "run": "Summarize reports: to the terminal, to one file, or into a folder.",
    "estimate": "Say what a run with a model would take before anything is spent: calls, tokens, and cost where prices "
    "are set.",
    "index": "List the ledger: every number and clause of a report, with its id.",
    "explain": "Show why the rules labelled a number or clause as they did.",
    "batch": "Read many reports into a store.",
    "query": "Ask a store in SQL.",
    "panel": "List the core statistics of a store by region and year.",
    "track": "Tell what a report says about the targets and commitments of the one before.",
    "serve": "Open the workbench: a local web application over a store.",
    "mcp": "Answer a language model's questions to a store, by the Model Context Protocol.",
    "store": "Join, export and check stores.",
    "labels": "Write labels of a store as files, take labels of files in, and hold two labellings against each other.",
    "export": "Write saved reports as tables: reports, sections, indicators, excluded, commitments, checks.",
    "tasks": "Break a report down into tasks to hand out, or sum up a table of them that was filled in.",
    "diff": "Show what two readings of one report disagree on.",
    "eval": "Score an engine against hand labels.",
    "schema": "Print the JSON Schema of a report.",
    "catalogue": "Propose statistics that reports state and the catalogue does not name.",
    "doctor": "Check that a model can be used: the settings and where each came from, the endpoint, and the modes that "
    "work.",
    "cache": "Look after the store of a model's answers.",
    "version": "Print the version.",
}


class HelpfulGroup(TyperGroup):
    """A group that, called with nothing, says on standard error what there is to call, and ends as bad use."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            print(ctx.get_help(), file=sys.stderr)
            ctx.exit(2)
        return super().parse_args(ctx, args)


class LazyGroup(HelpfulGroup):
    """All commands of the program."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        # The names alone, for the suggestion after a misspelt one.
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | TyperGroup | None:
        if cmd_name not in COMMANDS:
            return None
        found = typer.main.get_command(import_module(f"summarizer.cli.{cmd_name}").app)
        assert isinstance(found, TyperCommand | TyperGroup)
        return found

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))
